//! Generated passwords: mailed, never seen by whoever asked, and good for nothing but choosing one's own.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller, client},
    smtp::{Stage, Trouble},
};
use app::{
    api::{ErrorCode, Messages, NewPasswords, People},
    model::{
        Kind, MessageQuery, MessageState, NewPasswordEffect, Role, SendNewPassword, SetActive, Span, Step, TypedPassword,
        UnsentPassword, UserId,
    },
};
use futures_util::future::join_all;
use latchkey::service::{RedeemLink, Redeemed};
use serde_json::json;

on_both_engines!(
    a_generated_password_leads_to_ones_own,
    choosing_leads_on_to_where_one_wanted_to_go,
    a_form_waits_until_the_own_password_is_chosen,
    its_session_reaches_nothing_but_the_choice,
    an_hour_of_refusals_leaves_the_account_as_it_was,
    a_mail_that_fails_for_good_leaves_the_account_as_it_was_and_says_so,
    every_copy_works_until_a_password_was_chosen,
    whatever_replaces_it_withdraws_it,
    it_ends_after_a_day_in_the_words_of_a_wrong_one,
    the_given_password_cannot_be_ones_own,
    parallel_choices_give_one,
    guesses_hold_back_the_account_but_not_what_was_mailed,
    each_refusal_names_its_reason_and_queues_nothing,
    sending_again_makes_another_with_the_same_effect,
    nobody_but_its_reader_sees_it,
);

const EFFECTS: [NewPasswordEffect; 3] = [NewPasswordEffect::OnAcceptance, NewPasswordEffect::FirstUse, NewPasswordEffect::AtOnce];

/// An administrator, a person, and the generated password that was mailed to the person.
async fn with_password(app: &TestApp, effect: NewPasswordEffect) -> (UserId, UserId, String) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_new_password(ada, jonas, effect).await.unwrap();
    app.send_mail().await;
    let password = app.sink.nth(1).await.password().to_owned();
    (ada, jonas, password)
}

async fn opens(app: &TestApp, password: &str) -> bool {
    app.browser().sign_in("jonas", password).await.status == 303
}

async fn a_generated_password_leads_to_ones_own(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut elsewhere = app.signed_in("jonas", PASSWORD).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let path = format!("/users/{jonas}/new-password");
    let prompt = desk.get(&path).await;
    assert!(prompt.says("A new password will be generated and sent to the user's email address."), "{}", prompt.text());
    let sent = desk.post(&path, &[("effect", "on-acceptance")]).await;
    assert_eq!((sent.status, sent.location()), (303, format!("/users/{jonas}").as_str()), "{}", sent.text());
    assert_eq!(elsewhere.get("/account").await.status, 200, "nothing changes before the mail is accepted");

    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert!(mail.text.contains("Open this page") && mail.text.contains("https://desk.northwind.example\n"), "{}", mail.text);
    assert_eq!(elsewhere.get("/account").await.status, 303, "the other session has ended");
    assert!(!opens(&app, PASSWORD).await, "the old password is stopped");

    let mut phone = app.browser();
    let typed = format!(" {} ", mail.password().to_lowercase().replace('-', " "));
    let answer = phone.sign_in("jonas", &typed).await;
    assert_eq!((answer.status, answer.location()), (303, "/choose-password"));
    let given = phone.cookie.clone();
    let page = phone.get("/choose-password").await;
    assert!(page.status == 200 && page.says("Choose your own password"), "{}", page.text());
    assert!(opens(&app, mail.password()).await, "closing the page locks nobody out");
    let chosen = phone.choose_password(NEW_PASSWORD).await;
    assert_eq!((chosen.status, chosen.location()), (303, "/account"), "{}", chosen.text());
    assert_ne!(phone.cookie, given, "a new session");
    assert!(phone.get("/account").await.says("Your password is saved"));
    assert!(!opens(&app, mail.password()).await, "it is used up");

    app.send_mail().await;
    assert!(app.sink.nth(2).await.subject.contains("your password was changed"));
    let steps = format!("{:?}", app.steps(jonas).await);
    for step in ["NewPasswordRequested", "MailAccepted", "OldPasswordStopped", "SignedInToChoose", "NewPasswordUsed"] {
        assert!(steps.contains(step), "{step} in {steps}");
    }
    let ticket = app.steps(jonas).await.into_iter().find_map(|step| match step {
        Step::NewPasswordRequested(_, ticket) => Some(ticket),
        _ => None,
    });
    assert!(mail.text.contains(&ticket.unwrap()), "both sides have the ticket");
}

