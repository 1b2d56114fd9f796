//! When this happens, for these people: and nobody twice, and nobody who must not be.

pub(crate) use crate::people::administrator;
use crate::support::{
    app::{PASSWORD, TestApp},
    db::Engine,
};
use app::{
    api::{ApiError, Automations, Caller, People, Selections},
    model::{
        AutomationDraft, AutomationId, AutomationRecord, AutomationStep, Coming, Criteria, Criterion, Delay, DelayUnit,
        DraftPart, EventField, EventFilter, EventKind, Every, Holidays, Job, JobKind, Kind, LeftOut, NewPasswordEffect, Role,
        RunId, RunLine, RunQuery, RunState, SaveAutomation, SaveSelection, Schedule, SelectionDraft, SelectionId, SetActive,
        SkipReason, Span, TextOperator, TimeFrame, Upcoming, UserId, WatchedEvent, Weekday,
    },
    rules::reset::Refusal,
};
use futures_util::future::join_all;
use latchkey::{
    security::{Clock as _, Random},
    service::Desk,
    store::{
        events::{self, Event, NewEvent},
        users::{
            User,
            fill::{self, NewUser},
        },
    },
};

on_both_engines!(
    after_five_failures_a_new_password_is_mailed_on_weekdays_to_people_alone,
    an_event_is_met_once_however_many_look,
    failures_count_within_their_minutes_alone,
    programs_are_left_out_unless_they_are_meant_on_purpose,
    what_it_causes_does_not_start_it_again,
    nobody_is_met_again_too_soon,
    whom_a_selection_means_is_asked_when_the_job_runs,
    people_are_notified_by_a_template,
    ten_thousand_events_find_their_hundred_automations_once,
);

pub(crate) const HOUR: Span = Span::hours(1);
/// How many events happen at once.
const EVENTS: usize = 10_000;
/// How many automations are active, each of which listens to as many of them.
const AUTOMATIONS: usize = 100;
const EACH: usize = EVENTS / AUTOMATIONS;
/// The jobs of so many automations are due at once, those of the others a day later: a debug build does a few hundred a second.
const ACTING: usize = 20;

pub(crate) fn event(kind: EventKind) -> WatchedEvent {
    WatchedEvent { kind, filters: Vec::new(), success: None, selection: None, number: None, minutes: None, schedule: None }
}

/// Five failures within a quarter of an hour.
pub(crate) fn five_failures() -> WatchedEvent {
    WatchedEvent { number: Some(5), minutes: Some(15), ..event(EventKind::SignInFailed) }
}

/// At nine o'clock in Berlin.
pub(crate) fn every_day() -> WatchedEvent {
    let schedule = Schedule {
        every: Every::Day,
        days: Vec::new(),
        day_of_month: 1,
        interval: 1,
        at: "09:00".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    };
    WatchedEvent { schedule: Some(schedule), ..event(EventKind::Schedule) }
}

/// From the day before the tests until a year later, every day.
pub(crate) fn always() -> TimeFrame {
    TimeFrame {
        start: "2026-11-20T00:00".to_owned(),
        end: "2027-11-20T00:00".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        days: Weekday::ALL.to_vec(),
        holidays: Holidays::Always,
        remind: Vec::new(),
    }
}

pub(crate) fn draft(name: &str, event: WatchedEvent, job: Job) -> AutomationDraft {
    AutomationDraft { name: name.to_owned(), description: String::new(), event, job: Some(job), time_frame: Some(always()) }
}

/// Adds a tag, a day after somebody of this name has switched someone off.
pub(crate) fn left(name: &str) -> AutomationDraft {
    let by = EventFilter { field: EventField::By, operator: TextOperator::Equals, value: name.to_owned() };
    let watched = WatchedEvent { filters: vec![by], ..event(EventKind::Deactivated) };
    draft(name, watched, Job { delay: Some(Delay { unit: DelayUnit::Days, value: 1 }), ..tagging("left") })
}

