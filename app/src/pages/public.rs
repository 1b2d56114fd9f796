//! The frame of the pages for everyone: one column, made for a telephone first.

use crate::ui::{Glyph, Icon};
use leptos::prelude::*;

/// One card with the house's name above it.
#[component]
pub(crate) fn PublicPage(
    /// The organisation's name; Latchkey's own when it is not known.
    #[prop(default = "Latchkey".to_owned(), into)]
    organisation: String,
    /// The card's content, an `h1` in it.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="public" id="main">
            <div class="card">
                <p class="brand">
                    <Glyph icon=Icon::Key />
                    {organisation}
                </p>
                {children()}
            </div>
        </main>
    }
}

/// What shows while a public page is read (only after following a link: the first page comes whole).
#[component]
pub(crate) fn PublicLoading() -> impl IntoView {
    view! { <main class="public" id="main" aria-busy="true"></main> }
}
