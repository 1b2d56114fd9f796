//! Light or dark, or as the system has it.

use super::{Glyph, Icon, Toasts};
use crate::api::account::set_theme;
use crate::model::{Flash, Theme, Tone};
use crate::words::use_words;
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

/// Three buttons. With scripts the page changes at once; without them the form leads back to it.
#[component]
pub fn ThemeSwitch(
    /// The reader's choice.
    chosen: RwSignal<Theme>,
) -> impl IntoView {
    let words = use_words();
    let toasts = use_context::<Toasts>();
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get(), with_mark(&location.search.get()));
    let choose = move |theme: Theme| {
        let before = chosen.get_untracked();
        chosen.set(theme);
        show(theme);
        spawn_local(async move {
            if let Err(error) = set_theme(theme).await {
                chosen.set(before);
                show(before);
                if let Some(toasts) = toasts {
                    toasts.show(Flash { tone: Tone::Bad, message: error.brief(words).to_owned() });
                }
            }
        });
    };
    let buttons = Theme::ALL.iter().map(|theme| {
        let theme = *theme;
        let label = words.labels.theme(theme);
        let press = move |event: ev::MouseEvent| {
            event.prevent_default();
            choose(theme);
        };
        view! {
            <button
                type="submit"
                class="icon-btn"
                name="theme"
                value=theme.as_str()
                title=label
                aria-label=label
                aria-pressed=move || (chosen.get() == theme).to_string()
                on:click=press
            >
                <Glyph icon=icon(theme) />
            </button>
        }
    });
    view! {
        <form class="themes" method="post" action="/account/theme" aria-label=words.frame.theme()>
            <input type="hidden" name="back" value=here />
            {buttons.collect_view()}
        </form>
    }
}

/// The query part of an address, with its question mark unless it is empty.
fn with_mark(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{search}") }
}

const fn icon(theme: Theme) -> Icon {
    match theme {
        Theme::System => Icon::Screen,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    }
}

/// Puts the choice where the style sheet looks for it. In the browser only.
fn show(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.as_str()),
        };
    }
}