/// An automation of this name that is activated, and a run of it that waits.
pub(crate) async fn waiting(app: &TestApp, ada: &Caller, name: &str) -> (AutomationId, RunId) {
    let id = activated(app, ada, left(name)).await;
    let user = app.person(&format!("{name}-left"), Role::User).await;
    switch(app, &Caller { display_name: name.to_owned(), ..ada.clone() }, user, false).await;
    while app.desk.listen_to_events().await.unwrap() {}
    (id, lines(app, ada, id).await[0].id)
}

/// What a window's form sends, filled in anew: the one at this address.
pub(crate) fn window(address: &str, name: &str) -> Vec<(&'static str, String)> {
    let filled: &[(&'static str, &str)] = match address.rsplit('/').next() {
        Some("new" | "event") => &[("kind", "deactivated")],
        Some("job") => {
            &[("kind", "end-sessions"), ("use_event_parameter", "true"), ("cool_down_minutes", "60"), ("hourly_cap", "10")]
        }
        Some("time-frame") => &[
            ("start", "2026-11-20T00:00"),
            ("end", "2028-11-20T00:00"),
            ("zone", "UTC"),
            ("days-monday", "true"),
            ("holidays", "always"),
        ],
        _ => &[],
    };
    let filled = filled.iter().map(|(field, value)| (*field, (*value).to_owned()));
    filled.chain([("name", format!("{name} {address}")), ("version", "2".to_owned())]).collect()
}

pub(crate) async fn save(app: &TestApp, ada: &Caller, draft: AutomationDraft) -> Result<AutomationId, ApiError> {
    app.desk.save_automation(ada, SaveAutomation { id: None, version: 0, shown: None, part: DraftPart::Whole(draft) }).await
}

pub(crate) async fn activate(app: &TestApp, ada: &Caller, id: AutomationId) -> Result<(), ApiError> {
    app.desk.step_automation(ada, id, AutomationStep::Activate).await
}

pub(crate) async fn activated(app: &TestApp, ada: &Caller, draft: AutomationDraft) -> AutomationId {
    let id = save(app, ada, draft).await.unwrap();
    // The test's clock stands: what was there before must not be as late as the activation.
    while app.desk.listen_to_events().await.unwrap() {}
    activate(app, ada, id).await.unwrap();
    id
}

/// Everything that automations have to do now.
pub(crate) async fn work(app: &TestApp) {
    loop {
        let clock = app.desk.follow_the_clock().await.unwrap();
        let heard = app.desk.listen_to_events().await.unwrap();
        let done = app.desk.take_turns().await.unwrap();
        if !(clock || heard || done) {
            return;
        }
    }
}

pub(crate) async fn record(app: &TestApp, ada: &Caller, id: AutomationId) -> AutomationRecord {
    app.desk.automation(ada, id, RunQuery::default()).await.unwrap()
}

pub(crate) async fn lines(app: &TestApp, ada: &Caller, id: AutomationId) -> Vec<RunLine> {
    record(app, ada, id).await.ledger.items
}

/// The runs of what comes next.
pub(crate) fn runs_in(upcoming: Upcoming) -> Vec<RunLine> {
    let run = |coming| if let Coming::Run(run) = coming { Some(run) } else { None };
    upcoming.page.items.into_iter().filter_map(run).collect()
}

/// How the only run stands, and why.
pub(crate) async fn outcome(app: &TestApp, ada: &Caller, id: AutomationId) -> (RunState, Option<SkipReason>) {
    let lines = lines(app, ada, id).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    (lines[0].state, lines[0].reason)
}

pub(crate) const fn left_out(reason: LeftOut) -> (RunState, Option<SkipReason>) {
    (RunState::Skipped, Some(SkipReason::LeftOut(reason)))
}

async fn fail(app: &TestApp, name: &str, times: usize) {
    for _ in 0..times {
        app.browser().sign_in(name, "a wrong guess at it").await;
        app.clock.advance(Span::seconds(61));
    }
}

pub(crate) async fn switch(app: &TestApp, ada: &Caller, user: UserId, active: bool) {
    app.desk.set_active(ada, SetActive { user, active }).await.unwrap();
}

pub(crate) async fn selection(app: &TestApp, ada: &Caller, name: &str, all: Vec<Criterion>) -> SelectionId {
    let draft = SelectionDraft { name: name.to_owned(), description: String::new(), criteria: Criteria { all } };
    app.desk.save_selection(ada, SaveSelection { id: None, version: 0, shown: None, draft }).await.unwrap()
}

pub(crate) async fn mails_to(app: &TestApp, name: &str) -> usize {
    app.send_mail().await;
    let address = format!("{name}@northwind.example");
    app.sink.received().iter().filter(|mail| mail.to.contains(&address)).count()
}

/// The documented job: on a Saturday the event happens, and on Monday the mail goes out.
async fn after_five_failures_a_new_password_is_mailed_on_weekdays_to_people_alone(app: TestApp) {
    let ada = administrator(&app).await;
    app.person("jonas", Role::User).await;
    app.add("sync", |user| user.kind = Kind::Hybrid).await;
    let people = selection(&app, &ada, "People", vec![Criterion::Kind(vec![Kind::Human])]).await;
    let job = Job {
        effect: Some(NewPasswordEffect::FirstUse),
        selection: Some(people),
        delay: Some(Delay { unit: DelayUnit::Minutes, value: 10 }),
        ..Job::usual(JobKind::SendNewPassword)
    };
    let weekdays = TimeFrame { days: Weekday::ALL[..5].to_vec(), ..always() };
    let id =
        activated(&app, &ada, AutomationDraft { time_frame: Some(weekdays), ..draft("Locked out", five_failures(), job) }).await;
    fail(&app, "jonas", 4).await;
    work(&app).await;
    assert!(lines(&app, &ada, id).await.is_empty(), "four failures are not five");
    fail(&app, "jonas", 1).await;
    fail(&app, "sync", 5).await;
    work(&app).await;
    let waiting = lines(&app, &ada, id).await;
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|line| line.state == RunState::Waiting && line.due.machine.starts_with("2026-11-23T13:")));
    app.clock.advance(Span::hours(24));
    work(&app).await;
    assert_eq!(mails_to(&app, "jonas").await, 0, "it is Sunday");
    app.clock.advance(Span::hours(25));
    work(&app).await;
    let mut done = lines(&app, &ada, id).await;
    done.sort_by_key(|line| line.user.clone().map(|(_, name)| name));
    let outcomes: Vec<_> = done.iter().map(|line| (line.state, line.reason)).collect();
    assert_eq!(outcomes, [(RunState::Done, None), left_out(LeftOut::NotSelected)]);
    assert_eq!((mails_to(&app, "jonas").await, mails_to(&app, "sync").await), (1, 0));
    assert!(done[0].message.is_some());
    // The old password works until the new one is used.
    app.clock.advance(HOUR);
    app.signed_in("jonas", PASSWORD).await;
}

