//! Who is on the telephone: a code is read out to the help desk, which then may hand over one password or one link.

use crate::{
    copied_links::link_on,
    second_factor::set_up,
    support::{
        app::{PASSWORD, TestApp, caller},
        browser::{Answer, Browser},
        smtp::Received,
    },
    temporary_passwords::{draft_on, generate, path as temporary},
};
use app::{
    api::{MessageProblem, Messages, People, Problem},
    model::{AuditQuery, CallerWay, MessageKind, MessageQuery, Outcome, Role, Span, Step, UserId},
};
use futures_util::future::join_all;
use latchkey::security::Clock;
use serde_json::json;

on_both_engines!(
    a_mailed_code_unlocks_one_temporary_password,
    a_code_that_their_own_page_shows_is_as_good,
    a_link_is_shown_for_a_verified_caller_and_once,
    without_the_setting_a_caller_can_be_verified_and_need_not_be,
    a_code_is_for_whoever_asked_and_whom_it_is_about,
    a_code_ends_after_ten_minutes_and_a_verification_after_fifteen,
    five_wrong_codes_end_one,
    guesses_at_once_are_all_counted,
    wrong_codes_of_an_app_shut_its_owner_out_nowhere,
    a_code_is_kept_nowhere_and_is_not_sent_again,
    what_is_known_of_a_call_goes_with_its_user_and_with_time,
    programs_are_not_asked_for_a_code,
    one_is_not_verified_to_oneself_and_only_by_those_who_may_help,
);

/// Somebody of the help desk, and a person on the telephone; the settings ask for a code.
async fn on_the_telephone(app: &TestApp) -> (Browser, UserId) {
    app.save_house(|house| house.safety.caller_codes = true).await;
    app.person("hannah", Role::HelpDesk).await;
    let jonas = app.person("jonas", Role::User).await;
    (app.signed_in("hannah", PASSWORD).await, jonas)
}

fn here(user: UserId) -> String {
    format!("/users/{user}/verify-caller")
}

/// The code in the latest mail to somebody.
async fn mailed_code(app: &TestApp, desk: &mut Browser, user: UserId) -> String {
    let asked = desk.post(&here(user), &[("intent", "send")]).await;
    assert_eq!((asked.status, asked.location()), (303, here(user).as_str()), "{}", asked.text());
    app.send_mail().await;
    app.sink.received().iter().rev().find_map(code_in).expect("a mail with a code")
}

/// The code stands alone on a line: two groups of four.
fn code_in(mail: &Received) -> Option<String> {
    let is_code = |line: &&str| line.split('-').map(str::len).eq([4, 4]) && line.len() == 9;
    mail.text.lines().find(is_code).map(str::to_owned)
}

async fn check(desk: &mut Browser, user: UserId, code: &str) -> Answer {
    desk.post(&here(user), &[("intent", "check"), ("need", "temporary-password"), ("code", code)]).await
}

async fn verify(desk: &mut Browser, user: UserId, code: &str) {
    let checked = check(desk, user, code).await;
    assert_eq!((checked.status, checked.location()), (303, temporary(user).as_str()), "{}", checked.text());
}

async fn ask_to_generate(desk: &mut Browser, user: UserId) -> Answer {
    desk.post(&temporary(user), &[("intent", "generate"), ("look", "characters")]).await
}

