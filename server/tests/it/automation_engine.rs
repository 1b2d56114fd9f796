//! Automations among several processes, under a clock that jumps, in bursts and over years: nobody is met twice, nothing is lost,
//! and what must not be more than so much is not.

use crate::{
    automations::{activate, activated, administrator, draft, event, five_failures, lines, record, save, work},
    support::{
        app::{TestApp, caller},
        db::Engine,
        hooks::Answer,
    },
};
use app::{
    api::{Automations, People, Problem},
    model::{
        AutomationDraft, AutomationId, AutomationStatus, AutomationStep, Delay, DelayUnit, DraftPart, EventKind, Job, JobKind,
        PauseReason, Role, RunState, SaveAutomation, SetActive, SignInWay, SkipReason, Span, TimeFrame, TryOver, UserId,
        WatchedEvent,
    },
    rules::reset::Refusal,
};
use futures_util::future::join_all;
use latchkey::{
    jobs::WebhookWorker,
    security::{Clock as _, Random},
    service::Desk,
    store::{
        Tx,
        events::{self, Event, NewEvent},
    },
};

on_both_engines!(
    a_cap_holds_however_many_take_turns,
    nobody_is_met_again_too_soon_however_many_take_turns,
    the_houses_cap_stops_all_and_tells,
    a_clock_that_jumps_loses_nothing_and_doubles_nothing,
    what_was_there_before_it_listened_is_not_heard,
    a_burst_of_failures_completes_their_number_once_for_each,
    a_failure_that_is_committed_late_counts,
    an_end_is_announced_once,
    how_a_call_ended_is_told_to_others,
    every_try_of_a_call_stays,
    circles_over_several_automations_are_refused_by_name,
    many_who_come_of_age_at_one_moment_are_all_met,
    what_is_old_goes_and_what_waits_keeps_what_it_needs,
    a_trial_judges_as_the_engine_does,
);

fn tagging() -> Job {
    Job { tag: "seen".to_owned(), cool_down_minutes: 0, ..Job::usual(JobKind::AddTag) }
}

async fn turns(desk: &Desk) {
    while desk.take_turns().await.unwrap() {}
}

async fn listen(desk: &Desk) {
    while desk.listen_to_events().await.unwrap() {}
}

/// So many events about a user, which have just happened.
async fn happen(app: &TestApp, tx: &mut Tx, event: &Event, user: UserId, times: usize, causes: &[AutomationId]) {
    let (at, random) = (app.clock.now(), Random::from_system().unwrap());
    let about: Vec<_> = (0..times).map(|_| (random.id(at), user)).collect();
    events::record_all(tx, &NewEvent { event, actor: None, causes, at }, &about).await.unwrap();
}

async fn happened(app: &TestApp, event: &Event, user: UserId, times: usize) {
    let mut tx = app.db.write().await.unwrap();
    happen(app, &mut tx, event, user, times, &[]).await;
    tx.commit().await.unwrap();
}

async fn mails_to_ada(app: &TestApp) -> usize {
    app.send_mail().await;
    app.sink.received().iter().filter(|mail| mail.to.contains(&"ada@northwind.example".to_owned())).count()
}

async fn a_cap_holds_however_many_take_turns(app: TestApp) {
    let ada = administrator(&app).await;
    let job = Job { hourly_cap: 5, ..tagging() };
    let id = activated(&app, &ada, draft("New", event(EventKind::UserCreated), job)).await;
    for n in 0..45 {
        app.person(&format!("crew{n}"), Role::User).await;
    }
    listen(&app.desk).await;
    let other = app.another_desk(|_| ()).await;
    tokio::join!(turns(&app.desk), turns(&other));
    let row = record(&app, &ada, id).await.row;
    assert_eq!((row.paused, row.tally.done, row.tally.waiting), (Some(PauseReason::Cap), 5, 40));
}

async fn nobody_is_met_again_too_soon_however_many_take_turns(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let id = activated(&app, &ada, draft("Back", event(EventKind::Activated), Job::usual(JobKind::SendLink))).await;
    happened(&app, &Event::Activated, jonas, 45).await;
    listen(&app.desk).await;
    let other = app.another_desk(|_| ()).await;
    tokio::join!(turns(&app.desk), turns(&other));
    let tally = record(&app, &ada, id).await.row.tally;
    assert_eq!((tally.done, tally.skipped, tally.waiting), (1, 44, 0));
}

