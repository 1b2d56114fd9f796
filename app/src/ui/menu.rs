//! A button that opens a short list of actions. It is a `<details>`, so it opens without scripts.

use super::{Glyph, Icon};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast as _, web_sys};

/// The menu.
#[component]
pub fn Menu(
    /// What the button is for, to screen readers.
    #[prop(into)]
    label: String,
    /// How the button looks.
    icon: Icon,
    /// The entries: links, buttons, text.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu">
            <summary class="icon-btn" aria-label=label>
                <Glyph icon />
            </summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

/// A menu of which a page has many: its entries are made when it is opened. Without scripts it has the one that leads to the
/// page where all of them are.
#[component]
pub fn RowMenu(
    /// What the button is for, to screen readers.
    #[prop(into)]
    label: String,
    /// The link that is there without scripts too.
    #[prop(into)]
    fallback: ViewFn,
    /// The entries, that link among them.
    children: ChildrenFn,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let (is_made, make) = signal(false);
    let look = move || {
        if details.get_untracked().is_some_and(|details| details.open()) {
            make.set(true);
        }
    };
    // It may have been opened before the scripts were there.
    Effect::new(move |_| look());
    view! {
        <details class="menu" node_ref=details on:toggle=move |_| look()>
            <summary class="icon-btn" aria-label=label>
                <Glyph icon=Icon::More />
            </summary>
            <div class="menu-list">
                {move || if is_made.try_get().unwrap_or_default() { children() } else { fallback.run() }}
            </div>
        </details>
    }
}

/// Closes open menus when something else is clicked, when one of their links was followed, and on Escape.
/// Call it once, at the top of the application.
pub fn close_menus_from_outside() {
    Effect::new(|_| {
        let clicks = window_event_listener(ev::click, |event| close_menus(Some(&event)));
        let keys = window_event_listener(ev::keydown, |event| {
            if event.key() == "Escape" {
                close_menus(None);
            }
        });
        on_cleanup(move || {
            clicks.remove();
            keys.remove();
        });
    });
}

/// Closes every open menu but the one in which the click landed, unless it landed on a link. Where the focus was inside, the
/// menu's button gets it: a dialog that the link opened gives it back to the button then.
fn close_menus(click: Option<&web_sys::MouseEvent>) {
    let clicked: Option<web_sys::Element> = click.and_then(|event| event.target()?.dyn_into().ok());
    let on_link = clicked.as_ref().is_some_and(|element| element.closest("a[href]").ok().flatten().is_some());
    for menu in open_menus() {
        let inside = clicked.as_ref().is_some_and(|element| menu.contains(Some(element)));
        if inside && !on_link {
            continue;
        }
        if inside || click.is_none() {
            focus_button(&menu);
        }
        menu.set_open(false);
    }
}

fn open_menus() -> Vec<web_sys::HtmlDetailsElement> {
    let Ok(found) = document().query_selector_all("details.menu[open]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn focus_button(menu: &web_sys::HtmlDetailsElement) {
    let button = menu.query_selector("summary").ok().flatten();
    if let Some(button) = button.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