/// The code that somebody's own page shows them.
async fn shown_code(browser: &mut Browser) -> String {
    let page = browser.post("/account/caller-code", &[]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    crate::temporary_passwords::password_on(&page.text())
}

async fn a_mailed_code_unlocks_one_temporary_password(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let before = desk.get(&temporary(jonas)).await;
    assert!(before.says("Verify the caller first") && !before.text().contains("value=\"generate\""), "{}", before.text());
    let refused = ask_to_generate(&mut desk, jonas).await;
    assert!(refused.status == 409 && refused.says("Verify the caller first"), "{}", refused.text());

    desk.post(&here(jonas), &[("intent", "send"), ("need", "temporary-password")]).await;
    let waiting = desk.get(&here(jonas)).await;
    assert!(waiting.says("A code is on its way to jonas@northwind.example."), "{}", waiting.text());
    assert!(waiting.says("The code is about to be sent."), "{}", waiting.text());
    app.send_mail().await;
    assert!(desk.get(&here(jonas)).await.says("The mail server has accepted the code."));
    let mail = app.sink.nth(1).await;
    assert!(mail.to[0].contains("jonas@") && mail.text.contains("hannah Feld"), "{}", mail.text);

    verify(&mut desk, jonas, &code_in(&mail).unwrap().to_lowercase().replace('-', " ")).await;
    let page = desk.get(&temporary(jonas)).await;
    assert!(page.says("You are speaking to jonas Feld.") && page.says("The caller is verified until"), "{}", page.text());
    let (_, draft) = generate(&mut desk, jonas).await;
    let (_, second) = generate(&mut desk, jonas).await;
    let saved = desk.post(&temporary(jonas), &[("intent", "save"), ("draft", &draft)]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let again = desk.post(&temporary(jonas), &[("intent", "save"), ("draft", &second)]).await;
    assert_eq!(again.status, 409, "{}", again.text());
    assert_eq!(ask_to_generate(&mut desk, jonas).await.status, 409, "it was for one password");
    let verified = Step::CallerVerified("hannah Feld".to_owned(), CallerWay::Mail);
    assert!(app.steps(jonas).await.contains(&verified));
    let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
    for action in ["password.caller-code-asked", "password.caller-verified"] {
        let query = AuditQuery { action: action.to_owned(), ..AuditQuery::default() };
        let lines = app::api::House::audit(&app.desk, &ada, query).await.unwrap().items;
        assert_eq!(lines.iter().map(|line| line.outcome).collect::<Vec<_>>(), [Outcome::Done], "{action}");
    }
}

async fn a_code_that_their_own_page_shows_is_as_good(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let mut own = app.signed_in("jonas", PASSWORD).await;
    assert!(own.get("/account").await.says("Show a code for the help desk"));
    let (former, code) = (shown_code(&mut own).await, shown_code(&mut own).await);
    assert!(!own.get("/account/caller-code").await.text().contains(&code), "shown once");
    assert_eq!(check(&mut desk, jonas, &former).await.status, 422, "the newer one took its place");
    verify(&mut desk, jonas, &code).await;
    assert_eq!(check(&mut desk, jonas, &code).await.status, 422, "it is used up");
    assert!(app.steps(jonas).await.contains(&Step::CallerVerified("hannah Feld".to_owned(), CallerWay::Account)));
    for _ in 0..3 {
        shown_code(&mut own).await;
    }
    assert_eq!(own.post("/account/caller-code", &[]).await.status, 429);
}

async fn a_link_is_shown_for_a_verified_caller_and_once(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let ada = app.person("ada", Role::Administrator).await;
    app.send_link(ada, jonas).await.unwrap();
    let path = format!("/users/{jonas}/copy-link");
    assert!(desk.get(&path).await.says("Verify the caller first"));
    assert_eq!(desk.post(&path, &[]).await.status, 409);
    let code = mailed_code(&app, &mut desk, jonas).await;
    let fields = [("intent", "check"), ("need", "copy-link"), ("code", code.as_str())];
    assert_eq!(desk.post(&here(jonas), &fields).await.location(), path);
    let shown = desk.post(&path, &[]).await;
    assert!(shown.status == 200 && !link_on(&shown.text()).is_empty(), "{}", shown.text());
    assert_eq!(desk.post(&path, &[]).await.status, 409);
}

async fn without_the_setting_a_caller_can_be_verified_and_need_not_be(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    app.save_house(|house| house.safety.caller_codes = false).await;
    let page = desk.get(&temporary(jonas)).await;
    assert!(page.says("Not sure who is calling?") && page.text().contains("value=\"generate\""), "{}", page.text());
    let (_, draft) = generate(&mut desk, jonas).await;
    app.save_house(|house| house.safety.caller_codes = true).await;
    let late = desk.post(&temporary(jonas), &[("intent", "save"), ("draft", &draft)]).await;
    assert_eq!(late.status, 409, "the settings count when it is saved: {}", late.text());
    app.save_house(|house| house.safety.caller_codes = false).await;
    let code = mailed_code(&app, &mut desk, jonas).await;
    verify(&mut desk, jonas, &code).await;
    let shown = ask_to_generate(&mut desk, jonas).await;
    let saved = desk.post(&temporary(jonas), &[("intent", "save"), ("draft", &draft_on(&shown.text()))]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

async fn a_code_is_for_whoever_asked_and_whom_it_is_about(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let kim = app.person("kim", Role::User).await;
    app.person("henry", Role::HelpDesk).await;
    let mut henry = app.signed_in("henry", PASSWORD).await;
    let code = mailed_code(&app, &mut desk, jonas).await;
    assert_eq!(check(&mut henry, jonas, &code).await.status, 422, "asked for by somebody else");
    assert_eq!(check(&mut desk, kim, &code).await.status, 422, "about somebody else");
    verify(&mut desk, jonas, &code).await;
    assert_eq!(ask_to_generate(&mut henry, jonas).await.status, 409, "verified to somebody else");
    assert_eq!(ask_to_generate(&mut desk, kim).await.status, 409);
    let former = mailed_code(&app, &mut desk, jonas).await;
    let newer = mailed_code(&app, &mut desk, jonas).await;
    assert_eq!(check(&mut desk, jonas, &former).await.status, 422, "the newer one took its place");
    verify(&mut desk, jonas, &newer).await;
}

async fn a_code_ends_after_ten_minutes_and_a_verification_after_fifteen(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let code = mailed_code(&app, &mut desk, jonas).await;
    app.clock.advance(Span::minutes(10));
    assert_eq!(check(&mut desk, jonas, &code).await.status, 422);
    let code = mailed_code(&app, &mut desk, jonas).await;
    app.clock.advance(Span::minutes(9));
    verify(&mut desk, jonas, &code).await;
    app.clock.advance(Span::minutes(14));
    assert!(desk.get(&temporary(jonas)).await.says("The caller is verified until"));
    app.clock.advance(Span::minutes(1));
    assert!(desk.get(&temporary(jonas)).await.says("Verify the caller first"));

    desk.post(&here(jonas), &[("intent", "send")]).await;
    let sent = app.sink.received().len();
    app.clock.advance(Span::minutes(10));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), sent, "nobody is on the line any more");
}

async fn five_wrong_codes_end_one(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let code = mailed_code(&app, &mut desk, jonas).await;
    for nonsense in ["", "12345", "nine of them"] {
        assert_eq!(check(&mut desk, jonas, nonsense).await.status, 422, "it is no try");
    }
    for _ in 0..5 {
        let wrong = check(&mut desk, jonas, "0000-0000").await;
        assert!(wrong.status == 422 && wrong.says("This is not the code"), "{}", wrong.text());
        assert!(!wrong.text().contains("0000-0000"), "codes do not come back in pages");
    }
    assert_eq!(check(&mut desk, jonas, &code).await.status, 422, "the right one comes too late");
    assert!(desk.get(&here(jonas)).await.says("Five wrong codes were typed"));
    let code = mailed_code(&app, &mut desk, jonas).await;
    for _ in 0..4 {
        assert_eq!(check(&mut desk, jonas, "0000-0000").await.status, 422);
    }
    let held = check(&mut desk, jonas, &code).await;
    assert_eq!(held.status, 429, "ten wrong ones hold all back: {}", held.text());
    app.clock.advance(Span::minutes(14));
    let mut desk = app.signed_in("hannah", PASSWORD).await;
    app.clock.advance(Span::minutes(1));
    let code = mailed_code(&app, &mut desk, jonas).await;
    verify(&mut desk, jonas, &code).await;
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 303, "no guess has touched their sign-in");
}

async fn guesses_at_once_are_all_counted(app: TestApp) {
    let (desk, jonas) = on_the_telephone(&app).await;
    let guesses = (0..20).map(|_| {
        let mut desk = desk.clone();
        tokio::spawn(async move { check(&mut desk, jonas, "0000-0000").await.status })
    });
    let statuses: Vec<u16> = join_all(guesses).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10, "{statuses:?}");
}