async fn choosing_leads_on_to_where_one_wanted_to_go(app: TestApp) {
    let cases = [
        ("/account?x=1", "/choose-password?next=%2Faccount%3Fx%3D1", "/account?x=1"),
        ("//evil.example", "/choose-password", "/account"),
        ("/choose-password?next=%2Faccount%3Fx%3D1", "/choose-password?next=%2Faccount%3Fx%3D1", "/account?x=1"),
    ];
    let ada = app.person("ada", Role::Administrator).await;
    for (index, (wanted, asked, leads_to)) in cases.into_iter().enumerate() {
        let name = format!("jonas{index}");
        let jonas = app.person(&name, Role::User).await;
        app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
        app.send_mail().await;
        let to = format!("{name}@");
        let mail =
            app.sink.received().into_iter().find(|mail| mail.to.iter().any(|address| address.contains(&to))).expect("the mail");
        let mut phone = app.browser();
        let form = [("user_name", name.as_str()), ("password", mail.password()), ("next", wanted)];
        assert_eq!(phone.post("/sign-in", &form).await.location(), asked);
        let page = phone.get(asked).await.text();
        let carries = |page: &str| page.contains("name=\"next\" value=\"/account?x=1\"");
        assert_eq!(carries(&page), leads_to != "/account");
        let next = if carries(&page) { "/account?x=1" } else { "//evil.example" };
        let refused = phone.post("/choose-password", &[("password", "too short"), ("next", next)]).await;
        assert_eq!((refused.status, carries(&refused.text())), (422, carries(&page)), "what was refused leads there too");
        let chosen = phone.post("/choose-password", &[("password", NEW_PASSWORD), ("next", next)]).await;
        assert_eq!((chosen.status, chosen.location()), (303, leads_to));
        assert!(phone.get(leads_to).await.says("Your password is saved"));
        assert_eq!(phone.get("/choose-password?next=%2Faccount%3Fx%3D1").await.location(), "/account?x=1", "in a second tab too");
    }
}

/// It was sent after its session had ended, and its sender signed in with what was mailed meanwhile.
async fn a_form_waits_until_the_own_password_is_chosen(app: TestApp) {
    let (_, _, password) = with_password(&app, NewPasswordEffect::FirstUse).await;
    let mut phone = app.browser();
    let asked = phone.post("/account", &[("display_name", "Jonas the Second"), ("time_zone", "Europe/Paris")]).await.text();
    let carried = asked.split_once("name=\"resume\" value=\"").and_then(|(_, rest)| rest.split('"').next()).expect("the form");
    let form = [("user_name", "jonas"), ("password", password.as_str()), ("next", "/account"), ("resume", carried)];
    assert_eq!(phone.post("/sign-in", &form).await.location(), "/choose-password?next=%2Faccount");
    assert_eq!(phone.get("/choose-password?next=%2Faccount").await.status, 200);
    let chosen = phone.post("/choose-password", &[("password", NEW_PASSWORD), ("next", "/account")]).await;
    assert_eq!(chosen.location(), "/account");
    let page = phone.get("/account").await;
    assert!(page.text().contains("value=\"Jonas the Second\"") && page.says("Your session had ended, so nothing was done."));
}

