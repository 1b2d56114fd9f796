//! What an automation must be like, for the form in the browser and the verdict on the server; what is recommended, and what
//! would turn in circles.

use crate::errors::{ApiError, Problem};
use crate::model::{
    AutomationDraft, AutomationWindow, Criteria, Criterion, EventKind, Job, JobKind, LinkLife, NewPasswordEffect, WatchedEvent,
};
use crate::rules::{tags, time_frame};
use std::ops::RangeInclusive;

/// The most characters of a name (field.md, A2).
pub const NAME: usize = 100;
/// The most characters of a description.
pub const DESCRIPTION: usize = 500;
/// The most characters of what a filter compares with.
pub const FILTER: usize = 200;
/// The most filters of an event.
pub const FILTERS: usize = 10;
/// The most characters of what a notice says.
pub const NOTE: usize = 1_000;
/// The most characters of a web address.
pub const URL: usize = 500;
/// After how many failed sign-ins an automation can act.
pub const FAILURES: RangeInclusive<i64> = 1..=100;
/// Within how many minutes they must come: at most a week.
pub const MINUTES: RangeInclusive<i64> = 1..=10_080;
/// After how many days of age or absence it can act.
pub const DAYS: RangeInclusive<i64> = 1..=3_650;
/// Minutes before which nobody is met again: at most 366 days.
pub const COOL_DOWN: RangeInclusive<i64> = 0..=527_040;
/// Deeds in an hour after which an automation pauses.
pub const CAP: RangeInclusive<i64> = 1..=100_000;

/// A field of a form, and what is wrong with it.
pub type Flaw = (&'static str, Problem);

/// What is wrong with a name and a description.
#[must_use]
pub fn title_flaws(name: &str, description: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if name.trim().is_empty() {
        flaws.push(("name", Problem::Required));
    }
    too_long(&mut flaws, "name", name, NAME);
    too_long(&mut flaws, "description", description, DESCRIPTION);
    flaws
}

/// What is wrong with an event. Whether a regular expression can be read is for the server to tell.
#[must_use]
pub fn event_flaws(event: &WatchedEvent) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if !event.kind.can_trigger() {
        flaws.push(("kind", Problem::Required));
    }
    if event.filters.len() > FILTERS {
        flaws.push(("filters", Problem::OutOfRange(0, whole(FILTERS))));
    }
    for filter in &event.filters {
        too_long(&mut flaws, "filters", &filter.value, FILTER);
    }
    match event.kind {
        EventKind::SignInFailed => {
            out_of(&mut flaws, "number", event.number, &FAILURES);
            out_of(&mut flaws, "minutes", event.minutes, &MINUTES);
        }
        EventKind::PasswordAge | EventKind::NoSignIn => out_of(&mut flaws, "number", event.number, &DAYS),
        EventKind::Schedule => match &event.schedule {
            None => flaws.push(("schedule", Problem::Required)),
            Some(schedule) => flaws.extend(time_frame::schedule(schedule)),
        },
        _ => {}
    }
    flaws
}

/// What is wrong with a job for this event.
#[must_use]
pub fn job_flaws(event: &WatchedEvent, job: &Job) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let is_for_somebody = job.system_user.is_some() || job.selection.is_some();
    if job.use_event_parameter && !event.kind.has_users() {
        flaws.push(("use_event_parameter", Problem::NoEventUsers));
    }
    if !is_for_somebody && !job.use_event_parameter && job.kind != JobKind::Webhook {
        flaws.push(("system_user", Problem::NobodyMeant));
    }
    match job.kind {
        JobKind::AddTag | JobKind::RemoveTag if tags::parse(&job.tag).is_none_or(|tags| tags.len() != 1) => {
            flaws.push(("tag", Problem::Tags));
        }
        JobKind::Notify if job.note.trim().is_empty() => flaws.push(("note", Problem::Required)),
        JobKind::Notify => too_long(&mut flaws, "note", &job.note, NOTE),
        JobKind::Webhook => url_flaws(&mut flaws, &job.url),
        JobKind::SendLink if job.life_minutes.is_some_and(|life| LinkLife::from_minutes(life).is_none()) => {
            flaws.push(("life_minutes", Problem::LinkLife));
        }
        _ => {}
    }
    flaws.extend(job.delay.as_ref().and_then(time_frame::delay));
    out_of(&mut flaws, "cool_down_minutes", Some(job.cool_down_minutes), &COOL_DOWN);
    out_of(&mut flaws, "hourly_cap", Some(job.hourly_cap), &CAP);
    flaws
}

