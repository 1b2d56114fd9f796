//! Whether scripts run here.

use leptos::prelude::*;

/// False while the server renders and until the browser has taken the page over, true from then on. What works with
/// scripts alone stays hidden until it is true.
#[must_use]
pub fn use_hydrated() -> ReadSignal<bool> {
    let (hydrated, set_hydrated) = signal(false);
    Effect::new(move |_| set_hydrated.set(true));
    hydrated
}
