//! The pages of automations, without scripts: the three windows, the steps, what is said before activating, files.

use crate::{
    automations::{left, record, save, waiting},
    people::administrator,
    support::app::{PASSWORD, TestApp},
};
use app::model::{
    AutomationDraft, AutomationId, AutomationStatus, DelayUnit, EventField, EventKind, JobKind, Role, TextOperator, UserId,
    Weekday,
};
use http::Method;

on_both_engines!(
    the_three_windows_lead_to_an_activated_automation,
    what_is_wrong_is_told_beside_its_field_and_nothing_is_lost,
    fields_and_rows_are_shown_anew_without_scripts,
    users_are_found_and_picked_without_scripts,
    tags_in_use_are_offered,
    an_automation_is_taken_away_and_brought_back,
    runs_are_shown_and_cancelled,
    a_ledger_is_downloaded_as_it_is_filtered,
    all_are_stopped_and_let_go_on,
);

/// What *Edit Event* sends for five failures within a quarter of an hour.
const FIVE_FAILURES: [(&str, &str); 10] = [
    ("version", "0"),
    ("name", "After five failures"),
    ("description", "For the office"),
    ("kind", "sign-in-failed"),
    ("number", "5"),
    ("minutes", "15"),
    ("field-0", "through"),
    ("operator-0", "does-not-equal"),
    ("value-0", "api"),
    ("then", "job:send-new-password"),
];

/// The automation at the address to which a window leads.
fn id_in(location: &str) -> AutomationId {
    location.split(['/', '?']).nth(2).unwrap().parse().unwrap()
}

async fn the_three_windows_lead_to_an_activated_automation(app: TestApp) {
    let ada = administrator(&app).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let page = browser.get("/automations").await;
    assert!(page.says("No automations yet") && page.says("Begin with this one"), "{}", page.text());

    let answer = browser.post("/automations/new", &FIVE_FAILURES).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let id = id_in(answer.location());
    assert_eq!(answer.location(), format!("/automations/{id}/job?job=send-new-password"));

    let page = browser.get(answer.location()).await;
    assert!(page.says("Edit Event-based Job") && page.says("Sign-in failed (S)"));
    assert!(page.text().contains("value=\"send-new-password\" selected"), "the recommended job is filled in");
    assert!(page.text().contains("id=\"field-effect-first-use\" name=\"effect\" value=\"first-use\" checked"));
    let job = [
        ("version", "1"),
        ("kind", "send-new-password"),
        ("use_event_parameter", "true"),
        ("effect", "first-use"),
        ("delay", "yes"),
        ("delay_unit", "minutes"),
        ("delay_value", "10"),
        ("cool_down_minutes", "60"),
        ("hourly_cap", "100"),
        ("then", "time-frame"),
    ];
    let answer = browser.post(&format!("/automations/{id}/job"), &job).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/automations/{id}/time-frame").as_str()));

    let page = browser.get(answer.location()).await;
    assert!(page.says("Define Time Frame") && page.says("Send New Password to System User (S)") && page.says("Save & Activate"));
    let frame = [
        ("version", "2"),
        ("start", "2026-11-20T00:00"),
        ("end", "2027-11-20T00:00"),
        ("zone", "Europe/Berlin"),
        ("days-monday", "true"),
        ("days-friday", "true"),
        ("holidays", "never"),
        ("then", "activate"),
    ];
    let answer = browser.post(&format!("/automations/{id}/time-frame"), &frame).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/automations/{id}/activate").as_str()));

    let page = browser.get(answer.location()).await;
    assert!(page.says("When sign-in failed 5 times within 15 minutes"), "{}", page.text());
    assert!(page.says("Strangers can cause this event") && page.says("0 events were looked at"));
    assert_eq!(browser.post(&format!("/automations/{id}/activate"), &[]).await.status, 303);
    let page = browser.get(&format!("/automations/{id}")).await;
    assert!(page.says("The automation is activated.") && page.says("Activated, Running"));

    let draft = record(&app, &ada, id).await.draft;
    let filter = &draft.event.filters[0];
    assert_eq!((filter.field.clone(), filter.operator), (EventField::Through, TextOperator::DoesNotEqual));
    let job = draft.job.unwrap();
    assert_eq!(
        (job.kind, job.delay.map(|delay| (delay.unit, delay.value))),
        (JobKind::SendNewPassword, Some((DelayUnit::Minutes, 10)))
    );
    assert_eq!(draft.time_frame.unwrap().days, [Weekday::Monday, Weekday::Friday]);
}

