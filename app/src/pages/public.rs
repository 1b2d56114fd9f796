//! The frame of the pages for everyone: one column, made for a telephone first.

use crate::model::Organisation;
use crate::ui::{Contact, Glyph, Icon, sentence};
use crate::words::use_words;
use leptos::prelude::*;

/// One card with the house's name above it, and whom to turn to below.
#[component]
pub(crate) fn PublicPage(
    /// The house; Latchkey's own name stands in when it is not known.
    #[prop(optional_no_strip)]
    house: Option<Organisation>,
    /// The card's content, an `h1` in it.
    children: Children,
) -> impl IntoView {
    let words = use_words().frame;
    let (name, contact) = match house {
        Some(Organisation { name, support_contact }) => (name, Some(support_contact)),
        None => ("Latchkey".to_owned(), None),
    };
    view! {
        <div class="public">
            <header>
                <p class="brand">
                    <Glyph icon=Icon::Key />
                    <bdi>{name}</bdi>
                </p>
            </header>
            <main class="card" id="main">
                {children()}
            </main>
            {contact
                .filter(|contact| !contact.is_empty())
                .map(|contact| {
                    view! {
                        <footer>
                            <p>{sentence(words.help(), view! { <Contact contact /> })}</p>
                        </footer>
                    }
                })}
        </div>
    }
}

/// What shows while a public page is read (only after following a link: the first page comes whole).
#[component]
pub(crate) fn PublicLoading() -> impl IntoView {
    view! {
        <div class="public">
            <main class="card" id="main" aria-busy="true"></main>
        </div>
    }
}
