//! The top of a page, and its name in the browser's tab.

use crate::words::use_words;
use leptos::prelude::*;
use leptos_meta::Title;

/// The name of the page that is open. One signal with one `<Title>`: pages come and go, and are rebuilt while they are open.
/// Counted, not in the arena: the server reads it when the rendering's arena may be gone from the thread.
#[derive(Clone)]
struct OpenPage(ArcRwSignal<String>);

/// The document's title: the open page's name and ours. It stands once, at the top of the application.
#[component]
pub fn DocumentTitle() -> impl IntoView {
    let name = ArcRwSignal::new(String::new());
    provide_context(OpenPage(name.clone()));
    // On the server another thread may have it in hand, naming the page again: that must not cost the page.
    let title = move || match name.try_with(|name| (!name.is_empty()).then(|| format!("{name} · Latchkey"))) {
        Some(Some(title)) => title,
        _ => "Latchkey".to_owned(),
    };
    view! { <Title text=move || written(&title()) /> }
}

/// As it is written into the document, which `leptos_meta` leaves to us: people's names are in titles.
#[cfg(feature = "ssr")]
fn written(title: &str) -> String {
    html_escape::encode_text(title).into_owned()
}

/// As the browser's window takes it.
#[cfg(not(feature = "ssr"))]
fn written(title: &str) -> String {
    title.to_owned()
}

/// Names the page; the name says first when the page reports an error. Every page has one, so the first that the browser
/// takes over also marks that moment.
#[component]
pub fn PageTitle(
    /// The page's name.
    #[prop(into)]
    text: Signal<String>,
    /// Whether the page reports an error.
    #[prop(optional, into)]
    is_error: Signal<bool>,
) -> impl IntoView {
    if let Some(OpenPage(name)) = use_context() {
        let words = use_words();
        let title = move || if is_error.get() { words.common.error_title(&text.get()) } else { text.get() };
        // Here for the server, where effects do not run; there for changes while the page is open.
        name.set(untrack(title));
        Effect::new(move |_| {
            name.set(title());
            attend::mark_taken_over();
        });
    }
}

/// A page's heading with what stands beside it.
#[component]
pub fn Head(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Actions, at the line's end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="head">
            <h1>{title}</h1>
            {children.map(|children| children())}
        </div>
    }
}
