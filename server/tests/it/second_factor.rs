//! Second factors: after the right password, and never instead of it; and nothing that others can do to a password stands in for
//! one.

use crate::{
    people::edit,
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp, caller, client},
        authenticator::Authenticator,
        browser::{Answer, Browser},
    },
    temporary_passwords::{draft_on, generate, password_on, path},
};
use app::{
    api::{House, People, Problem, ShownFactor},
    model::{AuditQuery, NewPasswordEffect, Outcome, Role, Span, Step, TypedPassword, UserId},
    rules::forms::house_fields,
};
use latchkey::{
    security::{Clock, Random, prune_keys, rotate_key},
    service::{ChangeFactor, ConfirmFactor, Desk, Found, ShowFactor, SignIn, operator},
};
use serde_json::json;

on_both_engines!(
    after_the_password_comes_the_code_and_until_then_nothing,
    it_leads_on_to_where_its_reader_wanted_to_go,
    a_code_is_accepted_once,
    a_code_is_used_up_with_the_session_that_it_opens_or_not_at_all,
    a_recovery_code_lets_in_once_and_its_owner_is_told,
    wrong_codes_are_held_back_and_a_new_password_does_not_help,
    nor_does_the_right_password_in_a_browser_that_is_known,
    after_a_hundred_wrong_codes_the_app_counts_no_more,
    no_password_that_others_made_gets_past_it,
    a_session_that_waits_for_a_code_cannot_set_up_another_app,
    staff_set_one_up_before_anything_else_where_the_house_says_so,
    whoever_is_given_a_role_that_needs_one_signs_in_anew,
    a_rule_that_comes_into_force_reaches_open_sessions,
    whoever_makes_the_rule_sets_one_up_next,
    the_key_is_shown_once_and_lies_sealed,
    a_wrong_first_code_shows_the_same_key_again,
    recovery_codes_are_replaced_as_a_whole,
    its_owner_removes_it_with_their_password,
    it_is_sealed_anew_when_the_key_is_rotated,
);

const HERE: &str = "/account/second-factor";

async fn begin(browser: &mut Browser) -> (Authenticator, String) {
    let shown = browser.post(HERE, &[("intent", "begin")]).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    (Authenticator::with(&password_on(&shown.text())), draft_on(&shown.text()))
}

async fn confirm(browser: &mut Browser, draft: &str, code: &str) -> Answer {
    browser.post(HERE, &[("intent", "confirm"), ("draft", draft), ("code", code)]).await
}

/// What stands in the list of recovery codes.
pub(crate) fn codes_on(page: &str) -> Vec<String> {
    let items = page.split("<li class=\"mono\">").skip(1);
    items.map(|item| item.split('<').next().unwrap_or_default().to_owned()).collect()
}

/// The words of a mail, however its lines are broken.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sets an app up; answers it and the recovery codes. Its next code is one that was not shown yet.
pub(crate) async fn set_up(app: &TestApp, browser: &mut Browser) -> (Authenticator, Vec<String>) {
    let (authenticator, draft) = begin(browser).await;
    let kept = confirm(browser, &draft, &authenticator.code(app.clock.now())).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    app.clock.advance(Span::seconds(30));
    (authenticator, codes_on(&kept.text()))
}

/// A user with an app, who has just shown their password.
async fn waiting(app: &TestApp) -> (UserId, Authenticator, Vec<String>, Browser) {
    let jonas = app.person("jonas", Role::User).await;
    let (authenticator, codes) = set_up(app, &mut app.signed_in("jonas", PASSWORD).await).await;
    (jonas, authenticator, codes, app.signed_in("jonas", PASSWORD).await)
}

async fn prove(browser: &mut Browser, code: &str) -> Answer {
    browser.post("/second-factor", &[("code", code)]).await
}

