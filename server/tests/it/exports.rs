//! Lists that are taken away as files: as they are filtered, whole, and safe to open.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
};
use app::{
    api::{Bulk, House},
    model::{AuditQuery, BulkAction, BulkOrder, BulkTarget, Role, Span, StartBulk, UserId},
};
use latchkey::service::sample::SEED;

on_both_engines!(
    messages_are_taken_away_as_they_are_filtered,
    the_audit_trail_is_taken_away_as_it_is_filtered,
    ledgers_that_are_taken_away_are_noted,
    those_whom_a_selection_means_are_taken_away,
    a_long_list_is_whole,
);

/// Ada's browser, and links sent to Nele and to somebody whose name a spreadsheet would take for a formula.
async fn start(app: &TestApp) -> (UserId, Browser) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.add("jonas", |user| "=1+1".clone_into(&mut user.display_name)).await;
    let nele = app.person("nele", Role::User).await;
    for user in [jonas, nele] {
        app.send_link(ada, user).await.unwrap();
        app.clock.advance(Span::seconds(1));
    }
    let desk = app.signed_in("ada", PASSWORD).await;
    app.clock.advance(Span::seconds(1));
    (ada, desk)
}

fn lines(file: &Answer) -> Vec<String> {
    assert_eq!(file.status, 200, "{}", file.text());
    file.text().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

async fn messages_are_taken_away_as_they_are_filtered(app: TestApp) {
    let (_, mut desk) = start(&app).await;
    app.send_mail().await;
    let page = desk.get("/messages?q=jonas").await;
    assert!(page.text().contains("/messages/export.csv?q=jonas\""), "{}", page.text());
    let file = desk.get("/messages/export.csv?q=jonas").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"messages.csv\"");
    let found = lines(&file);
    assert_eq!((found.len(), found[0].as_str()), (2, "To,User,About,State,Tries,Asked for,Sent or next try"));
    assert!(found[1].starts_with("jonas@northwind.example,'=1+1,Password change link,Sent,1,2026-"), "{}", found[1]);
    assert_eq!(lines(&desk.get("/messages/export.csv").await).len(), 3);
    assert_eq!(lines(&desk.get("/messages/export.csv?state=failed").await).len(), 1, "the head alone");
    let noted = "SELECT COUNT(*) FROM audit WHERE action = 'message.exported' AND detail LIKE '%\"recipient\":\"jonas\"%'";
    assert_eq!(app.store.count(noted).await, 1);
}

async fn the_audit_trail_is_taken_away_as_it_is_filtered(app: TestApp) {
    let (_, mut desk) = start(&app).await;
    let page = desk.get("/audit?action=link.").await;
    assert!(page.text().contains("/audit/export.csv?action=link.\""), "{}", page.text());
    let file = desk.get("/audit/export.csv?action=link.").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    let found = lines(&file);
    assert_eq!((found.len(), found[0].as_str()), (3, "When,Action,What,Outcome,Who,To whom,From where,Details,Position,Seal"));
    assert!(found[1].contains(",link.requested,Password change link sent,Done,Ada Reyes,nele Feld,127.0.0.1,"), "{}", found[1]);
    assert!(found[2].contains(",Ada Reyes,'=1+1,") && found[2].contains("life_minutes: 60"), "{}", found[2]);
    assert!(lines(&desk.get("/audit/export.csv").await)[1].contains(",audit.exported,Audit trail exported,"));
    assert_eq!(desk.get("/audit/export.csv?from=yesterday").await.status, 422);
    while app.desk.seal_trail().await.unwrap() {}
    let sealed = lines(&desk.get("/audit/export.csv?action=link.").await);
    let (_, seal) = sealed[1].rsplit_once(',').unwrap();
    assert!(seal.len() == 64 && sealed[1].contains("life_minutes: 60"), "{}", sealed[1]);
}

async fn ledgers_that_are_taken_away_are_noted(app: TestApp) {
    let (ada, mut desk) = start(&app).await;
    let ada = caller(ada, Role::Administrator);
    let order = BulkOrder { tag: "counted".to_owned(), ..BulkOrder::of(BulkAction::AddTag) };
    let request = StartBulk { target: BulkTarget::Filter(Box::default()), order, confirmed: String::new() };
    let job = app.desk.start_bulk(&ada, request).await.unwrap();
    while app.desk.go_on_with_bulk().await.unwrap() {}
    assert!(lines(&desk.get(&format!("/bulk/{job}/ledger.csv")).await).len() > 1);
    let noted = app.desk.audit(&ada, AuditQuery { action: "bulk.exported".to_owned(), ..AuditQuery::default() }).await.unwrap();
    assert_eq!(noted.items.len(), 1);
    assert!(noted.items[0].detail.contains(&("job".to_owned(), job.to_string())), "{:?}", noted.items[0].detail);
    assert_eq!(noted.items[0].actor.as_ref().map(|(id, _)| *id), Some(ada.user));
}

async fn those_whom_a_selection_means_are_taken_away(app: TestApp) {
    let (_, mut desk) = start(&app).await;
    let fields = [("name", "Administrators"), ("version", "0"), ("on-0", "role"), ("is-0-administrator", "true")];
    assert_eq!(desk.post("/selections/new", &fields).await.status, 303);
    let list = desk.get("/selections").await.text();
    let selection = list.split("/users?selection=").nth(1).and_then(|rest| rest.split('"').next()).expect("a way to the users");
    let page = desk.get(&format!("/users?selection={selection}")).await;
    let file = format!("/users/export.csv?selection={selection}");
    assert!(page.text().contains(&file), "{}", page.text());
    let found = lines(&desk.get(&file).await);
    assert!(found.len() == 2 && found[1].starts_with("ada,"), "{found:?}");
}

async fn a_long_list_is_whole(app: TestApp) {
    let (ada, mut desk) = start(&app).await;
    app.desk.fill_with_crowd(1_300, SEED, |_| ()).await.unwrap();
    let ada = caller(ada, Role::Administrator);
    let order = BulkOrder { tag: "counted".to_owned(), ..BulkOrder::of(BulkAction::AddTag) };
    let everyone = BulkTarget::Filter(Box::default());
    let request = StartBulk { target: everyone, order, confirmed: String::new() };
    app.desk.start_bulk(&ada, request).await.unwrap();
    while app.desk.go_on_with_bulk().await.unwrap() {}
    let query = AuditQuery { action: "user.edited".to_owned(), ..AuditQuery::default() };
    let counted = usize::try_from(app.desk.audit(&ada, query).await.unwrap().total.counted).unwrap();
    assert!(counted > 1_000, "more than one part: {counted}");
    assert_eq!(lines(&desk.get("/audit/export.csv?action=user.edited").await).len(), counted + 1);
}
