//! Users by REST: lists that lead on, and changes that overwrite nobody's.

use crate::support::{
    app::TestApp,
    program::{Program, of_user},
};
use app::model::{Role, Step, UserId};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both_engines!(
    a_list_leads_on_to_everyone_once,
    filters_are_those_of_the_page,
    a_user_is_made_read_and_changed,
    a_change_names_the_version_it_was_made_to,
    a_change_is_done_whole_or_not_at_all,
    rank_and_role_hold_for_programs_too,
);

async fn administrator(app: &TestApp) -> (UserId, Program) {
    let ada = app.person("ada", Role::Administrator).await;
    (ada, app.program(ada, "erp", Role::Administrator).await)
}

async fn change(program: &mut Program, user: UserId, version: &str, body: &Value) -> crate::support::browser::Answer {
    program.call(Method::PATCH, &of_user(user), &[("if-match", version)], Some(body)).await
}

async fn a_list_leads_on_to_everyone_once(app: TestApp) {
    let (_, mut erp) = administrator(&app).await;
    for number in 0..110 {
        app.person(&format!("person-{number:03}"), Role::User).await;
    }
    let mut next = Some("/api/v1/users?q=person&sort=-user-name".to_owned());
    let (mut names, mut pages) = (Vec::new(), 0);
    while let Some(path) = next {
        let answer = erp.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let page = answer.json();
        assert_eq!(page["total"], json!({ "count": 110, "more": false }));
        names.extend(page["items"].as_array().unwrap().iter().map(|user| user["user_name"].as_str().unwrap().to_owned()));
        (next, pages) = (answer.next(), pages + 1);
    }
    assert_eq!((pages, names.len(), names.iter().collect::<BTreeSet<_>>().len()), (3, 110, 110));
    assert!(names.is_sorted_by(|one, other| one > other));
}

async fn filters_are_those_of_the_page(app: TestApp) {
    let (_, mut erp) = administrator(&app).await;
    let off = app.add("off", |user| user.is_active = false).await;
    app.person("on", Role::User).await;
    let found = erp.get("/api/v1/users?active=false").await.json();
    assert_eq!((found["total"]["count"].as_i64(), found["items"][0]["id"].as_str()), (Some(1), Some(off.to_string().as_str())));
    let programs = erp.get("/api/v1/users?kind=api&role=administrator").await.json();
    assert_eq!(programs["items"][0]["user_name"], "erp");
    assert_eq!(erp.get("/api/v1/users?kind=robot").await.status, 422, "a program is told what a page forgives");
}

async fn a_user_is_made_read_and_changed(app: TestApp) {
    let (_, mut erp) = administrator(&app).await;
    let person = json!({
        "user_name": "jfeld", "display_name": "Jonas Feld", "email": "jonas@northwind.example", "tags": ["warehouse"],
        "send_link": true
    });
    let made = erp.post("/api/v1/users", &person).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = made.json();
    assert_eq!(made.header("location"), format!("/api/v1/users/{}", user["id"].as_str().unwrap()));
    let read = erp.get(made.header("location")).await;
    assert_eq!((read.header("etag"), read.json()), ("\"1\"", user.clone()));
    assert_eq!((&user["kind"], &user["role"], &user["is_active"]), (&json!("human"), &json!("user"), &json!(true)));
    let id = user["id"].as_str().unwrap().parse().unwrap();
    let changed = change(&mut erp, id, "\"1\"", &json!({ "display_name": "Jonas Field", "email": null, "tags": [] })).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text());
    let now = changed.json();
    assert_eq!((&now["display_name"], &now["email"], &now["tags"]), (&json!("Jonas Field"), &Value::Null, &json!([])));
    assert_eq!(now["user_name"], "jfeld", "what is left out stays");
}

async fn a_change_names_the_version_it_was_made_to(app: TestApp) {
    let (_, mut erp) = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let body = json!({ "display_name": "Jonas" });
    let without = erp.call(Method::PATCH, &of_user(jonas), &[], Some(&body)).await;
    assert_eq!((without.status, without.problem().as_str()), (428, "no-match"));
    assert_eq!(change(&mut erp, jonas, "\"1\"", &body).await.status, 200);
    let late = change(&mut erp, jonas, "\"1\"", &json!({ "display_name": "Late" })).await;
    assert_eq!((late.status, late.problem().as_str()), (412, "stale"));
    assert_eq!(erp.get(&of_user(jonas)).await.json()["display_name"], "Jonas");
    assert_eq!(change(&mut erp, jonas, "*", &json!({ "display_name": "Any" })).await.status, 200);
}

async fn a_change_is_done_whole_or_not_at_all(app: TestApp) {
    let (ada, mut erp) = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let off = change(&mut erp, jonas, "*", &json!({ "display_name": "Gone", "is_active": false })).await.json();
    assert_eq!((&off["display_name"], &off["is_active"]), (&json!("Gone"), &json!(false)));
    // The last administrator whose account lets people in.
    let refused = change(&mut erp, ada, "*", &json!({ "display_name": "Nobody", "is_active": false })).await;
    assert_eq!((refused.status, refused.problem().as_str()), (409, "last-administrator"));
    let unchanged = erp.get(&of_user(ada)).await.json();
    assert_eq!((&unchanged["display_name"], &unchanged["version"]), (&json!("ada Feld"), &json!(1)));
    let assigned = erp.call(Method::PATCH, &of_user(jonas), &[("if-match", "*")], Some(&json!({ "version": 9 }))).await;
    assert_eq!(assigned.status, 422, "nothing but what the description names can be changed");
}

async fn rank_and_role_hold_for_programs_too(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut desk = app.program(ada, "desk", Role::HelpDesk).await;
    let refused = desk.post(&format!("{}/password-change-link", of_user(ada)), &json!({})).await;
    assert_eq!((refused.status, refused.problem().as_str()), (403, "outranked"));
    assert!(!app.steps(ada).await.iter().any(|step| matches!(step, Step::LinkRequested(_))));
}