async fn after_the_password_comes_the_code_and_until_then_nothing(app: TestApp) {
    let (jonas, authenticator, ..) = waiting(&app).await;
    let mut browser = app.browser();
    assert_eq!(browser.sign_in("jonas", PASSWORD).await.location(), "/second-factor");
    let page = browser.get("/second-factor").await;
    assert!(page.says("One more step") && page.text().contains("autocomplete=\"one-time-code\""), "{}", page.text());
    for elsewhere in ["/", "/account", "/account/password", "/signed-in"] {
        assert_eq!(browser.get(elsewhere).await.location(), "/second-factor", "{elsewhere}");
    }
    assert_eq!(browser.post("/account/password", &[("password", NEW_PASSWORD)]).await.location(), "/second-factor");
    assert_eq!(browser.call("/rpc/viewer", &json!({})).await.status, 401);
    assert_eq!(prove(&mut browser, "").await.status, 422);
    let wrong = prove(&mut browser, "000000").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("This code is not right, or it was used before."), "{}", wrong.text());

    let before = browser.clone();
    let right = prove(&mut browser, &format!(" {} ", authenticator.code(app.clock.now()))).await;
    assert_eq!((right.status, right.location()), (303, "/account"), "{}", right.text());
    assert_ne!(browser.cookie, before.cookie, "under another secret");
    assert_eq!((browser.get("/account").await.status, before.clone().get("/account").await.status), (200, 303));
    let steps = app.steps(jonas).await;
    assert!(steps.contains(&Step::SignedIn) && steps.contains(&Step::SecondFactorFailed), "{steps:?}");
    let ada = app.person("ada", Role::Administrator).await;
    let query = AuditQuery { action: "second-factor.shown".to_owned(), ..AuditQuery::default() };
    let line = app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items.remove(0);
    assert_eq!(line.outcome, Outcome::Failed);
}

async fn it_leads_on_to_where_its_reader_wanted_to_go(app: TestApp) {
    let (_, authenticator, ..) = waiting(&app).await;
    let mut browser = app.browser();
    let form = [("user_name", "jonas"), ("password", PASSWORD), ("next", "/account/password")];
    let step = browser.post("/sign-in", &form).await;
    assert_eq!(step.location(), "/second-factor?next=%2Faccount%2Fpassword");
    assert!(browser.get(step.location()).await.text().contains("name=\"next\" value=\"/account/password\""));
    let code = authenticator.code(app.clock.now());
    let elsewhere = [("code", "000000"), ("next", "https://evil.example")];
    assert_eq!(browser.post("/second-factor", &elsewhere).await.status, 422);
    let right = browser.post("/second-factor", &[("code", code.as_str()), ("next", "/account/password")]).await;
    assert_eq!(right.location(), "/account/password", "{}", right.text());
}

async fn a_code_is_accepted_once(app: TestApp) {
    let (_, authenticator, _, mut first) = waiting(&app).await;
    let mut second = app.signed_in("jonas", PASSWORD).await;
    let code = authenticator.code(app.clock.now());
    assert_eq!(prove(&mut first, &code).await.status, 303);
    assert_eq!(prove(&mut second, &code).await.status, 422, "whoever looked over a shoulder is too late");
    app.clock.advance(Span::seconds(30));
    assert_eq!(prove(&mut second, &code).await.status, 422, "nor does it come back");
    assert_eq!(prove(&mut second, &authenticator.code(app.clock.now())).await.status, 303);
}

async fn a_code_is_used_up_with_the_session_that_it_opens_or_not_at_all(app: TestApp) {
    let (jonas, authenticator, codes, _) = waiting(&app).await;
    let found = at(&app.desk).await;
    app.desk.end_sessions(&caller(UserId(uuid::Uuid::nil()), Role::Administrator), jonas).await.unwrap();
    for code in [authenticator.code(app.clock.now()), codes[0].clone()] {
        let typed = ShowFactor { code: TypedPassword::new(code) };
        let refused = app.desk.show_second_factor(&found, &typed).await.unwrap_err();
        assert_eq!(refused.problem, Problem::SignInRequired);
    }
    let right = authenticator.code(app.clock.now());
    assert_eq!(prove(&mut app.signed_in("jonas", PASSWORD).await, &right).await.status, 303);
    assert_eq!(prove(&mut app.signed_in("jonas", PASSWORD).await, &codes[0]).await.status, 303);
}

