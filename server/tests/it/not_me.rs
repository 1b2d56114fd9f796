//! "This wasn't me": what a notice's reader can do about it, once.

use crate::{
    second_factor::{flat, set_up},
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
        smtp::{Received, Stage, Trouble},
    },
};
use app::{
    api::{House, People, Resets},
    model::{AuditQuery, EditUser, Kind, LinkStanding, Locale, MessageKind, NotMeStanding, Role, Span, Step, UserId},
};
use http::Method;

on_both_engines!(
    a_report_ends_what_is_open_and_tells_administrators,
    only_a_post_reports,
    second_factors_that_were_added_lately_are_named,
    a_report_counts_once_whichever_copy_of_the_notice_it_comes_from,
    a_notice_can_be_answered_for_seven_days,
    the_old_address_can_report_a_change_of_the_address,
    a_report_needs_attention_until_a_new_password_is_chosen,
    only_administrators_whom_mail_reaches_are_told,
    unknown_codes_and_codes_of_links_report_nothing,
    nothing_usable_is_in_the_database,
);

/// Administrator and person, whose password was just changed; answers the notice too.
async fn with_notice(app: &TestApp) -> (UserId, UserId, Received) {
    let (ada, jonas, code) = app.with_link().await;
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    app.send_mail().await;
    (ada, jonas, app.sink.nth(2).await)
}

async fn standing(app: &TestApp, code: &str) -> NotMeStanding {
    app.desk.not_me_standing(code, Locale::En).await.unwrap()
}

async fn reports(app: &TestApp, ada: UserId) -> usize {
    let query = AuditQuery { action: "account.not-me".to_owned(), ..AuditQuery::default() };
    app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items.len()
}

async fn a_report_ends_what_is_open_and_tells_administrators(app: TestApp) {
    let (ada, jonas, notice) = with_notice(&app).await;
    assert!(notice.link().starts_with("https://desk.northwind.example/not-me/") && notice.html.contains(notice.link()));
    let mut intruder = app.signed_in("jonas", NEW_PASSWORD).await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let pending = app.sink.nth(3).await.token().to_owned();
    let path = format!("/not-me/{}", notice.token());
    let page = app.browser().get(&path).await;
    assert!(page.says("The password of the account jonas was changed.") && page.says("14:32"), "{}", page.text());
    assert!(page.says("Report: this wasn\u{2019}t me"), "{}", page.text());

    let done = app.browser().post(&path, &[]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(done.says("You have reported it") && done.text().contains("href=\"/forgot-password\""), "{}", done.text());
    assert_eq!(intruder.get("/account").await.status, 303);
    assert!(matches!(app.desk.link_standing(&pending, Locale::En).await, Ok(LinkStanding::Revoked(_))));
    app.send_mail().await;
    let told = app.sink.nth(4).await;
    assert_eq!(
        (told.to.concat().as_str(), told.subject.as_str()),
        ("ada@northwind.example", "Northwind: \u{201c}This wasn\u{2019}t me\u{201d} was reported")
    );
    assert!(told.text.contains("jonas Feld") && told.text.contains("Password was changed"), "{}", told.text);
    assert!(told.text.contains(&format!("https://desk.northwind.example/users/{jonas}")), "{}", told.text);
    let record = app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap();
    assert!(record.timeline.iter().any(|entry| entry.step == Step::NotMe), "{:?}", record.timeline);
}

async fn second_factors_that_were_added_lately_are_named(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let notice = async |password: &str| {
        app.send_link(ada, jonas).await.unwrap();
        app.send_mail().await;
        let code = app.sink.received().last().unwrap().token().to_owned();
        app.browser().post(&format!("/change-password/{code}"), &[("password", password)]).await;
        app.send_mail().await;
        format!("/not-me/{}", app.sink.received().last().unwrap().token())
    };
    set_up(&app, &mut app.signed_in("jonas", PASSWORD).await).await;
    app.send_mail().await;
    app.clock.advance(Span::hours(23));
    let path = notice(NEW_PASSWORD).await;
    let page = app.browser().get(&path).await;
    assert!(page.says("Added lately") && page.says("Authenticator app, "), "{}", page.text());
    app.browser().post(&path, &[]).await;
    app.send_mail().await;
    let told = app.sink.received().last().unwrap().text.clone();
    let named = "Second factors added lately: Authenticator app, Saturday, 21 November 2026, 14:32";
    assert!(flat(&told).contains(named), "{told}");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM totp_factors").await, 1, "it stays: it may be the owner's");

    app.clock.advance(Span::hours(2));
    let page = app.browser().get(&notice("six swans above a grey tower").await).await;
    assert!(page.status == 200 && !page.says("Added lately"), "{}", page.text());
}

async fn only_a_post_reports(app: TestApp) {
    let (ada, _, notice) = with_notice(&app).await;
    let mut browser = app.signed_in("jonas", NEW_PASSWORD).await;
    let path = format!("/not-me/{}", notice.token());
    let before = app.store.rows("not_me_tokens").await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        for _ in 0..3 {
            app.browser().send(method.clone(), &path, None).await;
        }
    }
    let elsewhere = http::Request::post(&path)
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(app.browser().request(elsewhere).await.status, 403);
    assert_eq!(app.store.rows("not_me_tokens").await, before);
    assert_eq!((reports(&app, ada).await, browser.get("/account").await.status), (0, 200));
}

