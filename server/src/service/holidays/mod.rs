//! The house's holidays, against which the time frames of automations are checked.

mod ics;

#[cfg(any(test, fuzzing))]
pub use ics::holds_of_calendar;

use super::{Desk, Fault, did};
use crate::{
    mail::words,
    store::{Tx, audit::Outcome, holidays as store},
};
use app::{
    api::{ApiError, Caller, DaysOff, Problem, Thing},
    model::{Holiday, HolidayCalendar, HolidayList, HolidayRow, HolidayYear, HolidaysImported, Locale, Permission},
    rules::holidays::{self as rules, CalendarProblem, MOST},
};
use async_trait::async_trait;
use jiff::{Timestamp as Instant, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

const ADDED: &str = "settings.holiday-added";
const REMOVED: &str = "settings.holiday-removed";
const YEAR_REMOVED: &str = "settings.holiday-year-removed";
const IMPORTED: &str = "settings.holidays-imported";

#[async_trait]
impl DaysOff for Desk {
    async fn holidays(&self, caller: &Caller) -> Result<HolidayList, ApiError> {
        self.list_holidays(caller).await.map_err(|fault| self.report(fault))
    }

    async fn holiday_prompt(&self, caller: &Caller, year: Option<i64>) -> Result<Option<HolidayYear>, ApiError> {
        caller.require(Permission::ChangeSettings)?;
        let Some(year) = year else { return Ok(None) };
        let years = self.holidays(caller).await?.years;
        let found = years.into_iter().find(|one| one.year == year);
        found.map(Some).ok_or_else(|| ApiError::not_found(Thing::Holiday))
    }

    async fn add_holiday(&self, caller: &Caller, holiday: Holiday) -> Result<HolidayList, ApiError> {
        self.keep_holiday(caller, &rules::tidied(&holiday)).await.map_err(|fault| self.report(fault))
    }

    async fn remove_holiday(&self, caller: &Caller, date: &str) -> Result<HolidayList, ApiError> {
        self.drop_holiday(caller, date).await.map_err(|fault| self.report(fault))
    }

    async fn remove_holiday_year(&self, caller: &Caller, year: i64) -> Result<i64, ApiError> {
        self.drop_year(caller, year).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    /// Adds the days of a calendar file that are no holidays yet.
    ///
    /// # Errors
    /// When the caller may not, when the file cannot be read, and when there would be too many days; nothing is added then.
    pub async fn import_holidays(&self, caller: &Caller, file: &[u8]) -> Result<HolidaysImported, ApiError> {
        self.take_calendar(caller, file).await.map_err(|fault| self.report(fault))
    }

    /// Goes on only if the caller may import a calendar file: asked before it is read.
    ///
    /// # Errors
    /// When they may not, which is audited.
    pub async fn may_import_holidays(&self, caller: &Caller) -> Result<(), ApiError> {
        self.permit(caller, Permission::ChangeSettings, IMPORTED).await.map_err(|fault| self.report(fault))
    }

    async fn list_holidays(&self, caller: &Caller) -> Result<HolidayList, Fault> {
        caller.require(Permission::ViewSettings)?;
        let calendar = store::all(&mut self.db.read().await?).await?;
        Ok(listed(calendar, caller))
    }

    async fn keep_holiday(&self, caller: &Caller, holiday: &Holiday) -> Result<HolidayList, Fault> {
        self.permit(caller, Permission::ChangeSettings, ADDED).await?;
        check(holiday)?;
        let mut tx = self.db.write().await?;
        if !store::add(&mut tx, holiday).await? {
            return Err(ApiError::field("date", Problem::HolidayTaken).into());
        }
        check_number(&mut tx).await?;
        let detail = json!({ "day": holiday.date, "name": holiday.name });
        self.changed_holidays(tx, caller, ADDED, detail).await
    }

    async fn drop_holiday(&self, caller: &Caller, date: &str) -> Result<HolidayList, Fault> {
        self.permit(caller, Permission::ChangeSettings, REMOVED).await?;
        let mut tx = self.db.write().await?;
        let name = store::remove(&mut tx, date).await?.ok_or_else(|| ApiError::not_found(Thing::Holiday))?;
        self.changed_holidays(tx, caller, REMOVED, json!({ "day": date, "name": name })).await
    }

    async fn drop_year(&self, caller: &Caller, year: i64) -> Result<i64, Fault> {
        self.permit(caller, Permission::ChangeSettings, YEAR_REMOVED).await?;
        let mut tx = self.db.write().await?;
        let removed = store::remove_between(&mut tx, &format!("{year:04}-01-01"), &format!("{year:04}-12-31")).await?;
        if removed == 0 {
            return Err(ApiError::not_found(Thing::Holiday).into());
        }
        self.changed_holidays(tx, caller, YEAR_REMOVED, json!({ "year": year, "days": removed })).await?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX))
    }

    async fn take_calendar(&self, caller: &Caller, file: &[u8]) -> Result<HolidaysImported, Fault> {
        self.permit(caller, Permission::ChangeSettings, IMPORTED).await?;
        let now = Instant::from_microsecond(self.now().0).unwrap_or(Instant::UNIX_EPOCH);
        let read = ics::read(file, now.to_zoned(TimeZone::UTC).year()).map_err(refused)?;
        let mut imported = HolidaysImported { added: 0, there: 0, left_out: read.left_out };
        let mut tx = self.db.write().await?;
        for (day, name) in read.days {
            let is_new = store::add(&mut tx, &Holiday { date: day.to_string(), name }).await?;
            *(if is_new { &mut imported.added } else { &mut imported.there }) += 1;
        }
        check_number(&mut tx).await?;
        let left_out = imported.left_out.len();
        let detail = json!({ "added": imported.added, "there": imported.there, "left_out": left_out });
        self.changed_holidays(tx, caller, IMPORTED, detail).await?;
        Ok(imported)
    }

    /// Makes a change last, with its line in the audit trail; answers what there is now.
    async fn changed_holidays(&self, mut tx: Tx, caller: &Caller, action: &str, detail: Value) -> Result<HolidayList, Fault> {
        let mut line = did(caller, action, Outcome::Done);
        line.detail = detail;
        self.audit(&mut tx, line).await?;
        let calendar = store::all(&mut tx).await?;
        tx.commit().await?;
        Ok(listed(calendar, caller))
    }
}

