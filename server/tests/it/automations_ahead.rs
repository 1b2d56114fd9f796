//! What comes next: runs that wait, and the times that the clock will bring.

use crate::{
    automations::{activated, administrator, draft, event, every_day, runs_in, waiting},
    support::app::{PASSWORD, TestApp},
};
use app::{
    api::{Automations, Caller},
    model::{
        AutomationDraft, AutomationId, AutomationStep, Coming, ComingMonth, Delay, DelayUnit, EventKind, Job, JobKind, Place,
        PlannedRun, Role, Span, TimeFrame, WatchedEvent, Weekday,
    },
};

on_both_engines!(
    the_next_times_of_a_schedule_are_told,
    passwords_that_will_reach_an_age_are_told_with_their_owners,
    what_is_planned_stands_among_what_waits,
    planned_times_are_marked_and_cannot_be_cancelled,
    a_calendar_says_how_much_each_day_brings_and_of_what,
    a_day_of_the_calendar_leads_to_itself_in_the_list,
    the_calendar_is_a_table_that_needs_no_scripts,
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

async fn month(app: &TestApp, ada: &Caller, name: &str) -> ComingMonth {
    app.desk.coming_month(ada, Some(name.to_owned())).await.unwrap()
}

async fn a_calendar_says_how_much_each_day_brings_and_of_what(app: TestApp) {
    let ada = administrator(&app).await;
    waiting(&app, &ada, "Left").await;
    let id = on_weekdays(&app, &ada).await;
    let november = month(&app, &ada, "2026-11").await;
    assert_eq!((november.name.as_str(), november.first_weekday, november.days.len()), ("November 2026", 6, 30));
    let days: Vec<_> = november.days[20..].iter().map(|day| (day.number, day.count, day.automations.join(", "))).collect();
    let daily = |number: u8, count: i64| (number, count, "Daily".to_owned());
    let nothing = |number: u8| (number, 0, String::new());
    // What Saturdays and Sundays bring waits for Monday.
    let expected = [
        nothing(21),
        (22, 1, "Left".to_owned()),
        daily(23, 2),
        daily(24, 1),
        daily(25, 1),
        daily(26, 1),
        daily(27, 1),
        nothing(28),
        nothing(29),
        daily(30, 3),
    ];
    assert_eq!(days, expected);
    let today: Vec<_> = november.days.iter().filter(|day| day.is_today).map(|day| day.name.as_str()).collect();
    assert_eq!(today, ["Saturday, 21 November 2026"]);
    // A year ahead and no further, and nothing of what is over.
    assert_eq!((november.previous.as_deref(), november.next.as_deref()), (None, Some("2026-12")));
    let october = month(&app, &ada, "2027-10").await;
    assert_eq!((october.days[0].count, october.previous.as_deref()), (1, Some("2027-09")));
    assert_eq!(month(&app, &ada, "2027-11").await.next, None);
    for other in ["2026-10", "2027-12", "2026-13", "soon", ""] {
        assert_eq!(month(&app, &ada, other).await.month, "2026-11", "{other}");
    }
    app.desk.step_automation(&ada, id, AutomationStep::Pause).await.unwrap();
    assert!(month(&app, &ada, "2026-12").await.days.iter().all(|day| day.count == 0), "what pauses plans nothing");
}

async fn a_day_of_the_calendar_leads_to_itself_in_the_list(app: TestApp) {
    let ada = administrator(&app).await;
    waiting(&app, &ada, "Left").await;
    on_weekdays(&app, &ada).await;
    let first_of = async |month: &ComingMonth, day: usize| {
        let place = Place::After(month.days[day - 1].key.clone());
        let items = app.desk.upcoming_runs(&ada, Some(place)).await.unwrap().page.items;
        (items[0].due().machine.clone(), items.len())
    };
    let november = month(&app, &ada, "2026-11").await;
    assert_eq!(first_of(&november, 22).await, ("2026-11-22T13:32:00Z".to_owned(), 11), "a run, and ten planned times");
    assert_eq!(first_of(&november, 23).await, ("2026-11-23T10:00:00Z".to_owned(), 10));
    let june = month(&app, &ada, "2027-06").await;
    assert_eq!(first_of(&june, 15).await, ("2027-06-15T09:00:00Z".to_owned(), 10), "however far ahead");
}

async fn the_calendar_is_a_table_that_needs_no_scripts(app: TestApp) {
    let ada = administrator(&app).await;
    on_weekdays(&app, &ada).await;
    let page = app.signed_in("ada", PASSWORD).await.get("/automations/next?month=2026-12").await;
    assert!(page.says("What comes in December 2026") && page.says("Tuesday, 1 December 2026:"), "{}", page.text());
    let html = page.text();
    assert_eq!(html.matches("<caption").count(), 1, "{html}");
    for month in ["2026-11", "2027-01"] {
        assert!(html.contains(&format!("href=\"/automations/next?month={month}\"")), "{month}: {html}");
    }
    let day = &month(&app, &ada, "2026-12").await.days[0];
    assert!(html.contains(&format!("after={}#coming\"", day.key)), "{html}");
}