async fn an_event_is_met_once_however_many_look(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let id = activated(&app, &ada, draft("Ended", event(EventKind::Deactivated), tagging("left"))).await;
    switch(&app, &ada, jonas, false).await;
    let (one, other) = (app.desk.clone(), app.desk.clone());
    let (heard, too) = tokio::join!(one.listen_to_events(), other.listen_to_events());
    assert!(heard.unwrap() | too.unwrap());
    let (done, too) = tokio::join!(one.take_turns(), other.take_turns());
    assert!(done.unwrap() | too.unwrap());
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Done, None));
}

pub(crate) fn tagging(tag: &str) -> Job {
    Job { tag: tag.to_owned(), ..Job::usual(JobKind::AddTag) }
}

async fn failures_count_within_their_minutes_alone(app: TestApp) {
    let ada = administrator(&app).await;
    app.person("jonas", Role::User).await;
    let id = activated(&app, &ada, draft("Locked out", five_failures(), tagging("unlucky"))).await;
    fail(&app, "jonas", 3).await;
    app.clock.advance(Span::minutes(16));
    fail(&app, "jonas", 4).await;
    work(&app).await;
    assert!(lines(&app, &ada, id).await.is_empty(), "never five within a quarter of an hour");
    fail(&app, "jonas", 2).await;
    work(&app).await;
    assert_eq!(lines(&app, &ada, id).await.len(), 1, "the fifth starts it, and the sixth does not");
}