fn url_flaws(flaws: &mut Vec<Flaw>, url: &str) {
    too_long(flaws, "url", url, URL);
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if host.is_none_or(|rest| rest.is_empty() || rest.starts_with('/') || rest.contains(char::is_whitespace)) {
        flaws.push(("url", Problem::WebAddress));
    }
}

/// The first window that is not filled in yet.
#[must_use]
pub const fn missing(draft: &AutomationDraft) -> Option<AutomationWindow> {
    match (&draft.job, &draft.time_frame) {
        (None, _) => Some(AutomationWindow::Job),
        (_, None) => Some(AutomationWindow::TimeFrame),
        _ => None,
    }
}

/// Flaws as the answer that carries them.
///
/// # Errors
/// Where there are any.
pub fn refuse(flaws: Vec<Flaw>) -> Result<(), ApiError> {
    ApiError::fields(flaws).map_or(Ok(()), Err)
}

/// Whether strangers, who are not signed in, can cause it.
#[must_use]
pub const fn strangers_cause(kind: EventKind) -> bool {
    matches!(kind, EventKind::SignInFailed | EventKind::Locked | EventKind::LinkSent | EventKind::LinkExpired)
}

/// When the old password stops unless somebody chooses otherwise: where strangers can cause the event, not before the new one
/// is used.
#[must_use]
pub const fn usual_effect(kind: EventKind) -> NewPasswordEffect {
    if strangers_cause(kind) { NewPasswordEffect::FirstUse } else { NewPasswordEffect::OnAcceptance }
}

/// Whether the job leads people to cause the event by what they do next, which no engine can tell from what they do of their own
/// accord. What starts the same automation again, or leads back to it over others, turns in circles.
#[must_use]
pub const fn turns_in_circles(event: EventKind, job: JobKind) -> bool {
    use EventKind as E;
    use JobKind as J;
    matches!(
        (event, job),
        (E::SignedIn, J::SendNewPassword | J::SendLink | J::RequireChange | J::EndSessions)
            | (E::PasswordChanged | E::LinkUsed, J::SendNewPassword | J::SendLink | J::RequireChange)
            | (E::LinkSent, J::SendLink)
            | (E::NewPasswordSent, J::SendNewPassword)
            | (E::Activated, J::Activate)
            | (E::Deactivated, J::Deactivate)
            | (E::ChangeRequired, J::RequireChange)
    )
}

/// Whether a selection leaves out those who have just been met, so that the circle ends.
#[must_use]
pub fn ends_the_circle(criteria: &Criteria) -> bool {
    let ends = |criterion: &Criterion| {
        matches!(criterion, Criterion::PasswordOlderThan(_) | Criterion::NotResetFor(_) | Criterion::NeverReset)
    };
    criteria.all.iter().any(ends)
}

/// Jobs that go well with an event, the best first: *Recommended Automations*.
#[must_use]
pub const fn recommended(event: EventKind) -> &'static [JobKind] {
    use EventKind as E;
    use JobKind as J;
    match event {
        E::SignInFailed | E::Locked => &[J::SendLink, J::SendNewPassword, J::Notify],
        E::LinkExpired | E::NewPasswordExpired | E::TemporaryPasswordExpired => &[J::SendLink, J::Notify],
        E::PasswordAge | E::Schedule => &[J::RequireChange, J::SendLink, J::SendNewPassword],
        E::NoSignIn => &[J::Deactivate, J::Notify],
        E::NotMe => &[J::EndSessions, J::RequireChange, J::Webhook],
        E::EmailChanged => &[J::EndSessions, J::Notify],
        E::UserCreated | E::Activated | E::ImportFinished => &[J::SendLink, J::AddTag],
        E::Deactivated => &[J::EndSessions, J::RemoveTag],
        E::MailFailed | E::BulkFinished | E::AutomationFinished => &[J::Notify, J::Webhook],
        E::External => &[J::RequireChange, J::SendLink, J::Deactivate],
        _ => &[J::AddTag, J::Webhook],
    }
}

