//! Fields for passwords: the Show button, the checklist, the strength.

use super::{all, elements, target};
use domain::rules::{
    password::{Policy, Rule, Strength},
    strength,
};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::{document, lazy};
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Element, Event, HtmlInputElement};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;

/// How long typing must rest before the strength is read out.
const REST: Duration = Duration::from_secs(1);

thread_local! {
    /// What ends the rest, while there is one.
    static RESTING: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
}

/// Looks at what was typed or filled in before the scripts were there.
pub(super) fn look_at_all() {
    all(".new-password input").for_each(follow);
}

/// Shows or hides a password when its button is pressed.
pub(super) fn clicked(event: &Event) {
    if let Some(button) = closest(event, "button[data-shows]") {
        set_shown(&button, !is_shown(&button));
    }
}

/// Makes all fields password fields again, so that no browser keeps one among what was typed into text fields.
pub(super) fn hide_all() {
    all("button[data-shows]").for_each(|button| set_shown(&button, false));
}

/// Follows the typing of a new password.
pub(super) fn typed(event: &Event) {
    target(event).into_iter().for_each(follow);
}

fn is_shown(button: &Element) -> bool {
    button.get_attribute("aria-pressed").is_some_and(|pressed| pressed == "true")
}

fn set_shown(button: &Element, shown: bool) {
    let _ = button.set_attribute("aria-pressed", if shown { "true" } else { "false" });
    let field = button.get_attribute("aria-controls").and_then(|id| document().get_element_by_id(&id));
    if let Some(field) = field {
        let _ = field.set_attribute("type", if shown { "text" } else { "password" });
    }
}

fn closest(event: &Event, selector: &str) -> Option<Element> {
    target(event)?.closest(selector).ok()?
}

/// The password that is being chosen in a field.
struct Chosen {
    root: Element,
    typed: String,
    own_words: Vec<String>,
}

impl Chosen {
    /// What stands in this field; nothing when it is no field of that sort.
    fn in_field(field: Element) -> Option<Self> {
        let root = field.closest(".new-password").ok()??;
        let typed = field.dyn_into::<HtmlInputElement>().ok()?.value();
        let own_words = root.get_attribute("data-own-words").unwrap_or_default();
        Some(Self { root, typed, own_words: own_words.lines().map(str::to_owned).collect() })
    }

    fn is_met(&self, rule: Rule) -> bool {
        let shortest = self.root.get_attribute("data-shortest").and_then(|text| text.parse().ok());
        let standard = Policy::default();
        let policy = Policy { min_length: shortest.unwrap_or(standard.min_length), ..standard };
        rule.shows_while_typing() && !self.typed.is_empty() && rule.problem(policy, &self.typed, &self.own_words).is_none()
    }

    /// Ticks off the rules that are met.
    fn tick_off(&self) {
        for line in elements(self.root.query_selector_all("[data-rule]").ok()) {
            let rule = line.get_attribute("data-rule").and_then(|name| Rule::from_name(&name));
            let is_met = rule.is_some_and(|rule| self.is_met(rule));
            let _ = line.class_list().toggle_with_force("met", is_met);
            if let Ok(Some(words)) = line.query_selector("[data-met]") {
                words.set_text_content(words.get_attribute("data-met").filter(|_| is_met).as_deref());
            }
        }
    }
}

fn follow(field: Element) {
    let Some(chosen) = Chosen::in_field(field.clone()) else { return };
    chosen.tick_off();
    if chosen.typed.is_empty() {
        return measure(&chosen.root, Strength::Empty);
    }
    // Not the application's way to start a task: pages for everyone have no application.
    spawn_local(async move {
        let strength = estimate(chosen.typed.clone(), chosen.own_words).await;
        // What was typed meanwhile is measured by itself.
        if Chosen::in_field(field).is_some_and(|now| now.typed == chosen.typed) {
            measure(&chosen.root, strength);
        }
    });
}

/// How hard a password is to guess. The lists that tell are large, so they come in a chunk of their own, at the first key.
#[lazy]
fn estimate(typed: String, own_words: Vec<String>) -> Strength {
    strength::estimate(&typed, &own_words)
}

/// Moves the bar and changes the words after a rest, so that a screen reader is not interrupted at every key.
fn measure(root: &Element, strength: Strength) {
    let Ok(Some(bar)) = root.query_selector(".strength") else { return };
    let _ = bar.toggle_attribute_with_force("hidden", strength == Strength::Empty);
    if let Ok(Some(meter)) = bar.query_selector("meter") {
        let _ = meter.set_attribute("value", value(strength));
    }
    let Ok(Some(words)) = bar.query_selector("[role=status]") else { return };
    let rested = move || words.set_text_content(words.get_attribute(words_of(strength)).as_deref());
    RESTING.with_borrow_mut(|resting| {
        if let Some(earlier) = resting.take() {
            earlier.clear();
        }
        *resting = set_timeout_with_handle(rested, REST).ok();
    });
}

fn value(strength: Strength) -> &'static str {
    match strength {
        Strength::Empty => "0",
        Strength::Weak => "1",
        Strength::Fair => "2",
        Strength::Strong => "3",
    }
}

/// The attribute with the words for it, in the language of the page.
fn words_of(strength: Strength) -> &'static str {
    match strength {
        Strength::Empty => "data-empty",
        Strength::Weak => "data-weak",
        Strength::Fair => "data-fair",
        Strength::Strong => "data-strong",
    }
}
