//! The three windows of an automation as forms: their fields' names and values, read alike by the browser and, without
//! scripts, by the server. What is wrong with them is for the service to say, to those alone who may save.
//!
//! Row 3 of an event's filters is the fields `field-3`, `operator-3` and `value-3`, and `attribute-3` where it is about an
//! attribute. A user who was picked stands in one field together with their name, which is shown again when the form is
//! refused: "0192… Jonas Feld".

use crate::{
    errors::{ApiError, Problem},
    model::{
        AutomationDraft, AutomationId, AutomationNames, AutomationWindow, Delay, DelayUnit, DraftPart, EventField, EventFilter,
        EventKind, Every, Holidays, Job, JobKind, Schedule, TimeFrame, UserId, WatchedEvent, Weekday,
    },
    rules::automation::{FILTERS, usual_effect},
};
use std::str::FromStr;

/// The field of the button that says where a window leads once it is saved.
pub const THEN: &str = "then";
/// The field with the mark of what the reader of a window was shown before it takes effect.
pub const SEEN: &str = "seen";
/// What stands in a filter's first field where it is about an attribute.
pub const ATTRIBUTE: &str = "attribute";
/// The field of the System User.
pub const SYSTEM_USER: &str = "system_user";
/// The name, in the address of *Edit Job*, of the job that was recommended.
pub const RECOMMENDED_JOB: &str = "job";
/// How many rows the picker of those who are reminded may have: the chosen ones, and who was found.
pub const REMIND_ROWS: usize = 32;

/// Where a window leads once it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// To another window.
    Window(AutomationWindow),
    /// To *Edit Job*, which starts with this job.
    Recommended(JobKind),
    /// To what is said before activating.
    Activate,
    /// To the automation's own page.
    Close,
}

/// What stands before a recommended job's name.
const RECOMMENDED: &str = "job:";

impl std::fmt::Display for Then {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Window(window) => window.fmt(f),
            Self::Recommended(job) => write!(f, "{RECOMMENDED}{job}"),
            Self::Activate => f.write_str("activate"),
            Self::Close => f.write_str("close"),
        }
    }
}

impl Then {
    /// What a button asks for; what is not understood closes.
    #[must_use]
    pub fn read(pressed: &str) -> Self {
        if pressed == "activate" {
            return Self::Activate;
        }
        let recommended = || Some(Self::Recommended(pressed.strip_prefix(RECOMMENDED)?.parse().ok()?));
        pressed.parse().map(Self::Window).ok().or_else(recommended).unwrap_or(Self::Close)
    }

    /// The address to which it leads.
    #[must_use]
    pub fn address(self, automation: AutomationId) -> String {
        match self {
            Self::Window(window) => format!("/automations/{automation}/{window}"),
            Self::Recommended(job) => format!("/automations/{automation}/job?{RECOMMENDED_JOB}={job}"),
            Self::Activate => format!("/automations/{automation}/activate"),
            Self::Close => format!("/automations/{automation}"),
        }
    }
}

/// One of the fields of a row of filters: `field-3`.
#[must_use]
pub fn in_row(part: &str, row: usize) -> String {
    format!("{part}-{row}")
}

/// The name of the box of a day.
#[must_use]
pub fn day_box(day: Weekday) -> String {
    format!("days-{day}")
}

/// The name of a row of the picker of those who are reminded.
#[must_use]
pub fn remind(row: usize) -> String {
    format!("remind-{row}")
}

/// A user who was picked, with their name.
#[must_use]
pub fn named(user: UserId, name: &str) -> String {
    format!("{user} {name}")
}

/// The user in a field, with their name.
#[must_use]
pub fn read_named(text: &str) -> Option<(UserId, String)> {
    let (id, name) = text.split_once(' ').unwrap_or((text, ""));
    Some((id.parse().ok()?, name.to_owned()))
}

/// Whether the event asks for a number: of failures, or of days.
#[must_use]
pub const fn asks_number(kind: EventKind) -> bool {
    matches!(kind, EventKind::SignInFailed | EventKind::PasswordAge | EventKind::NoSignIn)
}

/// Whether the event asks within how many minutes.
#[must_use]
pub const fn asks_minutes(kind: EventKind) -> bool {
    matches!(kind, EventKind::SignInFailed)
}

/// The rows of filters that a form holds.
#[must_use]
pub fn filter_rows(value: impl Fn(&str) -> String) -> Vec<usize> {
    (0..FILTERS).filter(|row| !value(&in_row("field", *row)).is_empty()).collect()
}

type Fields = Vec<(String, String)>;