async fn a_recovery_code_lets_in_once_and_its_owner_is_told(app: TestApp) {
    let (jonas, _, codes, mut browser) = waiting(&app).await;
    assert_eq!(codes.len(), 10);
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert_eq!(prove(&mut browser, &typed).await.status, 303);
    assert!(browser.get(HERE).await.says("9 are left"));
    assert_eq!(prove(&mut app.signed_in("jonas", PASSWORD).await, &codes[3]).await.status, 422, "it is used up");
    assert_eq!(prove(&mut app.signed_in("jonas", PASSWORD).await, &codes[4]).await.status, 303);
    assert!(app.steps(jonas).await.contains(&Step::RecoveryCodeUsed(9)));
    app.send_mail().await;
    let mails = app.sink.received();
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject == "Northwind: your second factor was changed").collect();
    assert_eq!(told.len(), 3, "set up, and two codes used");
    assert!(told.iter().any(|mail| flat(&mail.text).contains("A recovery code was used to sign in.")), "{}", told[1].text);
    assert!(mails.iter().all(|mail| codes.iter().all(|code| !mail.text.contains(code))));
}

async fn wrong_codes_are_held_back_and_a_new_password_does_not_help(app: TestApp) {
    let (jonas, authenticator, _, mut browser) = waiting(&app).await;
    let ada = app.person("ada", Role::Administrator).await;
    for _ in 0..5 {
        assert_eq!(prove(&mut browser, "000000").await.status, 422);
    }
    let code = authenticator.code(app.clock.now());
    assert_eq!(prove(&mut browser, &code).await.status, 429, "even the right one");
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let mails = app.sink.received();
    let link = mails.iter().find(|mail| mail.subject.contains("choose a new password")).unwrap().token().to_owned();
    app.browser().post(&format!("/change-password/{link}"), &[("password", NEW_PASSWORD)]).await;
    let mut browser = app.signed_in("jonas", NEW_PASSWORD).await;
    assert_eq!(prove(&mut browser, &code).await.status, 429, "a new password clears no wrong codes");
    app.clock.advance(Span::seconds(1));
    assert_eq!(prove(&mut browser, &code).await.status, 303);
}

async fn nor_does_the_right_password_in_a_browser_that_is_known(app: TestApp) {
    let (_, authenticator, _, mut browser) = waiting(&app).await;
    assert_eq!(prove(&mut browser, &authenticator.code(app.clock.now())).await.status, 303);
    assert!(browser.known.is_some());
    app.clock.advance(Span::seconds(30));
    browser.sign_in("jonas", PASSWORD).await;
    for _ in 0..5 {
        assert_eq!(prove(&mut browser, "000000").await.status, 422);
    }
    let code = authenticator.code(app.clock.now());
    assert_eq!(browser.sign_in("jonas", PASSWORD).await.location(), "/second-factor");
    assert_eq!(prove(&mut browser, &code).await.status, 429, "even the right one");
    app.clock.advance(Span::seconds(1));
    assert_eq!(prove(&mut browser, &code).await.status, 303);
}

async fn after_a_hundred_wrong_codes_the_app_counts_no_more(app: TestApp) {
    let (_, authenticator, codes, mut browser) = waiting(&app).await;
    app.store.execute("UPDATE totp_factors SET failures = 99").await;
    assert_eq!(prove(&mut browser, "000000").await.status, 422);
    let stopped = prove(&mut browser, &authenticator.code(app.clock.now())).await;
    assert!(stopped.says("After 100 wrong codes in a row the authenticator app counts no more."), "{}", stopped.text());
    assert_eq!(prove(&mut browser, &codes[0]).await.status, 303, "a recovery code is the way back");
    assert!(browser.get(HERE).await.says("set it up anew"));
    let (authenticator, draft) = begin(&mut browser).await;
    let again = confirm(&mut browser, &draft, &authenticator.code(app.clock.now())).await;
    assert_eq!((again.status, again.location()), (303, "/account"), "the recovery codes that are left stay: {}", again.text());
    app.clock.advance(Span::seconds(30));
    let mut later = app.signed_in("jonas", PASSWORD).await;
    assert_eq!(prove(&mut later, &authenticator.code(app.clock.now())).await.status, 303);
}

