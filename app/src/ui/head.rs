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
    view! { <Title text=move || if is_error.get() { format!("Error: {}", text.get()) } else { text.get() } /> }
}

/// A page's heading with what stands beside it.
#[component]
pub fn Head(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Actions, at the line's end.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="head">
            <h1>{title}</h1>
            {children()}
        </div>
    }
}