async fn programs_are_left_out_unless_they_are_meant_on_purpose(app: TestApp) {
    let ada = administrator(&app).await;
    let sync = app.add("sync", |user| user.kind = Kind::Api).await;
    let job = Job { cool_down_minutes: 0, ..tagging("off") };
    let all = activated(&app, &ada, draft("Everyone", event(EventKind::Deactivated), job.clone())).await;
    let programs = selection(&app, &ada, "Programs", vec![Criterion::Kind(vec![Kind::Api])]).await;
    let named = Job { selection: Some(programs), ..job };
    let some = activated(&app, &ada, draft("Programs", event(EventKind::Deactivated), named)).await;
    switch(&app, &ada, sync, false).await;
    work(&app).await;
    let refused = (RunState::Skipped, Some(SkipReason::Refused(Refusal::ApiUser)));
    assert_eq!(outcome(&app, &ada, all).await, refused);
    assert_eq!(outcome(&app, &ada, some).await, (RunState::Done, None));
}

async fn what_it_causes_does_not_start_it_again(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let job = Job { cool_down_minutes: 0, ..Job::usual(JobKind::SendLink) };
    let id = activated(&app, &ada, draft("Once more", event(EventKind::LinkExpired), job)).await;
    app.send_link(ada.user, jonas).await.unwrap();
    app.send_mail().await;
    for _ in 0..4 {
        app.clock.advance(Span::hours(30));
        while app.desk.tell_expired().await.unwrap() {}
        work(&app).await;
        app.send_mail().await;
    }
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Done, None));
    assert_eq!(mails_to(&app, "jonas").await, 2, "the link that somebody sent, and the one that followed it");
}

async fn nobody_is_met_again_too_soon(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let id = activated(&app, &ada, draft("Back", event(EventKind::Activated), Job::usual(JobKind::SendLink))).await;
    for _ in 0..2 {
        switch(&app, &ada, jonas, false).await;
        switch(&app, &ada, jonas, true).await;
        work(&app).await;
    }
    let outcomes: Vec<_> = lines(&app, &ada, id).await.iter().map(|line| (line.state, line.reason)).collect();
    assert_eq!(outcomes, [left_out(LeftOut::CoolDown), (RunState::Done, None)]);
    app.clock.advance(Span::minutes(61));
    switch(&app, &ada, jonas, false).await;
    switch(&app, &ada, jonas, true).await;
    work(&app).await;
    assert_eq!(lines(&app, &ada, id).await[0].state, RunState::Done);
}

async fn whom_a_selection_means_is_asked_when_the_job_runs(app: TestApp) {
    let ada = administrator(&app).await;
    let (jonas, mira) = (app.person("jonas", Role::User).await, app.person("mira", Role::User).await);
    let active = selection(&app, &ada, "Active", vec![Criterion::Active]).await;
    let job =
        Job { selection: Some(active), delay: Some(Delay { unit: DelayUnit::Hours, value: 2 }), ..Job::usual(JobKind::SendLink) };
    let id = activated(&app, &ada, draft("Changed", event(EventKind::Activated), job)).await;
    for user in [jonas, mira] {
        switch(&app, &ada, user, false).await;
        switch(&app, &ada, user, true).await;
    }
    work(&app).await;
    switch(&app, &ada, mira, false).await;
    app.clock.advance(Span::hours(2));
    work(&app).await;
    assert_eq!((mails_to(&app, "jonas").await, mails_to(&app, "mira").await), (1, 0));
    let of_mira = lines(&app, &ada, id).await.into_iter().find(|line| line.user.as_ref().is_some_and(|(id, _)| *id == mira));
    assert_eq!(of_mira.map(|line| (line.state, line.reason)), Some(left_out(LeftOut::NotSelected)));
}

