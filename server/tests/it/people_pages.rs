//! The directory's pages without scripts: lists asked for by their address, forms that keep what was entered, prompts.

use crate::support::{
    app::{PASSWORD, TestApp},
    browser::{Answer, Browser},
};
use app::model::{Kind, Locale, Role, UserId};

on_both_engines!(
    a_list_is_narrowed_and_ordered_by_its_address,
    a_user_is_made_by_a_plain_form,
    a_refused_form_keeps_what_was_entered,
    a_lookalike_is_asked_about_before_it_is_made,
    a_second_editor_is_told_what_changed_and_may_go_on,
    a_locked_person_is_unlocked_by_a_plain_form,
    sessions_are_ended_by_a_plain_form,
    deleting_asks_for_the_user_name,
    the_record_offers_what_the_reader_may_do,
    pages_speak_the_readers_language,
    a_row_that_others_have_read_is_each_readers_own,
);

/// Someone entered into the form, with changes.
fn entered<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("kind", "human"),
        ("role", "user"),
        ("user_name", "greta"),
        ("display_name", "Greta Holm"),
        ("email", "greta@northwind.example"),
        ("language", "de"),
        ("time_zone", "Europe/Oslo"),
        ("tags", "warehouse, night shift"),
    ];
    for (name, value) in changes {
        fields.retain(|(other, _)| other != name);
        fields.push((name, value));
    }
    fields
}

/// What a field of the page's form starts with.
fn value_of(page: &Answer, field: &str) -> Option<String> {
    let html = page.text();
    let tag = html.split('<').find(|tag| tag.contains(&format!("name=\"{field}\"")))?;
    Some(tag.split_once(" value=\"")?.1.split('"').next()?.to_owned())
}

async fn desk_of(app: &TestApp, role: Role) -> Browser {
    app.person("ada", role).await;
    app.signed_in("ada", PASSWORD).await
}

async fn a_list_is_narrowed_and_ordered_by_its_address(app: TestApp) {
    let mut browser = desk_of(&app, Role::Administrator).await;
    app.add("billing", |user| user.kind = Kind::Api).await;
    for n in 0..60 {
        app.add(&format!("person{n:02}"), |user| user.display_name = format!("Person {n:02}")).await;
    }
    let programs = browser.get("/users?kind=api").await;
    assert!(programs.says("1 match") && programs.says("billing Feld") && !programs.says("Person 00"));
    assert!(programs.says("Clear filters"));
    let turned = browser.get("/users?q=person&kind=human&sort=-name").await;
    assert!(turned.says("Person 59") && !turned.says("Person 05"));
    let html = turned.text();
    assert!(html.contains("aria-sort=\"descending\""));
    assert!(html.contains("/users?q=person&amp;kind=human&amp;sort=-name&amp;after="), "the next page is of the same list");
    assert!(html.contains("<input type=\"hidden\" name=\"kind\" value=\"human\""), "searching keeps the filters");
    let nobody = browser.get("/users?q=person&role=auditor").await;
    assert!(nobody.says("No one matches") && nobody.text().contains("href=\"/users?q=person\""));
}

async fn a_user_is_made_by_a_plain_form(app: TestApp) {
    let mut browser = desk_of(&app, Role::Administrator).await;
    let blank = browser.get("/users/new").await;
    assert!(blank.status == 200 && blank.says("Send a password change link now"));
    let made = browser.post("/users/new", &entered(&[("send_link", "true")])).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let record = browser.get(made.location()).await;
    for words in ["The user is created. The link is on its way.", "Greta Holm", "warehouse", "Deutsch", "Europe/Oslo"] {
        assert!(record.says(words), "{words}");
    }
    app.send_mail().await;
    assert!(app.sink.nth(1).await.header("To").is_some_and(|to| to.contains("greta@northwind.example")));
    let list = browser.get("/users?tag=night+shift").await;
    assert!(list.says("1 match") && list.says("Greta Holm"));
}

async fn a_refused_form_keeps_what_was_entered(app: TestApp) {
    let mut browser = desk_of(&app, Role::Administrator).await;
    let wrong = [("user_name", "ADA"), ("email", "greta@"), ("time_zone", "Europe/Nowhere"), ("send_link", "true")];
    let refused = browser.post("/users/new", &entered(&wrong)).await;
    assert_eq!(refused.status, 422);
    for words in ["There is a problem", "This user name is taken.", "Enter an e-mail address", "Choose a time zone"] {
        assert!(refused.says(words), "{words}");
    }
    for (field, value) in [("user_name", "ADA"), ("email", "greta@"), ("time_zone", "Europe/Nowhere")] {
        assert_eq!(value_of(&refused, field).as_deref(), Some(value));
    }
    let html = refused.text();
    assert!(html.contains("<option value=\"de\" selected"), "choices are kept too");
    assert!(html.split('<').any(|tag| tag.contains("name=\"send_link\"") && tag.contains("checked")));
}

