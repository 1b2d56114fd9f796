//! What the columns of a file say, and what is to be done with its rows.

use super::{address, parts::cancel};
use crate::model::{FormState, ImportColumn, ImportField, ImportOptions, ImportStep, ImportView};
use crate::rules::imports as rules;
use crate::ui::{CheckField, PlainForm, RadioField, RadioOption, SubmitButton, cards};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The second step: what stands in the columns.
pub(super) fn panel(import: &ImportView, form: Option<&FormState>, words: Words) -> AnyView {
    let own = words.imports;
    view! {
        <section class="panel" aria-labelledby="import-columns">
            <header><h2 id="import-columns">{own.columns()}</h2></header>
            {fields(import, form, own.check(), words)}
            {cancel(import.row.id, words)}
        </section>
    }
    .into_any()
}

/// The form; what was entered before it was refused stands in it again.
pub(super) fn fields(import: &ImportView, form: Option<&FormState>, submit: &'static str, words: Words) -> AnyView {
    let own = words.imports;
    let entered = form.and_then(|form| {
        let value = |field: &str| form.value(field).unwrap_or_default().to_owned();
        match rules::step(import.columns.len(), value) {
            Ok(ImportStep::Check(options)) => Some(options),
            _ => None,
        }
    });
    let ImportOptions { columns, update, send_links, accept_lookalikes } = entered.unwrap_or_else(|| import.options.clone());
    let rows = import.columns.iter().zip(columns).enumerate().map(|(at, (column, field))| column_row(at, column, field, words));
    let (rows, action) = (rows.collect_view(), address(import.row.id));
    let existing = vec![
        RadioOption { value: "leave", label: own.create_only(), hint: own.create_only_hint() },
        RadioOption { value: "update", label: own.create_and_update(), hint: own.create_and_update_hint() },
    ];
    let table = cards([own.column(), own.samples(), own.means()], rows);
    view! {
        <PlainForm action guard=true refused=form.is_some()>
            <input type="hidden" name="step" value="check" />
            <p id="field-columns" class="muted" tabindex="-1">{own.columns_lead()}</p>
            {table}
            <p class="muted small">{own.defaults()}</p>
            <RadioField
                name="existing"
                legend=own.which_rows()
                options=existing
                selected=if update { "update" } else { "leave" }
            />
            <CheckField name="send_links" label=own.send_links() hint=own.send_links_hint() checked=send_links />
            <CheckField
                name="accept_lookalikes"
                label=own.accept_lookalikes()
                hint=own.accept_lookalikes_hint()
                checked=accept_lookalikes
            />
            <p>
                <SubmitButton>{submit}</SubmitButton>
            </p>
        </PlainForm>
    }
    .into_any()
}

fn column_row(at: usize, column: &ImportColumn, field: Option<ImportField>, words: Words) -> impl IntoView + use<> {
    let own = words.imports;
    let samples = column.samples.iter().filter(|sample| !sample.is_empty());
    let samples = samples.map(|sample| view! { <li><bdi>{sample.clone()}</bdi></li> }).collect_view();
    view! {
        <tr>
            <td class="main-cell"><bdi>{column.name.clone()}</bdi></td>
            <td class="muted labelled" data-label=own.samples()>
                <ul class="samples">{samples}</ul>
            </td>
            <td class="labelled" data-label=own.means()>
                <FieldChoice at name=column.name.clone() field />
            </td>
        </tr>
    }
}

/// What a column says.
#[component]
fn FieldChoice(at: usize, name: String, field: Option<ImportField>) -> impl IntoView {
    let own = use_words().imports;
    let offered = ImportField::ALL.iter().map(|offered| {
        view! { <option value=offered.as_str() selected=Some(*offered) == field>{own.says(*offered)}</option> }
    });
    view! {
        <select class="input" name=rules::column(at) aria-label=own.means_of(&name)>
            <option value="" selected=field.is_none()>
                {own.left_out_column()}
            </option>
            {offered.collect_view()}
        </select>
    }
}