async fn what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(app: TestApp) {
    let ada = administrator(&app).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let wrong: Vec<(&str, &str)> =
        FIVE_FAILURES.iter().map(|(field, value)| (*field, if *field == "number" { "many" } else { *value })).collect();
    let page = browser.post("/automations/new", &wrong).await;
    assert_eq!(page.status, 422);
    assert!(page.says("Enter a number from 1 to 100.") && page.text().contains("value=\"many\""), "{}", page.text());
    assert!(page.text().contains("value=\"After five failures\"") && page.text().contains("value=\"api\""));

    let id = save(&app, &ada, left("jonas")).await.unwrap();
    let version = record(&app, &ada, id).await.version.to_string();
    let frame = [
        ("version", version.as_str()),
        ("start", "2026-11-20T00:00"),
        ("end", "2026-11-19T00:00"),
        ("zone", "UTC"),
        ("holidays", "always"),
    ];
    let page = browser.post(&format!("/automations/{id}/time-frame"), &frame).await;
    assert_eq!(page.status, 422);
    assert!(page.says("The end must come after the start.") && page.says("Tick at least one day."), "{}", page.text());
    assert!(page.text().contains("value=\"2026-11-19T00:00\""));
}

async fn fields_and_rows_are_shown_anew_without_scripts(app: TestApp) {
    administrator(&app).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let shown =
        |pressed: &str, kind: &str| format!("/automations/new?name=Half+done&kind={kind}&field-0=kind&value-0=door&do={pressed}");
    let page = browser.get(&shown("show", "external")).await.text();
    assert!(page.contains("value=\"Half done\"") && page.contains("name=\"attribute-0\"") && !page.contains("name=\"field-1\""));
    assert!(browser.get(&shown("add-filter", "external")).await.text().contains("name=\"field-1\""));
    assert!(!browser.get(&shown("remove-filter-0", "external")).await.text().contains("name=\"field-0\""));
    let page = browser.get(&shown("show", "schedule")).await.text();
    assert!(
        page.contains("name=\"day_of_month\"") && page.contains("value=\"Europe/Berlin\"") && !page.contains("name=\"field-0\"")
    );
}

async fn users_are_found_and_picked_without_scripts(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let id = save(&app, &ada, left("somebody")).await.unwrap();
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let page = browser.get(&format!("/automations/{id}/job?kind=notify&find=jonas&do=find")).await;
    assert!(page.says("(jonas)") && page.says("1 user found"), "{}", page.text());
    assert!(page.text().contains(&format!("value=\"{jonas} ")), "the radio button carries who it is");

    let version = record(&app, &ada, id).await.version.to_string();
    let picked = format!("{jonas} Jonas (jonas)");
    let job = [
        ("version", version.as_str()),
        ("kind", "notify"),
        ("system_user", picked.as_str()),
        ("note", ""),
        ("cool_down_minutes", "0"),
        ("hourly_cap", "10"),
    ];
    let page = browser.post(&format!("/automations/{id}/job"), &job).await;
    assert_eq!(page.status, 422);
    assert!(page.says("Jonas (jonas)"), "whom was picked is shown again: {}", page.text());
    let job = job.map(|(field, value)| (field, if field == "note" { "Somebody left." } else { value }));
    assert_eq!(browser.post(&format!("/automations/{id}/job"), &job).await.status, 303);
    assert_eq!(record(&app, &ada, id).await.draft.job.and_then(|job| job.system_user), Some(UserId(jonas.0)));
}

async fn tags_in_use_are_offered(app: TestApp) {
    let ada = administrator(&app).await;
    let id = save(&app, &ada, left("somebody")).await.unwrap();
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let jonas = [
        ("version", "1"),
        ("kind", "human"),
        ("role", "user"),
        ("user_name", "jonas"),
        ("display_name", "Jonas Feld"),
        ("language", "en"),
        ("time_zone", "Europe/Berlin"),
        ("tags", "berlin"),
    ];
    assert_eq!(browser.post("/users/new", &jonas).await.status, 303);
    let page = browser.get(&format!("/automations/{id}/job")).await.text();
    assert!(page.contains("list=\"list-tag\"") && page.contains("<option value=\"berlin\""), "{page}");
}