async fn no_password_that_others_made_gets_past_it(app: TestApp) {
    let (jonas, authenticator, ..) = waiting(&app).await;
    let ada = app.person("ada", Role::Administrator).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;

    let (temporary, draft) = generate(&mut desk, jonas).await;
    desk.post(&path(jonas), &[("intent", "save"), ("draft", &draft)]).await;
    let mut phone = app.browser();
    assert_eq!(phone.sign_in("jonas", &temporary).await.location(), "/choose-password");
    assert_eq!(phone.choose_password(NEW_PASSWORD).await.location(), "/second-factor");
    assert_eq!(phone.get("/account").await.location(), "/second-factor");

    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    let mails = app.sink.received();
    let mailed = mails.iter().find(|mail| mail.subject.contains("your access info")).unwrap().password().to_owned();
    let mut phone = app.browser();
    assert_eq!(phone.sign_in("jonas", &mailed).await.location(), "/choose-password");
    assert_eq!(phone.choose_password("eleven storks on a chimney stack").await.location(), "/second-factor");
    assert_eq!(phone.call("/rpc/viewer", &json!({})).await.status, 401);
    assert_eq!(prove(&mut phone, &authenticator.code(app.clock.now())).await.location(), "/account");
}

async fn a_session_that_waits_for_a_code_cannot_set_up_another_app(app: TestApp) {
    let (.., mut browser) = waiting(&app).await;
    assert_eq!(browser.post(HERE, &[("intent", "begin")]).await.status, 401);
    assert_eq!(browser.post(HERE, &[("intent", "remove")]).await.status, 401);
    assert_eq!(browser.post(HERE, &[("intent", "codes")]).await.status, 401);
    let page = browser.get(HERE).await.text();
    assert!(!page.contains("name=\"intent\""), "{page}");
}

async fn staff_set_one_up_before_anything_else_where_the_house_says_so(app: TestApp) {
    app.person("hanna", Role::HelpDesk).await;
    app.person("jonas", Role::User).await;
    app.save_house(|house| house.safety.second_factor_for_staff = true).await;
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.location(), "/account", "not everyone has to");

    let mut browser = app.browser();
    assert_eq!(browser.sign_in("hanna", PASSWORD).await.location(), HERE);
    assert_eq!(browser.get("/users").await.location(), "/second-factor");
    assert!(browser.get("/second-factor").await.says("Your role needs a second factor."));
    assert_eq!(prove(&mut browser, "000000").await.status, 422, "there is none to be shown");
    assert!(browser.get(HERE).await.says("until then there is nothing else to be done"));
    let before = browser.clone();
    let (_, codes) = set_up(&app, &mut browser).await;
    assert_eq!(codes.len(), 10);
    assert_ne!(browser.cookie, before.cookie, "under another secret");
    assert_eq!(browser.get("/users").await.status, 200);

    let kept = browser.post(HERE, &[("intent", "remove")]).await;
    assert_eq!(kept.status, 409, "{}", kept.text());
    assert_eq!(app.browser().sign_in("hanna", PASSWORD).await.location(), "/second-factor");
}

async fn whoever_is_given_a_role_that_needs_one_signs_in_anew(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let jonas = app.person("jonas", Role::User).await;
    app.save_house(|house| house.safety.second_factor_for_staff = true).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    edit(&app, &ada, jonas, |draft| draft.role = Role::Auditor).await.unwrap();
    assert_eq!(browser.get("/users").await.status, 200, "this role needs none");
    edit(&app, &ada, jonas, |draft| draft.role = Role::HelpDesk).await.unwrap();
    assert_eq!(browser.get("/users").await.location(), "/sign-in?next=%2Fusers");
    assert_eq!(browser.sign_in("jonas", PASSWORD).await.location(), HERE);
}

