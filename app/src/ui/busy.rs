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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_being_read_anew_while_the_server_renders() {
        let _owner = Owner::new_root(None);
        let (is_busy, note) = use_busy();
        note.set(true);
        assert!(!is_busy.get_untracked());
    }
}