async fn its_session_reaches_nothing_but_the_choice(app: TestApp) {
    let (_, jonas, password) = with_password(&app, NewPasswordEffect::FirstUse).await;
    let mut phone = app.browser();
    phone.sign_in("jonas", &password).await;
    let pages = ["/", "/account", "/users", "/messages", "/signed-in", "/sign-in", "/nowhere"];
    for path in pages.map(str::to_owned).into_iter().chain([format!("/users/{jonas}")]) {
        let answer = phone.get(&path).await;
        assert_eq!((answer.status, answer.location()), (303, "/choose-password"), "{path}");
    }
    for path in ["/account", "/account/theme", "/account/sessions", "/settings"] {
        let answer = phone.post(path, &[("display_name", "Mallory")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/choose-password"), "{path}");
    }
    for path in ["/rpc/viewer", "/rpc/account/read", "/rpc/users/list", "/rpc/account/end-sessions"] {
        assert_eq!(phone.call(path, &json!({ "query": {}, "session": null })).await.status, 401, "{path}");
    }
    let out = phone.post("/sign-out", &[]).await;
    assert_eq!((out.status, phone.cookie.clone()), (303, None));
    assert_eq!(phone.get("/choose-password").await.location(), "/sign-in?next=%2Fchoose-password");
}

async fn an_hour_of_refusals_leaves_the_account_as_it_was(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for (index, effect) in EFFECTS.into_iter().enumerate() {
        let name = format!("person-{index}");
        let user = app.person(&name, Role::User).await;
        let mut session = app.signed_in(&name, PASSWORD).await;
        let old_works = effect != NewPasswordEffect::AtOnce;
        let sent_before = app.sink.received().len();
        app.send_new_password(ada, user, effect).await.unwrap();
        for _ in 0..12 {
            app.sink.trouble(Stage::Rcpt, Trouble::Reply("451 4.7.1 come back later"));
            app.send_mail().await;
            let status = app.browser().sign_in(&name, PASSWORD).await.status;
            assert_eq!(status == 303, old_works, "{effect}");
            assert_eq!(session.get("/account").await.status == 200, old_works, "{effect}");
            app.clock.advance(Span::minutes(20));
            session = if old_works { app.signed_in(&name, PASSWORD).await } else { session };
        }
        assert_eq!(app.sink.received().len(), sent_before, "{effect}: nothing got through");
        app.send_mail().await;
        let mail = app.sink.nth(sent_before + 1).await;
        let is_first_use = effect == NewPasswordEffect::FirstUse;
        assert_eq!(app.browser().sign_in(&name, PASSWORD).await.status == 303, is_first_use, "{effect}, accepted");
        let mut phone = app.browser();
        assert_eq!(phone.sign_in(&name, mail.password()).await.location(), "/choose-password", "{effect}");
        assert_ne!(app.browser().sign_in(&name, PASSWORD).await.status, 303, "{effect}, used");
        assert_eq!(phone.choose_password(NEW_PASSWORD).await.status, 303, "{effect}");
        app.send_mail().await;
    }
}

async fn a_mail_that_fails_for_good_leaves_the_account_as_it_was_and_says_so(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let administrator = caller(ada, Role::Administrator);
    for (index, effect) in EFFECTS.into_iter().enumerate() {
        let name = format!("person-{index}");
        let user = app.person(&name, Role::User).await;
        let sent = app.send_new_password(ada, user, effect).await.unwrap();
        app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 no such mailbox"));
        app.send_mail().await;
        let at_once = effect == NewPasswordEffect::AtOnce;
        let stands = if at_once { UnsentPassword::Stopped } else { UnsentPassword::Unchanged };
        assert_eq!(app.browser().sign_in(&name, PASSWORD).await.status == 303, !at_once, "{effect}");
        assert!(app.steps(user).await.contains(&Step::NewPasswordUnsent(stands)), "{effect}");
        let message = app.desk.message(&administrator, sent.message).await.unwrap();
        assert_eq!((message.row.state, message.unsent_password), (MessageState::Failed, Some(stands)), "{effect}");
        let mut desk = app.signed_in("ada", PASSWORD).await;
        for path in [format!("/users/{user}"), format!("/messages/{}", sent.message)] {
            assert_eq!(desk.get(&path).await.says("The account is as it was: the old password works."), !at_once, "{path}");
        }
    }
}

/// The mail server takes the first copy but its reply is lost: the second try mints a second password.
async fn every_copy_works_until_a_password_was_chosen(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Dot, Trouble::Drop);
    app.send_new_password(ada, jonas, NewPasswordEffect::OnAcceptance).await.unwrap();
    app.send_mail().await;
    assert!(opens(&app, PASSWORD).await, "nobody has said yet that the mail arrives");
    app.clock.advance(Span::seconds(10));
    app.send_mail().await;
    let [first, second] = app.sink.received().try_into().unwrap();
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"));
    assert_ne!(first.password(), second.password());
    let (mut phone, mut other) = (app.browser(), app.browser());
    assert_eq!(phone.sign_in("jonas", first.password()).await.status, 303);
    assert_eq!(other.sign_in("jonas", second.password()).await.status, 303);
    assert_eq!(phone.choose_password(NEW_PASSWORD).await.status, 303);
    assert_ne!(other.choose_password("eleven swans on a silver lake").await.location(), "/account");
    for password in [first.password(), second.password()] {
        assert!(!opens(&app, password).await);
    }
    app.signed_in("jonas", NEW_PASSWORD).await;
}

async fn whatever_replaces_it_withdraws_it(app: TestApp) {
    let (ada, jonas, first) = with_password(&app, NewPasswordEffect::FirstUse).await;
    let administrator = caller(ada, Role::Administrator);
    let mut phone = app.browser();
    phone.sign_in("jonas", &first).await;
    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    let second = app.sink.nth(2).await.password().to_owned();
    assert!(!opens(&app, &first).await && opens(&app, &second).await, "a newer one");
    assert_eq!(phone.get("/choose-password").await.status, 303, "and what the older one had opened is over");

    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    assert!(opens(&app, &second).await, "a link that was not used changes nothing");
    let code = app.sink.nth(3).await.token().to_owned();
    let redeemed = app.desk.redeem_link(&code, &RedeemLink { password: TypedPassword::new(NEW_PASSWORD) }, &client()).await;
    assert!(matches!(redeemed, Ok(Redeemed::Changed)));
    assert!(!opens(&app, &second).await, "a link that was used");

    app.send_mail().await;
    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    app.desk.set_active(&administrator, SetActive { user: jonas, active: false }).await.unwrap();
    app.desk.set_active(&administrator, SetActive { user: jonas, active: true }).await.unwrap();
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 4, "switching off withdraws the mail that waits");
    assert!(app.steps(jonas).await.contains(&Step::NewPasswordRevoked));
}

