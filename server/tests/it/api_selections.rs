//! Selections by REST: the same as on the builder's page.

use crate::{
    automations,
    support::{
        app::{TestApp, caller},
        program::Program,
    },
};
use app::model::{Criterion, Job, Kind, Role, UserId};
use http::Method;
use serde_json::{Value, json};

on_both_engines!(
    a_selection_is_made_read_replaced_and_deleted,
    a_replacement_names_the_version_it_was_made_to,
    what_is_wrong_stands_beside_its_condition,
    whom_conditions_mean_is_said_before_they_are_saved,
    a_selection_that_an_automation_uses_stays,
    others_read_and_change_nothing,
);

const ADDRESS: &str = "/api/v1/selections";

async fn start(app: &TestApp) -> (UserId, Program) {
    let ada = app.person("ada", Role::Administrator).await;
    (ada, app.program(ada, "erp", Role::Administrator).await)
}

fn named(name: &str, all: &Value) -> Value {
    json!({ "name": name, "criteria": { "all": all } })
}

async fn save(program: &mut Program, address: &str, version: &str, body: &Value) -> crate::support::browser::Answer {
    program.call(Method::PUT, address, &[("if-match", version)], Some(body)).await
}

async fn a_selection_is_made_read_replaced_and_deleted(app: TestApp) {
    let (_, mut erp) = start(&app).await;
    app.person("jonas", Role::User).await;
    let made = erp.post(ADDRESS, &named("  Our   people ", &json!(["active", { "kind": ["human"] }]))).await;
    assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.text());
    let address = made.header("location").to_owned();
    let read = erp.get(&address).await;
    assert_eq!((read.header("etag"), read.json()), ("\"1\"", made.json()));
    let selection = read.json();
    assert_eq!((&selection["name"], &selection["description"]), (&json!("Our people"), &json!("")));
    assert_eq!(selection["criteria"], json!({ "all": ["active", { "kind": ["human"] }] }));
    let found = erp.get(&format!("/api/v1/users?selection={}", selection["id"].as_str().unwrap())).await.json();
    assert_eq!(found["total"]["count"], 2);
    let replaced = save(&mut erp, &address, "\"1\"", &named("Programs", &json!([{ "kind": ["api"] }]))).await;
    assert_eq!((replaced.status, replaced.header("etag")), (200, "\"2\""), "{}", replaced.text());
    assert_eq!(erp.get(ADDRESS).await.json(), json!([replaced.json()]));
    let deleted = erp.call(Method::DELETE, &address, &[], None).await;
    assert_eq!((deleted.status, deleted.text().as_str()), (204, ""));
    assert_eq!(erp.get(&address).await.problem(), "not-found");
}

async fn a_replacement_names_the_version_it_was_made_to(app: TestApp) {
    let (_, mut erp) = start(&app).await;
    let address = erp.post(ADDRESS, &named("Staff", &json!([]))).await.header("location").to_owned();
    let without = erp.call(Method::PUT, &address, &[], Some(&named("Staff", &json!(["active"])))).await;
    assert_eq!((without.status, without.problem().as_str()), (428, "no-match"));
    assert_eq!(save(&mut erp, &address, "\"1\"", &named("Our staff", &json!([]))).await.status, 200);
    let late = save(&mut erp, &address, "\"1\"", &named("Late", &json!([]))).await;
    assert_eq!((late.status, late.problem().as_str()), (412, "stale"));
    assert_eq!(erp.get(&address).await.json()["name"], "Our staff");
    assert_eq!(save(&mut erp, &address, "*", &named("Any", &json!([]))).await.status, 200);
}

