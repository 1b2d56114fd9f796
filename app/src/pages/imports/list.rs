//! Where a file is sent, above the last imports.

use super::{LIST, StateBadge, address};
use crate::api::{ApiError, imports::list_imports, resource};
use crate::model::{FormState, ImportRow, ImportState};
use crate::ui::{Empty, ErrorBlock, ErrorSummary, FileField, PageTitle, PlainForm, When, cards, take_form};
use crate::words::{Words, number, use_words};
use leptos::prelude::*;

/// `/users/import`.
#[component]
pub fn List() -> impl IntoView {
    let words = use_words();
    let own = words.imports;
    let refused = take_form().map(|FormState { error, .. }| error);
    let is_error = refused.is_some();
    let imports = resource(|| (), |()| list_imports());
    view! {
        <PageTitle text=own.title() is_error />
        <p class="crumb"><a href="/users">{words.users.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let refused = refused.clone();
                Suspend::new(async move {
                    match imports.await {
                        Ok(imports) => shown(imports, refused, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| imports.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn shown(imports: Vec<ImportRow>, refused: Option<ApiError>, words: Words) -> AnyView {
    let own = words.imports;
    let last = if imports.is_empty() {
        view! { <Empty title=own.none_yet() text=own.none_yet_text() /> }.into_any()
    } else {
        table(imports, words)
    };
    view! {
        <div class="head"><h1>{own.title()}</h1></div>
        <p class="muted">{own.lead()}</p>
        <div class="panel import-file">{file_form(refused, words)}</div>
        <section aria-labelledby="last-imports">
            <h2 id="last-imports">{own.last()}</h2>
            {last}
        </section>
    }
    .into_any()
}

/// Sends a file, with scripts and without: browsers show how far it has come.
fn file_form(refused: Option<ApiError>, words: Words) -> AnyView {
    let own = words.imports;
    let wrong = refused.as_ref().and_then(|error| error.for_field("file")).map(|problem| problem.text(words));
    view! {
        <PlainForm action=LIST guard=true with_file=true>
            <ErrorSummary error=Signal::stored(refused) />
            <FileField name="file" label=own.file() hint=own.file_hint() accept=".csv,.tsv,.txt,text/csv" error=wrong />
            <p>
                <button type="submit" class="btn primary">{own.send_file()}</button>
            </p>
        </PlainForm>
    }
    .into_any()
}

fn table(imports: Vec<ImportRow>, words: Words) -> AnyView {
    let own = words.imports;
    let rows = imports.into_iter().map(|import| row(import, words)).collect_view();
    let table = cards([own.file(), own.state(), own.result(), own.started(), own.by()], rows);
    view! {
        <div class="list">
            {table}
        </div>
    }
    .into_any()
}

fn row(import: ImportRow, words: Words) -> impl IntoView {
    let own = words.imports;
    let result = result(&import, words);
    view! {
        <tr>
            <td class="main-cell">
                <a class="name" href=address(import.id)><bdi>{import.file_name}</bdi></a>
                <p class="muted small">{own.count_rows(import.rows)}</p>
            </td>
            <td class="labelled" data-label=own.state()><StateBadge state=import.state /></td>
            <td class="labelled" data-label=own.result()>{result}</td>
            <td class="muted labelled" data-label=own.started()><When moment=import.created /></td>
            <td class="muted labelled" data-label=own.by()><bdi>{import.owner}</bdi></td>
        </tr>
    }
}

/// "Created: 12, Changed: 3": what there is of it.
fn result(import: &ImportRow, words: Words) -> String {
    let own = words.imports;
    let (tally, created, changed) = match (import.state, import.found) {
        (ImportState::Checked, Some(found)) => (found, own.would_create(), own.would_change()),
        (ImportState::Importing | ImportState::Finished | ImportState::Cancelled | ImportState::Failed, Some(_)) => {
            (import.done, own.created(), own.changed())
        }
        _ => return "–".to_owned(),
    };
    let counts = [(created, tally.created), (changed, tally.changed), (own.left_out(), tally.left_out)];
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    let told: Vec<String> = told.map(|(label, count)| format!("{label}: {}", number(words.locale, count))).collect();
    if told.is_empty() { "–".to_owned() } else { told.join("; ") }
}
