//! The policy for passwords and links: what the settings ask for holds.

use crate::support::{
    app::{PASSWORD, TestApp, caller, client},
    browser::Browser,
};
use app::{
    api::{House, Own, Problem, Resets},
    model::{AccessPolicy, LinkStanding, Locale, Role, SendChangeLink, Span, TemporaryLook, UserId},
};
use latchkey::service::Forgot;

on_both_engines!(
    the_last_passwords_cannot_be_chosen_again,
    former_passwords_are_kept_only_as_long_as_they_are_asked_for,
    passwords_that_others_use_are_refused_unless_the_house_allows_them,
    a_link_works_no_longer_than_the_settings_allow,
    a_link_asked_for_by_oneself_works_as_long_as_the_settings_say,
    settings_saved_by_an_earlier_version_are_read_with_what_is_usual,
    the_policy_is_saved_from_its_page,
);

fn phrase(n: usize) -> String {
    let birds = ["swans", "herons", "owls", "gulls", "larks", "rooks"];
    format!("eleven {} behind the old windmill", birds[n])
}

async fn change(browser: &mut Browser, current: &str, new: &str) -> u16 {
    browser.post("/account/password", &[("current_password", current), ("password", new)]).await.status
}

async fn the_last_passwords_cannot_be_chosen_again(app: TestApp) {
    app.save_house(|house| house.policy.remembered_passwords = 3).await;
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let page = browser.get("/account").await;
    assert!(page.says("Not one of your last 3 passwords."), "{}", page.text());
    for (current, new) in [(PASSWORD, &phrase(0)), (&phrase(0), &phrase(1))] {
        app.clock.advance(Span::minutes(1));
        assert_eq!(change(&mut browser, current, new).await, 303);
    }
    for used in [PASSWORD, &phrase(0), &phrase(1)] {
        assert_eq!(change(&mut browser, &phrase(1), used).await, 422, "{used}");
    }
    app.clock.advance(Span::minutes(1));
    assert_eq!(change(&mut browser, &phrase(1), &phrase(2)).await, 303);
    app.clock.advance(Span::minutes(1));
    assert_eq!(change(&mut browser, &phrase(2), PASSWORD).await, 303, "the fourth last may come back");
}

async fn former_passwords_are_kept_only_as_long_as_they_are_asked_for(app: TestApp) {
    app.save_house(|house| house.policy.remembered_passwords = 4).await;
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let passwords: Vec<String> = [PASSWORD.to_owned()].into_iter().chain((0..6).map(phrase)).collect();
    for pair in passwords.windows(2) {
        app.clock.advance(Span::minutes(1));
        assert_eq!(change(&mut browser, &pair[0], &pair[1]).await, 303);
    }
    let kept = async || app.store.rows("password_history").await.lines().count();
    for (remembered, expected) in [(4, 3), (2, 1), (0, 0)] {
        app.save_house(|house| house.policy.remembered_passwords = remembered).await;
        app.desk.clean_up().await.unwrap();
        assert_eq!(kept().await, expected, "{remembered}");
    }
    assert_eq!(change(&mut browser, &phrase(5), &phrase(5)).await, 303, "with none remembered even the present one will do");
}

async fn passwords_that_others_use_are_refused_unless_the_house_allows_them(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    // Random enough for any estimate, and on the list.
    let common = "nEMvXyHeqDd5OQxyXYZI";
    let refused = browser.post("/account/password", &[("current_password", PASSWORD), ("password", common)]).await;
    assert!(refused.says("Others use this password, so it is among the first to be tried."), "{}", refused.text());
    assert_eq!(change(&mut browser, PASSWORD, "passwordpassword1").await, 422);
    app.save_house(|house| house.policy.blocklist = false).await;
    assert!(!browser.get("/account").await.says("Not a password that others use"));
    assert_eq!(change(&mut browser, PASSWORD, "jonasfeldnorthwind").await, 422, "own words are never allowed");
    assert_eq!(change(&mut browser, PASSWORD, common).await, 303);
}

