//! What the server handed to this rendering besides data. The browser sees the same while it takes the page over; each
//! part is taken once, so that nothing of it turns up again on the next page.

use crate::api::shared;
use crate::model::{Flash, FormState, PageState};
use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Arrival(StoredValue<PageState>);

/// Picks the state up. Call it once, at the top of the application.
pub fn provide_page_state() {
    let state = shared(|| use_context::<PageState>().unwrap_or_default());
    provide_context(Arrival(StoredValue::new(state)));
}

fn take<T: Default>(part: impl FnOnce(&mut PageState) -> T) -> T {
    let arrival: Option<Arrival> = use_context();
    arrival.and_then(|Arrival(state)| state.try_update_value(part)).unwrap_or_default()
}

/// The form that was posted without scripts and refused, if this page is the answer.
#[must_use]
pub fn take_form() -> Option<FormState> {
    take(|state| state.form.take())
}

/// The message that the last action left.
#[must_use]
pub fn take_flash() -> Option<Flash> {
    take(|state| state.flash.take())
}

/// Whether this page is the answer to a form that was accepted.
#[must_use]
pub fn take_done() -> bool {
    take(|state| std::mem::take(&mut state.done))
}
