//! One import, as far as it has come.

use super::{
    LIST, StateBadge, decide, mapping,
    parts::{cancel, tally},
    problems,
};
use crate::api::{ApiError, Thing, imports::read_import, resource};
use crate::model::{FormState, ImportId, ImportState, ImportView, Tone};
use crate::pages::ids::use_id;
use crate::ui::{ErrorBlock, ErrorSummary, Note, PageTitle, When, poll_while, take_form};
use crate::words::{Words, number, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/users/import/{id}`.
#[component]
pub fn Record() -> impl IntoView {
    let words = use_words();
    let (id, asked) = (use_id::<ImportId>(Thing::Import), use_query_map());
    let page = Memo::new(move |_| asked.with(|asked| asked.get("page").and_then(|page| page.parse().ok()).unwrap_or(1)));
    let form = take_form();
    let is_error = form.is_some();
    let import = resource(move || (id.get(), page.get()), read);
    let runs = RwSignal::new(false);
    poll_while(runs.into(), move || import.refetch());
    view! {
        <PageTitle text=words.imports.title() is_error />
        <p class="crumb"><a href=LIST>{words.imports.title()}</a></p>
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match import.await {
                        Ok(import) => {
                            let is_running = import.row.state.is_running();
                            Effect::new(move |_| runs.set(is_running));
                            shown(import, form.as_ref(), words)
                        }
                        Err(error) => view! { <ErrorBlock error retry=move |()| import.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

async fn read((id, page): (Result<ImportId, ApiError>, i64)) -> Result<ImportView, ApiError> {
    read_import(id?, page).await
}

fn shown(import: ImportView, form: Option<&FormState>, words: Words) -> AnyView {
    let row = &import.row;
    let error = Signal::stored(form.map(|form| form.error.clone()));
    let head = view! {
        <div class="head record-head">
            <div>
                <h1><bdi>{row.file_name.clone()}</bdi></h1>
                <p class="muted line">
                    <StateBadge state=row.state />
                    <span>{words.imports.count_rows(row.rows)}</span>
                    <span><bdi>{row.owner.clone()}</bdi> ", " <When moment=row.created.clone() /></span>
                </p>
            </div>
        </div>
    };
    let body = match row.state {
        ImportState::Uploading => view! { <p>{words.imports.uploading()}</p> }.into_any(),
        ImportState::Mapping => mapping::panel(&import, form, words),
        ImportState::Checking | ImportState::Importing => running(&import, words),
        ImportState::Checked => decide::panels(&import, form, words),
        ImportState::Finished | ImportState::Cancelled | ImportState::Failed => over(&import, words),
    };
    let problems = problems::panel(import, words);
    view! {
        {head}
        <ErrorSummary error />
        <div class="import">
            {body}
            {problems}
        </div>
    }
    .into_any()
}

/// How far the dry run or the import has come, with a way to stop it.
fn running(import: &ImportView, words: Words) -> AnyView {
    let own = words.imports;
    let (behind, all) = (import.behind, import.row.rows);
    let line = own.progress(&number(words.locale, behind), &number(words.locale, all));
    view! {
        <section class="panel" aria-labelledby="import-state">
            <header><h2 id="import-state">{own.standing(import.row.state)}</h2></header>
            <p id="import-progress" role="status">{line}</p>
            <progress aria-labelledby="import-progress" max=all.to_string() value=behind.to_string()></progress>
            {tally(import, words)}
            {cancel(import.row.id, words)}
        </section>
    }
    .into_any()
}

fn over(import: &ImportView, words: Words) -> AnyView {
    let own = words.imports;
    let (tone, lead) = match (import.row.state, &import.failed) {
        (ImportState::Finished, _) => (Tone::Good, own.done_lead().to_owned()),
        (ImportState::Failed, Some(why)) => (Tone::Bad, own.failed_lead(&why.text(words))),
        _ => (Tone::Plain, own.cancelled_lead().to_owned()),
    };
    view! {
        <section class="panel" aria-labelledby="import-state">
            <header>
                <h2 id="import-state">{own.result()}</h2>
                <a class="btn" href="/users?sort=-created">{own.show_new()}</a>
            </header>
            <Note tone><p>{lead}</p></Note>
            {tally(import, words)}
        </section>
    }
    .into_any()
}
