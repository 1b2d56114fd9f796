//! Other systems report what happened, and follow what happens here.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    program::Program,
};
use app::model::{ApiScope, Kind, Role, Span, Step, UserId};
use http::Method;
use latchkey::store::events;
use serde_json::{Value, json};

on_both_engines!(
    a_report_is_about_whom_it_names,
    a_report_counts_once,
    names_that_mean_nobody_are_said,
    what_does_not_fit_is_refused,
    a_report_needs_a_scope_and_a_role,
    events_are_listed_with_what_is_known_of_them,
);

const ADDRESS: &str = "/api/v1/events";

async fn start(app: &TestApp) -> (UserId, Program) {
    let ada = app.person("ada", Role::Administrator).await;
    let badges = app
        .add("badges", |user| {
            user.kind = Kind::Api;
            user.role = Role::Administrator;
        })
        .await;
    (ada, app.with_key(ada, badges, ApiScope::Events).await)
}

fn sorted(users: &[UserId]) -> Value {
    let mut users = users.to_vec();
    users.sort_unstable();
    json!(users)
}

async fn a_report_is_about_whom_it_names(app: TestApp) {
    let (_, mut badges) = start(&app).await;
    app.share_emails().await;
    let family = |name: &'static str, is_active| {
        app.add(name, move |user| {
            user.email = Some("desk@northwind.example".to_owned());
            user.is_active = is_active;
        })
    };
    let (jonas, eva) = (app.person("jonas", Role::User).await, family("eva", true).await);
    let (finn, off) = (family("finn", true).await, family("off", false).await);
    let body = json!({
        "kind": "badge.lost", "user_names": ["JONAS", "eva", "off"], "emails": ["Desk@northwind.example"],
        "attributes": { "building": "B2" }, "occurred_at": "2026-11-21T12:32:00Z",
    });
    let taken = badges.post(ADDRESS, &body).await;
    assert_eq!(taken.status, 202, "{}", taken.text());
    let answer = taken.json();
    assert_eq!(answer["users"], sorted(&[jonas, eva, finn, off]), "an address means those who are active");
    assert_eq!(answer["not_found"], json!({ "user_names": [], "emails": [] }));

    let listed = badges.get(ADDRESS).await.json();
    let event = listed["items"].as_array().unwrap().iter().find(|event| event["kind"] == "external").expect("the event");
    assert_eq!((&event["id"], &event["users"], &event["user"]), (&answer["id"], &answer["users"], &answer["users"][0]));
    assert_eq!((&event["actor"], &event["at"]), (&json!("badges Feld"), &json!("2026-11-21T12:32:00Z")));
    assert_eq!(event["facts"], json!({ "kind": "badge.lost", "by": "badges Feld", "attribute.building": "B2" }));
    for user in [jonas, eva, finn, off] {
        let reported = Step::Reported("badges Feld".to_owned(), "badge.lost".to_owned());
        assert!(app.steps(user).await.contains(&reported));
    }
    let mut tx = app.db.write().await.unwrap();
    let new = events::take_new(&mut tx, 100).await.unwrap();
    let external = new.iter().find(|event| event.facts.users.len() > 1).expect("the event");
    assert_eq!(json!(external.facts.users), answer["users"], "automations are given everyone");
}

async fn a_report_counts_once(app: TestApp) {
    let (_, mut badges) = start(&app).await;
    let body = json!({ "kind": "badge.lost", "user_names": ["ada"] });
    let missing = badges.call(Method::POST, ADDRESS, &[], Some(&body)).await;
    assert_eq!((missing.status, missing.problem().as_str()), (400, "no-key"));
    let key = [("idempotency-key", "one")];
    let first = badges.call(Method::POST, ADDRESS, &key, Some(&body)).await;
    let again = badges.call(Method::POST, ADDRESS, &key, Some(&body)).await;
    assert_eq!((first.status, first.text()), (202, again.text()));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM events WHERE kind = 'external'").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'event.received' AND outcome = 'done'").await, 1);
}

async fn names_that_mean_nobody_are_said(app: TestApp) {
    let (ada, mut badges) = start(&app).await;
    app.add("off", |user| user.is_active = false).await;
    let body = json!({
        "kind": "x", "user_names": ["nobody", "ada", "a\u{0}b"], "emails": ["off@northwind.example", "not an address"],
    });
    let taken = badges.post(ADDRESS, &body).await.json();
    assert_eq!(taken["users"], json!([ada]));
    let unknown = json!({ "user_names": ["nobody", "a\u{0}b"], "emails": ["off@northwind.example", "not an address"] });
    assert_eq!(taken["not_found"], unknown);
    let nobody = badges.post(ADDRESS, &json!({ "kind": "gate-closed.2" })).await;
    assert_eq!((nobody.status, &nobody.json()["users"]), (202, &json!([])), "an event may be about nobody");
    let listed = badges.get(ADDRESS).await.json();
    let is_about_nobody = |event: &&Value| event["facts"]["kind"] == "gate-closed.2";
    assert_eq!(listed["items"].as_array().unwrap().iter().find(is_about_nobody).expect("the event")["user"], Value::Null);
}

