//! What holds of time frames and schedules in every zone, over five years, across changes of clocks.

use super::{
    Due, Frame, Standing, Timetable,
    local::{instant, instant_at, timestamp, zone},
};
use crate::service::zones;
use app::model::{Delay, DelayUnit, Every, Holiday, HolidayCalendar, Holidays, Schedule, Span, TimeFrame, Timestamp, Weekday};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time, date},
    tz::{AmbiguousOffset, TimeZone},
};
use proptest::{prelude::*, sample::select};
use std::collections::BTreeSet;

/// Minutes of five years, a little less than the most.
const FIVE_YEARS: i64 = 5 * 365 * 24 * 60;

/// A time frame and an event within it, near a change of clocks as often as not.
#[derive(Clone, Debug)]
struct Case {
    entered: TimeFrame,
    holidays: HolidayCalendar,
    delay: Option<Delay>,
    event_at: Timestamp,
}

impl Case {
    fn zone(&self) -> TimeZone {
        zone(&self.entered.zone).unwrap()
    }

    fn frame(&self) -> Frame {
        Frame::new(&self.entered, &self.holidays).unwrap()
    }

    fn due(&self) -> Due {
        self.frame().due(self.event_at, self.delay.as_ref())
    }

    /// What clocks show when the delay is over, by the words of the rule alone.
    fn wanted(&self) -> DateTime {
        let zone = self.zone();
        let event = zone.to_datetime(instant(self.event_at).unwrap());
        let exactly = |span| zone.to_datetime(instant(self.event_at + span).unwrap());
        match self.delay {
            None => event,
            Some(Delay { unit: DelayUnit::Minutes, value }) => exactly(Span::minutes(value)),
            Some(Delay { unit: DelayUnit::Hours, value }) => exactly(Span::hours(value)),
            Some(Delay { unit: DelayUnit::Days, value }) => event + value.days(),
            Some(Delay { unit: DelayUnit::Weeks, value }) => event + value.weeks(),
        }
    }

    /// Whether the job may run on a day, by the words of the rule alone.
    fn allows(&self, date: Date) -> bool {
        let weekday = Weekday::ALL[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()];
        let is_holiday = self.holidays.days.iter().any(|holiday| holiday.date == date.to_string());
        let by_holiday = match self.entered.holidays {
            Holidays::Always => true,
            Holidays::Never => !is_holiday,
            Holidays::Only => is_holiday,
        };
        self.entered.days.contains(&weekday) && by_holiday
    }

    /// What clocks show at a moment.
    fn shown(&self, at: Timestamp) -> DateTime {
        self.zone().to_datetime(instant(at).unwrap())
    }
}