async fn wrong_codes_of_an_app_shut_its_owner_out_nowhere(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let (authenticator, _) = set_up(&app, &mut app.signed_in("jonas", PASSWORD).await).await;
    for _ in 0..10 {
        assert_eq!(check(&mut desk, jonas, "000 000").await.status, 422);
    }
    let held = check(&mut desk, jonas, &authenticator.code(app.clock.now())).await;
    assert_eq!(held.status, 429, "the help desk is held back: {}", held.text());
    assert_eq!(app.store.count("SELECT COUNT(*) FROM totp_factors WHERE failures > 0").await, 0);

    app.store.execute("UPDATE limits SET failures = 100 WHERE key LIKE 'caller-code/app/%'").await;
    app.clock.advance(Span::hours(2));
    let mut desk = app.signed_in("hannah", PASSWORD).await;
    let late = check(&mut desk, jonas, &authenticator.code(app.clock.now())).await;
    assert_eq!(late.status, 422, "after a hundred in a row not even the right one verifies");
    let mut own = app.signed_in("jonas", PASSWORD).await;
    let code = authenticator.code(app.clock.now());
    let shown = own.post("/second-factor", &[("code", code.as_str())]).await;
    assert_eq!(shown.status, 303, "its owner signs in with it all the same: {}", shown.text());
    app.clock.advance(Span::seconds(30));
    verify(&mut desk, jonas, &authenticator.code(app.clock.now())).await;
    assert!(app.steps(jonas).await.contains(&Step::CallerVerified("hannah Feld".to_owned(), CallerWay::Authenticator)));
}

