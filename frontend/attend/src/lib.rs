//! What pages do with scripts but without the application: behaviour added to the markup by listening to the page, and so the
//! same on pages that the application takes over and on those that it does not. The pages for everyone are whole as the
//! server wrote them and are not hydrated: the application's code, ten times the size of this, is for those who sign in.

mod passkey;
mod password;

use leptos::prelude::{document, window};
use leptos::wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use leptos::web_sys::{Element, Event, HtmlElement, NodeList, SubmitEvent};

/// On a form that was sent, until the page is shown again.
const BUSY: &str = "aria-busy";

/// Gives forms and password fields their behaviour, on this page and those that follow it without a load. Call it once.
pub fn every_page() {
    if let Some(root) = document().document_element() {
        // What works with scripts alone is shown from here on.
        let _ = root.set_attribute("data-scripts", "");
    }
    passkey::look_for();
    password::look_at_all();
    on("click", password::clicked);
    on("input", password::typed);
    on("submit", passkey::submitted);
    on("submit", sent);
    on("pageshow", shown_again);
}

/// The mark of the moment at which the scripts have taken the page over.
const TAKEN_OVER: &str = "interactive";
/// On what a page shows of a link that works: the address that is told once somebody touches the page.
const TOUCHED: &str = "data-touched";

/// Does on a page for everyone what the application does on the others. Call it once.
pub fn public_page() {
    hide_code();
    focus_refusal();
    if all("[data-touched]").next().is_some() {
        for touch in ["pointermove", "pointerdown", "keydown"] {
            on(touch, touched);
        }
    }
    passkey::begin();
    mark_taken_over();
}

/// Marks the moment at which the scripts have taken the page over, for those who measure it.
pub fn mark_taken_over() {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(TAKEN_OVER);
    }
}

/// Whether the scripts have taken the page over.
#[must_use]
pub fn is_taken_over() -> bool {
    window().performance().is_some_and(|performance| performance.get_entries_by_name(TAKEN_OVER).length() > 0)
}

/// Leaves clicks to the browser until the application has taken the page over: its router takes links as soon as it begins, and
/// would wait with them for code that is slow to come, or never comes. Call it before the application, which listens after it.
pub fn links_until_taken_over() {
    on("click", |event| {
        if !is_taken_over() {
            event.stop_immediate_propagation();
        }
    });
}

/// Calls `act` for every event of this kind on the page, for as long as it is open.
fn on(kind: &str, act: fn(&Event)) {
    let listener = Closure::<dyn Fn(Event)>::new(move |event| act(&event));
    let _ = window().add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Takes the code out of the address bar and the history, where people and extensions could read it.
fn hide_code() {
    let is_link = window().location().pathname().is_ok_and(|path| path.starts_with("/change-password/"));
    if let (true, Ok(history)) = (is_link, window().history()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("/change-password"));
    }
}

/// Says that a person is here: programs that fetch every link in a mail, even those that run scripts, hardly touch the page.
fn touched(event: &Event) {
    if !event.is_trusted() {
        return;
    }
    for place in all("[data-touched]") {
        if let Some(address) = place.get_attribute(TOUCHED) {
            let _ = place.remove_attribute(TOUCHED);
            let _ = window().navigator().send_beacon(&address);
        }
    }
}

/// Why a form was refused takes the focus, so that it is read out and the way to its fields is short.
fn focus_refusal() {
    if let Some(summary) = all(".error-summary").next().and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}

/// A second press of the button does not send a form twice. Forms that call a server function see to that themselves.
fn sent(event: &Event) {
    let Some(form) = target(event) else { return };
    password::hide_all();
    if event.default_prevented() || leads_into_frame(event) {
        return;
    }
    if form.has_attribute(BUSY) {
        event.prevent_default();
    }
    let _ = form.set_attribute(BUSY, "true");
}

/// Whether the answer will stand in a frame of the page, which stays: then the form may be sent as often as one likes.
fn leads_into_frame(event: &Event) -> bool {
    let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
    button.is_some_and(|button| button.has_attribute("formtarget"))
}

/// The browser's Back brings the page as it was left: it must be possible to send the form again.
fn shown_again(_: &Event) {
    allow_sending();
}

/// Forms may be sent again, although they were.
pub fn allow_sending() {
    for form in all("form") {
        let _ = form.remove_attribute(BUSY);
    }
}

/// The element at which the event happened.
fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// All elements of the page that the selector finds.
fn all(selector: &str) -> impl Iterator<Item = Element> {
    elements(document().query_selector_all(selector).ok())
}

fn elements(list: Option<NodeList>) -> impl Iterator<Item = Element> {
    let length = list.as_ref().map_or(0, NodeList::length);
    (0..length).filter_map(move |index| list.as_ref()?.item(index)?.dyn_into().ok())
}