fn written(local: DateTime) -> String {
    local.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What the clocks of a zone were to show, if they skip it: on the day of the moment, or on the day before where the gap reaches
/// over midnight.
fn skipped(shown: DateTime, clock: Time, zone: &TimeZone) -> Option<DateTime> {
    let on = [shown.date(), shown.date() - 1.day()].map(|date| date.to_datetime(clock));
    on.into_iter().find(|local| is_skipped(*local, zone))
}

fn is_skipped(local: DateTime, zone: &TimeZone) -> bool {
    matches!(zone.to_ambiguous_timestamp(local).offset(), AmbiguousOffset::Gap { .. })
}

/// Whether a moment is the first after the gap in which clocks skip this.
fn is_end_of_gap(at: Timestamp, skipped: Option<DateTime>, zone: &TimeZone) -> bool {
    let shown = |at| zone.to_datetime(instant(at).unwrap());
    skipped.is_some_and(|local| shown(Timestamp(at.0 - 1)) < local && local < shown(at))
}

fn delays() -> impl Strategy<Value = Option<Delay>> {
    let of = |unit, most: i64| (1..=most).prop_map(move |value| Delay { unit, value });
    let some =
        prop_oneof![of(DelayUnit::Minutes, 5_000), of(DelayUnit::Hours, 200), of(DelayUnit::Days, 40), of(DelayUnit::Weeks, 8),];
    proptest::option::of(some)
}

fn weekdays() -> impl Strategy<Value = Vec<Weekday>> {
    proptest::sample::subsequence(Weekday::ALL.to_vec(), 1..=7)
}

fn zones_offered() -> impl Strategy<Value = String> {
    select(zones::offered())
}

/// A moment of a frame; as often as not one near a change of its zone's clocks, at the same time of day or some days before.
fn moment_in(frame: &TimeFrame, minutes: i64, change: usize, near: i64, days_before: i64) -> Timestamp {
    let zone = zone(&frame.zone).unwrap();
    let [from, to] = [&frame.start, &frame.end].map(|text| instant_at(text.parse().unwrap(), &zone).unwrap());
    let changes: Vec<_> = zone.following(from).take_while(|change| change.timestamp() < to).take(12).collect();
    let anywhere = timestamp(from) + Span::minutes(minutes % ((timestamp(to) - timestamp(from)).whole_minutes()));
    let at = changes
        .get(change)
        .map_or(anywhere, |change| timestamp(change.timestamp()) + Span::minutes(near) - Span::days(days_before));
    at.max(timestamp(from))
}

prop_compose! {
    fn cases()(
        name in zones_offered(),
        (day, clock) in (0..4_000_i64, 0..1_440_i64),
        length in prop_oneof![300..50_000_i64, 50_000..FIVE_YEARS],
        days in weekdays(),
        holidays in select(Holidays::ALL),
        marked in proptest::collection::btree_set(0..1_900_i64, 0..60),
        (near_event, in_a_row) in (-3..3_i64, 0..9_i64),
        delay in delays(),
        (minutes, change, near, days_before) in (0..FIVE_YEARS, 0..20_usize, -90..90_i64, 0..9_i64),
    ) -> Case {
        let start = date(2024, 1, 1).at(0, 0, 0, 0) + day.days() + clock.minutes();
        let entered = TimeFrame {
            start: written(start),
            end: written(start + length.minutes()),
            zone: name,
            days,
            holidays,
            remind: Vec::new(),
        };
        let event_at = moment_in(&entered, minutes, change, near, days_before);
        let case = Case { entered, holidays: HolidayCalendar::default(), delay, event_at };
        let wanted = case.wanted().date() + near_event.days();
        let marked = marked.into_iter().map(|days| start.date() + days.days()).chain(wanted.series(1.day()).take(usize::try_from(in_a_row).unwrap()));
        let holiday = |date: Date| Holiday { date: date.to_string(), name: "Day".to_owned() };
        let days: BTreeSet<_> = marked.map(holiday).collect();
        Case { holidays: HolidayCalendar { days: days.into_iter().collect() }, ..case }
    }
}

prop_compose! {
    fn schedules()(
        every in select(Every::ALL),
        days in weekdays(),
        day_of_month in 1..=31_i64,
        interval in prop_oneof![1..4_i64, 1..=365_i64],
        clock in 0..1_440_i64,
        zone in zones_offered(),
    ) -> Schedule {
        Schedule { every, days, day_of_month, interval, at: format!("{:02}:{:02}", clock / 60, clock % 60), zone }
    }
}

/// Whether a schedule that counts from a day has a moment on another, by the words of the rule alone.
fn is_scheduled(schedule: &Schedule, first: Date, day: Date) -> bool {
    let monday = |date: Date| date - i64::from(date.weekday().to_monday_zero_offset()).days();
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let passed = |earlier: Date, later: Date| i64::from((later - earlier).get_days());
    let weekday = Weekday::ALL[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap()];
    let (turns, is_its_day) = match schedule.every {
        Every::Day => (passed(first, day), true),
        Every::Week => (passed(monday(first), monday(day)) / 7, schedule.days.contains(&weekday)),
        Every::Month => {
            let wanted = schedule.day_of_month.min(i64::from(day.days_in_month()));
            (months(day) - months(first), i64::from(day.day()) == wanted)
        }
    };
    turns >= 0 && turns % schedule.interval == 0 && is_its_day
}

/// Files of failures would lie among the sources; what they teach belongs into a test of its own.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_job_never_runs_before_its_delay_is_over(case in cases()) {
        if let Due::At { at, .. } = case.due() {
            let exactly = match case.delay {
                Some(Delay { unit: DelayUnit::Minutes, value }) => Span::minutes(value),
                Some(Delay { unit: DelayUnit::Hours, value }) => Span::hours(value),
                _ => Span(0),
            };
            prop_assert!(at >= case.event_at + exactly);
            prop_assert!(case.shown(at) >= case.wanted());
        }
    }

    #[test]
    fn a_job_runs_on_allowed_days_only(case in cases()) {
        if let Due::At { at, .. } = case.due() {
            prop_assert!(case.allows(case.shown(at).date()));
        }
    }

    #[test]
    fn a_job_never_runs_after_the_end(case in cases()) {
        if let Due::At { at, .. } = case.due() {
            prop_assert!(at < case.frame().end());
        }
    }

    #[test]
    fn a_job_is_put_off_to_the_first_allowed_day_and_no_further(case in cases()) {
        let (wanted, zone) = (case.wanted(), case.zone());
        let last = match case.due() {
            Due::At { at, deferred } => {
                let undelayed = timestamp(instant_at(wanted, &zone).unwrap());
                prop_assert_eq!(deferred, case.shown(at).date() != case.shown(undelayed).date());
                case.shown(at).date()
            }
            Due::AfterTheEnd => case.shown(case.frame().end()).date(),
        };
        for day in wanted.date().series(1.day()).take_while(|day| *day < last) {
            prop_assert!(!case.allows(day) || is_skipped(day.to_datetime(wanted.time()), &zone), "{} was allowed", day);
        }
    }

    #[test]
    fn a_job_that_is_put_off_keeps_its_time_of_day(case in cases()) {
        if let Due::At { at, deferred: true } = case.due() {
            let (shown, clock) = (case.shown(at), case.wanted().time());
            prop_assert!(shown.time() == clock || is_end_of_gap(at, skipped(shown, clock, &case.zone()), &case.zone()));
        }
    }

    #[test]
    fn what_is_allowed_stays_where_it_is(case in cases()) {
        if let Due::At { at, .. } = case.due() {
            prop_assert_eq!(case.frame().due(at, None), Due::At { at, deferred: false });
        }
    }

    #[test]
    fn a_moment_is_before_a_frame_within_it_or_after(case in cases(), shift in -3_000_000_i64..3_000_000) {
        let frame = case.frame();
        let now = case.event_at + Span::minutes(shift);
        let expected = match (now < frame.start(), now < frame.end()) {
            (true, _) => Standing::Before(frame.start()),
            (false, true) => Standing::Inside,
            (false, false) => Standing::After(frame.end()),
        };
        prop_assert_eq!(frame.standing(now), expected);
        prop_assert!((frame.start()..frame.end()).contains(&frame.reminder_at()));
    }

    #[test]
    fn a_schedule_has_each_of_its_days_and_no_other(schedule in schedules(), first in 0..4_000_000_i64, ahead in -900_000..2_000_000_i64) {
        let zone = zone(&schedule.zone).unwrap();
        let clock: Time = schedule.at.parse().unwrap();
        let first = Timestamp(1_704_067_200_000_000) + Span::minutes(first);
        let day_of = |at: Timestamp| zone.to_datetime(instant(at).unwrap()).date();
        let (from, to) = (first + Span::minutes(ahead), first + Span::minutes(ahead) + Span::days(800));
        let days = (day_of(from) - 1.day()).series(1.day()).take_while(|day| *day <= day_of(to));
        let moments = days
            .filter(|day| is_scheduled(&schedule, day_of(first), *day))
            .map(|day| timestamp(instant_at(day.to_datetime(clock), &zone).unwrap()))
            .filter(|at| (from.max(first)..to).contains(at));
        let expected: Vec<_> = moments.collect::<BTreeSet<_>>().into_iter().collect();
        prop_assert_eq!(Timetable::new(&schedule, first).unwrap().between(from, to, usize::MAX), expected);
    }

    #[test]
    fn a_schedule_keeps_its_time_of_day(schedule in schedules(), first in 0..4_000_000_i64) {
        let zone = zone(&schedule.zone).unwrap();
        let clock: Time = schedule.at.parse().unwrap();
        let first = Timestamp(1_704_067_200_000_000) + Span::minutes(first);
        let found = Timetable::new(&schedule, first).unwrap().between(first, Timestamp(i64::MAX), 400);
        prop_assert!(!found.is_empty() && found.is_sorted_by(|earlier, later| earlier < later));
        for at in found {
            let shown = zone.to_datetime(instant(at).unwrap());
            prop_assert!(shown.time() == clock || is_end_of_gap(at, skipped(shown, clock, &zone), &zone));
        }
    }
}