async fn what_is_wrong_stands_beside_its_condition(app: TestApp) {
    let (_, mut erp) = start(&app).await;
    let wrong = json!(["active", { "not-signed-in-for": 0 }, { "any-tag": [] }, { "created-before": "2026-02-30" }]);
    let refused = erp.post(ADDRESS, &named(" ", &wrong)).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let fields: Vec<String> =
        refused.json()["errors"].as_array().unwrap().iter().map(|wrong| wrong["field"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fields, ["name", "criteria.all[1]", "criteria.all[2]"]);
    let day = erp.post(ADDRESS, &named("Old", &json!([{ "created-before": "2026-02-30" }]))).await;
    assert_eq!((day.status, day.json()["errors"][0]["field"].as_str()), (422, Some("criteria.all[0]")), "{}", day.text());
    let many = erp.post(ADDRESS, &named("Many", &json!(vec!["active"; 21]))).await;
    assert_eq!((many.status, many.json()["errors"][0]["field"].as_str()), (422, Some("criteria.all")), "{}", many.text());
    assert_eq!(erp.post(ADDRESS, &named("a\u{0}b", &json!([]))).await.json()["errors"][0]["field"], "name");
    assert_eq!(erp.post(ADDRESS, &named("Staff", &json!([]))).await.status, 201);
    let taken = erp.post(ADDRESS, &named("STAFF", &json!([]))).await;
    assert_eq!((taken.status, taken.problem().as_str()), (422, "selection-name-taken"));
    for unknown in [json!(["tall"]), json!([{ "kind": ["robot"] }])] {
        assert_eq!(erp.post(ADDRESS, &named("New", &unknown)).await.problem(), "unfit");
    }
}

async fn whom_conditions_mean_is_said_before_they_are_saved(app: TestApp) {
    let (_, mut erp) = start(&app).await;
    app.person("jonas", Role::User).await;
    app.add("sync", |user| user.kind = Kind::Api).await;
    app.add("nele", |user| user.kind = Kind::Hybrid).await;
    let criteria = json!({ "all": [{ "role": ["user"] }] });
    let path = format!("{ADDRESS}/preview");
    let tried = erp.call(Method::POST, &path, &[], Some(&json!({ "criteria": criteria }))).await;
    assert_eq!(tried.status, 200, "{}", tried.text());
    let tried = tried.json();
    let count = |part: &str| tried[part]["count"].as_i64().unwrap();
    assert_eq!((count("total"), count("api"), count("hybrid")), (3, 1, 1));
    let first: Vec<&str> = tried["first"].as_array().unwrap().iter().map(|user| user["user_name"].as_str().unwrap()).collect();
    assert_eq!(first, ["jonas", "nele", "sync"]);
    assert_eq!(erp.get(ADDRESS).await.json(), json!([]), "nothing is kept");
    let address = erp.post(ADDRESS, &json!({ "name": "Users", "criteria": criteria })).await.header("location").to_owned();
    assert_eq!(erp.get(&format!("{address}/preview")).await.json(), tried);
    let wrong = erp.call(Method::POST, &path, &[], Some(&json!({ "criteria": { "all": [{ "words": "" }] } }))).await;
    assert_eq!((wrong.status, wrong.json()["errors"][0]["field"].as_str()), (422, Some("criteria.all[0]")));
}

async fn a_selection_that_an_automation_uses_stays(app: TestApp) {
    let (ada, mut erp) = start(&app).await;
    let ada = caller(ada, Role::Administrator);
    let people = automations::selection(&app, &ada, "People", vec![Criterion::Kind(vec![Kind::Human])]).await;
    let mut draft = automations::left("ended");
    draft.job = draft.job.map(|job| Job { selection: Some(people), ..job });
    automations::save(&app, &ada, draft).await.unwrap();
    let refused = erp.call(Method::DELETE, &format!("{ADDRESS}/{people}"), &[], None).await;
    assert_eq!((refused.status, refused.problem().as_str()), (409, "used-by-automation"));
    assert!(refused.json()["detail"].as_str().unwrap().contains("ended"), "{}", refused.text());
}

async fn others_read_and_change_nothing(app: TestApp) {
    let (ada, mut erp) = start(&app).await;
    let address = erp.post(ADDRESS, &named("Staff", &json!([]))).await.header("location").to_owned();
    let mut desk = app.program(ada, "desk", Role::HelpDesk).await;
    assert_eq!(desk.get(&address).await.status, 200);
    let deleted = desk.call(Method::DELETE, &address, &[], None).await;
    assert_eq!((deleted.status, deleted.problem().as_str()), (403, "forbidden"));
    assert_eq!(save(&mut desk, &address, "*", &named("Mine", &json!([]))).await.status, 403);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'selection.%' AND outcome = 'refused'").await, 2);
}
