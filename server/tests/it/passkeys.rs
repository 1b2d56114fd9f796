//! Passkeys: one is added, opens the account, and is removed; whatever else is shown opens nothing.

use crate::support::{
    app::{ORIGIN, PASSWORD, TestApp, caller, client},
    browser::{Answer, Browser},
    device::{Asked, Device},
};
use app::{
    api::{House, PasskeyProblem, People, Problem},
    model::{AuditEntry, AuditQuery, Outcome, Role, SetActive, Span, Step, UserId},
};

on_both_engines!(
    a_passkey_opens_its_owners_account_without_a_password,
    adding_and_removing_need_the_own_password_typed_lately,
    a_question_has_one_answer_within_five_minutes_where_it_was_asked,
    whatever_else_is_shown_opens_nothing,
    a_removed_passkey_opens_nothing,
    an_account_that_is_switched_off_stays_closed,
    a_passkey_that_counts_backwards_is_refused_and_written_down,
    whoever_must_choose_a_password_chooses_it_first,
    a_passkey_is_the_step_after_the_password_for_its_owner_alone,
    the_last_factor_of_whoever_must_have_one_stays,
    a_client_that_shows_nonsense_is_held_back,
    a_house_without_a_host_name_has_no_passkeys,
    an_account_has_twenty_passkeys_at_most,
    questions_that_nobody_answers_are_forgotten,
);

const ADD: &str = "/account/passkeys/new";
const SIGN_IN: &str = "/sign-in/passkey";
const REFUSED: &str = "Signing in with this passkey failed. Try again, or sign in another way.";
const OVER: &str = "That took longer than five minutes, or was answered already. Try again.";

/// Someone signed in whose device has a passkey.
async fn with_passkey(app: &TestApp, user_name: &str, number: u8) -> (Browser, Device) {
    app.person(user_name, Role::User).await;
    let mut browser = app.signed_in(user_name, PASSWORD).await;
    let device = with_first(&mut browser, number).await;
    (browser, device)
}

/// Adds somebody's first passkey: recovery codes come with it.
async fn with_first(browser: &mut Browser, number: u8) -> Device {
    let mut device = Device::new(number);
    let added = add(browser, &mut device).await;
    assert!(added.status == 200 && added.says("Your recovery codes"), "{}: {}", added.status, added.text());
    device
}

async fn add(browser: &mut Browser, device: &mut Device) -> Answer {
    let asked = asked_for_new(browser).await;
    give(browser, device, &asked).await
}

async fn asked_for_new(browser: &mut Browser) -> Asked {
    Asked::on(&browser.post(ADD, &[("name", "Work laptop")]).await)
}

async fn give(browser: &mut Browser, device: &mut Device, asked: &Asked) -> Answer {
    let credential = device.create(&asked.options);
    browser.post(ADD, &[("name", "Work laptop"), ("handle", &asked.handle), ("credential", &credential)]).await
}

async fn asked(browser: &mut Browser) -> Asked {
    Asked::on(&browser.post(SIGN_IN, &[]).await)
}

async fn answer(browser: &mut Browser, asked: &Asked, credential: &str) -> Answer {
    browser.post(SIGN_IN, &[("handle", &asked.handle), ("credential", credential)]).await
}

async fn show(browser: &mut Browser, device: &mut Device) -> Answer {
    let asked = asked(browser).await;
    answer(browser, &asked, &device.get(&asked.options)).await
}

/// Where the only passkey of an account is removed.
async fn remove_address(browser: &mut Browser) -> String {
    let account = browser.get("/account").await.text();
    let at = account.find("/remove\"").expect("a passkey");
    format!("/account/passkeys/{}/remove", &account[at - 36..at])
}

fn assert_refused(answer: &Answer, words: &str) {
    assert!(answer.status == 422 && answer.says(words), "{}: {}", answer.status, answer.text());
    assert!(answer.headers.get("set-cookie").is_none());
}

/// The lines of the audit trail about an action, the latest first.
async fn lines(app: &TestApp, action: &str) -> Vec<AuditEntry> {
    let query = AuditQuery { action: action.to_owned(), ..AuditQuery::default() };
    let reader = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
    app.desk.audit(&reader, query).await.unwrap().items
}

fn says(line: &AuditEntry, name: &str, value: &str) -> bool {
    line.detail.contains(&(name.to_owned(), value.to_owned()))
}

