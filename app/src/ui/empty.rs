//! Where a list has nothing to show.

use leptos::prelude::*;

/// Says that there is nothing, why, and what to do next.
#[component]
pub fn Empty(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    #[prop(into)]
    text: String,
    /// The way on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </section>
    }
}
