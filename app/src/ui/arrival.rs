//! What the server handed to this rendering besides data. The browser sees the same while it takes the page over; each
//! part is taken once, so that nothing of it turns up again on the next page.

use crate::api::shared;
use crate::model::{Flash, FormState, PageState};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// Behind a lock that is waited for: the server renders parts of a page on several threads, and a value of the library that another
/// one has in hand counts as gone, and with it what somebody entered.
#[derive(Clone)]
struct Arrival(Arc<Mutex<PageState>>);

/// Picks the state up. Call it once, at the top of the application.
pub fn provide_page_state() {
    let state = shared(|| use_context::<PageState>().unwrap_or_default());
    provide_context(Arrival(Arc::new(Mutex::new(state))));
}

fn take<T: Default>(part: impl FnOnce(&mut PageState) -> T) -> T {
    let arrival: Option<Arrival> = use_context();
    arrival.map(|Arrival(state)| part(&mut state.lock().unwrap_or_else(PoisonError::into_inner))).unwrap_or_default()
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