fn check(holiday: &Holiday) -> Result<(), ApiError> {
    let mut problems = rules::problems(holiday);
    if problems.iter().all(|(field, _)| *field != "date") && holiday.date.parse::<Date>().is_err() {
        problems.push(("date", Problem::Day));
    }
    ApiError::fields(problems).map_or(Ok(()), Err)
}

/// Asked after adding, within the transaction.
async fn check_number(tx: &mut Tx) -> Result<(), Fault> {
    let is_too_many = usize::try_from(store::count(tx).await?).is_ok_and(|number| number > MOST);
    if is_too_many { Err(refused(CalendarProblem::TooMany).into()) } else { Ok(()) }
}

fn refused(problem: CalendarProblem) -> ApiError {
    Problem::Calendar(problem).into()
}

/// By year, in the reader's words. The calendar is in order.
fn listed(calendar: HolidayCalendar, caller: &Caller) -> HolidayList {
    let mut years: Vec<HolidayYear> = Vec::new();
    for row in calendar.days.into_iter().filter_map(|holiday| Some((year_of(&holiday)?, row(holiday, caller.locale)))) {
        match years.last_mut() {
            Some(last) if last.year == row.0 => last.days.push(row.1),
            _ => years.push(HolidayYear { year: row.0, days: vec![row.1] }),
        }
    }
    HolidayList { years, can_change: caller.role.allows(Permission::ChangeSettings) }
}

fn year_of(holiday: &Holiday) -> Option<i64> {
    holiday.date.get(..4)?.parse().ok()
}

fn row(holiday: Holiday, locale: Locale) -> HolidayRow {
    let Holiday { date, name } = holiday;
    let day = date.parse().map_or_else(|_| date.clone(), |day| words::day(day, locale));
    HolidayRow { date, day, name }
}