async fn a_rule_that_comes_into_force_reaches_open_sessions(app: TestApp) {
    for (name, role) in [("hannah", Role::HelpDesk), ("kim", Role::Administrator), ("jonas", Role::User)] {
        app.person(name, role).await;
    }
    let (mut hannah, mut kim) = (app.signed_in("hannah", PASSWORD).await, app.signed_in("kim", PASSWORD).await);
    let mut jonas = app.signed_in("jonas", PASSWORD).await;
    set_up(&app, &mut kim).await;
    app.save_house(|house| house.safety.second_factor_for_staff = true).await;
    assert_eq!(
        (kim.get("/users").await.status, jonas.get("/account").await.status),
        (200, 200),
        "one has a factor, one needs none"
    );

    assert_eq!(hannah.get("/users").await.location(), "/second-factor");
    assert_eq!(hannah.post("/account/theme", &[("theme", "dark")]).await.location(), "/second-factor");
    let call = hannah.call("/rpc/viewer", &json!({})).await;
    assert_eq!((call.status, call.refusal()), (401, Problem::SignInRequired));
    let typed = [("display_name", "Hannah Ocker"), ("language", "en"), ("time_zone", "UTC")];
    assert_eq!(hannah.post("/account", &typed).await.location(), "/second-factor?next=%2Faccount");
    assert!(hannah.get("/second-factor").await.says("Your role needs a second factor."));
    let (_, codes) = set_up(&app, &mut hannah).await;
    assert_eq!((codes.len(), hannah.get("/users").await.status), (10, 200));
    let page = hannah.get("/account").await;
    assert!(page.text().contains("Hannah Ocker") && page.says("so nothing was done"), "what was typed waits: {}", page.text());
}

async fn whoever_makes_the_rule_sets_one_up_next(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let view = app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap();
    let mut house = view.house;
    house.safety.second_factor_for_staff = true;
    let (entered, version) = (house_fields(&house), view.version.to_string());
    let mut fields: Vec<(&str, &str)> = entered.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("version", version.as_str()));
    assert_eq!(desk.post("/settings/safety", &fields).await.location(), "/settings/safety");
    assert_eq!(desk.get("/settings/safety").await.location(), "/second-factor");
    set_up(&app, &mut desk).await;
    assert_eq!(desk.get("/settings/safety").await.status, 200, "the last administrator is not shut out");
}

async fn the_key_is_shown_once_and_lies_sealed(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let shown = browser.post(HERE, &[("intent", "begin")]).await;
    let (page, key) = (shown.text(), password_on(&shown.text()));
    assert!(page.contains("<svg") && page.contains("role=\"img\"") && !page.contains("style=\""), "{page}");
    assert_eq!(page.matches(&key).count(), 1, "in no data of the page");
    assert_eq!(page.matches(&key.replace(' ', "")).count(), 0);
    let authenticator = Authenticator::with(&key);
    let kept = confirm(&mut browser, &draft_on(&page), &authenticator.code(app.clock.now())).await;
    let codes = codes_on(&kept.text());
    let dump = app.store.dump().await.to_lowercase();
    assert_ne!(app.store.rows("totp_factors").await, "");
    for secret in [authenticator.secret(), key.replace(' ', ""), codes[0].clone(), codes[0].replace('-', "")] {
        assert!(!dump.contains(&secret.to_lowercase()), "{secret}");
    }
    assert!(!browser.get(HERE).await.text().contains(&key));
}

async fn a_wrong_first_code_shows_the_same_key_again(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let (authenticator, draft) = begin(&mut browser).await;
    let wrong = confirm(&mut browser, &draft, "000000").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(Authenticator::with(&password_on(&wrong.text())).secret(), authenticator.secret());
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.location(), "/account", "nothing is set up yet");

    let mut other = app.signed_in("jonas", PASSWORD).await;
    let foreign = confirm(&mut other, &draft, &authenticator.code(app.clock.now())).await;
    assert_eq!(foreign.status, 409, "a draft is its session's alone: {}", foreign.text());
    app.clock.advance(Span::minutes(15));
    let mut later = browser.clone();
    let late = confirm(&mut later, &draft, &authenticator.code(app.clock.now())).await;
    assert_eq!(late.status, 409, "{}", late.text());
}

