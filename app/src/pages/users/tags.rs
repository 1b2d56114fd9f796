//! Tags: how they are shown, and the field in which they are given.

use crate::ui::{TextField, use_hydrated};
use crate::words::use_words;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast as _, web_sys};

/// How many of the tags in use the field offers as buttons; the others can be typed.
const OFFERED: usize = 24;

/// The tags of someone.
#[component]
pub(super) fn Tags(
    /// In order.
    tags: Vec<String>,
) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        let items = tags.into_iter().map(|tag| view! { <li class="badge"><bdi>{tag}</bdi></li> });
        view! { <ul class="tags">{items.collect_view()}</ul> }
    })
}

/// The field: tags separated by commas. With scripts the ones in use can be given and taken by a press.
#[component]
pub(super) fn TagsField(
    /// What it starts with.
    value: String,
    /// The tags in use.
    known: Vec<String>,
    /// Why it was refused.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let words = use_words().user_form;
    let hydrated = use_hydrated();
    let entered = RwSignal::new(value.clone());
    let around = NodeRef::<html::Div>::new();
    let follow = move |event: ev::Event| entered.set(event_target_value(&event));
    let has_known = !known.is_empty();
    let buttons = known.into_iter().take(OFFERED).map(|tag| {
        let (shown, pressed) = (tag.clone(), tag.clone());
        let press = move |_| write(around, &toggled(&entered.get_untracked(), &tag));
        view! {
            <button
                type="button"
                class="tag"
                aria-pressed=move || entered.with(|entered| has(entered, &pressed)).to_string()
                on:click=press
            >
                <bdi>{shown}</bdi>
            </button>
        }
    });
    view! {
        <div class="tags-field" on:input=follow node_ref=around>
            <TextField name="tags" label=words.tags() hint=words.tags_hint() value=Some(value) error />
            <p class="tags" hidden=move || !(has_known && hydrated())>
                <span>{words.known_tags()}</span>
                {buttons.collect_view()}
            </p>
        </div>
    }
}

/// Writes into the field as if it had been typed, so that whoever listens hears of it.
fn write(around: NodeRef<html::Div>, text: &str) {
    let field = around.get_untracked().and_then(|around| around.query_selector("input").ok().flatten());
    let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) else { return };
    field.set_value(text);
    if let Ok(event) = document().create_event("Event") {
        event.init_event_with_bubbles("input", true);
        let _ = field.dispatch_event(&event);
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|tag| !tag.is_empty())
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn has(text: &str, tag: &str) -> bool {
    split(text).any(|other| is_same(other, tag))
}

/// The text with the tag where it was without, and the other way round.
fn toggled(text: &str, tag: &str) -> String {
    let added = (!has(text, tag)).then_some(tag);
    let kept = split(text).filter(|other| !is_same(other, tag));
    kept.chain(added).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_gives_a_tag_and_the_next_one_takes_it() {
        assert_eq!(toggled("", "warehouse"), "warehouse");
        assert_eq!(toggled("night shift,", "warehouse"), "night shift, warehouse");
        assert_eq!(toggled("Warehouse , night shift", "warehouse"), "night shift");
        assert!(has("a, Nachtschicht", "nachtschicht") && !has("nachtschichten", "nachtschicht"));
    }
}
