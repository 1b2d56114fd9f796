//! Forgotten passwords: everyone is answered alike, and links go where they should and nowhere else.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller, client},
    browser::Answer,
    smtp::{Stage, Trouble},
};
use app::{
    api::{Client, House, People, Problem, Resets},
    model::{AuditQuery, Kind, LinkStanding, Locale, Outcome, Role, Span, Step, UserId},
};
use latchkey::service::Forgot;
use std::net::{IpAddr, Ipv4Addr};

on_both_engines!(
    whoever_asks_is_answered_alike,
    a_link_that_one_asked_for_oneself_works_for_half_an_hour_and_once,
    a_second_request_is_not_blocked_by_a_first_that_got_lost,
    names_have_a_budget_whether_anybody_has_them_or_not,
    a_client_has_a_budget_for_all_names_together,
    a_mailbox_is_not_flooded_by_entering_its_account_in_different_ways,
    an_address_that_is_shared_gets_a_link_for_each_account,
    a_link_that_is_over_is_replaced_by_one_press,
    an_unknown_link_leads_to_the_page_that_asks_and_renews_nothing,
    what_was_typed_is_kept_nowhere,
    requests_that_waited_too_long_send_nothing,
);

fn from(last: u8) -> Client {
    Client { address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)), ..client() }
}

async fn ask(app: &TestApp, name: &str, from: &Client) -> Result<(), Problem> {
    app.desk.forgot(&Forgot { user_name: name.to_owned() }, from).await.map_err(|error| error.problem)
}

/// What a browser gets, but for what is new in every answer.
fn seen(answer: &Answer) -> (u16, String, String, Vec<(String, String)>) {
    let fresh = ["content-security-policy", "x-request-id"];
    let headers = answer.headers.iter().filter(|(name, _)| !fresh.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (answer.status, answer.location().to_owned(), answer.text(), headers)
}

async fn refusals(app: &TestApp, ada: UserId) -> Vec<String> {
    let query = AuditQuery { action: "link.".to_owned(), outcome: Some(Outcome::Refused), ..AuditQuery::default() };
    let lines = app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items;
    let reason = |detail: &[(String, String)]| detail.iter().find(|(name, _)| name == "reason").unwrap().1.clone();
    lines.iter().rev().map(|line| reason(&line.detail)).collect()
}

async fn whoever_asks_is_answered_alike(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    app.add("both", |user| user.kind = Kind::Hybrid).await;
    app.add("off", |user| user.is_active = false).await;
    app.add("program", |user| user.kind = Kind::Api).await;
    app.add("mailless", |user| user.email = None).await;
    let mut answers = Vec::new();
    for name in ["jonas", "jonas@northwind.example", "both", "off", "program", "mailless", "nobody", "nobody@x.example", "a\0b"] {
        app.clock.advance(Span::hours(1));
        answers.push((name, seen(&app.browser().post("/forgot-password", &[("user_name", name)]).await)));
        app.answer_forgotten().await;
    }
    let (_, first) = answers[0].clone();
    assert_eq!((first.0, first.1.as_str()), (303, "/forgot-password?notice=sent"));
    for (name, answer) in &answers {
        assert_eq!(answer, &first, "{name}");
    }
    let page = app.browser().get("/forgot-password?notice=sent").await;
    assert!(page.says("If there is an account that we can reach by e-mail, a link is on its way."), "{}", page.text());
    let to: Vec<_> = app.sink.received().into_iter().map(|mail| mail.to.concat()).collect();
    assert_eq!(to, ["jonas@northwind.example", "jonas@northwind.example", "both@northwind.example"]);
    assert_eq!(refusals(&app, ada).await, ["inactive", "api-user", "no-email"], "the audit trail alone says why not");
}

async fn a_link_that_one_asked_for_oneself_works_for_half_an_hour_and_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    ask(&app, " JONAS ", &client()).await.unwrap();
    app.signed_in("jonas", PASSWORD).await;
    app.answer_forgotten().await;
    let mail = app.sink.nth(1).await;
    assert!(mail.text.contains("You asked for a link") && mail.text.contains("30 minutes"), "{}", mail.text);
    let path = format!("/change-password/{}", mail.token());
    let page = app.browser().get(&path).await;
    assert!(page.says("This link was asked for on the sign-in page."), "{}", page.text());
    app.clock.advance(Span::minutes(29));
    assert!(app.browser().post(&path, &[("password", NEW_PASSWORD)]).await.says("Password changed"));
    app.signed_in("jonas", NEW_PASSWORD).await;
    let timeline = app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap().timeline;
    assert!(timeline.iter().any(|entry| entry.step == Step::LinkForgotten), "{timeline:?}");

    ask(&app, "jonas", &client()).await.unwrap();
    app.send_mail().await;
    app.answer_forgotten().await;
    let code = app.sink.nth(3).await.token().to_owned();
    app.clock.advance(Span::minutes(30));
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Expired(_))));
}

