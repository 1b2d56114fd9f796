//! Whether something that stays in view is being read anew.

use leptos::prelude::*;

/// Whether a `Transition` reads anew, and what it says that with.
///
/// While the server renders nothing is read anew, and what is said there is not noted: a `Transition` says it from another
/// thread, and a signal that is read at the very moment of its being set counts as gone, which would cost the page.
pub fn use_busy() -> (ReadSignal<bool>, SignalSetter<bool>) {
    let (is_busy, set_busy) = signal(false);
    let note = if cfg!(feature = "ssr") { SignalSetter::map(|_| ()) } else { set_busy.into() };
    (is_busy, note)
}
