//! After the dry run: what would happen, and whether it shall.

use super::{
    address, mapping,
    parts::{cancel, tally},
};
use crate::model::{FormState, ImportView};
use crate::rules::forms::OWN_PASSWORD;
use crate::ui::{OwnPassword, PlainForm, SubmitButton};
use crate::words::Words;
use leptos::prelude::*;

/// What the dry run found, the button that makes it so, and the choices for another dry run.
pub(super) fn panels(import: &ImportView, form: Option<&FormState>, words: Words) -> AnyView {
    let own = words.imports;
    let error = Signal::stored(form.map(|form| form.error.clone()));
    // Where the own password is asked for, nothing is wrong with the choices.
    let form = form.filter(|form| form.error.for_field(OWN_PASSWORD).is_none());
    let is_refused = form.is_some();
    let found = import.tally();
    let rows = found.created + found.changed;
    let start = if rows > 0 {
        view! {
            <PlainForm action=address(import.row.id)>
                <input type="hidden" name="step" value="start" />
                <OwnPassword error />
                <SubmitButton>{own.start(rows)}</SubmitButton>
            </PlainForm>
        }
        .into_any()
    } else {
        view! { <p>{own.nothing_to_do()}</p> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="import-state">
            <header><h2 id="import-state">{own.check()}</h2></header>
            {tally(import, words)}
            <div class="import-decision">
                {start}
                {cancel(import.row.id, words)}
            </div>
            <p class="muted small">{own.kept()}</p>
        </section>
        <details class="panel import-again" open=is_refused>
            <summary>{own.change_choices()}</summary>
            {mapping::fields(import, form, own.check_again(), words)}
        </details>
    }
    .into_any()
}