async fn the_houses_cap_stops_all_and_tells(app: TestApp) {
    let ada = administrator(&app).await;
    let id = activated(&app, &ada, draft("New", event(EventKind::UserCreated), tagging())).await;
    for n in 0..5 {
        app.person(&format!("crew{n}"), Role::User).await;
    }
    listen(&app.desk).await;
    let small = app.another_desk(|house| house.automations_per_hour = 3).await;
    turns(&small).await;
    let stopped = record(&app, &ada, id).await;
    assert_eq!((stopped.all_stopped, stopped.row.tally.done, stopped.row.tally.waiting), (true, 3, 2));
    assert_eq!(mails_to_ada(&app).await, 1);
    app.clock.advance(Span::minutes(61));
    app.desk.stop_all_automations(&ada, false).await.unwrap();
    turns(&small).await;
    assert_eq!(record(&app, &ada, id).await.row.tally.done, 5, "what was due waited");
}

async fn a_clock_that_jumps_loses_nothing_and_doubles_nothing(app: TestApp) {
    let ada = administrator(&app).await;
    let id = activated(&app, &ada, draft("New", event(EventKind::UserCreated), tagging())).await;
    for (n, jump) in [-1, 1, 1, -1, 0].into_iter().enumerate() {
        app.clock.advance(Span::hours(jump));
        app.person(&format!("before{n}"), Role::User).await;
        work(&app).await;
        app.person(&format!("after{n}"), Role::User).await;
    }
    app.clock.advance(Span::hours(1));
    work(&app).await;
    let met = lines(&app, &ada, id).await;
    let mut users: Vec<_> = met.iter().filter_map(|line| line.user.clone()).collect();
    users.sort();
    users.dedup();
    assert_eq!((met.len(), users.len()), (10, 10), "{met:?}");
    assert!(met.iter().all(|line| line.state == RunState::Done), "{met:?}");
}

async fn what_was_there_before_it_listened_is_not_heard(app: TestApp) {
    let ada = administrator(&app).await;
    let id = save(&app, &ada, draft("New", event(EventKind::UserCreated), tagging())).await.unwrap();
    // Nobody has listened yet, and the clock stands.
    app.person("before", Role::User).await;
    activate(&app, &ada, id).await.unwrap();
    app.person("after", Role::User).await;
    work(&app).await;
    let met: Vec<_> = lines(&app, &ada, id).await.into_iter().filter_map(|line| line.user?.1).collect();
    assert_eq!(met, ["after Feld"]);
}

const FAILED: Event = Event::SignInFailed { failures: 1, through: SignInWay::Pages };

async fn a_burst_of_failures_completes_their_number_once_for_each(app: TestApp) {
    let ada = administrator(&app).await;
    let (jonas, mira) = (app.person("jonas", Role::User).await, app.person("mira", Role::User).await);
    let id = activated(&app, &ada, draft("Guessed", five_failures(), tagging())).await;
    let other = app.another_desk(|_| ()).await;
    let failed = FAILED;
    let guesses = join_all((0..14).map(|n| happened(&app, &failed, if n < 10 { jonas } else { mira }, 1)));
    tokio::join!(guesses, listen(&app.desk), listen(&other));
    tokio::join!(listen(&app.desk), listen(&other));
    let met: Vec<_> = lines(&app, &ada, id).await.into_iter().filter_map(|line| line.user).collect();
    assert_eq!(met.iter().map(|(user, _)| *user).collect::<Vec<_>>(), [jonas, jonas], "ten are twice five, and four are none");
}

/// PostgreSQL alone commits in another order than things began.
async fn a_failure_that_is_committed_late_counts(app: TestApp) {
    if app.store.engine != Engine::Postgres {
        return;
    }
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let id = activated(&app, &ada, draft("Guessed", five_failures(), tagging())).await;
    let mut late = app.db.write().await.unwrap();
    happen(&app, &mut late, &FAILED, jonas, 1, &[]).await;
    app.clock.advance(Span::seconds(1));
    happened(&app, &FAILED, jonas, 4).await;
    listen(&app.desk).await;
    assert!(lines(&app, &ada, id).await.is_empty());
    late.commit().await.unwrap();
    listen(&app.desk).await;
    assert_eq!(lines(&app, &ada, id).await.len(), 1);
}