async fn it_ends_after_a_day_in_the_words_of_a_wrong_one(app: TestApp) {
    let (_, jonas, password) = with_password(&app, NewPasswordEffect::FirstUse).await;
    app.clock.advance(Span::minutes(24 * 60 - 1));
    assert!(opens(&app, &password).await);
    app.clock.advance(Span::minutes(1));
    let expired = app.browser().sign_in("jonas", &password).await;
    let wrong = app.browser().sign_in("jonas", "0123-4567-89AB-CDEF-GHJK-MNPQ").await;
    assert_eq!((expired.status, wrong.status), (422, 422));
    assert!(expired.says("Sign-in failed. Check the user name and the password."), "{}", expired.text());
    assert!(app.steps(jonas).await.contains(&Step::NewPasswordExpired));
}

async fn the_given_password_cannot_be_ones_own(app: TestApp) {
    let (_, _, password) = with_password(&app, NewPasswordEffect::OnAcceptance).await;
    let mut phone = app.browser();
    phone.sign_in("jonas", &password).await;
    for own in [password.clone(), password.to_lowercase()] {
        let refused = phone.choose_password(&own).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("This is the password that you were given."), "{}", refused.text());
        assert!(!refused.text().contains(&own), "a password comes back in the page");
    }
    assert_eq!(phone.choose_password("too short").await.status, 422, "the policy holds");
    assert_eq!(phone.choose_password(NEW_PASSWORD).await.status, 303);
}

async fn parallel_choices_give_one(app: TestApp) {
    let (_, _, password) = with_password(&app, NewPasswordEffect::OnAcceptance).await;
    let mut phones = Vec::new();
    for _ in 0..10 {
        let mut phone = app.browser();
        phone.sign_in("jonas", &password).await;
        phones.push(phone);
    }
    let choices = phones.into_iter().enumerate().map(|(index, mut phone)| {
        tokio::spawn(async move { phone.choose_password(&format!("{NEW_PASSWORD} {index}")).await.location() == "/account" })
    });
    let chosen = join_all(choices).await.into_iter().filter(|chosen| matches!(chosen, Ok(true))).count();
    assert_eq!(chosen, 1);
}