async fn a_report_counts_once_whichever_copy_of_the_notice_it_comes_from(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    app.sink.trouble(Stage::Dot, Trouble::Drop);
    app.send_mail().await;
    app.clock.advance(Span::seconds(10));
    app.send_mail().await;
    let [_, first, second] = app.sink.received().try_into().unwrap();
    assert_ne!(first.token(), second.token());
    let posts = (0..10).map(|n| {
        let (mut browser, notice) = (app.browser(), if n % 2 == 0 { first.clone() } else { second.clone() });
        tokio::spawn(async move { browser.post(&format!("/not-me/{}", notice.token()), &[]).await.status })
    });
    let statuses: Vec<u16> = futures_util::future::join_all(posts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses, [200; 10]);
    let mut browser = app.signed_in("jonas", NEW_PASSWORD).await;
    app.browser().post(&format!("/not-me/{}", second.token()), &[]).await;
    assert_eq!(browser.get("/account").await.status, 200, "a second report ends nothing more");
    app.send_mail().await;
    assert_eq!((reports(&app, ada).await, app.sink.received().len()), (1, 4));
    assert!(matches!(standing(&app, second.token()).await, NotMeStanding::Reported(_)));
}

async fn a_notice_can_be_answered_for_seven_days(app: TestApp) {
    let (ada, _, notice) = with_notice(&app).await;
    app.clock.advance(Span::hours(7 * 24 - 1));
    assert!(matches!(standing(&app, notice.token()).await, NotMeStanding::Open(_)));
    app.clock.advance(Span::hours(1));
    let late = app.browser().post(&format!("/not-me/{}", notice.token()), &[]).await;
    assert!(late.says("This link has expired") && late.says("help@northwind.example"), "{}", late.text());
    assert_eq!(reports(&app, ada).await, 0);
    app.clock.advance(Span::days(31));
    app.desk.clean_up().await.unwrap();
    assert_eq!(app.store.rows("not_me_tokens").await, "");
}

async fn the_old_address_can_report_a_change_of_the_address(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let admin = caller(ada, Role::Administrator);
    let prompt = app.desk.edit_prompt(&admin, Some(jonas)).await.unwrap();
    let mut draft = prompt.draft;
    "elsewhere@northwind.example".clone_into(&mut draft.email);
    app.desk.edit_user(&admin, EditUser { user: jonas, version: prompt.version, shown: None, draft }).await.unwrap();
    app.send_mail().await;
    let mails = app.sink.received();
    let sent = |to: &str| mails.iter().find(|mail| mail.to.concat() == to).unwrap();
    assert!(!sent("elsewhere@northwind.example").text.contains("/not-me/"), "a stranger may read there");
    let old = sent("jonas@northwind.example");
    let NotMeStanding::Open(prompt) = standing(&app, old.token()).await else { panic!("open") };
    assert_eq!(prompt.about, MessageKind::EmailChanged);
    app.browser().post(&format!("/not-me/{}", old.token()), &[]).await;
    assert_eq!(reports(&app, ada).await, 1);
}

async fn a_report_needs_attention_until_a_new_password_is_chosen(app: TestApp) {
    let (ada, jonas, notice) = with_notice(&app).await;
    let admin = caller(ada, Role::Administrator);
    app.clock.advance(Span::minutes(1));
    app.browser().post(&format!("/not-me/{}", notice.token()), &[]).await;
    let attention = app.desk.dashboard(&admin).await.unwrap().attention;
    assert_eq!((attention.reported_count, attention.reported[0].user), (1, jonas));
    let page = app.signed_in("ada", PASSWORD).await.get("/").await;
    assert!(page.says("Reported: \u{201c}This wasn\u{2019}t me\u{201d}") && page.says("jonas Feld"), "{}", page.text());
    app.clock.advance(Span::minutes(1));
    app.send_mail().await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let code = app.sink.received().last().unwrap().token().to_owned();
    app.browser().post(&format!("/change-password/{code}"), &[("password", "six swans above a grey tower")]).await;
    assert_eq!(app.desk.dashboard(&admin).await.unwrap().attention.reported_count, 0);
}

async fn only_administrators_whom_mail_reaches_are_told(app: TestApp) {
    let (_, _, notice) = with_notice(&app).await;
    app.person("ben", Role::Administrator).await;
    app.person("hannah", Role::HelpDesk).await;
    let administrator = |user: &mut latchkey::service::NewUser| user.role = Role::Administrator;
    app.add("off", |user| {
        administrator(user);
        user.is_active = false;
    })
    .await;
    app.add("mailless", |user| {
        administrator(user);
        user.email = None;
    })
    .await;
    app.add("program", |user| {
        administrator(user);
        user.kind = Kind::Api;
    })
    .await;
    app.browser().post(&format!("/not-me/{}", notice.token()), &[]).await;
    app.send_mail().await;
    let mut told: Vec<_> = app.sink.received().split_off(2).into_iter().map(|mail| mail.to.concat()).collect();
    told.sort();
    assert_eq!(told, ["ada@northwind.example", "ben@northwind.example"]);
}

async fn unknown_codes_and_codes_of_links_report_nothing(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    for code in ["0123456789ABCDEFGHJKMNPQRS", "half", &code] {
        let path = format!("/not-me/{code}");
        let (page, post) = (app.browser().get(&path).await, app.browser().post(&path, &[]).await);
        assert_eq!((page.status, post.status), (404, 404), "{code}");
        assert!(page.says("This link is not known"), "{}", page.text());
    }
    assert_eq!(reports(&app, ada).await, 0);
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
}

async fn nothing_usable_is_in_the_database(app: TestApp) {
    let (_, _, notice) = with_notice(&app).await;
    app.browser().post(&format!("/not-me/{}", notice.token()), &[]).await;
    app.send_mail().await;
    let dump = app.store.dump().await.to_lowercase();
    assert!(!dump.contains(&notice.token().to_lowercase()) && !dump.contains(NEW_PASSWORD));
}
