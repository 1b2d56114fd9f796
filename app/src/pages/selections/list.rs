//! All selections, each with whom it means.

use super::{LIST, NEW, address, users_of};
use crate::api::{resource, selections::list_selections};
use crate::model::{SelectionList, SelectionView};
use crate::ui::{Empty, ErrorBlock, Head, PageTitle, When, cards_with_actions};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/selections`.
#[component]
pub fn List() -> impl IntoView {
    let words = use_words();
    let own = words.selections;
    let selections = resource(|| (), |()| list_selections());
    view! {
        <PageTitle text=own.title() />
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match selections.await {
                    Ok(list) => shown(list, words),
                    Err(error) => view! { <ErrorBlock error retry=move |()| selections.refetch() whole=true /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn shown(list: SelectionList, words: Words) -> AnyView {
    let own = words.selections;
    let SelectionList { selections, can_edit } = list;
    let new = move || can_edit.then(|| view! { <a class="btn primary" href=NEW>{own.create()}</a> });
    let body = if selections.is_empty() {
        view! { <Empty title=own.none_yet() text=own.none_yet_text()>{new()}</Empty> }.into_any()
    } else {
        table(selections, words)
    };
    view! {
        <Head title=own.title()>{new()}</Head>
        <p class="muted">{own.lead()}</p>
        {body}
    }
    .into_any()
}

fn table(selections: Vec<SelectionView>, words: Words) -> AnyView {
    let own = words.selections;
    let rows = selections.into_iter().map(|selection| row(selection, words)).collect_view();
    let table = cards_with_actions([own.name(), own.whom(), own.last_changed()], words.common.actions(), rows);
    view! {
        <div class="list">
            {table}
        </div>
    }
    .into_any()
}

fn row(selection: SelectionView, words: Words) -> impl IntoView {
    let own = words.selections;
    let SelectionView { id, draft, saved: (name, at), can_edit, .. } = selection;
    let description =
        (!draft.description.is_empty()).then(|| view! { <p class="muted small"><bdi>{draft.description}</bdi></p> });
    let delete = can_edit.then(|| view! { <a class="btn quiet" href=format!("{LIST}/{id}/delete")>{words.common.delete()}</a> });
    view! {
        <tr>
            <td class="main-cell">
                <a class="name" href=address(id)><bdi>{draft.name}</bdi></a>
                {description}
            </td>
            <td class="labelled" data-label=own.whom()><bdi>{own.sentence(&draft.criteria)}</bdi></td>
            <td class="muted labelled" data-label=own.last_changed()><bdi>{name}</bdi> ", " <When moment=at /></td>
            <td class="row-actions">
                <a class="btn quiet" href=users_of(id)>{own.show_in_users()}</a>
                {delete}
            </td>
        </tr>
    }
}