async fn guesses_hold_back_the_account_but_not_what_was_mailed(app: TestApp) {
    let (_, _, password) = with_password(&app, NewPasswordEffect::OnAcceptance).await;
    for _ in 0..8 {
        app.browser().sign_in("jonas", "0000-0000-0000-0000-0000-0000").await;
    }
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 429);
    let mut phone = app.browser();
    assert_eq!(phone.sign_in("jonas", &password).await.location(), "/choose-password");
    assert_eq!(phone.choose_password(NEW_PASSWORD).await.status, 303);
    app.signed_in("jonas", NEW_PASSWORD).await;
}

async fn each_refusal_names_its_reason_and_queues_nothing(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let hannah = app.person("hannah", Role::HelpDesk).await;
    let person = app.person("jonas", Role::User).await;
    let off = app.add("off", |user| user.is_active = false).await;
    let silent = app.add("silent", |user| user.email = None).await;
    let program = app.add("program", |user| user.kind = Kind::Api).await;
    let (administrator, help_desk) = (caller(ada, Role::Administrator), caller(hannah, Role::HelpDesk));
    let cases = [
        (&administrator, off, ErrorCode::Refused, "This user is not active. Switch on Is Active first."),
        (&administrator, silent, ErrorCode::Refused, "This user has no e-mail address."),
        (&administrator, program, ErrorCode::Refused, "This is an API user. Changing its password would break its calls."),
        (&help_desk, ada, ErrorCode::Forbidden, "Your role does not allow you to act on this user's role."),
        (&caller(person, Role::Auditor), person, ErrorCode::Forbidden, "Your role does not include this."),
    ];
    for (caller, user, code, words) in cases {
        let request = SendNewPassword { user, effect: NewPasswordEffect::AtOnce };
        let error = app.desk.send_new_password(caller, request).await.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
        let prompt = app.desk.new_password_prompt(caller, user).await.unwrap_err();
        assert_eq!(prompt.to_string(), words);
    }
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
    assert!(app.store.rows("audit").await.contains("password.requested"), "refusals are in the trail");
    assert!(opens(&app, PASSWORD).await);
}

async fn sending_again_makes_another_with_the_same_effect(app: TestApp) {
    let (ada, jonas, first) = with_password(&app, NewPasswordEffect::FirstUse).await;
    let administrator = caller(ada, Role::Administrator);
    let query = MessageQuery { q: "jonas@".to_owned(), ..MessageQuery::default() };
    let message = app.desk.messages(&administrator, query).await.unwrap().items[0].id;
    app.desk.resend(&administrator, message).await.unwrap();
    let twice = app.desk.resend(&administrator, message).await.unwrap_err();
    assert_eq!(twice.to_string(), "This message waits to be sent already.");
    app.send_mail().await;
    let second = app.sink.nth(2).await;
    assert_ne!(second.password(), first);
    assert!(second.html.contains("Until you use it, your old password works too."), "{}", second.html);
    assert!(!opens(&app, &first).await && opens(&app, second.password()).await);
    let requests = app.steps(jonas).await.into_iter().filter(|step| matches!(step, Step::NewPasswordRequested(..))).count();
    assert_eq!(requests, 2);
}

async fn nobody_but_its_reader_sees_it(app: TestApp) {
    let (ada, jonas, password) = with_password(&app, NewPasswordEffect::OnAcceptance).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let query = MessageQuery { q: "jonas@".to_owned(), ..MessageQuery::default() };
    let message = app.desk.messages(&caller(ada, Role::Administrator), query).await.unwrap().items[0].id;
    let mut seen = app.store.dump().await;
    assert!(seen.contains("jonas@northwind.example"), "the dump holds the data");
    for path in ["/messages", "/audit", &format!("/messages/{message}"), &format!("/users/{jonas}")] {
        seen.push_str(&desk.get(path).await.text());
    }
    let seen = seen.to_lowercase();
    for secret in [password.to_lowercase(), password.to_lowercase().replace('-', "")] {
        assert!(!seen.contains(&secret), "{secret}");
    }
    let subject = &app.sink.nth(1).await.subject;
    assert!(!subject.contains(&password), "subjects are shown on locked screens");
}
