//! What more than one step of an import shows.

use super::address;
use crate::model::{ImportId, ImportState, ImportTally, ImportView};
use crate::ui::{PlainForm, SubmitButton};
use crate::words::{Words, number};
use leptos::prelude::*;

/// What rows have become, or would become.
pub(super) fn tally(import: &ImportView, words: Words) -> AnyView {
    let own = words.imports;
    let is_done = matches!(import.row.state, ImportState::Importing) || import.row.state.is_over();
    let ImportTally { created, changed, unchanged, left_out, links, .. } = import.tally();
    let [made, altered, sent] = if is_done {
        [own.created(), own.changed(), own.links()]
    } else {
        [own.would_create(), own.would_change(), own.would_send()]
    };
    let links = import.options.send_links.then_some((sent, links));
    let facts = [(made, created), (altered, changed), (own.unchanged(), unchanged), (own.left_out(), left_out)];
    let facts = facts.into_iter().chain(links).map(|(label, count)| {
        view! {
            <dt>{label}</dt>
            <dd>{number(words.locale, count)}</dd>
        }
    });
    view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
}

/// Ends the import.
pub(super) fn cancel(import: ImportId, words: Words) -> AnyView {
    let own = words.imports;
    view! {
        <PlainForm action=address(import)>
            <input type="hidden" name="step" value="cancel" />
            <SubmitButton look="danger">{own.stop()}</SubmitButton>
        </PlainForm>
    }
    .into_any()
}