#[expect(clippy::needless_pass_by_value, reason = "texts, numbers and names are written alike")]
fn field(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn optional<T: ToString>(name: &str, value: Option<&T>) -> (String, String) {
    field(name, value.map(T::to_string).unwrap_or_default())
}

fn ticked(days: &[Weekday]) -> impl Iterator<Item = (String, String)> {
    days.iter().map(|day| (day_box(*day), "true".to_owned()))
}

/// *Edit Event* as it stands in its form.
#[must_use]
pub fn event_fields(draft: &AutomationDraft) -> Fields {
    let event = &draft.event;
    let mut fields = vec![
        field("name", &draft.name),
        field("description", &draft.description),
        field("kind", event.kind),
        optional("selection", event.selection.as_ref()),
        optional("number", event.number.as_ref()),
        optional("minutes", event.minutes.as_ref()),
        optional("success", event.success.as_ref()),
    ];
    for (row, filter) in event.filters.iter().enumerate() {
        let name = if let EventField::Attribute(name) = &filter.field {
            fields.push((in_row(ATTRIBUTE, row), name.clone()));
            ATTRIBUTE.to_owned()
        } else {
            filter.field.to_string()
        };
        fields.push((in_row("field", row), name));
        fields.push((in_row("operator", row), filter.operator.to_string()));
        fields.push((in_row("value", row), filter.value.clone()));
    }
    fields.extend(event.schedule.iter().flat_map(schedule_fields));
    fields
}

fn schedule_fields(schedule: &Schedule) -> Fields {
    let mut fields = vec![
        field("every", schedule.every),
        field("interval", schedule.interval),
        field("day_of_month", schedule.day_of_month),
        field("at", &schedule.at),
        field("zone", &schedule.zone),
    ];
    fields.extend(ticked(&schedule.days));
    fields
}

/// *Edit Job* as it stands in its form.
#[must_use]
pub fn job_fields(job: &Job, names: &AutomationNames) -> Fields {
    let name = names.system_user.clone().unwrap_or_default();
    vec![
        field("kind", job.kind),
        field(SYSTEM_USER, job.system_user.map(|user| named(user, &name)).unwrap_or_default()),
        field("use_event_parameter", job.use_event_parameter),
        optional("selection", job.selection.as_ref()),
        optional("effect", job.effect.as_ref()),
        optional("life_minutes", job.life_minutes.as_ref()),
        field("tag", &job.tag),
        field("note", &job.note),
        field("url", &job.url),
        field("delay", if job.delay.is_some() { "yes" } else { "no" }),
        optional("delay_unit", job.delay.as_ref().map(|delay| &delay.unit)),
        optional("delay_value", job.delay.as_ref().map(|delay| &delay.value)),
        field("cool_down_minutes", job.cool_down_minutes),
        field("hourly_cap", job.hourly_cap),
    ]
}

/// What *Edit Job* starts with where there is no job yet: for those whom the event is about, if there are any.
#[must_use]
pub fn usual_job(event: &WatchedEvent, kind: JobKind) -> Job {
    Job { use_event_parameter: event.kind.has_users(), effect: Some(usual_effect(event.kind)), ..Job::usual(kind) }
}

/// *Time Frame* as it stands in its form.
#[must_use]
pub fn frame_fields(frame: &TimeFrame, names: &AutomationNames) -> Fields {
    let mut fields = vec![
        field("start", &frame.start),
        field("end", &frame.end),
        field("zone", &frame.zone),
        field("holidays", frame.holidays),
    ];
    fields.extend(ticked(&frame.days));
    for (row, user) in frame.remind.iter().enumerate() {
        let name = names.reminded.get(row).cloned().unwrap_or_default();
        fields.push((remind(row), named(*user, &name)));
    }
    fields
}

/// What *Time Frame* starts with where there is none yet: from now on for a year, on all days.
#[must_use]
pub fn usual_frame(now: &str, zone: &str) -> TimeFrame {
    TimeFrame {
        start: now.to_owned(),
        end: a_year_later(now).unwrap_or_default(),
        zone: zone.to_owned(),
        days: Weekday::ALL.to_vec(),
        holidays: Holidays::Always,
        remind: Vec::new(),
    }
}

/// The same day and time a year later; the day before where there is no such day.
fn a_year_later(moment: &str) -> Option<String> {
    let (year, rest) = moment.split_at_checked(4)?;
    let year: i64 = year.parse().ok()?;
    let rest = rest.strip_prefix("-02-29").map_or_else(|| rest.to_owned(), |clock| format!("-02-28{clock}"));
    Some(format!("{:04}{rest}", year + 1))
}

/// What a window's form with these values asks to be saved.
///
/// # Errors
/// [`Problem::UnreadableForm`] when the form is not the page's; an attribute without a name, beside the filters.
pub fn read(window: AutomationWindow, value: impl Fn(&str) -> String) -> Result<DraftPart, ApiError> {
    Ok(match window {
        AutomationWindow::Event => DraftPart::Event {
            name: value("name").split_whitespace().collect::<Vec<_>>().join(" "),
            description: value("description").trim().to_owned(),
            event: read_event(&value)?,
        },
        AutomationWindow::Job => DraftPart::Job(read_job(&value)?),
        AutomationWindow::TimeFrame => DraftPart::TimeFrame(read_frame(&value)?),
    })
}

/// Only what the event has is taken: what was entered for another one, before it was changed, is not.
fn read_event(value: impl Fn(&str) -> String) -> Result<WatchedEvent, ApiError> {
    let kind = required(&value("kind"))?;
    Ok(WatchedEvent {
        kind,
        filters: read_filters(kind, &value)?,
        success: if kind.has_success() { value("success").parse().ok() } else { None },
        selection: if kind.has_users() { value("selection").parse().ok() } else { None },
        number: if asks_number(kind) { number(&value("number")) } else { None },
        minutes: if asks_minutes(kind) { number(&value("minutes")) } else { None },
        schedule: if kind == EventKind::Schedule { Some(read_schedule(&value)?) } else { None },
    })
}

fn read_filters(kind: EventKind, value: impl Fn(&str) -> String) -> Result<Vec<EventFilter>, ApiError> {
    let mut filters = Vec::new();
    for row in filter_rows(&value) {
        let field = match value(&in_row("field", row)).as_str() {
            ATTRIBUTE if kind == EventKind::External => attribute(value(&in_row(ATTRIBUTE, row)).trim())?,
            name => match name.parse() {
                Ok(field) if kind.fields().contains(&field) => field,
                _ => continue,
            },
        };
        let operator = required(&value(&in_row("operator", row)))?;
        filters.push(EventFilter { field, operator, value: value(&in_row("value", row)) });
    }
    Ok(filters)
}

fn attribute(name: &str) -> Result<EventField, ApiError> {
    let longest = i64::try_from(EventField::LONGEST_ATTRIBUTE).unwrap_or(i64::MAX);
    match i64::try_from(name.chars().count()) {
        Ok(0) => Err(ApiError::field("filters", Problem::Required)),
        Ok(length) if length <= longest => Ok(EventField::Attribute(name.to_owned())),
        _ => Err(ApiError::field("filters", Problem::TooLong(longest))),
    }
}

fn read_schedule(value: impl Fn(&str) -> String) -> Result<Schedule, ApiError> {
    let every = required(&value("every"))?;
    Ok(Schedule {
        every,
        days: if every == Every::Week { read_days(&value) } else { Vec::new() },
        day_of_month: if every == Every::Month { number(&value("day_of_month")).unwrap_or(-1) } else { 1 },
        interval: number(&value("interval")).unwrap_or(-1),
        at: value("at").trim().to_owned(),
        zone: value("zone").trim().to_owned(),
    })
}

/// Only what the job has is taken.
fn read_job(value: impl Fn(&str) -> String) -> Result<Job, ApiError> {
    let kind: JobKind = required(&value("kind"))?;
    let only = |of: JobKind, field: &str| if kind == of { value(field).trim().to_owned() } else { String::new() };
    Ok(Job {
        kind,
        system_user: read_named(&value(SYSTEM_USER)).map(|(user, _)| user),
        use_event_parameter: value("use_event_parameter") == "true",
        selection: value("selection").parse().ok(),
        effect: only(JobKind::SendNewPassword, "effect").parse().ok(),
        life_minutes: number(&only(JobKind::SendLink, "life_minutes")),
        tag: if kind == JobKind::RemoveTag { only(kind, "tag") } else { only(JobKind::AddTag, "tag") },
        note: only(JobKind::Notify, "note"),
        url: only(JobKind::Webhook, "url"),
        delay: (value("delay") == "yes").then(|| read_delay(&value)),
        cool_down_minutes: number(&value("cool_down_minutes")).unwrap_or(-1),
        hourly_cap: number(&value("hourly_cap")).unwrap_or(-1),
    })
}

fn read_delay(value: impl Fn(&str) -> String) -> Delay {
    let unit = value("delay_unit").parse().unwrap_or(DelayUnit::Minutes);
    Delay { unit, value: number(&value("delay_value")).unwrap_or(-1) }
}

fn read_frame(value: impl Fn(&str) -> String) -> Result<TimeFrame, ApiError> {
    let mut reminded = Vec::new();
    for (user, _) in (0..REMIND_ROWS).filter_map(|row| read_named(&value(&remind(row)))) {
        if !reminded.contains(&user) {
            reminded.push(user);
        }
    }
    Ok(TimeFrame {
        start: value("start").trim().to_owned(),
        end: value("end").trim().to_owned(),
        zone: value("zone").trim().to_owned(),
        days: read_days(&value),
        holidays: required(&value("holidays"))?,
        remind: reminded,
    })
}

fn read_days(value: impl Fn(&str) -> String) -> Vec<Weekday> {
    Weekday::ALL.iter().copied().filter(|day| value(&day_box(*day)) == "true").collect()
}

/// A number; what is none counts as -1, which is out of every range. Nothing is nothing.
fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().unwrap_or(-1))
}

/// One of the names that the page offers.
fn required<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| Problem::UnreadableForm.into())
}

#[cfg(test)]
mod tests;