/// Each automation listens to the deeds of one person, and all these persons act at once. Several processes listen and act at the
/// same time; SQLite has one.
async fn ten_thousand_events_find_their_hundred_automations_once(app: TestApp) {
    let ada = administrator(&app).await;
    let mut automations = Vec::new();
    for n in 0..AUTOMATIONS {
        let later = left(&format!("actor {n}"));
        let at_once = Job { cool_down_minutes: 0, hourly_cap: 1_000, ..tagging("met") };
        let draft = if n < ACTING { AutomationDraft { job: Some(at_once), ..later } } else { later };
        automations.push(activated(&app, &ada, draft).await);
    }
    let people = crowd(&app, ACTING * EACH).await;
    all_act(&app, &people).await;
    let desks = match app.store.engine {
        Engine::Sqlite => vec![app.desk.clone(), app.desk.clone()],
        Engine::Postgres => vec![app.desk.clone(), app.another_desk(|_| ()).await, app.another_desk(|_| ()).await],
    };
    join_all(desks.iter().map(busy)).await;
    let each = i64::try_from(EACH).unwrap();
    for (n, id) in automations.into_iter().enumerate() {
        let tally = record(&app, &ada, id).await.row.tally;
        let found = (tally.done, tally.waiting, tally.skipped, tally.failed);
        assert_eq!(found, if n < ACTING { (each, 0, 0, 0) } else { (0, each, 0, 0) }, "automation {n}");
    }
    let all = i64::try_from(EVENTS).unwrap();
    assert_eq!(app.store.count("SELECT COUNT(*) FROM automation_runs").await, all, "each event is heard by one, and once");
    let met = i64::try_from(people.len()).unwrap();
    assert_eq!(app.store.count("SELECT COUNT(*) FROM user_tags WHERE tag = 'met'").await, met, "nobody is left out");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'user.edited'").await, met, "nobody is met twice");
}

/// So many people, written at once.
async fn crowd(app: &TestApp, count: usize) -> Vec<UserId> {
    let (at, random) = (app.clock.now(), Random::from_system().unwrap());
    let person = |n: usize| User {
        user_name: format!("crew{n}"),
        display_name: format!("Crew {n}"),
        time_zone: "Europe/Berlin".to_owned(),
        ..User::new(UserId(random.id(at)), at)
    };
    let people: Vec<_> = (0..count).map(|n| NewUser { user: person(n), tags: Vec::new(), password: None }).collect();
    let mut tx = app.db.write().await.unwrap();
    fill::insert(&mut tx, &people).await.unwrap();
    tx.commit().await.unwrap();
    people.into_iter().map(|new| new.user.id).collect()
}

/// Everybody whom an automation listens to does something to as many people, in one transaction. Whose job is due at once finds
/// people of its own.
async fn all_act(app: &TestApp, people: &[UserId]) {
    let (at, random) = (app.clock.now(), Random::from_system().unwrap());
    let mut tx = app.db.write().await.unwrap();
    for (n, people) in people.chunks(EACH).cycle().take(AUTOMATIONS).enumerate() {
        let actor = format!("actor {n}");
        let about: Vec<_> = people.iter().map(|user| (random.id(at), *user)).collect();
        let new = NewEvent { event: &Event::Deactivated, actor: Some(&actor), causes: &[], at };
        events::record_all(&mut tx, &new, &about).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Works as a process does, until it finds no more.
async fn busy(desk: &Desk) {
    loop {
        let heard = desk.listen_to_events().await.unwrap();
        let acted = desk.take_turns().await.unwrap();
        if !(heard || acted) {
            return;
        }
    }
}

async fn people_are_notified_by_a_template(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let job = Job {
        use_event_parameter: false,
        system_user: Some(ada.user),
        note: "Please see to their desk.".to_owned(),
        ..Job::usual(JobKind::Notify)
    };
    let id = activated(&app, &ada, draft("Somebody left", event(EventKind::Deactivated), job)).await;
    switch(&app, &ada, jonas, false).await;
    work(&app).await;
    assert_eq!(outcome(&app, &ada, id).await, (RunState::Done, None));
    assert_eq!(mails_to(&app, "ada").await, 1);
    let mail = app.sink.nth(1).await;
    assert!(mail.text.contains("Please see to their desk.") && mail.text.contains("jonas Feld"), "{}", mail.text);
}
