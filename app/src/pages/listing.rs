//! What long lists have in common.

use crate::model::{Page, Place};
use crate::ui::Pager;
use leptos::prelude::*;

/// One page of a list between its count and its pager. `count` is the line above, `table` shows the rows or says that there
/// are none, `address` is that of the page at a place.
///
/// The table is made when it is written: what stands around waits for the rows, and is gone through several times until they are
/// there, which would make and throw away all of them each time.
pub(super) fn listing<T: Send + 'static>(
    page: Page<T>,
    count: String,
    table: impl FnOnce(Vec<T>) -> AnyView + Send + 'static,
    address: impl Fn(Place) -> String,
) -> AnyView {
    let Page { items, total, next, previous } = page;
    let shown = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let previous = previous.map(|key| address(Place::Before(key)));
    let next = next.map(|key| address(Place::After(key)));
    view! {
        <p class="count" role="status">{count}</p>
        {Unsuspend::new(move || table(items))}
        <Pager shown total previous next />
    }
    .into_any()
}
