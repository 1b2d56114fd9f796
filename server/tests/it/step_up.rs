//! What an unattended desk must not be able to do: the own password is asked for once more, and nothing entered is lost.

use crate::{
    import_pages::send,
    imports::work,
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp},
        browser::{Answer, Browser},
    },
};
use app::api::Problem;
use app::model::{Role, SettingsView, Span, UserId};
use serde_json::json;

on_both_engines!(
    another_address_or_role_asks_for_the_own_password,
    the_rest_of_a_user_is_saved_without,
    so_does_a_new_user_with_a_role,
    so_does_an_import_before_it_begins,
    a_pages_script_is_told_to_post_the_form,
    settings_that_decide_about_safety_ask_for_it,
    keys_and_api_passwords_ask_for_it,
    the_audit_trail_is_taken_away_after_it_was_typed,
    programs_are_not_asked,
);

const ASKED: &str = "Type your own password";

/// Ada's browser, in which she typed her password six minutes ago, and Jonas.
async fn unattended(app: &TestApp) -> (Browser, UserId) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let desk = app.signed_in("ada", PASSWORD).await;
    app.clock.advance(Span::minutes(6));
    (desk, jonas)
}

/// Posts the form of Jonas with these in place of how he stands.
async fn edit(desk: &mut Browser, jonas: UserId, but: &[(&str, &str)]) -> Answer {
    let stands = [
        ("version", "1"),
        ("kind", "human"),
        ("role", "user"),
        ("user_name", "jonas"),
        ("display_name", "jonas Feld"),
        ("email", "jonas@northwind.example"),
        ("language", "en"),
        ("time_zone", "Europe/Berlin"),
    ];
    let kept = stands.into_iter().filter(|(field, _)| but.iter().all(|(other, _)| other != field));
    let fields: Vec<_> = kept.chain(but.iter().copied()).collect();
    desk.post(&format!("/users/{jonas}/edit"), &fields).await
}