async fn an_automation_is_taken_away_and_brought_back(app: TestApp) {
    let ada = administrator(&app).await;
    let id = save(&app, &ada, left("jonas")).await.unwrap();
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let file = browser.get(&format!("/automations/{id}/export.json")).await;
    assert_eq!(
        (file.header("content-type"), file.header("content-disposition")),
        ("application/json", "attachment; filename=\"automation.json\"")
    );
    let taken: AutomationDraft = serde_json::from_str(&file.text()).unwrap();
    assert_eq!(taken, record(&app, &ada, id).await.draft);

    let page = bring(&mut browser, "json", &file.text()).await;
    assert!(page.status == 422 && page.says("Another automation has this name."), "{}", page.text());
    let page = bring(&mut browser, "json", "{\"name\": \"x\"}").await;
    assert!(page.status == 422 && page.says("This is not an exported automation: missing field"), "{}", page.text());
    assert!(page.says("{\"name\": \"x\"}"), "what was pasted is shown again");

    let renamed = file.text().replace("\"jonas\"", "\"nele\"");
    let answer = bring(&mut browser, "file", &renamed).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let record = record(&app, &ada, id_in(answer.location())).await;
    assert_eq!(
        (record.row.name.as_str(), record.row.status, record.row.event),
        ("nele", AutomationStatus::Draft, EventKind::Deactivated)
    );
}

/// Sends a text as browsers send forms with files.
async fn bring(browser: &mut crate::support::browser::Browser, field: &str, text: &str) -> crate::support::browser::Answer {
    let file = if field == "file" { "; filename=\"automation.json\"" } else { "" };
    let body = format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"{file}\r\n\r\n{text}\r\n--edge--\r\n");
    browser.send(Method::POST, "/automations/import", Some(("multipart/form-data; boundary=edge", body))).await
}

async fn runs_are_shown_and_cancelled(app: TestApp) {
    let ada = administrator(&app).await;
    let (id, run) = waiting(&app, &ada, "jonas").await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let here = format!("/automations/{id}");
    let page = browser.get("/automations/next").await;
    assert!(page.says("jonas-left") && page.says("Run now") && page.says("Cancel"), "{}", page.text());
    assert!(browser.get(&here).await.says("Waiting"));
    let run = run.to_string();
    assert_eq!(browser.post(&here, &[("run", &run), ("step", "cancel")]).await.status, 303);
    assert!(browser.get(&format!("{here}?state=cancelled")).await.says("Cancelled"));
    let page = browser.post(&here, &[("run", &run), ("step", "cancel")]).await;
    assert!(page.status == 409 && page.says("It has gone on meanwhile."), "{}", page.text());
}

async fn a_ledger_is_downloaded_as_it_is_filtered(app: TestApp) {
    let ada = administrator(&app).await;
    let (id, _) = waiting(&app, &ada, "nele").await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let here = format!("/automations/{id}");
    assert!(browser.get(&format!("{here}?state=done")).await.text().contains(&format!("{here}/ledger.csv?state=done\"")));
    let file = browser.get(&format!("{here}/ledger.csv")).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"ledger.csv\"");
    let text = file.text();
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "User,Event,Happened,Due,State,Why,Used,When");
    assert!(lines.len() == 2 && lines[1].starts_with("nele-left Feld,") && lines[1].contains(",Waiting,"), "{text}");
    assert_eq!(browser.get(&format!("{here}/ledger.csv?state=done")).await.text().lines().count(), 1, "the head alone");
}

async fn all_are_stopped_and_let_go_on(app: TestApp) {
    administrator(&app).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    assert!(browser.get("/automations/stop").await.says("Stop all automations"));
    assert_eq!(browser.post("/automations/stop", &[("stopped", "true")]).await.status, 303);
    assert!(browser.get("/automations").await.says("All automations are stopped."));
    assert!(browser.get("/automations/stop").await.says("Let all automations go on"));
    assert_eq!(browser.post("/automations/stop", &[("stopped", "false")]).await.status, 303);
    let page = browser.get("/automations").await;
    assert!(page.says("The automations go on.") && !page.says("All automations are stopped."));
}