async fn a_second_request_is_not_blocked_by_a_first_that_got_lost(app: TestApp) {
    app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Dot, Trouble::Drop);
    ask(&app, "jonas", &client()).await.unwrap();
    app.answer_forgotten().await;
    ask(&app, "jonas@northwind.example", &client()).await.unwrap();
    app.answer_forgotten().await;
    let [lost, new] = app.sink.received().try_into().unwrap();
    assert!(matches!(app.desk.link_standing(lost.token(), Locale::En).await, Ok(LinkStanding::Revoked(_))));
    assert!(matches!(app.desk.link_standing(new.token(), Locale::En).await, Ok(LinkStanding::Open(_))));
}

async fn names_have_a_budget_whether_anybody_has_them_or_not(app: TestApp) {
    app.person("jonas", Role::User).await;
    for (block, name) in ["jonas", "nobody"].into_iter().enumerate() {
        let client = |n: u8| from(u8::try_from(block).unwrap() * 100 + n);
        for n in 0..3 {
            assert_eq!(ask(&app, name, &client(n)).await, Ok(()), "{name} {n}");
        }
        assert_eq!(ask(&app, name, &client(3)).await, Err(Problem::HeldBack(3600)), "{name}");
    }
    app.clock.advance(Span::hours(1));
    for name in ["jonas", "nobody"] {
        assert_eq!(ask(&app, name, &from(50)).await, Ok(()), "one an hour");
        assert_eq!(ask(&app, name, &from(51)).await, Err(Problem::HeldBack(3600)));
    }
}

async fn a_client_has_a_budget_for_all_names_together(app: TestApp) {
    app.person("jonas", Role::User).await;
    for name in ["jonas", "guess1", "guess2"] {
        assert_eq!(app.browser().post("/forgot-password", &[("user_name", name)]).await.status, 303);
    }
    let refused = app.browser().post("/forgot-password", &[("user_name", "guess3")]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.says("Too many attempts. Wait 20 minutes"), "{}", refused.text());
    assert!(refused.text().contains("value=\"guess3\""), "what was entered is kept");
    assert_eq!(ask(&app, "guess3", &from(9)).await, Ok(()), "others are not held back, and what was refused cost nothing");
    app.clock.advance(Span::minutes(20));
    assert_eq!(app.browser().post("/forgot-password", &[("user_name", "guess3")]).await.status, 303);
}

async fn a_mailbox_is_not_flooded_by_entering_its_account_in_different_ways(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    for n in 0..3 {
        ask(&app, "jonas", &from(n)).await.unwrap();
        ask(&app, "jonas@northwind.example", &from(100 + n)).await.unwrap();
    }
    app.answer_forgotten().await;
    assert_eq!(refusals(&app, ada).await, ["too-many"; 3], "of six requests three are answered");
}

