//! Automations: how many events a second find theirs among all that are active, and how many due runs a second are done.

use crate::{
    directory,
    report::per_second,
    scale::{Place, open},
};
use anyhow::ensure;
use app::{
    api::{Automations as _, Caller},
    model::{
        AutomationDraft, AutomationStep, DraftPart, EventField, EventFilter, EventKind, Holidays, Job, JobKind, Kind, Role,
        RunQuery, SaveAutomation, TextOperator, TimeFrame, UserId, WatchedEvent, Weekday,
    },
};
use latchkey::{
    security::{Clock as _, Random, SystemClock},
    service::{Desk, operator},
    store::{
        DatabaseUrl, Db,
        events::{self, Event, NewEvent},
        users::{
            User,
            fill::{self, NewUser},
        },
    },
};
use std::{
    fmt,
    path::Path,
    time::{Duration, Instant},
};

/// How many automations are active.
pub(crate) const ACTIVE: [usize; 2] = [100, 1_000];
/// How many events come at once.
const EVENTS: usize = 10_000;
/// Seed of the people's order.
const SEED: u64 = 7;

/// What was measured.
pub(crate) struct Heard {
    engine: &'static str,
    active: usize,
    matched: Duration,
    acted: Duration,
}

/// Has events come that each concern one of so many automations, and the runs that follow.
pub(crate) async fn measure(engine: &'static str, server: &str, folder: &Path, active: usize) -> anyhow::Result<Heard> {
    let place = Place::make(engine, server, folder, &format!("automations_{active}")).await?;
    let desk = open(&place.url, folder).await?;
    let by = operator("bench".to_owned());
    let db = Db::connect(&place.url.parse::<DatabaseUrl>().map_err(|error| anyhow::anyhow!("{error}"))?).await?;
    let random = Random::from_seed(SEED);
    let people = people(&db, &random).await?;
    let mut last = None;
    for number in 0..active {
        last = Some(activate(&desk, &by, number).await?);
    }
    happen(&db, &random, &people, active).await?;
    let began = Instant::now();
    while desk.listen_to_events().await? {}
    let matched = began.elapsed();
    let began = Instant::now();
    while desk.take_turns().await? {}
    let acted = began.elapsed();
    if let Some(last) = last {
        let tally = desk.automation(&by, last, RunQuery::default()).await?.row.tally;
        ensure!(usize::try_from(tally.done)? == EVENTS / active, "the last automation did not do all its runs: {tally:?}");
    }
    desk.close().await;
    db.close().await;
    place.remove().await?;
    Ok(Heard { engine, active, matched, acted })
}

async fn people(db: &Db, random: &Random) -> anyhow::Result<Vec<UserId>> {
    let now = SystemClock.now();
    let people =
        (0..EVENTS).map(|number| User { kind: Kind::Human, is_active: true, ..directory::user(random, now, number, Role::User) });
    let people: Vec<_> = people.map(|user| NewUser { user, tags: Vec::new(), password: None }).collect();
    let mut tx = db.write().await?;
    fill::insert(&mut tx, &people).await?;
    tx.commit().await?;
    Ok(people.iter().map(|person| person.user.id).collect())
}

/// The name of whoever causes what this automation listens to.
fn actor(number: usize) -> String {
    format!("actor {number}")
}

async fn activate(desk: &Desk, by: &Caller, number: usize) -> anyhow::Result<app::model::AutomationId> {
    let filter = EventFilter { field: EventField::By, operator: TextOperator::Equals, value: actor(number) };
    let event = WatchedEvent {
        kind: EventKind::Deactivated,
        filters: vec![filter],
        success: None,
        selection: None,
        number: None,
        minutes: None,
        schedule: None,
    };
    let time_frame = TimeFrame {
        start: "2026-01-01T00:00".to_owned(),
        end: "2030-12-31T00:00".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        days: Weekday::ALL.to_vec(),
        holidays: Holidays::Always,
        remind: Vec::new(),
    };
    // Each run finds something to do: nobody is met twice.
    let job = Job { tag: "met".to_owned(), cool_down_minutes: 0, hourly_cap: 1_000, ..Job::usual(JobKind::AddTag) };
    let draft = AutomationDraft {
        name: format!("Automation {number}"),
        description: String::new(),
        event,
        job: Some(job),
        time_frame: Some(time_frame),
    };
    let id =
        desk.save_automation(by, SaveAutomation { id: None, version: 0, shown: None, part: DraftPart::Whole(draft) }).await?;
    desk.step_automation(by, id, AutomationStep::Activate).await?;
    Ok(id)
}

/// The automations take turns in being concerned.
async fn happen(db: &Db, random: &Random, people: &[UserId], active: usize) -> anyhow::Result<()> {
    let at = SystemClock.now();
    let mut tx = db.write().await?;
    for number in 0..active {
        let actor = actor(number);
        let about: Vec<_> = (0..EVENTS / active)
            .filter_map(|event| people.get(event * active + number))
            .map(|user| (random.id(at), *user))
            .collect();
        let new = NewEvent { event: &Event::Deactivated, actor: Some(&actor), causes: &[], at };
        events::record_all(&mut tx, &new, &about).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes the section.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, heard: &[Heard]) -> fmt::Result {
    writeln!(f, "## Automations\n")?;
    writeln!(
        f,
        "{EVENTS} events at once, each of which concerns one of the active automations, and the {EVENTS} runs that follow; one worker.\n"
    )?;
    writeln!(f, "| database | active automations | events/s matched | due runs/s |\n|---|---|---|---|")?;
    for Heard { engine, active, matched, acted } in heard {
        let [matched, acted] = [matched, acted].map(|took| per_second(EVENTS, *took));
        writeln!(f, "| {engine} | {active} | {matched} | {acted} |")?;
    }
    writeln!(f)
}