fn too_long(flaws: &mut Vec<Flaw>, field: &'static str, text: &str, most: usize) {
    if text.chars().count() > most {
        flaws.push((field, Problem::TooLong(whole(most))));
    }
}

fn out_of(flaws: &mut Vec<Flaw>, field: &'static str, number: Option<i64>, range: &RangeInclusive<i64>) {
    match number {
        None => flaws.push((field, Problem::Required)),
        Some(number) if !range.contains(&number) => flaws.push((field, Problem::OutOfRange(*range.start(), *range.end()))),
        Some(_) => {}
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind) -> WatchedEvent {
        WatchedEvent { kind, filters: Vec::new(), success: None, selection: None, number: None, minutes: None, schedule: None }
    }

    fn fields(flaws: &[Flaw]) -> Vec<&'static str> {
        flaws.iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_name_is_needed_and_has_a_hundred_characters_at_most() {
        assert_eq!(fields(&title_flaws("  ", "")), ["name"]);
        assert_eq!(fields(&title_flaws(&"ü".repeat(101), "")), ["name"]);
        assert!(title_flaws(&"ü".repeat(100), "").is_empty());
    }

    #[test]
    fn failures_are_counted_within_some_time() {
        let mut failed = event(EventKind::SignInFailed);
        assert_eq!(fields(&event_flaws(&failed)), ["number", "minutes"]);
        (failed.number, failed.minutes) = (Some(5), Some(15));
        assert!(event_flaws(&failed).is_empty());
        failed.number = Some(0);
        assert_eq!(fields(&event_flaws(&failed)), ["number"]);
        assert_eq!(fields(&event_flaws(&event(EventKind::Schedule))), ["schedule"]);
        assert_eq!(fields(&event_flaws(&event(EventKind::LinkCopied))), ["kind"]);
    }

    #[test]
    fn a_job_says_for_whom_it_is() {
        let mut job = Job::usual(JobKind::SendLink);
        assert!(job_flaws(&event(EventKind::Locked), &job).is_empty());
        assert_eq!(fields(&job_flaws(&event(EventKind::Schedule), &job)), ["use_event_parameter"]);
        job.use_event_parameter = false;
        assert_eq!(fields(&job_flaws(&event(EventKind::Schedule), &job)), ["system_user"]);
        job.kind = JobKind::Webhook;
        job.url = "https://hooks.example/latchkey".to_owned();
        assert!(job_flaws(&event(EventKind::Schedule), &job).is_empty());
        job.url = "ftp://hooks.example".to_owned();
        assert_eq!(fields(&job_flaws(&event(EventKind::Schedule), &job)), ["url"]);
    }

    #[test]
    fn what_people_do_next_must_not_start_it_again() {
        assert!(turns_in_circles(EventKind::SignedIn, JobKind::SendNewPassword));
        assert!(turns_in_circles(EventKind::SignedIn, JobKind::SendLink));
        assert!(turns_in_circles(EventKind::PasswordChanged, JobKind::RequireChange));
        assert!(!turns_in_circles(EventKind::SignInFailed, JobKind::SendNewPassword));
        let old = Criteria { all: vec![Criterion::Active, Criterion::PasswordOlderThan(90)] };
        assert!(ends_the_circle(&old) && !ends_the_circle(&Criteria { all: vec![Criterion::Active] }));
    }

    #[test]
    fn nothing_is_recommended_that_would_be_refused() {
        for &kind in EventKind::ALL.iter().filter(|kind| kind.can_trigger()) {
            for &job in recommended(kind) {
                assert!(!turns_in_circles(kind, job), "{kind} {job}");
            }
        }
    }

    #[test]
    fn a_password_that_strangers_can_cause_stops_nothing_before_it_is_used() {
        assert_eq!(usual_effect(EventKind::SignInFailed), NewPasswordEffect::FirstUse);
        assert_eq!(usual_effect(EventKind::PasswordAge), NewPasswordEffect::OnAcceptance);
    }
}