async fn a_code_is_kept_nowhere_and_is_not_sent_again(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let mailed = mailed_code(&app, &mut desk, jonas).await;
    let shown = shown_code(&mut app.signed_in("jonas", PASSWORD).await).await;
    let kept = app.store.dump().await.to_uppercase();
    for code in [mailed, shown] {
        assert!(!kept.contains(&code) && !kept.contains(&code.replace('-', "")), "{code}");
    }
    let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
    let query = MessageQuery { kind: Some(MessageKind::CallerCode), ..MessageQuery::default() };
    let message = app.desk.messages(&ada, query).await.unwrap().items[0].id;
    let again = app.desk.resend(&ada, message).await.unwrap_err();
    assert_eq!(again.problem, Problem::Message(MessageProblem::CodeGone));
}

async fn what_is_known_of_a_call_goes_with_its_user_and_with_time(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let kim = app.person("kim", Role::User).await;
    let ada = app.person("ada", Role::Administrator).await;
    for user in [jonas, kim] {
        mailed_code(&app, &mut desk, user).await;
    }
    let codes = async || app.store.count("SELECT COUNT(*) FROM caller_codes").await;
    let secrets = async || app.store.count("SELECT COUNT(*) FROM caller_code_secrets").await;
    app.desk.delete_user(&caller(ada, Role::Administrator), jonas, "jonas").await.unwrap();
    assert_eq!((codes().await, secrets().await), (1, 1));
    app.clock.advance(Span::hours(25));
    app.desk.clean_up().await.unwrap();
    assert_eq!((codes().await, secrets().await), (0, 0));
}

async fn programs_are_not_asked_for_a_code(app: TestApp) {
    let (_, jonas) = on_the_telephone(&app).await;
    let ada = app.person("ada", Role::Administrator).await;
    let mut program = app.program(ada, "phone-bot", Role::HelpDesk).await;
    let set = program.post(&format!("/api/v1/users/{jonas}/temporary-password"), &json!({})).await;
    assert_eq!(set.status, 200, "{}", set.text());
}

async fn one_is_not_verified_to_oneself_and_only_by_those_who_may_help(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let ada = app.person("ada", Role::Administrator).await;
    let own = app.desk.user_named("hannah").await.unwrap();
    let silent = app.add("silent", |user| user.email = None).await;
    for (user, status) in [(ada, 403), (own, 403), (silent, 409)] {
        assert_eq!(desk.post(&here(user), &[("intent", "send")]).await.status, status);
    }
    assert!(desk.get(&here(silent)).await.says("This user has no e-mail address."), "the other ways are there still");
    let mut user = app.signed_in("jonas", PASSWORD).await;
    assert_eq!(user.get(&here(jonas)).await.status, 403);
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}
