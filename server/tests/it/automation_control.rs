//! Automations are tried before they act, stopped at any time, and changed under nobody's hands.

use crate::{
    automations::{
        HOUR, activate, activated, administrator, always, draft, event, five_failures, lines, mails_to, outcome, record, runs_in,
        save, selection, switch, tagging, waiting, work,
    },
    support::app::{TestApp, caller},
};
use app::{
    api::{Automations, Messages, Problem, Selections},
    model::{
        AutomationDraft, AutomationNames, AutomationStatus, AutomationStep, AutomationWarning, Criterion, Delay, DelayUnit,
        DraftPart, EventKind, Job, JobKind, Kind, MessageQuery, NewPasswordEffect, PauseReason, Role, RunState, RunStep,
        SaveAutomation, SkipReason, Span, TimeFrame, TryOver, Weekday,
    },
    rules::{meanwhile::Marks, reset::Refusal},
};

on_both_engines!(
    an_owner_who_lost_the_right_stops_it_and_is_told,
    circles_that_can_be_seen_are_refused,
    a_cap_pauses_it_and_tells,
    one_switch_stops_all,
    a_trial_says_whom_it_would_have_met_and_sends_nothing,
    runs_are_cancelled_hastened_and_tried_again,
    the_second_editor_is_told,
    the_second_editor_is_told_of_every_window,
    what_is_tried_under_a_name_that_nobody_has_starts_nothing,
    what_automations_name_is_not_deleted_under_them,
    a_paused_one_waits_and_goes_on,
    a_run_of_a_paused_automation_is_not_hastened,
);

async fn an_owner_who_lost_the_right_stops_it_and_is_told(app: TestApp) {
    let ada = administrator(&app).await;
    let grace = caller(app.person("grace", Role::Administrator).await, Role::Administrator);
    let jonas = app.person("jonas", Role::User).await;
    let id = activated(&app, &grace, draft("Ended", event(EventKind::Deactivated), tagging("left"))).await;
    switch(&app, &ada, jonas, false).await;
    switch(&app, &ada, grace.user, false).await;
    work(&app).await;
    let stopped = record(&app, &ada, id).await;
    assert_eq!((stopped.row.status, stopped.row.paused), (AutomationStatus::Paused, Some(PauseReason::Owner)));
    assert!(stopped.ledger.items.iter().all(|line| line.state == RunState::Waiting), "what is due waits");
    assert_eq!(mails_to(&app, "ada").await, 1, "administrators are told");
    // Whoever resumes it is its owner from then on.
    app.desk.step_automation(&ada, id, AutomationStep::Resume).await.unwrap();
    work(&app).await;
    let states: Vec<_> = lines(&app, &ada, id).await.iter().map(|line| line.state).collect();
    assert!(states.contains(&RunState::Done) && !states.contains(&RunState::Waiting), "{states:?}");
}

async fn circles_that_can_be_seen_are_refused(app: TestApp) {
    let ada = administrator(&app).await;
    let circle = draft("Circle", event(EventKind::SignedIn), Job::usual(JobKind::SendNewPassword));
    let id = save(&app, &ada, circle.clone()).await.unwrap();
    assert_eq!(activate(&app, &ada, id).await.unwrap_err().problem, Problem::TurnsInCircles);
    let old = selection(&app, &ada, "Old passwords", vec![Criterion::PasswordOlderThan(90)]).await;
    let job = Job { selection: Some(old), ..Job::usual(JobKind::RequireChange) };
    activated(&app, &ada, draft("Old passwords", event(EventKind::SignedIn), job)).await;
}

async fn a_cap_pauses_it_and_tells(app: TestApp) {
    let ada = administrator(&app).await;
    let job = Job { hourly_cap: 2, ..tagging("new") };
    let id = activated(&app, &ada, draft("New", event(EventKind::UserCreated), job)).await;
    for n in 0..4 {
        app.person(&format!("crew{n}"), Role::User).await;
    }
    work(&app).await;
    let stopped = record(&app, &ada, id).await;
    assert_eq!((stopped.row.paused, stopped.row.tally.done, stopped.row.tally.waiting), (Some(PauseReason::Cap), 2, 2));
    assert_eq!(mails_to(&app, "ada").await, 1);
    app.clock.advance(Span::minutes(61));
    app.desk.step_automation(&ada, id, AutomationStep::Resume).await.unwrap();
    work(&app).await;
    assert_eq!(record(&app, &ada, id).await.row.tally.done, 4);
}

