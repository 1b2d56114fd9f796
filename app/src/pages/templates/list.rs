//! All templates, and how each stands in each language.

use super::{LIST, address, state_badge};
use crate::api::{resource, templates::list_templates};
use crate::model::{Locale, TemplateKey, TemplateRow, TemplateState};
use crate::ui::{ErrorBlock, Head, PageTitle, When, cards};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/templates`.
#[component]
pub fn List() -> impl IntoView {
    let words = use_words();
    let templates = resource(|| (), |()| list_templates());
    view! {
        <PageTitle text=words.templates.title() />
        <Head title=words.templates.title() />
        <p class="muted">{words.templates.lead()}</p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match templates.await {
                    Ok(rows) => table(rows, words),
                    Err(error) => view! { <ErrorBlock error retry=move |()| templates.refetch() /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn table(rows: Vec<TemplateRow>, words: Words) -> AnyView {
    let own = words.templates;
    let rows = rows.into_iter().map(|template| row(template, words)).collect_view();
    let table = cards([own.name(), own.languages(), own.last_changed()], rows);
    view! {
        <div class="list templates">
            {table}
        </div>
    }
    .into_any()
}

fn row(template: TemplateRow, words: Words) -> impl IntoView {
    let own = words.templates;
    let TemplateRow { key, languages, changed } = template;
    let changed = match changed {
        Some((name, at)) => view! { <bdi>{name}</bdi> ", " <When moment=at /> }.into_any(),
        None => own.never().into_any(),
    };
    view! {
        <tr>
            <td class="main-cell">
                <a class="name" href=format!("{LIST}/{key}")>{own.key(key)}</a>
                <p class="muted small">{own.purpose_of(key)}</p>
            </td>
            <td>
                <ul class="languages">
                    {languages.into_iter().map(|(language, state)| standing(key, language, state, words)).collect_view()}
                </ul>
            </td>
            <td class="muted labelled" data-label=own.last_changed()>{changed}</td>
        </tr>
    }
}

fn standing(key: TemplateKey, language: Locale, state: TemplateState, words: Words) -> impl IntoView {
    view! {
        <li>
            <a href=address((key, language), "") lang=language.tag()>{language.name()}</a>
            " "
            {state_badge(state, words)}
        </li>
    }
}
