//! The head of a column by which a table can be ordered.

use crate::words::use_words;
use leptos::prelude::*;

/// How a table is ordered by a column now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// By another column.
    No,
    /// From the first to the last.
    Ascending,
    /// From the last to the first.
    Descending,
}

/// The column's head: a link to the table in the other order.
#[component]
pub fn SortHeader(
    /// The column's name.
    label: &'static str,
    /// How the table is ordered by it now.
    sorted: Sorted,
    /// The address of the table ordered by it, or the other way round.
    href: String,
) -> impl IntoView {
    let words = use_words().common;
    let order = match sorted {
        Sorted::No => None,
        Sorted::Ascending => Some("ascending"),
        Sorted::Descending => Some("descending"),
    };
    view! {
        <th scope="col" aria-sort=order>
            <a class="sort" href=href aria-label=words.sort_by(label) data-sorted=order>{label}</a>
        </th>
    }
}