async fn a_lookalike_is_asked_about_before_it_is_made(app: TestApp) {
    let mut browser = desk_of(&app, Role::Administrator).await;
    app.person("greta", Role::User).await;
    let twin = [("user_name", "gr\u{435}ta"), ("email", "holm@northwind.example")];
    assert!(!browser.get("/users/new").await.says("I have compared letter by letter"));
    let asked = browser.post("/users/new", &entered(&twin)).await;
    assert_eq!(asked.status, 422);
    assert!(asked.says("I have compared letter by letter"));
    let made = browser.post("/users/new", &entered(&[twin[0], twin[1], ("accept_lookalike", "true")])).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let record = browser.get(made.location()).await;
    assert!(record.says("Can be mistaken for") && record.says("greta Feld"));
}

async fn a_second_editor_is_told_what_changed_and_may_go_on(app: TestApp) {
    let mut browser = desk_of(&app, Role::Administrator).await;
    let greta = app.person("greta", Role::User).await;
    let path = format!("/users/{greta}/edit");
    let opened = browser.get(&path).await;
    let (version, shown) = (value_of(&opened, "version").unwrap(), value_of(&opened, "shown").unwrap().replace("&quot;", "\""));
    let first = entered(&[("tags", "office"), ("version", &version)]);
    assert_eq!(browser.post(&path, &first).await.status, 303);
    let second = entered(&[("display_name", "Greta Lund"), ("version", &version)]);
    let told = browser.post(&path, &second).await;
    assert_eq!(told.status, 409);
    assert!(told.says("has saved this meanwhile") && told.says("office"), "{}", told.text());
    assert_eq!(value_of(&told, "display_name").as_deref(), Some("Greta Lund"));
    let own = [("display_name", "Greta Lund"), ("email", "lund@northwind.example"), ("version", &*version), ("shown", &*shown)];
    let told = browser.post(&path, &entered(&own)).await;
    let beside = |field: &str| told.text().contains(&format!("id=\"error-{field}\""));
    assert!(beside("display_name"), "what both changed is marked: {}", told.text());
    assert!(!beside("email") && !beside("time_zone"), "what the second alone changed, or both alike, is not");
    assert!(told.says("“Greta Holm”") && !told.says("“greta@northwind.example”"));
    let current = value_of(&told, "version").unwrap();
    assert_ne!(current, version);
    let again = entered(&[("display_name", "Greta Lund"), ("version", &current)]);
    let saved = browser.post(&path, &again).await;
    assert_eq!((saved.status, saved.location()), (303, format!("/users/{greta}").as_str()));
    let record = browser.get(saved.location()).await;
    assert!(record.says("The changes are saved.") && record.says("Greta Lund") && record.says("night shift"));
}

async fn a_locked_person_is_unlocked_by_a_plain_form(app: TestApp) {
    let mut browser = desk_of(&app, Role::HelpDesk).await;
    let greta = app.person("greta", Role::User).await;
    assert!(browser.get(&format!("/users/{greta}/unlock")).await.says("there is nothing to unlock"));
    for _ in 0..20 {
        app.browser().sign_in("greta", "not her password at all").await;
    }
    assert!(browser.get(&format!("/users/{greta}")).await.text().contains(&format!("/users/{greta}/unlock")));
    let prompt = browser.get(&format!("/users/{greta}/unlock")).await;
    assert!(prompt.says("Make sure that the failed sign-ins were their own."), "{}", prompt.text());
    assert_eq!(browser.post(&format!("/users/{greta}/unlock"), &[]).await.status, 303);
    assert!(browser.get(&format!("/users/{greta}")).await.says("The user is unlocked and can sign in again."));
    app.signed_in("greta", PASSWORD).await;
}

async fn sessions_are_ended_by_a_plain_form(app: TestApp) {
    let mut browser = desk_of(&app, Role::HelpDesk).await;
    let greta = app.person("greta", Role::User).await;
    let path = format!("/users/{greta}/end-sessions");
    assert!(browser.get(&path).await.says("No session is open"));
    let mut hers = app.signed_in("greta", PASSWORD).await;
    assert!(browser.get(&path).await.says("is signed out everywhere"));
    assert_eq!(browser.post(&path, &[]).await.status, 303);
    assert!(browser.get(&format!("/users/{greta}")).await.says("1 session has ended."));
    assert_eq!(hers.get("/account").await.status, 303);
}