async fn an_end_is_announced_once(app: TestApp) {
    let ada = administrator(&app).await;
    let ending = |name: &str, end: &str| {
        let plain = draft(name, event(EventKind::Deactivated), tagging());
        let frame = plain.time_frame.clone().unwrap();
        let frame = TimeFrame { end: end.to_owned(), remind: vec![ada.user], ..frame };
        AutomationDraft { time_frame: Some(frame), ..plain }
    };
    let id = activated(&app, &ada, ending("Ended", "2026-12-01T00:00")).await;
    work(&app).await;
    assert_eq!(mails_to_ada(&app).await, 1, "it ends in less than 30 days");
    let change = async |draft: AutomationDraft| {
        let version = record(&app, &ada, id).await.version;
        let change = SaveAutomation { id: Some(id), version, shown: None, part: DraftPart::Whole(draft) };
        app.desk.save_automation(&ada, change).await.unwrap();
        work(&app).await;
    };
    change(ending("Ended soon", "2026-12-01T00:00")).await;
    for step in [AutomationStep::Deactivate, AutomationStep::Activate] {
        app.desk.step_automation(&ada, id, step).await.unwrap();
        work(&app).await;
    }
    assert_eq!(mails_to_ada(&app).await, 1, "the same end");
    change(ending("Ended soon", "2026-12-02T00:00")).await;
    assert_eq!(mails_to_ada(&app).await, 2, "another end");
}

async fn how_a_call_ended_is_told_to_others(app: TestApp) {
    let ada = administrator(&app).await;
    let call = Job { url: app.hooks.url(), cool_down_minutes: 0, ..Job::usual(JobKind::Webhook) };
    activated(&app, &ada, draft("Tell the door system", event(EventKind::UserCreated), call)).await;
    let to_ada = Job {
        use_event_parameter: false,
        system_user: Some(ada.user),
        note: "Please see to the door system.".to_owned(),
        cool_down_minutes: 0,
        ..Job::usual(JobKind::Notify)
    };
    let finished = |success| WatchedEvent { success: Some(success), ..event(EventKind::AutomationFinished) };
    let failed = activated(&app, &ada, draft("Failed", finished(false), to_ada.clone())).await;
    let done = activated(&app, &ada, draft("Done", finished(true), to_ada)).await;
    app.hooks.answer([Answer::Says(400, "no such door"), Answer::Says(200, "thank you")]);
    let mut told = Vec::new();
    for name in ["jonas", "mira"] {
        app.person(name, Role::User).await;
        work(&app).await;
        WebhookWorker::new(app.desk.clone()).drain().await.unwrap();
        work(&app).await;
        told.push((lines(&app, &ada, failed).await.len(), lines(&app, &ada, done).await.len()));
    }
    // A notice to Ada is a run that was done too.
    assert_eq!(told, [(1, 1), (1, 2)]);
}

async fn every_try_of_a_call_stays(app: TestApp) {
    let ada = administrator(&app).await;
    let call = Job { url: app.hooks.url(), ..Job::usual(JobKind::Webhook) };
    let id = activated(&app, &ada, draft("Tell the door system", event(EventKind::UserCreated), call)).await;
    app.hooks.answer([Answer::Says(500, "out of order"), Answer::Says(200, "thank you")]);
    app.person("jonas", Role::User).await;
    work(&app).await;
    let begun = app.clock.now();
    for _ in 0..2 {
        WebhookWorker::new(app.desk.clone()).drain().await.unwrap();
        app.clock.advance(Span::seconds(12));
    }
    let [line] = lines(&app, &ada, id).await.try_into().unwrap();
    let tries: Vec<_> = line.tries.iter().map(|(moment, reply)| (moment.at - begun, reply.as_str())).collect();
    let expected = [(Span(0), "500 Internal Server Error: out of order"), (Span::seconds(12), "200 OK: thank you")];
    assert_eq!(tries, expected);
}

