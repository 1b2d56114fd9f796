//! Search as you type. Without scripts it is a form whose answer is the same page.

use super::address;
use crate::model::UserQuery;
use crate::ui::{Glyph, Icon};
use crate::words::use_words;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast as _, web_sys};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// How long typing must rest before the list is asked for.
const REST: Duration = Duration::from_millis(150);

/// The search field of the list.
#[component]
pub(super) fn Search(
    /// What the address asks for now.
    query: Memo<UserQuery>,
) -> impl IntoView {
    let asked = query.with_untracked(|query| query.filter.q.clone());
    let sent = StoredValue::new(asked.clone());
    let field = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let ask = move |words: String| {
        sent.set_value(words.clone());
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&query.with_untracked(|query| address::searching(query, words)), options);
    };
    follow_address(query, sent, field, debounce(REST, ask.clone()));
    focus_on_slash(field);
    let mut ask_after_rest = debounce(REST, ask.clone());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            ask(field.value());
        }
    };
    // Without scripts the other filters stay.
    let kept = move || {
        let pairs = query.with(address::asked_pairs).into_iter().filter(|(name, _)| *name != "q");
        pairs.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()
    };
    let words = use_words();
    view! {
        <form class="toolbar" role="search" method="get" action=address::LIST on:submit=submit>
            {kept}
            <div class="search">
                <button type="submit" class="icon-btn" aria-label=words.common.search()>
                    <Glyph icon=Icon::Search />
                </button>
                <input
                    type="search"
                    name="q"
                    value=asked
                    aria-label=words.users.search()
                    placeholder=words.users.search_hint()
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=field
                    on:input=move |event| ask_after_rest(event_target_value(&event))
                    on:keydown=move |event| down_to_the_rows(&event)
                />
                <kbd aria-hidden="true">"/"</kbd>
            </div>
        </form>
    }
}

/// Keeps the field and the address in step: what was typed before the scripts were there is asked for, and what the address
/// asks for without the field having written it there (Back, links) is shown in the field.
fn follow_address(
    query: Memo<UserQuery>,
    sent: StoredValue<String>,
    field: NodeRef<html::Input>,
    mut ask_after_rest: impl FnMut(String) + 'static,
) {
    Effect::new(move |followed: Option<bool>| {
        let words = query.with(|query| query.filter.q.clone());
        let Some(field) = field.get() else { return false };
        if followed != Some(true) && field.value() != words {
            // Later, not now: while the page wakes up the router would take the old address for a newer one.
            ask_after_rest(field.value());
        } else if sent.get_value() != words {
            field.set_value(&words);
            sent.set_value(words);
        }
        true
    });
}

/// The arrow moves the focus from the field to the first who was found, past filters and heads.
fn down_to_the_rows(event: &ev::KeyboardEvent) {
    if event.key() != "ArrowDown" {
        return;
    }
    let first = document().query_selector("table.users a.name").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        let _ = first.focus();
    }
}

/// `/` moves the focus into the field, unless something is being typed elsewhere.
fn focus_on_slash(field: NodeRef<html::Input>) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |event| {
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
            if event.key() == "/"
                && is_plain
                && !is_typing(&event)
                && let Some(field) = field.get_untracked()
            {
                event.prevent_default();
                let _ = field.focus();
                field.select();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target: Option<web_sys::Element> = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| target.matches("input, textarea, select, dialog *").unwrap_or_default())
}
