//! How much is mailed one by one, and that nobody's mailbox is flooded.

use crate::support::{
    app::{TestApp, caller},
    browser::Answer,
    program::{Program, basic, of_user},
};
use app::{
    api::{ApiError, People, Problem, Resets},
    model::{ApiScope, AutomationId, CreateUser, Kind, NewPasswordEffect, Role, SendChangeLink, Span, UserDraft, UserId},
};
use http::Method;
use serde_json::json;

on_both_engines!(
    nobody_is_flooded_with_mails,
    nobody_floods_others_by_hand,
    a_link_for_a_new_user_counts_too,
    pages_and_programs_spend_the_same_budgets,
    a_program_has_an_hours_budget_whatever_its_credentials,
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

async fn a_link_for_a_new_user_counts_too(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let draft = app.desk.edit_prompt(&caller(ada, Role::Administrator), None).await.unwrap().draft;
    let named = |user_name: &str| UserDraft {
        user_name: user_name.to_owned(),
        display_name: format!("{user_name} Feld"),
        email: format!("{user_name}@northwind.example"),
        ..draft.clone()
    };
    let make = async |user_name: &str, send_link: bool| {
        let request = CreateUser { draft: named(user_name), send_link };
        app.desk.create_user(&caller(ada, Role::Administrator), request).await
    };
    make("jonas", true).await.unwrap();
    used_up(&app).await;
    assert_eq!(refused(make("kim", true).await), Problem::SentMuch(24));
    make("kim", false).await.unwrap();
}

async fn pages_and_programs_spend_the_same_budgets(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let hana = app.add("hana", |user| (user.kind, user.role) = (Kind::Hybrid, Role::Administrator)).await;
    let jonas = app.person("jonas", Role::User).await;
    let password = app.api_password(ada, hana).await;
    let mut program = Program::by(app.browser(), basic("hana", &password));
    let path = |user| format!("{}/password-change-link", of_user(user));
    for _ in 0..5 {
        assert_eq!(program.post(&path(jonas), &json!({})).await.status, 202);
        app.send_link(ada, jonas).await.unwrap();
    }
    let often = program.post(&path(jonas), &json!({})).await;
    assert_eq!((often.status, often.header("retry-after"), often.problem().as_str()), (429, "360", "sent-often"));
    assert_eq!(refused(app.send_link(ada, jonas).await), Problem::SentOften(360), "neither door has more for jonas");

    let kim = app.person("kim", Role::User).await;
    used_up(&app).await;
    let much = program.post(&path(kim), &json!({})).await;
    assert_eq!((much.status, much.header("retry-after"), much.problem().as_str()), (429, "1", "sent-much"));
    assert_eq!(refused(app.send_link(hana, kim).await), Problem::SentMuch(24), "nor has hana by hand");
    app.clock.advance(Span::seconds(1));
    assert_eq!(program.post(&path(kim), &json!({})).await.status, 202, "what was refused cost nothing");
    assert!(matches!(refused(app.send_link(hana, kim).await), Problem::SentMuch(_)), "a mail by hand takes more of the hour");
}

async fn a_program_has_an_hours_budget_whatever_its_credentials(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let erp = app.add("erp", |user| (user.kind, user.role) = (Kind::Api, Role::HelpDesk)).await;
    let mut keys = [app.with_key(ada, erp, ApiScope::Resets).await, app.with_key(ada, erp, ApiScope::TemporaryPasswords).await];
    let mut crm = app.program(ada, "crm", Role::HelpDesk).await;
    // More than a person may send by hand.
    for n in 0..16 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        for time in 0..10 {
            assert_eq!(send(&mut keys[n % 2], &format!("{n}-{time}"), user).await.status, 202);
        }
    }
    let jonas = app.person("jonas", Role::User).await;
    used_up(&app).await;
    for key in &mut keys {
        let much = send(key, "jonas", jonas).await;
        assert_eq!((much.status, much.header("retry-after"), much.problem().as_str()), (429, "1", "sent-much"));
    }
    assert_eq!(send(&mut crm, "jonas", jonas).await.status, 202, "another account has its own");
}

/// Has a program send a link, under a key that no other call of its account has.
async fn send(program: &mut Program, key: &str, user: UserId) -> Answer {
    let path = format!("{}/password-change-link", of_user(user));
    program.call(Method::POST, &path, &[("idempotency-key", key)], Some(&json!({}))).await
}

/// Everybody who has mailed something has mailed as much as an hour allows.
async fn used_up(app: &TestApp) {
    app.store.execute("UPDATE limits SET blocked_until = last_at + 3600000000 WHERE key LIKE 'sends/by/%'").await;
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