async fn a_passkey_opens_its_owners_account_without_a_password(app: TestApp) {
    let (mut here, mut device) = with_passkey(&app, "jonas", 1).await;
    let account = here.get("/account").await;
    assert!(account.says("The passkey is added.") && account.says("Work laptop"), "{}", account.text());
    assert!(says(&lines(&app, "account.passkey-added").await[0], "name", "Work laptop"));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1, "its owner is told");

    let mut there = app.browser();
    let entered = show(&mut there, &mut device).await;
    assert_eq!((entered.status, entered.location()), (303, "/account"), "{}", entered.text());
    assert!(there.get("/account").await.says("Last used"));
    let mut entries = lines(&app, "session.signed-in").await.into_iter();
    let line = entries.find(|line| says(line, "passkey", "Work laptop")).expect("a line about it");
    assert_eq!((line.outcome, line.actor.as_ref().unwrap().1.as_str()), (Outcome::Done, "jonas Feld"));
    let jonas = line.actor.unwrap().0;
    assert!(app.steps(jonas).await.contains(&Step::SignedIn));

    let cookie = there.cookie.clone();
    let again = show(&mut there, &mut device).await;
    assert_eq!(again.status, 303);
    assert_ne!(there.cookie, cookie, "each time under another secret");
}

async fn adding_and_removing_need_the_own_password_typed_lately(app: TestApp) {
    let (mut browser, _) = with_passkey(&app, "jonas", 1).await;
    let remove = remove_address(&mut browser).await;
    app.clock.advance(Span::minutes(6));
    for (path, fields) in [(ADD, vec![("name", "Telephone")]), (remove.as_str(), Vec::new())] {
        let asked = browser.get(path).await;
        assert!(asked.says("Your own password"), "{}", asked.text());
        let mut wrong = fields.clone();
        wrong.push(("password", "not the one"));
        assert_eq!(browser.post(path, &fields).await.status, 422);
        assert_eq!(browser.post(path, &wrong).await.status, 422);
    }
    let removed = browser.post(&remove, &[("password", PASSWORD)]).await;
    assert_eq!((removed.status, removed.location()), (303, "/account"), "{}", removed.text());
    assert_eq!(browser.post(ADD, &[("name", "Telephone")]).await.status, 200, "it was typed just now");
    assert_eq!(browser.post(ADD, &[("name", "")]).await.status, 422);
}

async fn a_question_has_one_answer_within_five_minutes_where_it_was_asked(app: TestApp) {
    let (mut here, mut device) = with_passkey(&app, "jonas", 1).await;
    let mut there = app.browser();

    let once = asked(&mut there).await;
    let credential = device.get(&once.options);
    assert_eq!(answer(&mut there, &once, &credential).await.status, 303);
    assert_refused(&answer(&mut app.browser(), &once, &credential).await, OVER);

    let late = asked(&mut there).await;
    app.clock.advance(Span::minutes(5));
    assert_refused(&answer(&mut there, &late, &device.get(&late.options)).await, OVER);

    let other = asked(&mut there).await;
    let of_another = asked(&mut there).await;
    assert_refused(&answer(&mut there, &other, &device.get(&of_another.options)).await, REFUSED);

    app.person("karla", Role::User).await;
    let mut karla = app.signed_in("karla", PASSWORD).await;
    let asked = Asked::on(&karla.post(ADD, &[("name", "Hers")]).await);
    let made = Device::new(2).create(&asked.options);
    assert_refused(&answer(&mut app.browser(), &asked, &made).await, OVER);
    let in_another_session = here.post(ADD, &[("name", "Hers"), ("handle", &asked.handle), ("credential", &made)]).await;
    assert_refused(&in_another_session, OVER);
}

