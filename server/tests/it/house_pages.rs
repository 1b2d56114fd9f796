//! Dashboard, messages, settings, audit trail and one's own account, without scripts.

use crate::support::{
    app::{PASSWORD, TestApp},
    browser::{Answer, Browser},
    smtp::{Stage, Trouble},
};
use app::model::{Locale, MessageState, Role};

on_both_engines!(
    the_start_page_says_what_needs_attention_and_draws_the_day,
    a_message_is_found_read_and_sent_again,
    a_waiting_message_is_cancelled_once,
    settings_are_saved_and_nobody_overwrites_unseen_changes,
    a_part_of_the_settings_leaves_the_others_alone,
    an_auditor_reads_the_settings_and_has_no_form,
    the_audit_trail_is_narrowed_by_its_address,
    ones_own_page_comes_back_in_the_language_that_was_chosen,
    sessions_elsewhere_are_ended_one_by_one_or_all_at_once,
);

/// The value of a form's field as the page carries it: of the first that has this name.
fn field(page: &Answer, name: &str) -> String {
    let html = page.text();
    let tag =
        html.split('<').find(|tag| tag.starts_with("input") && tag.contains(&format!(" name=\"{name}\""))).unwrap_or_default();
    let value = tag.split_once(" value=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
    value.replace("&quot;", "\"").replace("&amp;", "&")
}

/// The first address on the page that begins so and goes on.
fn link(page: &Answer, start: &str) -> String {
    let html = page.text();
    let mut links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .find(|href| href.starts_with(start) && href.len() > start.len() && !href.contains(".csv"))
        .unwrap_or_default()
        .to_owned()
}

/// All settings as their forms send them, as they stand on the organisation's page, but for these.
async fn settings(browser: &mut Browser, changed: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let page = browser.get("/settings").await;
    let names = [
        "version",
        "organisation",
        "support_contact",
        "time_zone",
        "password_min_length",
        "link_minutes",
        "shared_emails",
        "blocklist",
        "remembered_passwords",
        "generated_look",
        "longest_link_minutes",
        "self_service_minutes",
        "new_password_hours",
        "temporary_password_hours",
        "message_days",
        "history_days",
        "audit_days",
        "import_days",
        "answer_hours",
    ];
    let mut fields: Vec<_> = names.map(|name| (name, field(&page, name))).into();
    fields.push(("language", "en".to_owned()));
    for (name, value) in changed {
        fields.retain(|(field, _)| field != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &fields).await
}

async fn the_start_page_says_what_needs_attention_and_draws_the_day(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let calm = browser.get("/").await;
    assert!(calm.says("Nothing needs you") && calm.says("None yet today."), "{}", calm.text());
    app.send_link(ada, jonas).await.unwrap();
    let waiting = browser.get("/").await;
    assert!(waiting.says("Mails that wait to be sent 1"), "{}", waiting.text());
    assert!(waiting.says("Links sent 1") && waiting.says("Passwords chosen 0"));
    assert!(waiting.text().contains("<svg") && !waiting.text().contains("style=\""));
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 no such mailbox"));
    app.send_mail().await;
    let failed = browser.get("/").await;
    assert!(failed.says("Mails that could not be sent 1") && failed.says("jonas@northwind.example"), "{}", failed.text());
    assert_eq!(browser.get(&link(&failed, "/messages/")).await.status, 200);
}

async fn a_message_is_found_read_and_sent_again(app: TestApp) {
    app.with_link().await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let found = browser.get("/messages?q=JONAS%40&state=sent&kind=password-change-link").await;
    assert!(found.says("1 message") && found.says("jonas@northwind.example"), "{}", found.text());
    assert!(browser.get("/messages?state=failed").await.says("No message matches"));
    let record = link(&found, "/messages/");
    let page = browser.get(&record).await;
    assert!(page.says("The mail server has taken it over for delivery."), "{}", page.text());
    assert!(!page.text().contains(app.sink.nth(1).await.token()), "never what the mail says");
    let prompt = browser.get(&format!("{record}/resend")).await;
    assert!(prompt.says("A new message is made and sent to: jonas@northwind.example"));
    let resent = browser.post(&format!("{record}/resend"), &[]).await;
    assert_eq!(resent.status, 303, "{}", resent.text());
    assert!(resent.location().starts_with("/messages/") && resent.location() != record);
    let new = browser.get(resent.location()).await;
    assert!(new.says("It is on its way again, as a new message.") && new.says("Waiting"));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 2);
}

async fn a_waiting_message_is_cancelled_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let record = link(&browser.get(&format!("/messages?state={}", MessageState::Queued)).await, "/messages/");
    assert_eq!(browser.post(&format!("{record}/cancel"), &[]).await.location(), record);
    assert!(browser.get(&record).await.says("The message was cancelled."));
    let again = browser.post(&format!("{record}/cancel"), &[]).await;
    assert_eq!(again.status, 409);
    assert!(again.says("This message is not waiting any more."), "{}", again.text());
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn settings_are_saved_and_nobody_overwrites_unseen_changes(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    app.person("ben", Role::Administrator).await;
    let (mut ada, mut ben) = (app.signed_in("ada", PASSWORD).await, app.signed_in("ben", PASSWORD).await);
    let hers = settings(&mut ada, &[("organisation", "Southwind")]).await;
    let his = settings(&mut ben, &[("organisation", "Eastwind")]).await;
    assert_eq!(post(&mut ada, "/settings", &hers).await.location(), "/settings");
    assert!(ada.get("/settings").await.says("The settings were saved."));
    let refused = post(&mut ben, "/settings", &his).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.says("ada Feld has saved this meanwhile: Name of the organisation is now “Southwind”."),
        "{}",
        refused.text()
    );
    assert_eq!(field(&refused, "organisation"), "Eastwind", "what was entered is kept");
    assert_ne!(field(&refused, "version"), his[0].1, "and goes on with the version that there is now");
    let informed = settings(&mut ben, &[("organisation", "Eastwind"), ("version", &field(&refused, "version"))]).await;
    assert_eq!(post(&mut ben, "/settings", &informed).await.status, 303);
    assert_eq!(field(&ada.get("/settings").await, "organisation"), "Eastwind");
    let wrong = settings(&mut ada, &[("organisation", " "), ("time_zone", "Mars/Base")]).await;
    let refused = post(&mut ada, "/settings", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("#field-organisation") && refused.text().contains("#field-time_zone"), "{}", refused.text());
    assert!(refused.says("Name of the organisation: Fill this in."), "the summary names the field");
    assert_eq!(field(&refused, "time_zone"), "Mars/Base");
}

