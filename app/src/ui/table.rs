//! Tables of which each row becomes a card where there is little room.

use super::at_once;
use leptos::prelude::*;

/// A table with these headings.
pub fn cards<const N: usize>(headings: [&'static str; N], rows: impl IntoView) -> AnyView {
    table(&headings, None, rows.into_any())
}

/// The same with a last column for what can be done, whose heading is for screen readers alone.
pub fn cards_with_actions<const N: usize>(headings: [&'static str; N], actions: &'static str, rows: impl IntoView) -> AnyView {
    table(&headings, Some(actions), rows.into_any())
}

fn table(headings: &[&'static str], actions: Option<&'static str>, rows: AnyView) -> AnyView {
    let headings = headings.iter().map(|heading| view! { <th scope="col">{*heading}</th> }).collect_view();
    let actions = actions.map(|actions| view! { <th scope="col"><span class="visually-hidden">{actions}</span></th> });
    at_once(view! {
        <div class="table-wrap">
            <table class="table cards">
                <thead>
                    <tr>
                        {headings}
                        {actions}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}
