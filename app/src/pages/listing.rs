//! What long lists have in common.

use crate::model::{Page, Place};
use crate::ui::Pager;
use leptos::prelude::*;

/// One page of a list between its count and its pager. `count` is the line above, `table` shows the rows or says that there
/// are none, `address` is that of the page at a place.
pub(super) fn listing<T>(
    page: Page<T>,
    count: String,
    table: impl FnOnce(Vec<T>) -> AnyView,
    address: impl Fn(Place) -> String,
) -> AnyView {
    let Page { items, total, next, previous } = page;
    let shown = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let previous = previous.map(|key| address(Place::Before(key)));
    let next = next.map(|key| address(Place::After(key)));
    view! {
        <p class="count" role="status">{count}</p>
        {table(items)}
        <Pager shown total previous next />
    }
    .into_any()
}
