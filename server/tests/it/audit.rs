//! The audit trail as it is read.

use crate::support::app::{PASSWORD, TestApp, caller};
use app::{
    api::{ErrorCode, House, People, Problem},
    model::{AuditEntry, AuditQuery, Outcome, Place, Role, SetActive, Span, UserId},
};
use serde_json::json;
use std::collections::BTreeSet;

on_both_engines!(
    each_filter_finds_its_lines_and_no_others,
    days_are_those_of_the_reader,
    every_line_is_on_one_page_forward_and_back,
    only_administrators_and_auditors_read_the_trail,
    a_line_leads_to_the_log,
    lines_are_found_by_the_clients_address_or_its_start,
    a_search_by_address_is_in_the_pages_address_in_the_file_and_in_the_api,
);

async fn lines(app: &TestApp, reader: UserId, query: AuditQuery) -> Vec<AuditEntry> {
    app.desk.audit(&caller(reader, Role::Auditor), query).await.unwrap().items
}

fn actions(lines: &[AuditEntry]) -> Vec<&str> {
    lines.iter().map(|line| line.action.as_str()).collect()
}

async fn each_filter_finds_its_lines_and_no_others(app: TestApp) {
    let ada = app.add("ada", |user| user.role = Role::Administrator).await;
    let jonas = app.add("jonas", |user| "Jónas Feld".clone_into(&mut user.display_name)).await;
    app.clock.advance(Span::seconds(1));
    app.send_link(ada, jonas).await.unwrap();
    app.clock.advance(Span::seconds(1));
    let off = SetActive { user: ada, active: false };
    app.desk.set_active(&caller(ada, Role::Administrator), off).await.unwrap_err();
    app.clock.advance(Span::seconds(1));
    app.browser().sign_in("jonas", "not the password").await;

    let all = lines(&app, ada, AuditQuery::default()).await;
    let expected = ["session.sign-in", "user.deactivated", "link.requested", "user.created", "user.created"];
    assert_eq!(actions(&all), expected, "latest first");
    let link = &all[2];
    assert_eq!(link.actor, Some((ada, "Ada Reyes".to_owned())));
    assert_eq!(link.target, Some((jonas, "Jónas Feld".to_owned())));
    assert_eq!(link.address.as_deref(), Some("127.0.0.1"));
    assert!(link.detail.contains(&("life_minutes".to_owned(), "60".to_owned())), "{:?}", link.detail);

    let of = |query: AuditQuery| lines(&app, ada, query);
    let by_name = of(AuditQuery { q: "JO\u{301}NAS".to_owned(), ..AuditQuery::default() }).await;
    assert_eq!(actions(&by_name), ["session.sign-in", "link.requested", "user.created"], "a target, however it is written");
    let by_actor = of(AuditQuery { q: "ada rey".to_owned(), ..AuditQuery::default() }).await;
    assert_eq!(actions(&by_actor), ["user.deactivated", "link.requested"]);
    let by_action = of(AuditQuery { action: "user.".to_owned(), ..AuditQuery::default() }).await;
    assert_eq!(actions(&by_action), ["user.deactivated", "user.created", "user.created"]);
    let refused = of(AuditQuery { outcome: Some(Outcome::Refused), ..AuditQuery::default() }).await;
    assert_eq!(actions(&refused), ["user.deactivated"]);
    let by_user = of(AuditQuery { user: Some(ada), ..AuditQuery::default() }).await;
    assert_eq!(actions(&by_user), ["user.deactivated", "link.requested", "user.created"], "as actor or target");
    let all_at_once = AuditQuery {
        q: "jónas".to_owned(),
        action: "link.".to_owned(),
        outcome: Some(Outcome::Done),
        user: Some(ada),
        address: "127.0.0.1".to_owned(),
        from: "2026-11-21".to_owned(),
        to: "2026-11-21".to_owned(),
        place: None,
    };
    assert_eq!(actions(&of(all_at_once).await), ["link.requested"]);
    assert!(of(AuditQuery { q: "onas".to_owned(), ..AuditQuery::default() }).await.is_empty(), "names are found by their start");
}

async fn days_are_those_of_the_reader(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    // 23:32 UTC is half past midnight of the next day in Berlin, where the reader is.
    app.clock.advance(Span::hours(10));
    app.browser().sign_in("ada", "not the password").await;
    let on = async |from: &str, to: &str| {
        let query = AuditQuery { from: from.to_owned(), to: to.to_owned(), ..AuditQuery::default() };
        lines(&app, ada, query).await.iter().map(|line| line.action.clone()).collect::<Vec<_>>()
    };
    assert_eq!(on("2026-11-21", "2026-11-21").await, ["user.created"]);
    assert_eq!(on("2026-11-22", "").await, ["session.sign-in"]);
    assert_eq!(on("", "2026-11-22").await.len(), 2);
    assert!(on("2026-11-23", "2026-11-30").await.is_empty());
    let nonsense = AuditQuery { from: "yesterday".to_owned(), ..AuditQuery::default() };
    let error = app.desk.audit(&caller(ada, Role::Auditor), nonsense).await.unwrap_err();
    assert_eq!(error.for_field("from"), Some(&Problem::Day));
}

