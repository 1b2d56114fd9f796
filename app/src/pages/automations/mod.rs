//! Automations: the list, the three windows, a record with its ledger, what is said before activating, what comes next.

mod address;
mod event;
mod fields;
mod filling;
mod filters;
mod impact;
mod import;
mod job;
mod ledger;
mod list;
mod month;
mod next;
mod picker;
mod prompts;
mod record;
mod run;
mod selections;
mod stop;
mod time_frame;
mod tried;
mod values;
mod window;

#[cfg(feature = "ssr")]
pub use address::read_ledger as runs_asked;
pub use import::Import;
pub use list::List;
pub use next::Next;
pub use prompts::{Deactivate, Delete, Pause, Resume};
pub use record::Record;
pub use stop::StopAll;
pub use tried::{Activate, Try};
pub use window::{EditEvent, EditJob, EditTimeFrame, New};

use crate::api::{ApiError, Thing};
use crate::model::{AutomationId, AutomationStatus};
use crate::pages::ids::use_id;
use crate::ui::{Tab, Tabs};
use crate::words::use_words;
use leptos::prelude::*;

/// The automation in the address.
fn use_automation_id() -> Memo<Result<AutomationId, ApiError>> {
    use_id(Thing::Automation)
}

/// How an automation stands.
#[component]
fn StatusBadge(status: AutomationStatus) -> impl IntoView {
    let class = match status {
        AutomationStatus::Running => "badge good",
        AutomationStatus::Scheduled => "badge accent",
        AutomationStatus::Paused => "badge warn",
        AutomationStatus::Draft | AutomationStatus::Ended => "badge",
    };
    view! { <span class=class>{use_words().automation_names.status(status)}</span> }
}

/// The views of all automations.
#[component]
fn Views(
    /// The address of the one on show.
    current: &'static str,
) -> impl IntoView {
    let own = use_words().automations;
    let tab = |href: &'static str, label| Tab { href: href.to_owned(), label, is_current: href == current };
    let tabs = vec![tab(address::LIST, own.all()), tab(address::NEXT, own.coming_next())];
    view! { <Tabs label=own.parts() tabs /> }
}
