//! Looking again from time to time.

use leptos::prelude::*;
use std::time::Duration;

/// How often: quick enough to feel live, slow enough to cost nothing.
const EVERY: Duration = Duration::from_secs(2);

/// Calls `refresh` every two seconds while `active` is true and the tab is visible; stops with the page.
pub fn poll_while(active: Signal<bool>, refresh: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        if !active.get() {
            return;
        }
        let refresh = refresh.clone();
        let tick = move || {
            if !document().hidden() {
                refresh();
            }
        };
        if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
}
