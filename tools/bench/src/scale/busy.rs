//! The list while a job for many is under way.

use super::questions::{Asked, first_page};
use crate::processor;
use app::{
    api::{Bulk as _, Caller, Selections as _},
    model::{BulkAction, BulkOrder, BulkTarget, Criteria, Criterion, SaveSelection, SelectionDraft, StartBulk, UserFilter},
    rules::bulk::PROGRAMS,
};
use latchkey::service::{Desk, operator};
use std::time::{Duration, Instant};

/// How many users the job is for, about.
const MEANT: i64 = 10_000;
/// The days over which the accounts of a sample directory were made.
const DAYS: i64 = 5 * 365;

/// A job and the list beside it.
pub(crate) struct Busy {
    /// How many users the job met.
    pub(crate) met: i64,
    /// How long it took.
    pub(crate) job: Duration,
    /// The list's first page, asked for without a break meanwhile.
    pub(crate) list: Asked,
}

/// Starts a job that sends links to the latest 10,000 users, and asks for the list until it is done.
pub(super) async fn measure(desk: &Desk, users: i64) -> anyhow::Result<Busy> {
    let by = operator("bench".to_owned());
    let (began, cpu) = (Instant::now(), processor::spent()?);
    let id = desk.start_bulk(&by, order(desk, &by, users).await?).await?;
    let worker = tokio::spawn({
        let desk = desk.clone();
        async move {
            while desk.go_on_with_bulk().await? {}
            anyhow::Ok(())
        }
    });
    let (question, mut times) = (first_page(), Vec::new());
    while !worker.is_finished() {
        times.push(question.ask(desk, &by).await?);
    }
    worker.await??;
    let job = began.elapsed();
    let asked = u32::try_from(times.len().max(1))?;
    let list = Asked::of("List beside the job", times, processor::spent_since(cpu)? / asked);
    let met = desk.bulk_job(&by, id, app::model::BulkQuery::default()).await?.row.counts.handled();
    Ok(Busy { met, job, list })
}

async fn order(desk: &Desk, by: &Caller, users: i64) -> anyhow::Result<StartBulk> {
    let days = (DAYS * MEANT / users.max(1)).min(DAYS);
    let draft = SelectionDraft {
        name: "The latest".to_owned(),
        description: String::new(),
        criteria: Criteria { all: vec![Criterion::CreatedWithin(days)] },
    };
    let selection = Some(desk.save_selection(by, SaveSelection { id: None, version: 0, shown: None, draft }).await?);
    Ok(StartBulk {
        target: BulkTarget::Filter(Box::new(UserFilter { selection, ..UserFilter::default() })),
        order: BulkOrder::of(BulkAction::SendLink),
        confirmed: PROGRAMS.to_owned(),
    })
}