async fn a_part_of_the_settings_leaves_the_others_alone(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let policy = settings(&mut browser, &[("password_min_length", "20"), ("shared_emails", "true")]).await;
    assert_eq!(post(&mut browser, "/settings/policy", &policy).await.location(), "/settings/policy");
    let page = browser.get("/settings/policy").await;
    assert_eq!((field(&page, "password_min_length").as_str(), field(&page, "organisation").as_str()), ("20", "Northwind"));
    let ticked = |page: &Answer| page.text().matches(" checked").count();
    assert_eq!(ticked(&page), 2, "the blocklist and this");
    let unticked: Vec<_> = settings(&mut browser, &[]).await.into_iter().filter(|(name, _)| *name != "shared_emails").collect();
    assert_eq!(post(&mut browser, "/settings/policy", &unticked).await.status, 303);
    assert_eq!(ticked(&browser.get("/settings/policy").await), 1);
}

async fn an_auditor_reads_the_settings_and_has_no_form(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    app.person("eva", Role::Auditor).await;
    let mut browser = app.signed_in("eva", PASSWORD).await;
    for path in ["/settings", "/settings/policy", "/settings/mail", "/settings/roles"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains(&format!("action=\"{path}\"")), "{path} has no form");
    }
    assert!(browser.get("/settings").await.says("Your role can see the settings, not change them."));
    let roles = browser.get("/settings/roles").await;
    assert!(roles.says("Send password change links") && roles.says("The help desk acts on users alone"));
    let fields = settings(&mut app.signed_in("ada", PASSWORD).await, &[]).await;
    assert_eq!(post(&mut browser, "/settings", &fields).await.status, 403);
    assert_eq!(browser.post("/settings/mail", &[]).await.status, 403);
}

async fn the_audit_trail_is_narrowed_by_its_address(app: TestApp) {
    let (_, jonas, _) = app.with_link().await;
    app.browser().sign_in("jonas", "not his password").await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let all = browser.get("/audit").await;
    assert!(all.says("Password change link sent") && all.says("Signed in"), "{}", all.text());
    let links = browser.get("/audit?action=link.").await;
    assert!(links.says("1 entry") && !links.says("Signed in Done"), "{}", links.text());
    let his = browser.get(&format!("/audit?user={jonas}")).await;
    assert!(his.says("Only what this user did, or what was done to them."));
    assert_eq!(field(&his, "user"), jonas.to_string(), "another filter keeps it");
    assert!(browser.get("/audit?outcome=failed").await.says("Tried to sign in"));
    assert!(browser.get("/audit?q=nobody-of-this-name").await.says("No entry matches"));
    assert_eq!(browser.get("/audit?from=2026-02-30").await.status, 422);
}

async fn ones_own_page_comes_back_in_the_language_that_was_chosen(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let version = field(&browser.get("/account").await, "version");
    let german = |name: &str, zone: &str| {
        [("version", version.clone()), ("display_name", name.to_owned()), ("language", Locale::De.tag().to_owned())]
            .into_iter()
            .chain([("time_zone", zone.to_owned()), ("theme", "dark".to_owned())])
            .collect::<Vec<_>>()
    };
    let refused = post(&mut browser, "/account", &german("Jonas der Große", "Mars/Base")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Choose a time zone from the list") && field(&refused, "display_name") == "Jonas der Große");
    assert_eq!(post(&mut browser, "/account", &german("Jonas der Große", "Europe/Vienna")).await.location(), "/account");
    let page = browser.get("/account").await;
    assert!(page.says("Ihr Konto wurde gespeichert."), "{}", page.text());
    assert!(page.text().contains("<html lang=\"de\"") && page.text().contains("data-theme=\"dark\""));
    let late = post(&mut browser, "/account", &german("Jonas", "Europe/Vienna")).await;
    assert_eq!((late.status, field(&late, "display_name").as_str()), (409, "Jonas"));
    assert_ne!(field(&late, "version"), version);
}

async fn sessions_elsewhere_are_ended_one_by_one_or_all_at_once(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut here = app.signed_in("jonas", PASSWORD).await;
    let mut elsewhere = app.signed_in("jonas", PASSWORD).await;
    let page = here.get("/account").await;
    let session = field(&page, "session");
    assert_eq!(here.post("/account/sessions", &[("session", &session)]).await.location(), "/account");
    assert!(here.get("/account").await.says("The session has ended."));
    assert_eq!(elsewhere.get("/account").await.status, 303);
    here.post("/account/sessions", &[("session", &session)]).await;
    assert!(here.get("/account").await.says("This session has ended already."));
    let mut others = [app.signed_in("jonas", PASSWORD).await, app.signed_in("jonas", PASSWORD).await];
    here.post("/account/sessions", &[]).await;
    assert!(here.get("/account").await.says("All other sessions have ended."));
    for other in &mut others {
        assert_eq!(other.get("/account").await.status, 303);
    }
}