async fn deleting_asks_for_the_user_name(app: TestApp) {
    let mut browser = desk_of(&app, Role::Administrator).await;
    let greta = app.person("greta", Role::User).await;
    let path = format!("/users/{greta}/delete");
    assert!(browser.get(&path).await.says("will be gone for good"));
    let refused = browser.post(&path, &[("typed", "gretta")]).await;
    assert_eq!((refused.status, value_of(&refused, "typed").as_deref()), (422, Some("gretta")));
    let deleted = browser.post(&path, &[("typed", "Greta")]).await;
    assert_eq!((deleted.status, deleted.location()), (303, "/users"));
    assert!(browser.get("/users").await.says("The user is deleted."));
    assert_eq!(browser.get(&format!("/users/{greta}")).await.status, 404);
}

async fn the_record_offers_what_the_reader_may_do(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let greta = app.person("greta", Role::User).await;
    let offers = async |browser: &mut Browser, user: UserId| {
        let page = browser.get(&format!("/users/{user}")).await.text();
        ["send-link", "edit", "end-sessions", "delete"].map(|action| page.contains(&format!("href=\"/users/{user}/{action}\"")))
    };
    let mut administrator = app.signed_in("ada", PASSWORD).await;
    assert_eq!(offers(&mut administrator, greta).await, [true; 4]);
    assert_eq!(offers(&mut administrator, ada).await, [true, true, true, false], "nobody deletes themselves");
    let record = administrator.get(&format!("/users/{greta}")).await.text();
    assert!(record.contains("/messages?q=greta%40northwind.example") && record.contains(&format!("/audit?user={greta}")));
    app.person("dan", Role::HelpDesk).await;
    let mut help_desk = app.signed_in("dan", PASSWORD).await;
    assert_eq!(offers(&mut help_desk, greta).await, [true, false, true, false]);
    assert!(!help_desk.get(&format!("/users/{greta}")).await.text().contains("/audit?user="));
    assert!(!help_desk.get("/users").await.says("New user"));
    assert_eq!(help_desk.get("/users/new").await.status, 403);
    assert_eq!(help_desk.get(&format!("/users/{greta}/edit")).await.status, 403);
    assert_eq!(help_desk.post("/users/new", &entered(&[])).await.status, 403);
}

async fn pages_speak_the_readers_language(app: TestApp) {
    app.add("ada", |user| (user.role, user.language) = (Role::Administrator, Locale::De)).await;
    let greta = app.person("greta", Role::User).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let list = browser.get("/users").await;
    assert!(list.says("2 Konten") && list.says("Letzte Anmeldung") && list.says("Neuer Benutzer"));
    let prompt = browser.get(&format!("/users/{greta}/send-link")).await;
    assert!(prompt.says("Der Link läuft nach einer bestimmten Zeit ab.") && prompt.says("12 Stunden"));
    browser.post(&format!("/users/{greta}/send-link"), &[("life_minutes", "60")]).await;
    assert!(browser.get(&format!("/users/{greta}")).await.says("Der Link ist unterwegs an greta@northwind.example."));
}

async fn a_row_that_others_have_read_is_each_readers_own(app: TestApp) {
    let greta = app.person("greta", Role::User).await;
    app.add("ada", |user| (user.role, user.language) = (Role::Administrator, Locale::De)).await;
    app.person("otto", Role::Administrator).await;
    app.person("vera", Role::Auditor).await;
    let mut german = app.signed_in("ada", PASSWORD).await;
    let mut english = app.signed_in("otto", PASSWORD).await;
    let mut auditor = app.signed_in("vera", PASSWORD).await;
    // The second time everyone's rows were written before.
    for _ in 0..2 {
        let rows = german.get("/users?q=greta").await;
        assert!(rows.says("Mensch") && rows.says("Aktiv") && !rows.says("Human"));
        let rows = english.get("/users?q=greta").await;
        assert!(rows.says("Human") && rows.says("Active") && !rows.says("Mensch"));
        assert!(rows.text().contains("class=\"tick\""));
        assert!(!auditor.get("/users?q=greta").await.text().contains("class=\"tick\""), "who can do nothing ticks nobody");
    }
    english.post(&format!("/users/{greta}/active"), &[("active", "false")]).await;
    let rows = german.get("/users?q=greta").await;
    assert!(rows.says("Inaktiv"), "a change is seen at once");
}
