//! What the prompts over a record have in common.

use super::{address::LIST, use_user_id};
use crate::api::{ApiError, resource};
use crate::model::{FormState, UserId};
use crate::pages::prompts::asking;
use crate::ui::{Close, SubmitButton};
use crate::words::use_words;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A prompt over the record: reads what it has to say, then shows it, or why the action is refused. `waiting` is what stands
/// there until then. `show` also gets the form that was posted without scripts and refused.
pub(super) fn over_record<T, Reading>(
    title: &'static str,
    waiting: &'static str,
    read: impl Fn(UserId) -> Reading + Copy + Send + Sync + 'static,
    show: impl Fn(T, Option<FormState>) -> AnyView + Copy + Send + 'static,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    Reading: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let id = use_user_id();
    let told = resource(move || id.get(), move |id| async move { read(id?).await });
    let back = id.with_untracked(|id| id.as_ref().map_or_else(|_| LIST.to_owned(), |id| format!("{LIST}/{id}")));
    asking(title, Some(waiting), back, told, show)
}

/// The foot of a prompt's form: the way back and the button that does it.
#[component]
pub(super) fn PromptFooter(
    /// The words on the button.
    label: &'static str,
    /// Whether an answer is awaited.
    pending: Signal<bool>,
    /// `primary`, or `danger` for what takes something away.
    #[prop(default = "primary")]
    look: &'static str,
) -> impl IntoView {
    view! {
        <footer>
            <Close label=use_words().common.cancel() />
            <SubmitButton pending look>{label}</SubmitButton>
        </footer>
    }
}
