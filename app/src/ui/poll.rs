//! Looking again from time to time.

use leptos::{ev, prelude::*};
use std::cell::Cell;
use std::time::Duration;

/// How often where something is awaited: quick enough to feel live, slow enough to cost nothing.
const EVERY: Duration = Duration::from_secs(2);
/// How often where nothing is, so that what happens unawaited turns up while somebody looks.
const SELDOM: Duration = Duration::from_secs(5);

/// For how long after somebody's last touch, in milliseconds: five minutes. A page that went on for ever would keep the session
/// of a desk that was left.
const ATTENDED: f64 = 300_000.0;

thread_local! {
    /// When somebody last touched the page, in milliseconds since it was opened; `None` until that is followed.
    static TOUCHED: Cell<Option<f64>> = const { Cell::new(None) };
}

/// Calls `refresh` every two seconds while `active` is true, the tab is visible and somebody is there; stops with the page.
pub fn poll_while(active: Signal<bool>, refresh: impl Fn() + Clone + 'static) {
    poll(move || active.get().then_some(EVERY), refresh);
}

/// Likewise for as long as the page is open: every two seconds while `awaited` is true, every five otherwise.
pub fn poll_always(awaited: Signal<bool>, refresh: impl Fn() + Clone + 'static) {
    poll(move || Some(if awaited.get() { EVERY } else { SELDOM }), refresh);
}

fn poll(pace: impl Fn() -> Option<Duration> + Send + Sync + 'static, refresh: impl Fn() + Clone + 'static) {
    // An answer that says the same again is no new pace.
    let pace = Memo::new(move |_| pace());
    Effect::new(move |before: Option<()>| {
        // Opening the page is a touch; what happens on it by itself is none.
        if before.is_none() {
            follow_touches();
        }
        let Some(every) = pace.get() else { return };
        let refresh = refresh.clone();
        let tick = move || {
            if !document().hidden() && is_attended() {
                refresh();
            }
        };
        if let Ok(timer) = set_interval_with_handle(tick, every) {
            on_cleanup(move || timer.clear());
        }
    });
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn is_attended() -> bool {
    TOUCHED.get().is_some_and(|touched| now() - touched < ATTENDED)
}

/// Notes every touch from now on, and one now.
fn follow_touches() {
    let touched = || TOUCHED.set(Some(now()));
    if TOUCHED.get().is_none() {
        window_event_listener(ev::pointerdown, move |_| touched());
        window_event_listener(ev::pointermove, move |_| touched());
        window_event_listener(ev::keydown, move |_| touched());
        window_event_listener(ev::wheel, move |_| touched());
    }
    touched();
}