async fn an_address_that_is_shared_gets_a_link_for_each_account(app: TestApp) {
    app.share_emails().await;
    for name in ["jonas", "second", "off"] {
        app.add(name, |user| {
            user.email = Some("desk@northwind.example".to_owned());
            user.is_active = name != "off";
        })
        .await;
    }
    ask(&app, "Desk@Northwind.example", &client()).await.unwrap();
    app.answer_forgotten().await;
    let mut texts: Vec<_> = app.sink.received().into_iter().map(|mail| mail.text).collect();
    texts.sort_by_key(|text| text.contains("second Feld"));
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("jonas Feld") && texts[1].contains("second Feld"), "each names its account");

    ask(&app, "second", &client()).await.unwrap();
    app.answer_forgotten().await;
    assert_eq!(app.sink.received().len(), 3, "a user name means one account");
}

async fn a_link_that_is_over_is_replaced_by_one_press(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let path = format!("/change-password/{code}");
    assert!(!app.browser().get(&path).await.text().contains("/renew"), "one that works is not replaced");
    app.clock.advance(Span::hours(1));
    let page = app.browser().get(&path).await;
    assert!(page.says("This link has expired") && page.text().contains(&format!("action=\"{path}/renew\"")), "{}", page.text());
    for n in 0..3 {
        let answer = app.browser().post(&format!("{path}/renew"), &[]).await;
        assert_eq!((answer.status, answer.location()), (303, "/forgot-password?notice=sent"), "{n}");
        app.answer_forgotten().await;
    }
    let refused = app.browser().post(&format!("{path}/renew"), &[]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.says("Too many attempts."), "{}", refused.text());
    assert_eq!(app.sink.received().len(), 4);
    let new = app.sink.nth(4).await.token().to_owned();
    app.browser().post(&format!("/change-password/{new}"), &[("password", NEW_PASSWORD)]).await;
    app.signed_in("jonas", NEW_PASSWORD).await;
    let used = app.browser().get(&format!("/change-password/{new}")).await;
    assert!(used.says("This link was used already") && used.text().contains("/renew"), "{}", used.text());
}

async fn an_unknown_link_leads_to_the_page_that_asks_and_renews_nothing(app: TestApp) {
    app.person("jonas", Role::User).await;
    let path = "/change-password/0123456789ABCDEFGHJKMNPQRS";
    let page = app.browser().get(path).await;
    assert!(page.text().contains("href=\"/forgot-password\"") && !page.text().contains("/renew"), "{}", page.text());
    for _ in 0..5 {
        let answer = app.browser().post(&format!("{path}/renew"), &[]).await;
        assert_eq!((answer.status, answer.location()), (303, "/forgot-password?notice=sent"));
    }
    app.answer_forgotten().await;
    assert!(app.sink.received().is_empty());
    assert_eq!(app.store.rows("forgot_requests").await, "");
}

async fn what_was_typed_is_kept_nowhere(app: TestApp) {
    app.person("jonas", Role::User).await;
    assert_eq!(app.browser().post("/forgot-password", &[("user_name", "  ")]).await.status, 422);
    ask(&app, "my secret in the wrong field", &client()).await.unwrap();
    ask(&app, "jonas", &client()).await.unwrap();
    let rows = app.store.rows("forgot_requests").await;
    let sizes: Vec<_> = rows.lines().map(str::len).collect();
    assert_eq!(sizes.len(), 2);
    assert_eq!(sizes[0], sizes[1], "a row tells nothing by its size: {rows}");
    app.answer_forgotten().await;
    assert_eq!(app.store.rows("forgot_requests").await, "");
    assert!(!app.store.dump().await.contains("wrong field"));
}

async fn requests_that_waited_too_long_send_nothing(app: TestApp) {
    app.person("jonas", Role::User).await;
    ask(&app, "jonas", &client()).await.unwrap();
    app.clock.advance(Span::hours(1));
    app.answer_forgotten().await;
    assert!(app.sink.received().is_empty());
    assert_eq!(app.store.rows("forgot_requests").await, "");
}
