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

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::Router;

/// Reloads the page when the server is back after a new build.
const RELOAD: &str = "const events = new EventSource('/dev/reload'); let lost = false; \
    events.onerror = () => { lost = true; }; events.onopen = () => { if (lost) location.reload(); };";

/// The document. With `dev_reload` the page reloads itself after every new build.
#[must_use]
pub fn shell(options: LeptosOptions, dev_reload: bool) -> impl IntoView {
    let style = format!("/{}/latchkey.css", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="stylesheet" href=style />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HydrationScripts options=options />
                {dev_reload.then(|| view! { <script nonce=use_nonce()>{RELOAD}</script> })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The application.
#[component]
#[expect(clippy::must_use_candidate, reason = "#[component] drops the attribute")]
pub fn App() -> impl IntoView {
    provide_meta_context();
    ui::provide_page_state();
    ui::provide_toasts();
    ui::close_menus_from_outside();
    view! {
        <ui::DocumentTitle />
        <Router>
            <routes::AppRoutes />
        </Router>
        <ui::ToastRegion />
    }
}
