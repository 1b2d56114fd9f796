//! The same done for many users: the page before it, the list of jobs, and a job with its ledger.

mod address;
mod job;
mod ledger;
mod list;
mod new;
mod prompts;

pub(in crate::pages) use address::new_for;
pub use job::Job;
pub use list::List;
pub use new::New;
pub use prompts::{Cancel, Undo};

use crate::api::{ApiError, Thing};
use crate::model::{BulkId, BulkRow, BulkState, Criteria};
use crate::pages::ids::use_id;
use crate::words::{Words, number, use_words};
use leptos::prelude::*;

/// The job in the address.
fn use_job_id() -> Memo<Result<BulkId, ApiError>> {
    use_id(Thing::BulkJob)
}

/// How a job stands.
#[component]
fn StateBadge(state: BulkState) -> impl IntoView {
    let class = match state {
        BulkState::Gathering | BulkState::Running | BulkState::Undoing => "badge accent",
        BulkState::Paused => "badge warn",
        BulkState::Done => "badge good",
        BulkState::Stopped => "badge bad",
        BulkState::Cancelled | BulkState::Undone => "badge",
    };
    view! { <span class=class>{use_words().bulk.standing(state)}</span> }
}

/// For whom a job is, as a sentence.
fn whom(criteria: Option<&Criteria>, words: Words) -> String {
    criteria.map_or_else(|| words.bulk.ticked().to_owned(), |criteria| words.selections.sentence(criteria))
}

/// "Done 3, so already 1": how it went so far; nothing is said of what did not come up.
fn outcomes(row: &BulkRow, words: Words) -> String {
    let own = words.bulk;
    let counts = row.counts;
    let parts = [
        (own.was_done(), counts.done - counts.undone),
        (own.was_undone(), counts.undone),
        (own.was_unneeded(), counts.unneeded),
        (own.was_skipped(), counts.skipped),
        (own.was_failed(), counts.failed),
    ];
    let told = parts.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(name, count)| format!("{name} {}", number(words.locale, count))).collect::<Vec<_>>().join(", ")
}
