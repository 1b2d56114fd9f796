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

/// What ends with the old password, among the facts of a prompt.
#[component]
pub(super) fn Endings(
    /// Generated passwords on their way or unused.
    earlier: i64,
    /// Unused links.
    links: i64,
    /// Open sessions.
    sessions: i64,
) -> impl IntoView {
    let words = use_words();
    let own = words.new_password;
    let counted = |count: i64, none: &str, some: &dyn Fn(i64) -> String| if count == 0 { none.to_owned() } else { some(count) };
    let earlier = counted(earlier, own.none(), &|count| own.earlier_stop(count));
    let links = counted(links, words.record.no_links(), &|count| own.links_stop(count));
    let sessions = counted(sessions, words.record.none_open(), &|count| own.sessions_stop(count));
    view! {
        <dt>{own.earlier()}</dt>
        <dd>{earlier}</dd>
        <dt>{words.record.earlier_links()}</dt>
        <dd>{links}</dd>
        <dt>{words.record.sessions()}</dt>
        <dd>{sessions}</dd>
    }
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