async fn circles_over_several_automations_are_refused_by_name(app: TestApp) {
    let ada = administrator(&app).await;
    let off = draft("Switch off", event(EventKind::Activated), Job::usual(JobKind::Deactivate));
    let off = activated(&app, &ada, off).await;
    let on = draft("Switch on", event(EventKind::Deactivated), Job::usual(JobKind::Activate));
    let on = save(&app, &ada, on).await.unwrap();
    let refused = activate(&app, &ada, on).await.unwrap_err();
    assert_eq!(refused.problem, Problem::TurnsInCirclesWith(vec!["Switch off".to_owned()]));
    app.desk.step_automation(&ada, off, AutomationStep::Deactivate).await.unwrap();
    activate(&app, &ada, on).await.unwrap();
    assert_eq!(record(&app, &ada, on).await.row.status, AutomationStatus::Running);
}

/// An import adds many at one moment; they are met in parts.
async fn many_who_come_of_age_at_one_moment_are_all_met(app: TestApp) {
    let ada = administrator(&app).await;
    for n in 0..620 {
        app.add(&format!("crew{n}"), |_| ()).await;
    }
    let away = WatchedEvent { number: Some(30), ..event(EventKind::NoSignIn) };
    let id = activated(&app, &ada, draft("Away", away, Job { hourly_cap: 10_000, ..tagging() })).await;
    app.clock.advance(Span::days(31));
    work(&app).await;
    let tally = record(&app, &ada, id).await.row.tally;
    assert_eq!((tally.done + tally.skipped, tally.waiting), (621, 0), "all, and the administrator");
}

async fn what_is_old_goes_and_what_waits_keeps_what_it_needs(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let job = Job { delay: Some(Delay { unit: DelayUnit::Days, value: 7 }), ..tagging() };
    let id = activated(&app, &ada, draft("Left", event(EventKind::Deactivated), job)).await;
    app.desk.set_active(&ada, SetActive { user: jonas, active: false }).await.unwrap();
    work(&app).await;
    let forgetful = app.another_desk(|house| house.history = Span::days(2)).await;
    let events = async || app.store.count("SELECT COUNT(*) FROM events").await;
    let before = events().await;
    assert!(!forgetful.forget_history().await.unwrap());
    assert_eq!(events().await, before, "nothing is old");
    app.clock.advance(Span::days(3));
    forgetful.forget_history().await.unwrap();
    assert_eq!(events().await, 1, "the event of the run that waits");
    app.clock.advance(Span::days(4));
    work(&app).await;
    assert_eq!(lines(&app, &ada, id).await[0].state, RunState::Done);
    app.clock.advance(Span::days(3));
    forgetful.forget_history().await.unwrap();
    assert_eq!((events().await, lines(&app, &ada, id).await.len()), (0, 0));
}

async fn a_trial_judges_as_the_engine_does(app: TestApp) {
    let ada = administrator(&app).await;
    let grace = caller(app.person("grace", Role::Administrator).await, Role::Administrator);
    let jonas = app.person("jonas", Role::User).await;
    let job = Job { note: "Welcome back.".to_owned(), ..Job::usual(JobKind::Notify) };
    let id = activated(&app, &grace, draft("Told", event(EventKind::Deactivated), job)).await;
    app.desk.set_active(&ada, SetActive { user: jonas, active: false }).await.unwrap();
    let mut tx = app.db.write().await.unwrap();
    happen(&app, &mut tx, &Event::Deactivated, jonas, 3, &[id]).await;
    tx.commit().await.unwrap();
    work(&app).await;
    let tried = app.desk.try_automation(&ada, id, TryOver::Last(100)).await.unwrap();
    let of_trial: Vec<_> = tried.lines.iter().map(|line| line.reason).collect();
    let of_ledger: Vec<_> = lines(&app, &ada, id).await.into_iter().map(|line| line.reason).collect();
    assert_eq!((tried.events, tried.matched), (4, 1), "it does not hear what it caused");
    assert_eq!(of_trial, [Some(SkipReason::Refused(Refusal::Inactive))], "notices go to nobody who is switched off");
    assert_eq!(of_trial, of_ledger);
    // It acts for its owner, whoever looks.
    app.desk.set_active(&ada, SetActive { user: jonas, active: true }).await.unwrap();
    app.desk.set_active(&ada, SetActive { user: grace.user, active: false }).await.unwrap();
    let tried = app.desk.try_automation(&ada, id, TryOver::Last(100)).await.unwrap();
    assert_eq!(tried.met, 0);
    assert!(tried.lines.iter().all(|line| line.reason == Some(SkipReason::Refused(Refusal::NotPermitted))), "{tried:?}");
}
