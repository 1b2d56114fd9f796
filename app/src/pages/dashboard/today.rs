//! Today's resets, hour by hour.

use crate::model::Hour;
use crate::ui::{BarChart, Series, Slot};
use crate::words::use_words;
use leptos::prelude::*;

/// Every so many hours are named below the chart.
const MARKED: i64 = 6;

/// The chart, or that there is nothing to draw yet.
#[component]
pub(super) fn Today(
    /// The day, hour by hour.
    hours: Vec<Hour>,
    /// The hour that it is now.
    now: usize,
) -> impl IntoView {
    let words = use_words().dashboard;
    let is_quiet = hours.iter().all(|hour| hour.sent == 0 && hour.done == 0);
    let chart = move || {
        let slot = |hour: &Hour| Slot { name: words.clock(hour.clock), is_marked: hour.clock % MARKED == 0 };
        let series = [
            Series { label: words.links_sent(), values: hours.iter().map(|hour| hour.sent).collect() },
            Series { label: words.passwords_chosen(), values: hours.iter().map(|hour| hour.done).collect() },
        ];
        let slots: Vec<_> = hours.iter().map(slot).collect();
        view! { <BarChart caption=words.today() slot_label=words.hour() slots=&slots series=&series now=Some(now) /> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="today">
            <header><h2 id="today">{words.today()}</h2></header>
            {if is_quiet { view! { <p class="muted">{words.no_resets()}</p> }.into_any() } else { chart() }}
        </section>
    }
}