async fn one_switch_stops_all(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let id = activated(&app, &ada, draft("Ended", event(EventKind::Deactivated), tagging("left"))).await;
    app.desk.stop_all_automations(&ada, true).await.unwrap();
    assert!(record(&app, &ada, id).await.all_stopped);
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    assert!(lines(&app, &ada, id).await.is_empty());
    app.desk.stop_all_automations(&ada, false).await.unwrap();
    switch(&app, &ada, jonas, true).await;
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Done, None));
    let desk = caller(app.person("hkessler", Role::HelpDesk).await, Role::HelpDesk);
    assert_eq!(app.desk.stop_all_automations(&desk, true).await.unwrap_err().problem, Problem::Forbidden);
}

async fn a_trial_says_whom_it_would_have_met_and_sends_nothing(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let sync = app.add("sync", |user| user.kind = Kind::Api).await;
    for user in [jonas, sync] {
        switch(&app, &ada, user, false).await;
        switch(&app, &ada, user, true).await;
    }
    let id = save(&app, &ada, draft("Back", event(EventKind::Activated), Job::usual(JobKind::SendLink))).await.unwrap();
    let tried = app.desk.try_automation(&ada, id, TryOver::Last(100)).await.unwrap();
    assert_eq!((tried.events, tried.matched, tried.met, tried.left_out), (2, 2, 1, 1));
    assert!(tried.lines.iter().any(|line| line.reason == Some(SkipReason::Refused(Refusal::ApiUser))));
    assert_eq!(tried.warnings, [AutomationWarning::Everyone]);
    assert_eq!(app.desk.messages(&ada, MessageQuery::default()).await.unwrap().total.counted, 0);
    assert!(lines(&app, &ada, id).await.is_empty());
    let risky = Job { effect: Some(NewPasswordEffect::AtOnce), ..Job::usual(JobKind::SendNewPassword) };
    let id = save(&app, &ada, draft("Risky", five_failures(), risky)).await.unwrap();
    let warnings = app.desk.try_automation(&ada, id, TryOver::Days(7)).await.unwrap().warnings;
    let expected = [AutomationWarning::StrangersStopPasswords, AutomationWarning::Everyone, AutomationWarning::Nobody];
    assert_eq!(warnings, expected);
    assert!(app.desk.try_automation(&ada, id, TryOver::Last(0)).await.unwrap_err().for_field("number").is_some());
}

async fn runs_are_cancelled_hastened_and_tried_again(app: TestApp) {
    let ada = administrator(&app).await;
    let (jonas, mira) = (app.person("jonas", Role::User).await, app.person("mira", Role::User).await);
    let job = Job { delay: Some(Delay { unit: DelayUnit::Days, value: 3 }), ..tagging("left") };
    let weekdays = Some(TimeFrame { days: Weekday::ALL[..5].to_vec(), ..always() });
    let ended = AutomationDraft { time_frame: weekdays, ..draft("Ended", event(EventKind::Deactivated), job) };
    let id = activated(&app, &ada, ended).await;
    switch(&app, &ada, jonas, false).await;
    switch(&app, &ada, mira, false).await;
    work(&app).await;
    let next = runs_in(app.desk.upcoming_runs(&ada, None).await.unwrap());
    assert_eq!(next.len(), 2);
    // It is Saturday, and the automation works on weekdays alone: whoever says "now" means now.
    app.desk.step_run(&ada, next[0].id, RunStep::Cancel).await.unwrap();
    app.desk.step_run(&ada, next[1].id, RunStep::RunNow).await.unwrap();
    let again = app.desk.step_run(&ada, next[0].id, RunStep::Cancel).await;
    assert_eq!(again.unwrap_err().problem, Problem::AutomationWentOn);
    work(&app).await;
    let mut states: Vec<_> = lines(&app, &ada, id).await.iter().map(|line| line.state.as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["cancelled", "done"]);
}

async fn the_second_editor_is_told(app: TestApp) {
    let ada = administrator(&app).await;
    let first = draft("Ended", event(EventKind::Deactivated), tagging("left"));
    let id = save(&app, &ada, first.clone()).await.unwrap();
    let taken = save(&app, &ada, AutomationDraft { name: " ENDED ".to_owned(), ..first.clone() }).await.unwrap_err();
    assert_eq!(taken.for_field("name"), Some(&Problem::AutomationNameTaken));
    let part = |tag: &str| SaveAutomation { id: Some(id), version: 1, shown: None, part: DraftPart::Job(tagging(tag)) };
    app.desk.save_automation(&ada, part("gone")).await.unwrap();
    let told = app.desk.save_automation(&ada, part("away")).await.unwrap_err();
    assert!(matches!(told.problem, Problem::ChangedMeanwhile(Some(ref by), _) if by == "Ada Reyes"), "{told:?}");
    let empty = SaveAutomation { id: None, version: 0, shown: None, part: DraftPart::TimeFrame(always()) };
    assert!(app.desk.save_automation(&ada, empty).await.is_err(), "it begins with its event");
}

