//! How much the desk mails by hand, and that nobody's mailbox is flooded.

use crate::support::app::{TestApp, caller};
use app::{
    api::{ApiError, Problem, Resets},
    model::{AutomationId, NewPasswordEffect, Role, SendChangeLink, Span, UserId},
};
use serde_json::json;

on_both_engines!(
    nobody_is_flooded_with_mails,
    nobody_floods_others_by_hand,
    a_program_floods_nobody_either,
    automations_have_caps_of_their_own,
);

fn refused<T: std::fmt::Debug>(tried: Result<T, ApiError>) -> Problem {
    tried.unwrap_err().problem
}

async fn nobody_is_flooded_with_mails(app: TestApp) {
    let (ada, bo) = (app.person("ada", Role::Administrator).await, app.person("bo", Role::Administrator).await);
    let (jonas, kim) = (app.person("jonas", Role::User).await, app.person("kim", Role::User).await);
    for administrator in [ada, bo] {
        for _ in 0..4 {
            app.send_link(administrator, jonas).await.unwrap();
        }
        app.send_new_password(administrator, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    }
    assert_eq!(refused(app.send_link(ada, jonas).await), Problem::SentOften(360), "whoever sends, and whatever");
    let elsewhere = app.another_desk(|_| ()).await;
    let request = SendChangeLink { user: jonas, life_minutes: 60 };
    let there = elsewhere.send_change_link(&caller(bo, Role::Administrator), request).await;
    assert_eq!(refused(there), Problem::SentOften(360), "all processes count together");
    app.send_link(ada, kim).await.unwrap();
    app.clock.advance(Span::minutes(6));
    app.send_link(ada, jonas).await.unwrap();
    assert_eq!(refused(app.send_link(ada, jonas).await), Problem::SentOften(360));
}

async fn nobody_floods_others_by_hand(app: TestApp) {
    let (ada, bo) = (app.person("ada", Role::Administrator).await, app.person("bo", Role::Administrator).await);
    for n in 0..15 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        for _ in 0..10 {
            app.send_link(ada, user).await.unwrap();
        }
    }
    let jonas = app.person("jonas", Role::User).await;
    assert_eq!(refused(app.send_link(ada, jonas).await), Problem::SentMuch(24));
    app.send_link(bo, jonas).await.unwrap();
    app.clock.advance(Span::seconds(24));
    app.send_link(ada, jonas).await.unwrap();
}

async fn a_program_floods_nobody_either(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut program = app.program(ada, "crm", Role::HelpDesk).await;
    let path = format!("/api/v1/users/{jonas}/password-change-link");
    for _ in 0..10 {
        assert_eq!(program.post(&path, &json!({})).await.status, 202);
    }
    let much = program.post(&path, &json!({})).await;
    assert_eq!((much.status, much.header("retry-after")), (429, "360"), "{}", much.text());
}

async fn automations_have_caps_of_their_own(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    for _ in 0..10 {
        app.send_link(ada, jonas).await.unwrap();
    }
    let cause: [AutomationId; 1] = [AutomationId(uuid::Uuid::max())];
    let request = SendChangeLink { user: jonas, life_minutes: 60 };
    app.desk.because_of(cause).send_change_link(&caller(ada, Role::Administrator), request).await.unwrap();
    assert_eq!(refused(app.send_link(ada, jonas).await), Problem::SentOften(360));
    assert!(app.send_link(UserId::OPERATOR, jonas).await.is_err(), "nor does the operator by a slip");
}
