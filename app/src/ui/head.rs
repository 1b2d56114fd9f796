//! The top of a page.

use leptos::prelude::*;
use leptos_meta::Title;

/// The document's title; it says first when the page reports an error.
#[component]
pub fn PageTitle(
    /// The page's name.
    #[prop(into)]
    text: Signal<String>,
    /// Whether the page reports an error.
    #[prop(optional, into)]
    is_error: Signal<bool>,
) -> impl IntoView {
    let words = move || {
        let (text, is_error) = (text.try_get()?, is_error.try_get()?);
        Some(if is_error { format!("Error: {text}") } else { text })
    };
    // The server writes the head last, when the page's signals may be gone already.
    let first = words().unwrap_or_default();
    view! { <Title text=move || words().unwrap_or_else(|| first.clone()) /> }
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
