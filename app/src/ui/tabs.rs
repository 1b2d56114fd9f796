//! Views of one thing beside each other. Each is a page of its own, so tabs are links.

use leptos::prelude::*;

/// One of the views.
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: &'static str,
    /// Whether it is the one on show.
    pub is_current: bool,
}

/// The row of views.
#[component]
pub fn Tabs(
    /// What the views are of, to screen readers.
    #[prop(into)]
    label: String,
    /// The views.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let links = tabs.into_iter().map(|Tab { href, label, is_current }| {
        view! { <a href=href aria-current=is_current.then_some("page")>{label}</a> }
    });
    view! {
        <nav class="tabs" aria-label=label>
            {links.collect_view()}
        </nav>
    }
}
