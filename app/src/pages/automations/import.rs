//! Where an exported automation becomes a draft.

use super::address;
use crate::api::{ApiError, automations, resource};
use crate::model::{FormState, Tone};
use crate::ui::{AreaField, ErrorBlock, FileField, Head, Note, PageTitle, PlainForm, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/automations/import`.
#[component]
pub fn Import() -> impl IntoView {
    let words = use_words();
    let own = words.automations;
    let form = take_form();
    // Asked for nothing but whether the reader may.
    let allowed = resource(|| (), |()| async { automations::automation_prompt(None).await.map(drop) });
    view! {
        <PageTitle text=own.import_title() is_error=form.is_some() />
        <p class="crumb"><a href=address::LIST>{own.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match allowed.await {
                        Ok(()) => asked(form, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| allowed.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// Posted as a file may be among it, with scripts and without.
fn asked(form: Option<FormState>, words: Words) -> AnyView {
    let own = words.automations;
    let typed = form.as_ref().and_then(|form| form.value("json")).unwrap_or_default().to_owned();
    let is_refused = form.is_some();
    let refused = form.map(|form| refused(&form.error, words));
    view! {
        <Head title=own.import_title() />
        <p class="muted">{own.import_text()}</p>
        <div class="panel">
            <PlainForm action=address::IMPORT guard=true refused=is_refused with_file=true>
                {refused}
                <AreaField name="json" label=own.json() hint=own.json_hint() value=typed rows=12 />
                <FileField name="file" label=own.file() hint=own.file_hint() accept=".json,application/json" error=None />
                <p class="buttons">
                    <button type="submit" class="btn primary">{own.import()}</button>
                    <a class="btn" href=address::LIST>{words.common.cancel()}</a>
                </p>
            </PlainForm>
        </div>
    }
    .into_any()
}

/// Why it was refused. The fields that are wrong stand in the text, not in the form.
fn refused(error: &ApiError, words: Words) -> AnyView {
    let told: Vec<String> = if error.fields.is_empty() {
        vec![error.text(words)]
    } else {
        error.fields.iter().map(|field| field.text(words)).collect()
    };
    let told = told.into_iter().map(|told| view! { <p>{told}</p> });
    view! { <div role="alert"><Note tone=Tone::Bad>{told.collect_view()}</Note></div> }.into_any()
}