async fn a_link_works_no_longer_than_the_settings_allow(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.save_house(|house| {
        house.link_minutes = 30;
        house.policy.longest_link_minutes = 240;
    })
    .await;
    let admin = caller(ada, Role::Administrator);
    let send = |life_minutes| app.desk.send_change_link(&admin, SendChangeLink { user: jonas, life_minutes });
    let error = send(241).await.unwrap_err();
    assert_eq!(error.for_field("life_minutes"), Some(&Problem::LinkTooLong(240)));
    assert_eq!(
        error.for_field("life_minutes").unwrap().text(admin.words()),
        "The settings allow links to work for at most 4 hours."
    );
    send(240).await.unwrap();
    let page = app.signed_in("ada", PASSWORD).await.get(&format!("/users/{jonas}/send-link")).await;
    assert!(page.says("30 minutes") && page.says("4 hours") && !page.says("12 hours"), "{}", page.text());
}

async fn a_link_asked_for_by_oneself_works_as_long_as_the_settings_say(app: TestApp) {
    app.person("jonas", Role::User).await;
    app.save_house(|house| house.policy.self_service_minutes = 10).await;
    app.desk.forgot(&Forgot { user_name: "jonas".to_owned() }, &client()).await.unwrap();
    app.answer_forgotten().await;
    let code = app.sink.nth(1).await.token().to_owned();
    app.clock.advance(Span::seconds(599));
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
    app.clock.advance(Span::seconds(1));
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Expired(_))));
}

async fn settings_saved_by_an_earlier_version_are_read_with_what_is_usual(app: TestApp) {
    let earlier = "INSERT INTO settings (key, value, updated_at) VALUES ('house', '{\"version\":3,\"house\":{\"organisation\":\"Old\",\
        \"support_contact\":\"x\",\"language\":\"de\",\"time_zone\":\"UTC\",\"password_min_length\":12,\"link_minutes\":60,\
        \"shared_emails\":true},\"changed\":null}', 0)";
    app.store.execute(earlier).await;
    let view = app.desk.settings(&caller(UserId(uuid::Uuid::nil()), Role::Administrator)).await.unwrap();
    assert_eq!((view.house.organisation.as_str(), view.house.policy), ("Old", AccessPolicy::default()));
}

async fn the_policy_is_saved_from_its_page(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let fields = [
        ("version", "0"),
        ("organisation", "Northwind"),
        ("support_contact", "help@northwind.example"),
        ("language", "en"),
        ("time_zone", "UTC"),
        ("password_min_length", "12"),
        ("link_minutes", "60"),
        ("remembered_passwords", "5"),
        ("generated_look", "words"),
        ("longest_link_minutes", "720"),
        ("self_service_minutes", "15"),
        ("new_password_hours", "8"),
        ("temporary_password_hours", "4"),
        ("message_days", "400"),
        ("history_days", "400"),
        ("audit_days", "1096"),
        ("import_days", "7"),
        ("answer_hours", "24"),
    ];
    let wrong = fields.map(|(name, value)| (name, if name == "remembered_passwords" { "many" } else { value }));
    let refused = browser.post("/settings/policy", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Enter a number from 0 to 24."), "{}", refused.text());
    assert_eq!(browser.post("/settings/policy", &fields).await.status, 303);
    let expected = AccessPolicy {
        blocklist: false,
        remembered_passwords: 5,
        generated_look: TemporaryLook::Words,
        longest_link_minutes: 720,
        self_service_minutes: 15,
        new_password_hours: 8,
        temporary_password_hours: 4,
    };
    assert_eq!(app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap().house.policy, expected);
    let own = app.desk.account(&caller(ada, Role::Administrator)).await.unwrap();
    assert_eq!((own.policy.min_length, own.policy.remembered, own.policy.blocklist), (12, 5, false));
}
