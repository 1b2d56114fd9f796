//! Sentences with something in them that is more than text: a link, a time, a name that is set apart.

use leptos::prelude::*;

/// The words, with `inner` where `{}` stands: each language has it where its grammar wants it.
pub fn sentence(words: &'static str, inner: impl IntoView) -> AnyView {
    let (before, after) = words.split_once("{}").unwrap_or((words, ""));
    view! {
        {before}
        {inner.into_view()}
        {after}
    }
    .into_any()
}
