//! Schedules, ages, delays and time frames: everything in its time, once, and what was missed is said.

use crate::{
    automations::{
        activated, administrator, always, draft, event, every_day, left_out, lines, outcome, record, selection, switch, tagging,
        work,
    },
    support::app::TestApp,
};
use app::{
    api::Automations,
    model::{
        AutomationDraft, AutomationStatus, Criterion, Delay, DelayUnit, DraftPart, EventKind, Job, LeftOut, Role, RunState,
        SaveAutomation, Span, TimeFrame, WatchedEvent, Weekday,
    },
};

on_both_engines!(
    a_schedule_meets_a_selection_and_says_what_it_missed,
    what_is_due_after_the_end_was_missed,
    an_age_is_reached_once,
    days_that_are_left_out_during_the_delay_are_kept,
);

async fn a_schedule_meets_a_selection_and_says_what_it_missed(app: TestApp) {
    let ada = administrator(&app).await;
    for name in ["jonas", "mira"] {
        app.person(name, Role::User).await;
    }
    let users = selection(&app, &ada, "Users", vec![Criterion::Role(vec![Role::User])]).await;
    let job = Job { use_event_parameter: false, selection: Some(users), ..tagging("seen") };
    let id = activated(&app, &ada, draft("Daily", every_day(), job)).await;
    assert!(record(&app, &ada, id).await.row.next.is_some_and(|next| next.machine == "2026-11-22T08:00:00Z"));
    work(&app).await;
    assert!(lines(&app, &ada, id).await.is_empty());
    // The program was not running for three days.
    app.clock.advance(Span::hours(70));
    work(&app).await;
    let found = lines(&app, &ada, id).await;
    let count = |state| found.iter().filter(|line| line.state == state).count();
    assert_eq!((count(RunState::Done), count(RunState::Missed)), (2, 2), "{found:?}");
    assert!(record(&app, &ada, id).await.row.next.is_some_and(|next| next.machine == "2026-11-25T08:00:00Z"));
}

async fn what_is_due_after_the_end_was_missed(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let frame = TimeFrame { end: "2026-11-22T12:00".to_owned(), ..always() };
    let late = Job { delay: Some(Delay { unit: DelayUnit::Days, value: 2 }), ..tagging("left") };
    let soon = Job { delay: Some(Delay { unit: DelayUnit::Hours, value: 20 }), ..tagging("left") };
    let framed =
        |name: &str, job| AutomationDraft { time_frame: Some(frame.clone()), ..draft(name, event(EventKind::Deactivated), job) };
    let (late, soon) = (activated(&app, &ada, framed("Late", late)).await, activated(&app, &ada, framed("Soon", soon)).await);
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    assert_eq!(outcome(&app, &ada, late).await, left_out(LeftOut::AfterTheEnd));
    // Not running until the end is over.
    app.clock.advance(Span::hours(48));
    work(&app).await;
    assert_eq!(outcome(&app, &ada, soon).await, (RunState::Missed, None));
    assert_eq!(record(&app, &ada, soon).await.row.status, AutomationStatus::Ended);
    switch(&app, &ada, jonas, true).await;
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    assert_eq!(lines(&app, &ada, soon).await.len(), 1, "nobody listens any more");
}

async fn an_age_is_reached_once(app: TestApp) {
    let ada = administrator(&app).await;
    app.person("jonas", Role::User).await;
    let aged = WatchedEvent { number: Some(30), ..event(EventKind::PasswordAge) };
    let id = activated(&app, &ada, draft("Old", aged, Job { hourly_cap: 10, ..tagging("old") })).await;
    for _ in 0..31 {
        app.clock.advance(Span::hours(24));
        work(&app).await;
    }
    let found = lines(&app, &ada, id).await;
    let names: Vec<_> = found.iter().filter_map(|line| line.user.as_ref()?.1.as_deref()).collect();
    assert_eq!((names.len(), names.contains(&"jonas Feld")), (2, true), "{found:?}");
}

async fn days_that_are_left_out_during_the_delay_are_kept(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let job = Job { delay: Some(Delay { unit: DelayUnit::Days, value: 3 }), ..tagging("left") };
    let id = activated(&app, &ada, draft("Ended", event(EventKind::Deactivated), job)).await;
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    // Due on Tuesday, when only Wednesdays are left, and from Wednesday noon on.
    let wednesdays = TimeFrame { start: "2026-11-25T12:00".to_owned(), days: vec![Weekday::Wednesday], ..always() };
    let version = record(&app, &ada, id).await.version;
    let change = SaveAutomation { id: Some(id), version, shown: None, part: DraftPart::TimeFrame(wednesdays) };
    app.desk.save_automation(&ada, change).await.unwrap();
    app.clock.advance(Span::days(3));
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Waiting, None));
    app.clock.advance(Span::days(1));
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Done, None));
}