async fn what_does_not_fit_is_refused(app: TestApp) {
    let (_, mut badges) = start(&app).await;
    let many = |count: usize| (0..count).map(|number| format!("name-{number}")).collect::<Vec<_>>();
    let attributes =
        |count: usize| (0..count).map(|number| (format!("a{number}"), json!("x"))).collect::<serde_json::Map<_, _>>();
    for (body, field, code) in [
        (json!({ "kind": "" }), "kind", "event-kind"),
        (json!({ "kind": "Badge lost" }), "kind", "event-kind"),
        (json!({ "kind": "x".repeat(101) }), "kind", "event-kind"),
        (json!({ "kind": "x", "user_names": many(60), "emails": many(41) }), "user_names", "event-users"),
        (json!({ "kind": "x", "attributes": attributes(21) }), "attributes", "event-attributes"),
        (json!({ "kind": "x", "attributes": { "": "x" } }), "attributes", "event-attributes"),
        (json!({ "kind": "x", "attributes": { "x".repeat(65): "x" } }), "attributes", "event-attributes"),
        (json!({ "kind": "x", "attributes": { "x": "x".repeat(501) } }), "attributes", "event-attributes"),
        (json!({ "kind": "x", "occurred_at": "2026-11-21T14:32:00Z" }), "occurred_at", "event-time"),
        (json!({ "kind": "x", "occurred_at": "2026-11-20T13:31:59Z" }), "occurred_at", "event-time"),
        (json!({ "kind": "x", "occurred_at": "yesterday" }), "occurred_at", "event-time"),
    ] {
        let refused = badges.post(ADDRESS, &body).await;
        assert_eq!((refused.status, refused.problem().as_str()), (422, code), "{body}");
        assert_eq!(refused.json()["errors"][0]["field"], field, "{body}");
    }
    for body in
        [json!({}), json!({ "kind": 1 }), json!({ "kind": "x", "users": [] }), json!({ "kind": "x", "attributes": { "x": 1 } })]
    {
        assert_eq!(badges.post(ADDRESS, &body).await.problem(), "unfit", "{body}");
    }
    let most = json!({
        "kind": "x".repeat(100), "user_names": many(50), "emails": many(50), "occurred_at": "2026-11-20T13:32:00Z",
        "attributes": { "x".repeat(64): "\u{1f511}".repeat(500) },
    });
    assert_eq!(badges.post(ADDRESS, &most).await.status, 202);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM events WHERE kind = 'external'").await, 1);
}

async fn a_report_needs_a_scope_and_a_role(app: TestApp) {
    let (ada, mut badges) = start(&app).await;
    let body = json!({ "kind": "x", "user_names": ["ada"] });
    assert_eq!(badges.get("/api/v1/users").await.status, 200, "what it is told it may read anyway");
    assert_eq!(badges.post("/api/v1/users", &json!({ "user_name": "x", "display_name": "x" })).await.problem(), "scope");
    let erp = app.add("erp", |user| {
        user.kind = Kind::Api;
        user.role = Role::Administrator;
    });
    let erp = erp.await;
    for (scope, status) in
        [(ApiScope::Write, 202), (ApiScope::Read, 403), (ApiScope::Resets, 403), (ApiScope::Authentications, 403)]
    {
        let mut program = app.with_key(ada, erp, scope).await;
        assert_eq!(program.post(ADDRESS, &json!({ "kind": scope.as_str() })).await.status, status, "{scope}");
        app.clock.advance(Span::seconds(1));
    }
    let mut desk = app.program(ada, "desk", Role::HelpDesk).await;
    assert_eq!(desk.post(ADDRESS, &body).await.status, 403);
    let refused = "SELECT COUNT(*) FROM audit WHERE action = 'event.received' AND outcome = 'refused'";
    assert_eq!(app.store.count(refused).await, 1);
}

async fn events_are_listed_with_what_is_known_of_them(app: TestApp) {
    let (ada, mut badges) = start(&app).await;
    app.browser().sign_in("ada", "not this one").await;
    app.clock.advance(Span::seconds(1));
    app.signed_in("ada", PASSWORD).await;
    app.clock.advance(Span::seconds(1));
    let line = app.desk.events(&caller(ada, Role::Administrator), None).await.unwrap().items;
    assert_eq!(line[0].facts.users, [ada]);
    let listed = badges.get(ADDRESS).await.json();
    let events = listed["items"].as_array().unwrap();
    let failed = events.iter().find(|event| event["kind"] == "sign-in-failed").expect("the failure");
    assert_eq!(
        (&failed["number"], &failed["facts"], &failed["success"]),
        (&json!(1), &json!({ "through": "pages" }), &Value::Null)
    );
    let mine = events.iter().find(|event| event["facts"]["through"] == "api").expect("this program's own sign-in");
    assert_eq!((&mine["kind"], &mine["facts"]["credential"]), (&json!("signed-in"), &json!("for events")));
}
