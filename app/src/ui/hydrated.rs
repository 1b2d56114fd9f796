//! Whether scripts run here.

use leptos::prelude::*;

/// False while the server renders and until the browser has taken the page over, true from then on. What works with
/// scripts alone stays hidden until it is true.
pub fn use_hydrated() -> impl Fn() -> bool + Copy + Send + Sync + 'static {
    let (hydrated, set_hydrated) = signal(false);
    Effect::new(move |_| set_hydrated.set(true));
    // A page whose reader has left meanwhile is rendered on for a moment, without its signals.
    move || hydrated.try_get().unwrap_or_default()
}