async fn whatever_else_is_shown_opens_nothing(app: TestApp) {
    let (_, mut device) = with_passkey(&app, "jonas", 1).await;
    let (_, mut other) = with_passkey(&app, "karla", 2).await;
    let (jonas, karla) = (device.user.clone(), other.user.clone());

    device.flags = 0b0000_0001;
    assert_refused(&show(&mut app.browser(), &mut device).await, REFUSED);
    device.flags = 0b0000_0101;
    device.origin = "https://desk.northwind.example.evil.example";
    assert_refused(&show(&mut app.browser(), &mut device).await, REFUSED);
    device.origin = ORIGIN;
    device.user = karla;
    assert_refused(&show(&mut app.browser(), &mut device).await, REFUSED);
    let mut forged = Device::new(1);
    forged.user.clone_from(&jonas);
    assert_refused(&show(&mut app.browser(), &mut forged).await, REFUSED);
    assert_refused(&show(&mut app.browser(), &mut Device::new(3)).await, REFUSED);
    let asked = asked(&mut app.browser()).await;
    for nonsense in ["{}", "null", "[1, 2", "\u{1f511}"] {
        let answered = answer(&mut app.browser(), &asked, nonsense).await;
        assert_eq!(answered.status, 422, "{nonsense}");
    }
    assert_eq!(lines(&app, "session.sign-in").await.len(), 6);

    device.user = jonas;
    assert_eq!(show(&mut app.browser(), &mut device).await.status, 303, "nothing of that has closed the right one");
    assert_eq!(show(&mut app.browser(), &mut other).await.status, 303);
}

async fn a_removed_passkey_opens_nothing(app: TestApp) {
    let (mut jonas, mut device) = with_passkey(&app, "jonas", 1).await;
    app.person("karla", Role::User).await;
    let mut karla = app.signed_in("karla", PASSWORD).await;
    let remove = remove_address(&mut jonas).await;
    assert_eq!(karla.post(&remove, &[]).await.status, 404, "it is not hers");
    assert_eq!(karla.get(&remove).await.status, 404);
    assert!(jonas.get(&remove).await.says("“Work laptop” opens your account no more."));
    assert_eq!(jonas.post(&remove, &[]).await.status, 303);
    assert!(jonas.get("/account").await.says("The passkey is removed."));
    assert_refused(&show(&mut app.browser(), &mut device).await, REFUSED);
    assert!(says(&lines(&app, "account.passkey-removed").await[0], "name", "Work laptop"));
}

async fn an_account_that_is_switched_off_stays_closed(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let (_, mut device) = with_passkey(&app, "jonas", 1).await;
    let jonas = lines(&app, "account.passkey-added").await[0].actor.clone().unwrap().0;
    let switch = async |active| {
        let request = SetActive { user: jonas, active };
        app.desk.set_active(&caller(ada, Role::Administrator), request).await.unwrap();
    };
    switch(false).await;
    assert_refused(&show(&mut app.browser(), &mut device).await, REFUSED);
    let line = lines(&app, "session.sign-in").await.remove(0);
    assert_eq!((line.outcome, line.actor), (Outcome::Failed, None));
    switch(true).await;
    assert_eq!(show(&mut app.browser(), &mut device).await.status, 303);
}

async fn a_passkey_that_counts_backwards_is_refused_and_written_down(app: TestApp) {
    let (_, mut device) = with_passkey(&app, "jonas", 1).await;
    device.count = 7;
    assert_eq!(show(&mut app.browser(), &mut device).await.status, 303);
    device.count = 7;
    assert_refused(&show(&mut app.browser(), &mut device).await, REFUSED);
    let line = lines(&app, "session.passkey-copied").await.remove(0);
    assert_eq!((line.outcome, line.target.as_ref().unwrap().1.as_str()), (Outcome::Refused, "jonas Feld"));
    assert!(says(&line, "passkey", "Work laptop"));
    assert_eq!(show(&mut app.browser(), &mut device).await.status, 303, "the one that counts on is let in");
}

async fn whoever_must_choose_a_password_chooses_it_first(app: TestApp) {
    let (_, mut device) = with_passkey(&app, "jonas", 1).await;
    app.store.execute("UPDATE credentials SET must_change = TRUE").await;
    let mut browser = app.browser();
    let entered = show(&mut browser, &mut device).await;
    assert_eq!((entered.status, entered.location()), (303, "/choose-password"), "{}", entered.text());
    assert_eq!(browser.get("/account").await.location(), "/choose-password");
}

