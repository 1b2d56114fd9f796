//! What comes next: runs that wait, and the times that the clock will bring.

use crate::{
    automations::{activated, administrator, draft, event, every_day, runs_in, waiting},
    support::app::{PASSWORD, TestApp},
};
use app::{
    api::{Automations, Caller},
    model::{
        AutomationDraft, AutomationId, AutomationStep, Coming, Delay, DelayUnit, EventKind, Job, JobKind, PlannedRun, Role, Span,
        TimeFrame, WatchedEvent, Weekday,
    },
};

on_both_engines!(
    the_next_times_of_a_schedule_are_told,
    passwords_that_will_reach_an_age_are_told_with_their_owners,
    what_is_planned_stands_among_what_waits,
    planned_times_are_marked_and_cannot_be_cancelled,
);

fn of_nobody() -> Job {
    Job { use_event_parameter: false, ..Job::usual(JobKind::EndSessions) }
}

async fn planned(app: &TestApp, ada: &Caller) -> Vec<PlannedRun> {
    let items = app.desk.upcoming_runs(ada, None).await.unwrap().page.items;
    let plan = |coming| if let Coming::Planned(plan) = coming { Some(plan) } else { None };
    items.into_iter().filter_map(plan).collect()
}

/// A schedule whose jobs run two hours later, on weekdays alone.
async fn on_weekdays(app: &TestApp, ada: &Caller) -> AutomationId {
    let job = Job { delay: Some(Delay { unit: DelayUnit::Hours, value: 2 }), system_user: Some(ada.user), ..of_nobody() };
    let whole = draft("Daily", every_day(), job);
    let frame = whole.time_frame.clone().unwrap();
    let weekdays = TimeFrame { days: Weekday::ALL[..5].to_vec(), ..frame };
    activated(app, ada, AutomationDraft { time_frame: Some(weekdays), ..whole }).await
}

async fn the_next_times_of_a_schedule_are_told(app: TestApp) {
    let ada = administrator(&app).await;
    let id = on_weekdays(&app, &ada).await;
    let told = planned(&app, &ada).await;
    assert_eq!(told.len(), 10, "{told:?}");
    let times: Vec<_> = told.iter().take(3).map(|plan| (plan.happens.machine.as_str(), plan.due.machine.as_str())).collect();
    // It is Saturday: what Sunday brings waits for Monday.
    let expected = [
        ("2026-11-22T08:00:00Z", "2026-11-23T10:00:00Z"),
        ("2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z"),
        ("2026-11-24T08:00:00Z", "2026-11-24T10:00:00Z"),
    ];
    assert_eq!(times, expected);
    assert_eq!(told[0].user.as_ref().map(|(user, _)| *user), Some(ada.user));
    assert!(runs_in(app.desk.upcoming_runs(&ada, None).await.unwrap()).is_empty(), "nothing of it is a run yet");

    app.desk.step_automation(&ada, id, AutomationStep::Pause).await.unwrap();
    assert!(planned(&app, &ada).await.is_empty(), "what pauses plans nothing");
}

async fn passwords_that_will_reach_an_age_are_told_with_their_owners(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let aged = WatchedEvent { number: Some(20), ..event(EventKind::PasswordAge) };
    activated(&app, &ada, draft("Old", aged, Job { tag: "old".to_owned(), ..Job::usual(JobKind::AddTag) })).await;
    let told = planned(&app, &ada).await;
    let of_jonas = told.iter().find(|plan| plan.user.as_ref().is_some_and(|(user, _)| *user == jonas));
    assert_eq!(of_jonas.map(|plan| &plan.happens.machine[..10]), Some("2026-12-11"), "{told:?}");
    app.clock.advance(Span::days(25));
    while app.desk.follow_the_clock().await.unwrap() {}
    assert!(planned(&app, &ada).await.is_empty(), "they have come");
}

async fn what_is_planned_stands_among_what_waits(app: TestApp) {
    let ada = administrator(&app).await;
    waiting(&app, &ada, "jonas").await;
    on_weekdays(&app, &ada).await;
    let items = app.desk.upcoming_runs(&ada, None).await.unwrap().page.items;
    let is_run: Vec<bool> = items.iter().take(2).map(|coming| matches!(coming, Coming::Run(_))).collect();
    assert_eq!(is_run, [true, false], "Sunday's run comes before Monday's time");
    assert!(items.is_sorted_by_key(|coming| coming.due().at));
}

async fn planned_times_are_marked_and_cannot_be_cancelled(app: TestApp) {
    let ada = administrator(&app).await;
    on_weekdays(&app, &ada).await;
    let page = app.signed_in("ada", PASSWORD).await.get("/automations/next").await;
    assert!(page.says("Planned") && page.says("0 runs, 10 planned"), "{}", page.text());
    assert!(!page.text().contains("name=\"run\""), "there is nothing to cancel");
    // Each day once, Monday with two.
    assert_eq!(page.text().matches(">Monday, 23 November 2026<").count(), 1, "{}", page.text());
    app.desk.stop_all_automations(&ada, true).await.unwrap();
    let page = app.signed_in("ada", PASSWORD).await.get("/automations/next").await;
    assert!(page.says("All automations are stopped."), "{}", page.text());
}
