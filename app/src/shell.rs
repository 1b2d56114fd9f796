//! The document around every page, and the application in it.

use crate::api;
use crate::model::{Locale, Theme};
#[cfg(feature = "ssr")]
use crate::pages::failed::{Failed, Failure};
use crate::{routes, ui, words};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::Router;
use std::sync::Arc;

/// Reloads the page when the server is back after a new build.
const RELOAD: &str = "const events = new EventSource('/dev/reload'); let lost = false; \
    events.onerror = () => { lost = true; }; events.onopen = () => { if (lost) location.reload(); };";

/// What attends to a page in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// The application, which takes the page over.
    Application,
    /// The little that pages for everyone need. It goes by what stands in the page, not by the address.
    Door,
}

/// The document. With `dev_reload` the page reloads itself after every new build.
#[must_use]
pub fn shell(options: LeptosOptions, scripts: Scripts, dev_reload: bool) -> impl IntoView {
    let (locale, theme) = reader();
    let folder = options.site_pkg_dir.clone();
    let scripts = match scripts {
        Scripts::Application => view! { <HydrationScripts options /> }.into_any(),
        Scripts::Door => view! { <DoorScripts folder=folder.clone() /> }.into_any(),
    };
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme.map(Theme::as_str)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="stylesheet" href=format!("/{folder}/latchkey.css") />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {scripts}
                {dev_reload.then(|| view! { <script nonce=use_nonce()>{RELOAD}</script> })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Loads the scripts of the pages for everyone.
#[component]
fn DoorScripts(
    /// Where the front end's files lie.
    folder: Arc<str>,
) -> impl IntoView {
    let (glue, code) = (format!("/{folder}/door/door.js"), format!("/{folder}/door/door_bg.wasm"));
    let start = format!("import load, {{ attend }} from '{glue}'; load({{ module_or_path: '{code}' }}).then(attend);");
    view! {
        <link rel="modulepreload" href=glue crossorigin="" />
        <link rel="preload" href=code r#as="fetch" r#type="application/wasm" crossorigin="" />
        <script type="module" nonce=use_nonce()>{start}</script>
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

/// The application; on the server also what stands in its place where something failed.
#[component]
pub fn App() -> impl IntoView {
    words::provide_words(reader().0);
    provide_meta_context();
    #[cfg(feature = "ssr")]
    if let Some(failure) = use_context::<Failure>() {
        return view! {
            <ui::DocumentTitle />
            <Failed failure />
        }
        .into_any();
    }
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
    .into_any()
}