async fn a_passkey_is_the_step_after_the_password_for_its_owner_alone(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let mut device = with_first(&mut app.signed_in("jonas", PASSWORD).await, 1).await;
    let (_, mut other) = with_passkey(&app, "karla", 2).await;
    let mut browser = app.browser();
    let first = browser.sign_in("jonas", PASSWORD).await;
    assert!(first.status == 303 && first.location().starts_with("/second-factor"), "{}", first.location());
    assert_eq!(browser.get("/account").await.status, 303, "the password alone opens nothing");
    assert!(browser.get("/second-factor").await.says("Sign in with a passkey"));
    assert_refused(&show(&mut browser, &mut other).await, REFUSED);
    let line = lines(&app, "second-factor.shown").await.remove(0);
    assert_eq!((line.outcome, line.target.as_ref().unwrap().1.as_str()), (Outcome::Failed, "jonas Feld"));
    assert!(app.steps(jonas).await.contains(&Step::SecondFactorFailed), "its owner's timeline says so, as of a wrong code");
    let second = show(&mut browser, &mut device).await;
    assert_eq!(second.status, 303, "{}", second.text());
    assert_eq!(browser.get("/account").await.status, 200);
}

async fn the_last_factor_of_whoever_must_have_one_stays(app: TestApp) {
    app.person("hannah", Role::HelpDesk).await;
    let mut browser = app.signed_in("hannah", PASSWORD).await;
    with_first(&mut browser, 1).await;
    let remove = remove_address(&mut browser).await;
    app.save_house(|house| house.safety.second_factor_for_staff = true).await;
    let refused = browser.post(&remove, &[]).await;
    assert!(refused.status == 409 && refused.says("Your role must have a second factor"), "{}", refused.text());
    let second = add(&mut browser, &mut Device::new(2)).await;
    assert_eq!((second.status, second.location()), (303, "/account"), "there are recovery codes already: {}", second.text());
    assert_eq!(browser.post(&remove, &[]).await.status, 303);
}

async fn a_client_that_shows_nonsense_is_held_back(app: TestApp) {
    let (_, mut device) = with_passkey(&app, "jonas", 1).await;
    let nonsense = [("handle", "nonsense"), ("credential", "{}")];
    for _ in 0..30 {
        assert_eq!(app.browser().post(SIGN_IN, &nonsense).await.status, 422);
    }
    assert_eq!(show(&mut app.browser(), &mut device).await.status, 429, "even the right one");
    app.clock.advance(Span::seconds(1));
    assert_eq!(show(&mut app.browser(), &mut device).await.status, 303);
}

async fn a_house_without_a_host_name_has_no_passkeys(app: TestApp) {
    let desk = app.another_desk(|house| "http://127.0.0.1:3000".clone_into(&mut house.origin)).await;
    let refused = desk.ask_for_passkey(&client()).await.unwrap_err();
    assert_eq!(refused.problem, Problem::Passkey(PasskeyProblem::Unavailable));
}

async fn an_account_has_twenty_passkeys_at_most(app: TestApp) {
    let (mut browser, _) = with_passkey(&app, "jonas", 1).await;
    for number in 2..20 {
        let added = add(&mut browser, &mut Device::new(number)).await;
        assert_eq!(added.status, 303, "{number}: {}", added.text());
    }
    let (first, second) = (asked_for_new(&mut browser).await, asked_for_new(&mut browser).await);
    assert_eq!(give(&mut browser, &mut Device::new(20), &first).await.status, 303);
    let refused = give(&mut browser, &mut Device::new(21), &second).await;
    assert!(refused.status == 409 && refused.says("You have 20 passkeys"), "{}: {}", refused.status, refused.text());
    let asked = browser.post(ADD, &[("name", "Work laptop")]).await;
    assert!(asked.status == 409 && asked.says("You have 20 passkeys"), "{}: {}", asked.status, asked.text());
    let account = browser.get("/account").await;
    assert!(account.says("You have 20 passkeys") && !account.text().contains("href=\"/account/passkeys/new\""));
    let remove = remove_address(&mut browser).await;
    assert_eq!(browser.post(&remove, &[]).await.status, 303);
    assert_eq!(add(&mut browser, &mut Device::new(22)).await.status, 303);
}

async fn questions_that_nobody_answers_are_forgotten(app: TestApp) {
    asked(&mut app.browser()).await;
    let left = async || app.store.count("SELECT COUNT(*) FROM passkey_challenges").await;
    app.desk.clean_up().await.unwrap();
    assert_eq!(left().await, 1);
    app.clock.advance(Span::minutes(5));
    app.desk.clean_up().await.unwrap();
    assert_eq!(left().await, 0);
}
