//! Webhooks: an automation calls a web address, once as far as anybody can tell, and what came of it stands in its ledger.

use crate::{
    automations::{activate, activated, administrator, draft, event, lines, save, work},
    support::{
        app::{PASSWORD, TestApp, WEBHOOK_SECRET},
        hooks::{Answer, Heard},
    },
};
use app::{
    api::{Automations, Caller, Problem},
    model::{AutomationDraft, AutomationId, Delay, DelayUnit, EventKind, Job, JobKind, Role, RunState, RunStep, Span},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use hmac::{Hmac, KeyInit as _, Mac as _};
use latchkey::{jobs::WebhookWorker, security::Clock as _};
use std::collections::BTreeSet;

on_both_engines!(
    a_call_is_made_once_and_signed,
    a_call_that_waits_is_for_nobody_and_not_for_a_selection,
    an_address_that_fails_is_called_again_with_the_same_id,
    an_address_that_asks_for_time_gets_it,
    an_address_that_refuses_fails_the_run_which_can_be_tried_again,
    an_address_that_fails_for_a_day_is_given_up,
    hosts_that_are_not_listed_are_refused,
    a_worker_that_dies_before_its_commit_leaves_a_second_call_with_the_same_id,
    two_workers_make_every_call_once,
    a_worker_without_work_waits_for_nobody_who_writes,
    the_signing_secret_is_nowhere_in_the_database,
);

/// Calls this address for every new user.
pub(crate) fn calling(url: &str) -> AutomationDraft {
    let job = Job { url: url.to_owned(), cool_down_minutes: 0, ..Job::usual(JobKind::Webhook) };
    draft("Tell the door system", event(EventKind::UserCreated), job)
}

/// An administrator, and an automation that calls the test's receiver for every new user.
async fn listening(app: &TestApp) -> (Caller, AutomationId) {
    let ada = administrator(app).await;
    let id = activated(app, &ada, calling(&app.hooks.url())).await;
    (ada, id)
}

async fn make_calls(app: &TestApp) {
    work(app).await;
    WebhookWorker::new(app.desk.clone()).drain().await.unwrap();
}

/// How the only run stands, and what the address answered last.
async fn line(app: &TestApp, ada: &Caller, id: AutomationId) -> (RunState, String) {
    let [line] = lines(app, ada, id).await.try_into().unwrap();
    (line.state, line.reply.unwrap_or_default())
}

/// The signature as a receiver computes it.
fn expected(heard: &Heard) -> String {
    let key = STANDARD.decode(WEBHOOK_SECRET.trim_start_matches("whsec_")).unwrap();
    let signed = format!("{}.{}.{}", heard.header("webhook-id"), heard.header("webhook-timestamp"), heard.body);
    let tag = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap().chain_update(signed).finalize().into_bytes();
    format!("v1,{}", STANDARD.encode(tag))
}

async fn a_call_is_made_once_and_signed(app: TestApp) {
    let (ada, id) = listening(&app).await;
    app.hooks.answer([Answer::Says(200, "Thank\r\nyou \u{1b}[1m")]);
    app.person("jonas", Role::User).await;
    make_calls(&app).await;
    make_calls(&app).await;
    let [heard] = app.hooks.heard().try_into().unwrap();
    assert_eq!(heard.header("webhook-signature"), expected(&heard));
    assert_eq!(heard.header("webhook-timestamp"), (app.clock.now().0 / 1_000_000).to_string());
    assert_eq!((heard.header("content-type"), heard.path.as_str()), ("application/json", "/hook?from=latchkey"));
    let body = heard.json();
    assert_eq!(body["data"]["event"]["kind"], "user-created", "{body}");
    assert!(body["type"].is_string() && body["timestamp"].is_string(), "{body}");
    assert_eq!(line(&app, &ada, id).await, (RunState::Done, "200 OK: Thank you [1m".to_owned()));
}

async fn a_call_that_waits_is_for_nobody_and_not_for_a_selection(app: TestApp) {
    let ada = administrator(&app).await;
    let draft = calling(&app.hooks.url());
    let job = draft.job.clone().map(|job| Job { delay: Some(Delay { unit: DelayUnit::Hours, value: 1 }), ..job });
    let id = activated(&app, &ada, AutomationDraft { job, ..draft }).await;
    app.add("mira", |_| ()).await;
    let mut program = app.program(ada.user, "robot", Role::Administrator).await;
    work(&app).await;
    let waiting = lines(&app, &ada, id).await;
    assert!(!waiting.is_empty() && waiting.iter().all(|line| line.is_call && line.user.is_none()), "{waiting:?}");
    let mut browser = app.signed_in("ada", PASSWORD).await;
    for page in [format!("/automations/{id}"), "/automations/next".to_owned()] {
        let page = browser.get(&page).await;
        assert!(page.says("The call") && !page.says("Whom the selection means then"), "{}", page.text());
    }
    app.clock.advance(Span::hours(1));
    make_calls(&app).await;
    let runs = program.get(&format!("/api/v1/automations/{id}/runs")).await.json();
    assert!(runs["items"][0]["tries"][0]["reply"].is_string(), "{runs}");
}

async fn an_address_that_fails_is_called_again_with_the_same_id(app: TestApp) {
    let (ada, id) = listening(&app).await;
    app.hooks.answer([Answer::Says(500, "out of order"), Answer::Says(301, "")]);
    app.person("jonas", Role::User).await;
    make_calls(&app).await;
    assert_eq!(line(&app, &ada, id).await, (RunState::Done, "500 Internal Server Error: out of order".to_owned()));
    make_calls(&app).await;
    assert_eq!(app.hooks.heard().len(), 1, "not before the wait is over");
    for _ in 0..2 {
        app.clock.advance(Span::seconds(12));
        make_calls(&app).await;
    }
    let [first, second, third] = app.hooks.heard().try_into().unwrap();
    for again in [&second, &third] {
        assert_eq!(first.header("webhook-id"), again.header("webhook-id"));
        assert_eq!(again.header("webhook-signature"), expected(again), "signed anew, at the time of the try");
    }
    assert_ne!(first.header("webhook-timestamp"), second.header("webhook-timestamp"));
    assert_eq!(line(&app, &ada, id).await, (RunState::Done, "204 No Content".to_owned()));
}

async fn an_address_that_asks_for_time_gets_it(app: TestApp) {
    listening(&app).await;
    app.hooks.answer([Answer::Later(429, 120), Answer::Later(503, 86_400)]);
    app.person("jonas", Role::User).await;
    make_calls(&app).await;
    let heard_after = async |wait: Span| {
        app.clock.advance(wait);
        make_calls(&app).await;
        app.hooks.heard().len()
    };
    assert_eq!(heard_after(Span::seconds(119)).await, 1);
    assert_eq!(heard_after(Span::seconds(1)).await, 2);
    assert_eq!(heard_after(Span::minutes(59)).await, 2, "but not more than an hour");
    assert_eq!(heard_after(Span::minutes(1)).await, 3);
}

async fn an_address_that_refuses_fails_the_run_which_can_be_tried_again(app: TestApp) {
    let (ada, id) = listening(&app).await;
    app.hooks.answer([Answer::Says(410, "gone")]);
    app.person("jonas", Role::User).await;
    make_calls(&app).await;
    app.clock.advance(Span::hours(2));
    make_calls(&app).await;
    assert_eq!((app.hooks.heard().len(), line(&app, &ada, id).await), (1, (RunState::Failed, "410 Gone: gone".to_owned())));
    let [run] = lines(&app, &ada, id).await.try_into().unwrap();
    app.desk.step_run(&ada, run.id, RunStep::Retry).await.unwrap();
    make_calls(&app).await;
    let [first, second] = app.hooks.heard().try_into().unwrap();
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"), "the receiver may have met it after all");
    assert_eq!(line(&app, &ada, id).await, (RunState::Done, "204 No Content".to_owned()));
}

async fn an_address_that_fails_for_a_day_is_given_up(app: TestApp) {
    let (ada, id) = listening(&app).await;
    app.hooks.answer(vec![Answer::Says(503, "soon"); 3]);
    app.person("jonas", Role::User).await;
    make_calls(&app).await;
    app.clock.advance(Span::hours(12));
    make_calls(&app).await;
    app.clock.advance(Span::hours(12));
    make_calls(&app).await;
    assert_eq!(app.hooks.heard().len(), 2);
    assert_eq!(line(&app, &ada, id).await, (RunState::Failed, "503 Service Unavailable: soon".to_owned()));
}

async fn hosts_that_are_not_listed_are_refused(app: TestApp) {
    let ada = administrator(&app).await;
    for (url, problem) in [
        ("https://169.254.169.254/latest/meta-data", Problem::HostNotAllowed("169.254.169.254".to_owned())),
        ("https://elsewhere.example:8443/", Problem::HostNotAllowed("elsewhere.example:8443".to_owned())),
        ("http://elsewhere.example/", Problem::WebAddress),
    ] {
        let refused = match save(&app, &ada, calling(url)).await {
            Err(refused) => refused,
            Ok(id) => activate(&app, &ada, id).await.unwrap_err(),
        };
        assert!(format!("{refused:?}").contains(&format!("{problem:?}")), "{url}: {refused:?}");
    }
    assert!(app.hooks.heard().is_empty());
}

/// The worker's task is gone between the call and what it would have recorded: nobody knows whether the receiver acted.
async fn a_worker_that_dies_before_its_commit_leaves_a_second_call_with_the_same_id(app: TestApp) {
    let (ada, id) = listening(&app).await;
    app.hooks.answer([Answer::Nothing]);
    app.person("jonas", Role::User).await;
    work(&app).await;
    let worker = WebhookWorker::new(app.desk.clone());
    let dying = tokio::spawn(async move { worker.drain().await });
    let first = app.hooks.nth(1).await;
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    app.clock.advance(Span::seconds(59));
    make_calls(&app).await;
    assert_eq!(app.hooks.heard().len(), 1, "the lease of the dead worker runs");
    app.clock.advance(Span::seconds(1));
    make_calls(&app).await;
    let second = app.hooks.nth(2).await;
    assert_eq!((first.header("webhook-id"), &first.body), (second.header("webhook-id"), &second.body));
    assert_eq!(line(&app, &ada, id).await.0, RunState::Done);
}

async fn two_workers_make_every_call_once(app: TestApp) {
    listening(&app).await;
    for n in 0..40 {
        app.person(&format!("person{n}"), Role::User).await;
    }
    work(&app).await;
    let workers = [WebhookWorker::new(app.desk.clone()), WebhookWorker::new(app.desk.clone())];
    let drained = join_all(workers.iter().map(WebhookWorker::drain)).await;
    assert!(drained.into_iter().all(|result| result.is_ok()));
    let heard = app.hooks.heard();
    let ids: BTreeSet<_> = heard.iter().map(|heard| heard.header("webhook-id")).collect();
    assert_eq!((ids.len(), heard.len()), (40, 40));
}

async fn a_worker_without_work_waits_for_nobody_who_writes(app: TestApp) {
    let _writer = app.db.write().await.unwrap();
    WebhookWorker::new(app.desk.clone()).drain().await.unwrap();
}

async fn the_signing_secret_is_nowhere_in_the_database(app: TestApp) {
    listening(&app).await;
    app.person("jonas", Role::User).await;
    make_calls(&app).await;
    let secret = WEBHOOK_SECRET.trim_start_matches("whsec_");
    let dump = app.store.dump().await;
    assert!(dump.contains("127.0.0.1") && !dump.contains(secret));
    assert!(!format!("{:?}", app.desk).contains(secret));
}
