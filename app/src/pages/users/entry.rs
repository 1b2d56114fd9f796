//! Entries of the menus of a row and of a record.

use crate::rules::reset::Refusal;
use crate::words::use_words;
use leptos::prelude::*;

/// The way to an action, or the reason why there is none.
#[component]
pub(super) fn MenuEntry(
    /// Its address.
    href: String,
    /// Its name.
    label: &'static str,
    /// Why the reader cannot do it.
    #[prop(optional_no_strip)]
    refusal: Option<Refusal>,
) -> impl IntoView {
    match refusal {
        None => view! { <a href=href>{label}</a> }.into_any(),
        Some(refusal) => view! {
            <span class="off" role="link" aria-disabled="true" tabindex="0">
                {label} <small>{use_words().problems.refusal(refusal)}</small>
            </span>
        }
        .into_any(),
    }
}
