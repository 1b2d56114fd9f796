//! What was entered and not saved: before the page is left, by whatever way, it is asked whether that is meant.

use crate::words::use_words;
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::{JsCast as _, JsValue},
    web_sys,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The forms of the open page that hold something that is not saved, and the way that was about to be taken.
#[derive(Clone, Copy)]
pub struct Unsaved {
    forms: StoredValue<Vec<u32>>,
    count: StoredValue<u32>,
    /// Path and query of the page with these forms.
    address: StoredValue<String>,
    leaving: RwSignal<Option<Way>>,
}

/// A way off the page.
#[derive(Clone)]
enum Way {
    /// A link to a page of the application.
    Inside(String),
    /// A link that loads a page.
    Outside(String),
    /// The browser's Back or Forward.
    History,
}

/// One form's part in it.
#[derive(Clone, Copy)]
pub(super) struct FormGuard {
    unsaved: Unsaved,
    form: u32,
}

impl FormGuard {
    /// Something was entered.
    pub(super) fn changed(self) {
        self.unsaved.address.set_value(here());
        self.unsaved.forms.update_value(|forms| {
            if !forms.contains(&self.form) {
                forms.push(self.form);
            }
        });
    }

    /// All of it is saved, or about to be sent.
    pub(super) fn saved(self) {
        self.unsaved.forms.update_value(|forms| forms.retain(|form| *form != self.form));
    }
}

/// A guard for the form that is being made; it lets go when the form goes. The server, where nobody enters anything, has none: it
/// makes forms on several threads, and one that meets another over their numbers would fail.
pub(super) fn use_form_guard() -> Option<FormGuard> {
    if cfg!(feature = "ssr") {
        return None;
    }
    let unsaved: Unsaved = use_context()?;
    let form = unsaved.count.get_value().wrapping_add(1);
    unsaved.count.set_value(form);
    let guard = FormGuard { unsaved, form };
    on_cleanup(move || guard.saved());
    Some(guard)
}

impl Unsaved {
    fn is_any(self) -> bool {
        self.forms.with_value(|forms| !forms.is_empty())
    }

    /// Stops a click on a link that would leave the page, and asks. For a listener that hears clicks before links do.
    pub fn stop_link(self, event: &ev::MouseEvent) {
        if self.is_any()
            && let Some(way) = link_off(event)
        {
            event.prevent_default();
            event.stop_propagation();
            self.leaving.set(Some(way));
        }
    }

    /// Back or Forward cannot be stopped, only undone: the page's address is put on top again, and the router does not hear of it.
    fn undo_history(self, event: &ev::PopStateEvent) {
        if !self.is_any() || self.address.with_value(|address| *address == here()) {
            return;
        }
        event.stop_immediate_propagation();
        if let Ok(history) = window().history() {
            let _ = self.address.with_value(|address| history.push_state_with_url(&JsValue::NULL, "", Some(address)));
        }
        self.leaving.set(Some(Way::History));
    }

    /// Goes the way that was stopped.
    fn leave(self, navigate: &impl Fn(&str, NavigateOptions)) {
        self.forms.set_value(Vec::new());
        match self.leaving.try_update(Option::take).flatten() {
            Some(Way::Inside(address)) => navigate(&address, NavigateOptions::default()),
            Some(Way::Outside(address)) => {
                let _ = window().location().assign(&address);
            }
            Some(Way::History) => {
                if let Ok(history) = window().history() {
                    let _ = history.back();
                }
            }
            None => {}
        }
    }
}

/// Path and query that the browser shows.
fn here() -> String {
    let location = window().location();
    let (path, search) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    format!("{path}{search}")
}

/// The way that a click takes in this tab, if it follows a link to another page.
fn link_off(event: &ev::MouseEvent) -> Option<Way> {
    let is_plain = event.button() == 0 && !event.meta_key() && !event.ctrl_key() && !event.shift_key() && !event.alt_key();
    let clicked: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link: web_sys::HtmlAnchorElement = clicked.closest("a[href]").ok()??.dyn_into().ok()?;
    let page = format!("{}{}", link.pathname(), link.search());
    if !is_plain || !link.target().is_empty() || link.has_attribute("download") || page == here() {
        return None;
    }
    let is_inside = window().location().origin().is_ok_and(|origin| origin == link.origin()) && link.rel() != "external";
    Some(if is_inside { Way::Inside(page + &link.hash()) } else { Way::Outside(link.href()) })
}

/// Watches the ways off the page that are not links. Call it once, before the router is there: it must hear of Back first.
pub fn provide_unsaved() -> Unsaved {
    let unsaved = Unsaved {
        forms: StoredValue::new(Vec::new()),
        count: StoredValue::new(0),
        address: StoredValue::new(String::new()),
        leaving: RwSignal::new(None),
    };
    provide_context(unsaved);
    let history = window_event_listener(ev::popstate, move |event| unsaved.undo_history(&event));
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if unsaved.is_any() {
            event.prevent_default();
            // What older browsers want, whatever the text.
            event.set_return_value("unsaved");
            // Whoever stays may send again what was held back with the page.
            attend::allow_sending();
        }
    });
    on_cleanup(move || {
        history.remove();
        closing.remove();
    });
    unsaved
}

/// The question. It stands inside the router.
#[component]
pub fn LeavePrompt(
    /// What it is about.
    unsaved: Unsaved,
) -> impl IntoView {
    let words = use_words().common;
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if unsaved.leaving.with(Option::is_some)
            && let Some(dialog) = dialog.get()
        {
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let navigate = use_navigate();
    let leave = move |_| {
        close();
        unsaved.leave(&navigate);
    };
    view! {
        <dialog class="prompt" aria-labelledby="leave-title" node_ref=dialog on:close=move |_| unsaved.leaving.set(None)>
            <header>
                <h2 id="leave-title">{words.unsaved_title()}</h2>
            </header>
            <div class="body">
                <p>{words.unsaved()}</p>
            </div>
            <footer>
                <button type="button" class="btn" on:click=move |_| close()>{words.stay()}</button>
                <button type="button" class="btn danger" on:click=leave>{words.leave()}</button>
            </footer>
        </dialog>
    }
}
