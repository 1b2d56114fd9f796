//! What happened is kept for as long as the settings say, and no longer.

use crate::support::app::{TestApp, caller};
use app::{
    api::House,
    model::{Role, SaveHouse, Span, Timestamp, UserId},
};
use latchkey::store::settings;
use serde_json::json;
use uuid::Uuid;

on_both_engines!(
    messages_go_after_the_days_that_the_settings_say_and_those_that_wait_stay,
    the_audit_trail_is_cut_in_parts_and_says_so_once,
    what_the_configuration_says_holds_until_somebody_saves,
    no_less_can_be_kept_than_what_is_needed,
);

/// Seals the audit trail, as another job does all the time, and deletes what is old; answers in how many parts.
async fn forget(app: &TestApp) -> u32 {
    while app.desk.seal_trail().await.unwrap() {}
    let mut parts = 1;
    while app.desk.forget_history().await.unwrap() {
        parts += 1;
    }
    parts
}

async fn messages_go_after_the_days_that_the_settings_say_and_those_that_wait_stay(app: TestApp) {
    let (ada, jonas, _) = app.with_link().await;
    app.save_house(|house| house.retention.message_days = 30).await;
    app.clock.advance(Span::days(29));
    forget(&app).await;
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages").await, 1);
    app.send_link(ada, jonas).await.unwrap();
    app.clock.advance(Span::days(40));
    forget(&app).await;
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages WHERE state = 'queued'").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM message_attempts").await, 0);
}

async fn the_audit_trail_is_cut_in_parts_and_says_so_once(app: TestApp) {
    let admin = caller(UserId(Uuid::nil()), Role::Administrator);
    app.save_house(|house| house.retention.audit_days = 365).await;
    let view = app.desk.settings(&admin).await.unwrap();
    assert_eq!(view.audit_cut, None);
    let request = SaveHouse { version: view.version, shown: None, house: view.house };
    for _ in 0..1_100 {
        app.desk.save_settings(&caller(UserId(Uuid::nil()), Role::HelpDesk), request.clone()).await.unwrap_err();
    }
    let before = app.store.count("SELECT COUNT(*) FROM audit").await;
    assert!(before > 1_000);
    app.clock.advance(Span::days(364));
    assert_eq!(forget(&app).await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit").await, before, "nothing is old");

    app.clock.advance(Span::days(3));
    assert_eq!(forget(&app).await, 2, "a thousand at a time");
    let left = app.store.rows("audit").await;
    assert_eq!(left.lines().count(), 1, "{left}");
    assert!(left.contains("audit.cut") && left.contains(&before.to_string()), "{left}");
    assert!(app.desk.settings(&admin).await.unwrap().audit_cut.is_some());
    forget(&app).await;
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit").await, 1, "it is said once");
}

async fn what_the_configuration_says_holds_until_somebody_saves(app: TestApp) {
    let admin = caller(UserId(Uuid::nil()), Role::Administrator);
    let desk = app.another_desk(|house| house.history = Span::days(500)).await;
    let days = async || desk.settings(&admin).await.unwrap().house.retention.history_days;
    assert_eq!(days().await, 500);

    let mut house = serde_json::to_value(desk.settings(&admin).await.unwrap().house).unwrap();
    house.as_object_mut().unwrap().remove("retention");
    let mut tx = app.db.write().await.unwrap();
    settings::set(&mut tx, "house", &json!({ "version": 1, "house": house, "changed": null }), Timestamp(0)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(days().await, 500, "what was saved before there was such a setting says nothing about it");

    app.save_house(|house| house.retention.history_days = 600).await;
    assert_eq!(days().await, 600);
}

async fn no_less_can_be_kept_than_what_is_needed(app: TestApp) {
    let admin = caller(UserId(Uuid::nil()), Role::Administrator);
    let view = app.desk.settings(&admin).await.unwrap();
    let mut house = view.house;
    house.retention.history_days = 366;
    house.retention.audit_days = 30;
    let error = app.desk.save_settings(&admin, SaveHouse { version: view.version, shown: None, house }).await.unwrap_err();
    let fields: Vec<_> = error.fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["history_days", "audit_days"]);
}