async fn recovery_codes_are_replaced_as_a_whole(app: TestApp) {
    let (_, authenticator, old, mut browser) = waiting(&app).await;
    assert_eq!(prove(&mut browser, &authenticator.code(app.clock.now())).await.status, 303);
    let shown = browser.post(HERE, &[("intent", "codes")]).await;
    let new = codes_on(&shown.text());
    assert_eq!(new.len(), 10, "{}", shown.text());
    assert!(shown.text().contains("download=\"recovery-codes.txt\""), "{}", shown.text());
    assert!(new.iter().all(|code| !old.contains(code)));
    assert_eq!(prove(&mut app.signed_in("jonas", PASSWORD).await, &old[0]).await.status, 422);
    assert_eq!(prove(&mut app.signed_in("jonas", PASSWORD).await, &new[0]).await.status, 303);
}

async fn its_owner_removes_it_with_their_password(app: TestApp) {
    let (jonas, authenticator, codes, mut browser) = waiting(&app).await;
    let elsewhere = app.signed_in("jonas", PASSWORD).await;
    assert_eq!(prove(&mut browser, &authenticator.code(app.clock.now())).await.status, 303);
    app.clock.advance(Span::minutes(6));
    assert!(browser.get(HERE).await.text().contains("type=\"password\""));
    let without = browser.post(HERE, &[("intent", "remove")]).await;
    assert_eq!(without.status, 422, "{}", without.text());
    let removed = browser.post(HERE, &[("intent", "remove"), ("password", PASSWORD)]).await;
    assert_eq!((removed.status, removed.location()), (303, "/account"), "{}", removed.text());
    assert!(browser.get("/account").await.says("The second factor was removed."));
    assert_eq!(elsewhere.clone().get("/second-factor").await.location(), "/sign-in?next=%2Fsecond-factor");
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.location(), "/account");
    assert!(app.steps(jonas).await.iter().any(|step| matches!(step, Step::SecondFactorRemoved(_))));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM recovery_codes").await, 0, "{codes:?}");
}

/// Someone signs in at this desk.
async fn at(desk: &Desk) -> Found {
    let typed = SignIn { user_name: "jonas".to_owned(), password: TypedPassword::new(PASSWORD) };
    let signed_in = desk.sign_in(typed, &client(), None).await.unwrap();
    desk.find_session(&signed_in.secret, &client()).await.unwrap().unwrap()
}

async fn it_is_sealed_anew_when_the_key_is_rotated(app: TestApp) {
    app.person("jonas", Role::User).await;
    let file = app.store.folder().join("rotated.key");
    let desk = app.desk_with_keys(&file).await;
    let found = at(&desk).await;
    let shown: ShownFactor = desk.begin_factor(&found, &ChangeFactor { password: TypedPassword::default() }).await.unwrap();
    let authenticator = Authenticator::with(shown.key());
    let code = TypedPassword::new(authenticator.code(app.clock.now()));
    desk.confirm_factor(&found, &ConfirmFactor { draft: shown.draft().to_owned(), code }).await.unwrap();

    rotate_key(&file, &Random::from_seed(3)).unwrap();
    let (desk, operator) = (app.desk_with_keys(&file).await, operator("mvogt".to_owned()));
    assert_eq!(desk.older_seals(&operator).await.unwrap().older, 1);
    assert_eq!(desk.reseal(&operator).await.unwrap().older, 1);
    assert_eq!(desk.older_seals(&operator).await.unwrap().older, 0);
    assert_eq!(prune_keys(&file, app.clock.now(), Span::days(7)).unwrap(), 1);
    app.clock.advance(Span::seconds(30));
    let desk = app.desk_with_keys(&file).await;
    let code = TypedPassword::new(authenticator.code(app.clock.now()));
    desk.show_second_factor(&at(&desk).await, &ShowFactor { code }).await.unwrap();
}
