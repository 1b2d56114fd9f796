//! The prompt before a selection is deleted.

use super::{LIST, address, use_selection_id};
use crate::api::{ApiError, resource, selections};
use crate::model::{Flash, FormState, SelectionId, SelectionView};
use crate::pages::prompts::asking;
use crate::ui::{Close, EnhancedForm, Entered, ErrorSummary, Submission, SubmitButton, Toasts};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// `/selections/{id}/delete`.
#[component]
pub fn DeleteSelection() -> impl IntoView {
    let words = use_words();
    let id = use_selection_id();
    let back = id.with_untracked(|id| id.as_ref().map_or_else(|_| LIST.to_owned(), |id| address(*id)));
    let selection = resource(move || id.get(), read);
    let show = move |selection, form| asked(selection, form, words);
    asking(words.selections.delete(), Some(words.common.reading()), back, selection, show)
}

async fn read(id: Result<SelectionId, ApiError>) -> Result<Option<SelectionView>, ApiError> {
    selections::selection_prompt(Some(id?)).await
}

fn asked(selection: Option<SelectionView>, form: Option<FormState>, words: Words) -> AnyView {
    let Some(SelectionView { id, draft, .. }) = selection else { return ().into_any() };
    let own = words.selections;
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let submission = Submission::new(form.map(|form| form.error), selections::delete_selection, move |()| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(own.deleted()));
        }
        navigate(LIST, NavigateOptions { replace: true, ..NavigateOptions::default() });
    });
    view! {
        <EnhancedForm action=format!("{}/delete", address(id)) submission read=move |_: &Entered| Ok(id)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{own.delete_means(&draft.name)}</p>
                <p><bdi>{own.sentence(&draft.criteria)}</bdi></p>
            </div>
            <footer>
                <Close label=words.common.cancel() />
                <SubmitButton pending=submission.pending() look="danger">{words.common.delete()}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}
