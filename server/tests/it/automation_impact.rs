//! What is saved of an activated automation takes effect at once, so its reader is shown first what it would do.

use crate::{
    automations::{activated, administrator, left, record},
    support::{
        app::{PASSWORD, TestApp},
        browser::Answer,
    },
};
use app::{
    api::{Automations, Problem},
    model::{AutomationId, AutomationRecord, AutomationStatus, DraftPart, Job, JobKind, SaveAutomation},
};

on_both_engines!(
    a_change_of_what_is_activated_is_shown_before_it_takes_effect,
    another_change_than_the_one_shown_is_shown_anew,
    a_name_is_changed_without_asking,
    what_is_wrong_is_said_before_what_it_would_do,
);

/// What *Edit Job* sends.
fn job(version: &str, cap: &'static str) -> Vec<(&'static str, String)> {
    let fields = [("kind", "end-sessions"), ("use_event_parameter", "true"), ("cool_down_minutes", "60"), ("hourly_cap", cap)];
    let fields = fields.into_iter().map(|(name, value)| (name, value.to_owned()));
    fields.chain([("version", version.to_owned()), ("then", "time-frame".to_owned())]).collect()
}

fn posted<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// The mark that the page bears.
fn seen(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"seen\" value=\"").expect("a mark");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn a_change_of_what_is_activated_is_shown_before_it_takes_effect(app: TestApp) {
    let ada = administrator(&app).await;
    let id = activated(&app, &ada, left("jonas")).await;
    let before = record(&app, &ada, id).await;
    let version = before.version.to_string();
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let address = format!("/automations/{id}/job");
    let mut fields = job(&version, "10");
    let page = browser.post(&address, &posted(&fields)).await;
    assert_eq!(page.status, 409, "{}", page.text());
    assert!(page.says("saving takes effect at once") && page.says("What this change would do"), "{}", page.text());
    assert!(page.says("What should be known") && page.says("Save & Activate"), "{}", page.text());
    assert_eq!(record(&app, &ada, id).await.draft, before.draft, "nothing is saved yet");

    fields.push(("seen", seen(&page)));
    let saved = browser.post(&address, &posted(&fields)).await;
    assert_eq!((saved.status, saved.location()), (303, format!("/automations/{id}/time-frame").as_str()), "{}", saved.text());
    let after = record(&app, &ada, id).await;
    assert_eq!(after.draft.job.map(|job| job.kind), Some(JobKind::EndSessions));
    assert_eq!(after.row.status, AutomationStatus::Running);
}

fn ends_sessions(id: AutomationId, version: i64, cap: i64) -> SaveAutomation {
    let job = Job { hourly_cap: cap, ..Job::usual(JobKind::EndSessions) };
    SaveAutomation { id: Some(id), version, shown: None, part: DraftPart::Job(job) }
}

async fn another_change_than_the_one_shown_is_shown_anew(app: TestApp) {
    let ada = administrator(&app).await;
    let id = activated(&app, &ada, left("jonas")).await;
    let version = record(&app, &ada, id).await.version;
    let shown = async |cap: i64, seen: Option<String>| {
        let saved = app.desk.save_window(&ada, ends_sessions(id, version, cap), seen.as_deref()).await;
        saved.err().map(|error| if let Problem::TakesEffect(mark) = error.problem { mark } else { panic!("{error:?}") })
    };
    let first = shown(10, None).await.expect("a mark");
    let second = shown(20, Some(first.clone())).await.expect("another mark");
    assert_ne!(first, second);
    let tried = app.desk.try_window(&ada, ends_sessions(id, version, 20)).await.unwrap();
    assert_eq!((tried.matched, tried.met), (0, 0));
    assert_eq!(shown(20, Some(second)).await, None, "what was shown is saved");
    assert_eq!(record(&app, &ada, id).await.draft.job.map(|job| job.hourly_cap), Some(20));
}

async fn a_name_is_changed_without_asking(app: TestApp) {
    let ada = administrator(&app).await;
    let id = activated(&app, &ada, left("jonas")).await;
    let AutomationRecord { version, draft, .. } = record(&app, &ada, id).await;
    let part = DraftPart::Event { name: "Another name".to_owned(), description: String::new(), event: draft.event };
    app.desk.save_window(&ada, SaveAutomation { id: Some(id), version, shown: None, part }, None).await.unwrap();
    assert_eq!(record(&app, &ada, id).await.row.name, "Another name");
}

async fn what_is_wrong_is_said_before_what_it_would_do(app: TestApp) {
    let ada = administrator(&app).await;
    let id = activated(&app, &ada, left("jonas")).await;
    let version = record(&app, &ada, id).await.version;
    let error = app.desk.save_window(&ada, ends_sessions(id, version, 0), None).await.unwrap_err();
    assert!(error.for_field("hourly_cap").is_some(), "{error:?}");
    let late = app.desk.save_window(&ada, ends_sessions(id, version - 1, 10), None).await.unwrap_err();
    assert!(matches!(late.problem, Problem::ChangedMeanwhile(..)), "{late:?}");
}
