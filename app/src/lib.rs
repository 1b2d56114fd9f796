//! What Latchkey can do: types, rules, pages, and the port that the server implements.

pub mod api;
pub mod model;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod pages;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod routes;
pub mod rules;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod ui;
pub mod words;

use crate::model::{Locale, PageState, Theme};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::Router;

/// Reloads the page when the server is back after a new build.
const RELOAD: &str = "const events = new EventSource('/dev/reload'); let lost = false; \
    events.onerror = () => { lost = true; }; events.onopen = () => { if (lost) location.reload(); };";

/// The document. With `dev_reload` the page reloads itself after every new build.
#[must_use]
pub fn shell(options: LeptosOptions, dev_reload: bool) -> impl IntoView {
    let (locale, theme) = reader();
    let scripted = !use_context::<PageState>().is_some_and(|state| state.misplaced);
    let style = format!("/{}/latchkey.css", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme.map(Theme::as_str)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="stylesheet" href=style />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {scripted.then(|| view! { <HydrationScripts options=options /> })}
                {dev_reload.then(|| view! { <script nonce=use_nonce()>{RELOAD}</script> })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The reader's language, and their choice of light or dark where they made one. The server knows both from the request;
/// the browser reads them from the document that the server wrote.
fn reader() -> (Locale, Option<Theme>) {
    if let Some(visitor) = use_context::<api::Visitor>() {
        let theme = visitor.caller.as_ref().map(|caller| caller.theme).filter(|theme| *theme != Theme::System);
        return (visitor.locale(), theme);
    }
    #[cfg(feature = "hydrate")]
    if let Some(root) = document().document_element() {
        let locale = root.get_attribute("lang").and_then(|tag| Locale::from_tag(&tag)).unwrap_or_default();
        return (locale, None);
    }
    (Locale::default(), None)
}

/// Marks the moment at which the scripts have taken the page over, for those who measure it.
fn note_taking_over() {
    Effect::new(|_| {
        if let Some(performance) = window().performance() {
            let _ = performance.mark("interactive");
        }
    });
}

/// The application.
#[component]
#[expect(clippy::must_use_candidate, reason = "#[component] drops the attribute")]
pub fn App() -> impl IntoView {
    words::provide_words(reader().0);
    provide_meta_context();
    note_taking_over();
    ui::provide_page_state();
    ui::provide_toasts();
    ui::provide_updates();
    ui::close_menus_from_outside();
    let unsaved = ui::provide_unsaved();
    view! {
        <ui::DocumentTitle />
        <ui::UpdateBar />
        <Router>
            <routes::AppRoutes />
            <ui::LeavePrompt unsaved />
        </Router>
        <ui::ToastRegion />
    }
}