async fn another_address_or_role_asks_for_the_own_password(app: TestApp) {
    let (mut desk, jonas) = unattended(&app).await;
    for change in [("email", "elsewhere@northwind.example"), ("role", "auditor")] {
        let asked = edit(&mut desk, jonas, &[change]).await;
        assert!(asked.status == 422 && asked.says(ASKED), "{}", asked.text());
        assert!(asked.text().contains("autocomplete=\"current-password\""), "{}", asked.text());
        let wrong = edit(&mut desk, jonas, &[change, ("display_name", "Jonas"), ("password", NEW_PASSWORD)]).await;
        assert!(wrong.status == 422 && wrong.says("This is not your current password."), "{}", wrong.text());
        assert!(wrong.text().contains("value=\"Jonas\"") && !wrong.text().contains(NEW_PASSWORD), "nothing else is lost");
    }
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'user.edited'").await, 0);
    let asked = "SELECT COUNT(*) FROM audit WHERE action = 'session.password-asked' AND outcome = 'failed'";
    assert_eq!(app.store.count(asked).await, 2);

    let saved = edit(&mut desk, jonas, &[("email", "elsewhere@northwind.example"), ("password", PASSWORD)]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let saved = edit(&mut desk, jonas, &[("version", "2"), ("role", "auditor")]).await;
    assert_eq!(saved.status, 303, "just typed: {}", saved.text());
}

async fn the_rest_of_a_user_is_saved_without(app: TestApp) {
    let (mut desk, jonas) = unattended(&app).await;
    let saved = edit(&mut desk, jonas, &[("display_name", "Jonas"), ("email", " JONAS@northwind.example ")]).await;
    assert_eq!(saved.status, 303, "the same address: {}", saved.text());
}

async fn so_does_a_new_user_with_a_role(app: TestApp) {
    let (mut desk, _) = unattended(&app).await;
    let entered = |role| {
        [
            ("kind", "human"),
            ("role", role),
            ("user_name", "mallory"),
            ("display_name", "Mallory Stone"),
            ("email", "mallory@elsewhere.example"),
            ("language", "en"),
            ("time_zone", "Europe/Berlin"),
            ("send_link", "true"),
        ]
    };
    for role in ["administrator", "help-desk", "auditor"] {
        let asked = desk.post("/users/new", &entered(role)).await;
        assert!(asked.status == 422 && asked.says(ASKED), "{role}: {}", asked.text());
        assert!(asked.text().contains("autocomplete=\"current-password\""), "{}", asked.text());
    }
    assert_eq!(app.store.count("SELECT COUNT(*) FROM users WHERE user_name = 'mallory'").await, 0);
    assert_eq!(desk.post("/users/new", &entered("user")).await.status, 303, "who may do nothing to others");
    let other =
        [("user_name", "hanna"), ("display_name", "Hanna Vogt"), ("email", "hanna@northwind.example"), ("password", PASSWORD)];
    let entered = entered("administrator");
    let kept = entered.iter().filter(|(field, _)| other.iter().all(|(instead, _)| instead != field));
    let fields: Vec<_> = kept.chain(&other).copied().collect();
    let made = desk.post("/users/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text());
}

async fn so_does_an_import_before_it_begins(app: TestApp) {
    let (mut desk, _) = unattended(&app).await;
    let sent = send(&mut desk, "staff.csv", "login,name,mail\njonas,Jonas Feld,mallory@elsewhere.example\n").await;
    let address = sent.location().to_owned();
    let columns = [("column-0", "user_name"), ("column-1", "display_name"), ("column-2", "email")];
    let choices: Vec<_> = columns.into_iter().chain([("step", "check"), ("existing", "update")]).collect();
    assert_eq!(desk.post(&address, &choices).await.status, 303, "a dry run changes nothing");
    work(&app).await;
    let asked = desk.post(&address, &[("step", "start")]).await;
    assert!(asked.status == 422 && asked.says(ASKED), "{}", asked.text());
    assert!(asked.text().contains("autocomplete=\"current-password\""), "{}", asked.text());
    work(&app).await;
    let moved = "SELECT COUNT(*) FROM users WHERE email = 'mallory@elsewhere.example'";
    assert_eq!(app.store.count(moved).await, 0);
    assert_eq!(desk.post(&address, &[("step", "start"), ("password", PASSWORD)]).await.status, 303);
    work(&app).await;
    assert_eq!(app.store.count(moved).await, 1);
}

async fn a_pages_script_is_told_to_post_the_form(app: TestApp) {
    let (mut desk, jonas) = unattended(&app).await;
    let draft = json!({
        "kind": "human", "role": "administrator", "user_name": "jonas", "display_name": "jonas Feld",
        "email": "jonas@northwind.example", "language": "en", "time_zone": "Europe/Berlin", "tags": ""
    });
    let answer = desk.call("/rpc/users/edit", &json!({ "request": { "user": jonas, "version": 1, "draft": draft } })).await;
    assert_eq!((answer.status, answer.refusal()), (422, Problem::OwnPasswordAsked));
}

async fn settings_that_decide_about_safety_ask_for_it(app: TestApp) {
    let (mut desk, _) = unattended(&app).await;
    let view: SettingsView = desk.call("/rpc/settings/read", &json!({})).await.read();
    let save = |version: i64, field: &str, value: serde_json::Value| {
        let mut house = json!(&view.house);
        house[field] = value;
        json!({ "request": { "version": version, "shown": null, "house": house } })
    };
    assert_eq!(desk.call("/rpc/settings/save", &save(0, "organisation", json!("Südwind"))).await.status, 200);
    for (field, value) in [("shared_emails", json!(true)), ("support_contact", json!("Extension 4711"))] {
        let asked = desk.call("/rpc/settings/save", &save(1, field, value)).await;
        assert_eq!((asked.status, asked.refusal()), (422, Problem::OwnPasswordAsked), "{field}");
    }
}

async fn keys_and_api_passwords_ask_for_it(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let robot = app.add("robot", |user| user.kind = app::model::Kind::Api).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    app.clock.advance(Span::minutes(6));
    let key = [("name", "Payroll"), ("scope", "read"), ("life", "30")];
    for (form, fields) in [("api-password", &[][..]), ("api-keys/new", &key[..])] {
        let asked = desk.post(&format!("/users/{robot}/{form}"), fields).await;
        assert!(asked.status == 422 && asked.says(ASKED), "{form}: {}", asked.text());
    }
    let made = desk.post(&format!("/users/{robot}/api-password"), &[("password", PASSWORD)]).await;
    assert_eq!(made.status, 200, "{}", made.text());
}

async fn the_audit_trail_is_taken_away_after_it_was_typed(app: TestApp) {
    let (mut desk, _) = unattended(&app).await;
    let led = desk.get("/audit/export.csv?action=link.").await;
    let confirm = "/confirm?next=%2Faudit%2Fexport.csv%3Faction%3Dlink.";
    assert_eq!((led.status, led.location()), (303, confirm));
    let page = desk.get(confirm).await;
    assert!(page.status == 200 && page.says("Your own password") && !page.text().contains("href=\"/audit/export.csv"));
    assert_eq!(desk.post(confirm, &[("password", NEW_PASSWORD)]).await.status, 422);
    assert_eq!(desk.get("/audit/export.csv").await.status, 303, "not yet");
    let confirmed = desk.post(confirm, &[("password", PASSWORD)]).await;
    assert_eq!((confirmed.status, confirmed.location()), (303, confirm));
    assert!(desk.get(confirm).await.text().contains("href=\"/audit/export.csv?action=link.\""));
    assert_eq!(desk.get("/audit/export.csv?action=link.").await.status, 200);
    let elsewhere = desk.get("/confirm?next=%2F%2Fevil.example").await;
    assert!(!elsewhere.text().contains("//evil.example"), "nobody is led elsewhere");
}

async fn programs_are_not_asked(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let program = crate::support::app::caller(ada, Role::Administrator);
    app.clock.advance(Span::minutes(60));
    crate::people::edit(&app, &program, jonas, |draft| draft.role = Role::Auditor).await.unwrap();
}
