//! An automation's ledger: what happened, for whom, and how it went.

use super::{
    address,
    run::{Standing, Stepping, due, steps, whom},
};
use crate::model::{AutomationId, Page, RunLine, RunQuery, RunState};
use crate::pages::{address::text, listing::listing};
use crate::ui::{Choice, Empty, FilterBar, FilterSelect, When, cards_with_actions, count_words};
use crate::words::Words;
use leptos::prelude::*;

/// The ledger; its runs can be acted on by those who keep automations.
pub(super) fn shown(
    id: AutomationId,
    page: Page<RunLine>,
    query: &RunQuery,
    stepping: Option<Stepping>,
    words: Words,
) -> AnyView {
    let own = words.automations;
    let state = query.state;
    let count = if page.total.more { own.runs_over(&count_words(page.total, words)) } else { own.runs(page.total.counted) };
    let rows = move |lines: Vec<RunLine>| {
        if lines.is_empty() {
            view! { <Empty title=own.nothing_here() text=own.nothing_here_text() /> }.into_any()
        } else {
            table(id, lines, stepping, words)
        }
    };
    let choices = RunState::ALL
        .iter()
        .map(|state| Choice { value: state.to_string(), label: words.automation_names.state(*state).to_owned() })
        .collect();
    let clear = state.map(|_| address::record(id));
    view! {
        <section class="list" aria-labelledby="ledger">
            <div class="head">
                <h2 id="ledger">{own.ledger()}</h2>
                <a class="btn" href=address::ledger_file(id, state) download="" rel="external">{own.download()}</a>
            </div>
            <FilterBar action=address::record(id) clear=Signal::stored(clear)>
                <FilterSelect name="state" label=own.state() choices selected=Signal::stored(text(state.as_ref())) />
            </FilterBar>
            {listing(page, count, rows, |place| address::ledger(id, state, Some(&place)))}
        </section>
    }
    .into_any()
}

fn table(id: AutomationId, lines: Vec<RunLine>, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    let rows = lines.into_iter().map(|line| row(id, line, stepping, words)).collect_view();
    cards_with_actions([own.user(), own.happened(), own.due(), own.state()], words.common.actions(), rows)
}

fn row(id: AutomationId, line: RunLine, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    let steps = stepping.map(|stepping| steps(&line, &address::record(id), stepping, words));
    view! {
        <tr>
            <td class="main-cell">{whom(&line, words)}</td>
            <td class="muted labelled" data-label=own.happened()><When moment=line.happened.clone() /></td>
            <td class="muted labelled" data-label=own.due()>{due(&line)}</td>
            <td class="wordy"><Standing line /></td>
            <td class="row-actions">{steps}</td>
        </tr>
    }
    .into_any()
}
