//! The pages of the builder, and of a selection that its reader may not change.

use super::{LIST, builder::Builder, preview::Preview, use_selection_id, users_of};
use crate::api::{ApiError, resource, selections};
use crate::model::{FormState, SelectionId, SelectionView};
use crate::pages::prompts::{Below, PromptTitle, title_below};
use crate::ui::{ErrorBlock, ErrorPage, PageTitle, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// `/selections/new`.
#[component]
pub fn NewSelection() -> impl IntoView {
    let words = use_words();
    let form = take_form();
    let prompt = resource(|| (), |()| selections::selection_prompt(None));
    let is_error = form.is_some();
    view! {
        <PageTitle text=words.selections.create() is_error />
        <p class="crumb"><a href=LIST>{words.selections.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match prompt.await {
                        Ok(view) => filling(words.selections.create().into_any(), view, form),
                        Err(error) => view! { <ErrorBlock error retry=move |()| prompt.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// `/selections/{id}`, below its prompt.
#[component]
pub fn EditSelection() -> impl IntoView {
    let words = use_words();
    let id = use_selection_id();
    // A refused form may be the prompt's.
    let is_prompt = use_location().pathname.with_untracked(|path| path.ends_with("/delete"));
    let form = if is_prompt { None } else { take_form() };
    let selection = resource(move || id.get(), read);
    let prompt = RwSignal::new(None::<PromptTitle>);
    provide_context(Below { refresh: Callback::new(move |()| selection.refetch()), prompt });
    view! {
        <Outlet />
        <p class="crumb"><a href=LIST>{words.selections.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match selection.await {
                        Ok(view) => shown(view, form, prompt, words),
                        Err(error) => {
                            view! { <ErrorPage title=words.selections.title() error retry=move |()| selection.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

async fn read(id: Result<SelectionId, ApiError>) -> Result<SelectionView, ApiError> {
    selections::read_selection(id?).await
}

fn shown(view: SelectionView, form: Option<FormState>, prompt: RwSignal<Option<PromptTitle>>, words: Words) -> AnyView {
    let name = view.draft.name.clone();
    let (title, is_prompt_error) = title_below(name.clone(), prompt);
    let is_refused = form.is_some();
    let is_error = Signal::derive(move || is_refused || is_prompt_error.get());
    let body =
        if view.can_edit { filling(view! { <bdi>{name}</bdi> }.into_any(), Some(view), form) } else { reading(view, words) };
    view! {
        <PageTitle text=title is_error />
        {body}
    }
    .into_any()
}

fn filling(heading: AnyView, view: Option<SelectionView>, form: Option<FormState>) -> AnyView {
    view! {
        <div class="head">
            <h1>{heading}</h1>
        </div>
        <Builder view form />
    }
    .into_any()
}

/// A selection for those who may use it and not change it.
fn reading(view: SelectionView, words: Words) -> AnyView {
    let own = words.selections;
    let SelectionView { id, draft, .. } = view;
    view! {
        <div class="head">
            <h1><bdi>{draft.name}</bdi></h1>
            <a class="btn" href=users_of(id)>{own.show_in_users()}</a>
        </div>
        <p>{draft.description}</p>
        <p class="small muted">{own.read_only()}</p>
        <Preview asked=Signal::stored(Some(draft.criteria)) />
    }
    .into_any()
}