async fn the_second_editor_is_told_of_every_window(app: TestApp) {
    let ada = administrator(&app).await;
    let first = draft("Ended", event(EventKind::Deactivated), tagging("left"));
    let id = save(&app, &ada, first.clone()).await.unwrap();
    let shown = Marks::of(&ada.words().automation_sentence.fields(&first, &AutomationNames::default()));
    let tags = SaveAutomation { id: Some(id), version: 1, shown: None, part: DraftPart::Job(tagging("gone")) };
    app.desk.save_automation(&ada, tags).await.unwrap();
    let part =
        DraftPart::Event { name: "Left the house".to_owned(), description: String::new(), event: event(EventKind::Deactivated) };
    let named = SaveAutomation { id: Some(id), version: 1, shown: Some(shown), part };
    let told = app.desk.save_automation(&ada, named).await.unwrap_err();
    let Problem::ChangedMeanwhile(Some(by), changes) = told.problem else { panic!("{told}") };
    assert_eq!((by.as_str(), changes.len()), ("Ada Reyes", 1), "{changes:?}");
    assert!(changes[0].field == "job" && changes[0].now.contains("“gone”"), "{changes:?}");
}

async fn what_is_tried_under_a_name_that_nobody_has_starts_nothing(app: TestApp) {
    let ada = administrator(&app).await;
    let people = selection(&app, &ada, "People", vec![Criterion::Kind(vec![Kind::Human])]).await;
    let everyone = Job { selection: Some(people), use_event_parameter: false, ..tagging("unlucky") };
    let locked = activated(&app, &ada, draft("Locked", event(EventKind::Locked), everyone.clone())).await;
    let failed = activated(&app, &ada, draft("Failed", five_failures(), everyone)).await;
    for _ in 0..5 {
        app.browser().sign_in("nobody-of-that-name", "not their password").await;
    }
    assert_eq!(app.store.count("SELECT COUNT(*) FROM events WHERE kind = 'locked' AND user_id IS NULL").await, 1);
    work(&app).await;
    for id in [locked, failed] {
        assert!(lines(&app, &ada, id).await.is_empty());
        let tried = app.desk.try_automation(&ada, id, TryOver::Last(10)).await.unwrap();
        assert_eq!(tried.events, 0, "nor in a trial");
    }
}

async fn what_automations_name_is_not_deleted_under_them(app: TestApp) {
    let ada = administrator(&app).await;
    let people = selection(&app, &ada, "People", vec![Criterion::Kind(vec![Kind::Human])]).await;
    let job = Job { selection: Some(people), ..tagging("left") };
    let id = activated(&app, &ada, draft("Ended", event(EventKind::Deactivated), job)).await;
    let refused = app.desk.delete_selection(&ada, people).await.unwrap_err();
    assert_eq!(refused.problem, Problem::UsedByAutomation("Ended".to_owned()));
    app.desk.delete_automation(&ada, id).await.unwrap();
    app.desk.delete_selection(&ada, people).await.unwrap();
}

async fn a_paused_one_waits_and_goes_on(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let job = Job { delay: Some(Delay { unit: DelayUnit::Hours, value: 1 }), ..tagging("left") };
    let id = activated(&app, &ada, draft("Ended", event(EventKind::Deactivated), job)).await;
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    app.desk.step_automation(&ada, id, AutomationStep::Pause).await.unwrap();
    app.clock.advance(HOUR);
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Waiting, None));
    app.desk.step_automation(&ada, id, AutomationStep::Resume).await.unwrap();
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Done, None));
    app.desk.step_automation(&ada, id, AutomationStep::Deactivate).await.unwrap();
    assert_eq!(record(&app, &ada, id).await.row.status, AutomationStatus::Draft);
}

async fn a_run_of_a_paused_automation_is_not_hastened(app: TestApp) {
    let ada = administrator(&app).await;
    let (id, run) = waiting(&app, &ada, "Mira").await;
    app.desk.step_automation(&ada, id, AutomationStep::Pause).await.unwrap();
    let refused = app.desk.step_run(&ada, run, RunStep::RunNow).await.unwrap_err();
    assert_eq!(refused.problem, Problem::AutomationNotActive);
    app.desk.step_run(&ada, run, RunStep::Cancel).await.unwrap();
}
