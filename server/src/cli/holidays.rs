//! `latchkey holiday …`

use super::{
    operator::Operator,
    output::{Output, table},
};
use anyhow::Context;
use app::{
    api::DaysOff as _,
    model::{Holiday, HolidayList, HolidayRow},
};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the holidays.
    List,
    /// Add a day.
    Add {
        /// The day: 2026-12-25.
        date: String,
        /// What it is called.
        name: String,
    },
    /// Add the days of a calendar file (.ics) that are no holidays yet.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Remove a day.
    Remove {
        /// The day: 2026-12-25.
        date: String,
    },
    /// Remove all days of a year.
    RemoveYear {
        /// The year.
        year: i64,
    },
}

impl Command {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let Operator { desk, caller } = operator;
        let words = caller.words().holidays;
        match self {
            Self::List => say_days(output, &desk.holidays(caller).await?),
            Self::Add { date, name } => say_days(output, &desk.add_holiday(caller, Holiday { date, name }).await?),
            Self::Remove { date } => say_days(output, &desk.remove_holiday(caller, &date).await?),
            Self::RemoveYear { year } => {
                let removed = desk.remove_holiday_year(caller, year).await?;
                output.answer(&removed, || words.year_removed(removed))
            }
            Self::Import { file } => {
                let text = tokio::fs::read(&file).await.with_context(|| format!("{} cannot be read", file.display()))?;
                let imported = desk.import_holidays(caller, &text).await?;
                output.answer(&imported, || words.outcome(&imported))
            }
        }
    }
}

fn say_days(output: Output, list: &HolidayList) -> anyhow::Result<()> {
    let days: Vec<&HolidayRow> = list.years.iter().flat_map(|year| &year.days).collect();
    output.answer(&days, || {
        let rows = days.iter().map(|day| vec![day.date.clone(), day.day.clone(), day.name.clone()]);
        table(&["Date", "Day", "Name"], rows)
    })
}