async fn every_line_is_on_one_page_forward_and_back(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for n in 0..120 {
        // Several in one millisecond: their order is any, but always the same.
        app.clock.advance(Span(i64::from(n % 5)));
        app.add(&format!("person{n}"), |user| user.role = Role::User).await;
    }
    let by_name = AuditQuery { q: "person1".to_owned(), ..AuditQuery::default() };
    for (query, expected) in [(AuditQuery::default(), 121), (by_name, 31)] {
        let reader = caller(ada, Role::Auditor);
        let mut pages = vec![app.desk.audit(&reader, query.clone()).await.unwrap()];
        while let Some(key) = pages[pages.len() - 1].next.clone() {
            let next = AuditQuery { place: Some(Place::After(key)), ..query.clone() };
            pages.push(app.desk.audit(&reader, next).await.unwrap());
        }
        for pair in pages.windows(2) {
            let key = pair[1].previous.clone().unwrap();
            let back = AuditQuery { place: Some(Place::Before(key)), ..query.clone() };
            assert_eq!(app.desk.audit(&reader, back).await.unwrap(), pair[0]);
        }
        assert!(pages.iter().all(|page| page.total.counted == expected));
        let ids: BTreeSet<_> = pages.iter().flat_map(|page| &page.items).map(|line| line.id).collect();
        assert_eq!(i64::try_from(ids.len()).unwrap(), expected);
    }
}

async fn only_administrators_and_auditors_read_the_trail(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for (role, may) in [(Role::User, false), (Role::HelpDesk, false), (Role::Auditor, true), (Role::Administrator, true)] {
        let answer = app.desk.audit(&caller(ada, role), AuditQuery::default()).await;
        assert_eq!(
            answer.map(drop).map_err(|error| error.code()),
            if may { Ok(()) } else { Err(ErrorCode::Forbidden) },
            "{role}"
        );
    }
    app.signed_in("ada", PASSWORD).await;
}

async fn a_line_leads_to_the_log(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.clock.advance(Span::seconds(1));
    let answer = app.browser().sign_in("ada", "not the password").await;
    let request = answer.header("x-request-id").to_owned();
    assert!(!request.is_empty());
    let found = lines(&app, ada, AuditQuery::default()).await;
    assert_eq!(actions(&found), ["session.sign-in", "user.created"]);
    assert!(found[0].detail.contains(&("request".to_owned(), request)), "{:?}", found[0].detail);
    assert!(found[1].detail.iter().all(|(name, _)| name != "request"), "nobody asked for it");
}

/// Switches Jonas off and on again, from four clients.
async fn acted_from(app: &TestApp) -> UserId {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let clients = [("192.0.2.7", false), ("192.0.2.71", true), ("2001:db8::7", false), ("2001:db8:0:1::7", true)];
    for (address, active) in clients {
        let mut from_there = caller(ada, Role::Administrator);
        from_there.client.address = address.parse().unwrap();
        app.clock.advance(Span::seconds(1));
        app.desk.set_active(&from_there, SetActive { user: jonas, active }).await.unwrap();
    }
    ada
}

async fn lines_are_found_by_the_clients_address_or_its_start(app: TestApp) {
    let ada = acted_from(&app).await;
    let found = async |address: &str| {
        let query = AuditQuery { address: address.to_owned(), ..AuditQuery::default() };
        let page = app.desk.audit(&caller(ada, Role::Auditor), query).await.unwrap();
        assert_eq!(usize::try_from(page.total.counted).unwrap(), page.items.len());
        page.items.into_iter().map(|line| line.address.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(found("192.0.2.7").await, ["192.0.2.7"], "a whole address is meant alone");
    assert_eq!(found("192.0.2.").await, ["192.0.2.71", "192.0.2.7"], "latest first");
    assert_eq!(found("2001:0DB8:0::0007").await, ["2001:db8::7"], "however it is written");
    assert_eq!(found("2001:DB8::").await, ["2001:db8::7"]);
    assert_eq!(found(" 2001:db8:").await, ["2001:db8:0:1::7", "2001:db8::7"]);
    for nobody in ["2.0.2.7", "192.0.2.%", "192.0.2._", "nonsense", "\0"] {
        assert!(found(nobody).await.is_empty(), "{nobody:?}");
    }
}

async fn a_search_by_address_is_in_the_pages_address_in_the_file_and_in_the_api(app: TestApp) {
    let ada = acted_from(&app).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let page = desk.get("/audit?address=192.0.2.").await.text();
    assert!(page.contains("/audit/export.csv?address=192.0.2.\""), "{page}");
    assert!(page.contains("192.0.2.71") && !page.contains("2001:db8"), "{page}");
    let file = desk.get("/audit/export.csv?address=192.0.2.").await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert!(file.text().lines().count() == 3 && file.text().contains(",192.0.2.7,"), "{}", file.text());
    let noted = "SELECT COUNT(*) FROM audit WHERE action = 'audit.exported' AND detail LIKE '%\"address\":\"192.0.2.\"%'";
    assert_eq!(app.store.count(noted).await, 1);
    let mut program = app.program(ada, "siem", Role::Auditor).await;
    let listed = program.get("/api/v1/audit?address=2001:db8::7").await.json();
    assert_eq!((&listed["total"]["count"], &listed["items"][0]["address"]), (&json!(1), &json!("2001:db8::7")), "{listed}");
}
