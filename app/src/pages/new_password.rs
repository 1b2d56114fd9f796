//! Choosing a password: the field, what it must be like, and how hard it looks.

use crate::rules::password::{Policy, Rule, Strength, strength};
use crate::ui::PasswordField;
use crate::words::{ChangePassword as Words, use_words};
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must rest before the strength is read out.
const REST: Duration = Duration::from_secs(1);

/// The field with its checklist, which says the rules without scripts and ticks them off with them.
#[component]
pub(crate) fn NewPassword(
    /// The limits.
    policy: Policy,
    /// What must not make up the password: from [`own_words`](crate::rules::password::own_words).
    own_words: Vec<String>,
    /// Why it was refused.
    error: Option<String>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let words = use_words().change_password;
    let own_words = StoredValue::new(own_words);
    let rules = format!("minlength: {}; maxlength: {}; allowed: unicode;", policy.min_length, policy.max_length);
    view! {
        <div class="new-password">
            <PasswordField
                label=words.new_password()
                autocomplete="new-password"
                rules=Some(rules)
                error
                describedby="password-rules"
                on_typed=move |text| typed.set(text)
            />
            <StrengthMeter typed />
            <ul class="rules" id="password-rules">
                {policy
                    .rules()
                    .into_iter()
                    .map(|rule| view! { <RuleLine typed rule policy own_words /> })
                    .collect_view()}
            </ul>
        </div>
    }
}

/// A rule in words.
fn rule_words(rule: Rule, policy: Policy, words: Words) -> String {
    match rule {
        Rule::Length => words.at_least(policy.min_length),
        Rule::NotOwn => words.not_own().to_owned(),
        Rule::NotEasy => words.not_easy().to_owned(),
        Rule::NotCommon => words.not_common().to_owned(),
        Rule::NotUsed => words.not_used(i64::try_from(policy.remembered).unwrap_or(i64::MAX)),
    }
}

/// One line of the checklist, ticked off while typing where the browser can tell.
#[component]
fn RuleLine(typed: RwSignal<String>, rule: Rule, policy: Policy, own_words: StoredValue<Vec<String>>) -> impl IntoView {
    let words = use_words().change_password;
    let is_met = move |typed: &str| {
        let problem = own_words.with_value(|own| rule.problem(policy, typed, own));
        rule.shows_while_typing() && !typed.is_empty() && problem.is_none()
    };
    let met = Memo::new(move |_| typed.with(|typed| is_met(typed)));
    view! {
        <li class:met=met>
            {rule_words(rule, policy, words)}
            <span class="visually-hidden">{move || if met.get() { words.met() } else { "" }}</span>
        </li>
    }
}

/// A bar at once, words after a rest, so that a screen reader is not interrupted at every key.
#[component]
fn StrengthMeter(typed: RwSignal<String>) -> impl IntoView {
    let now = Memo::new(move |_| typed.with(|typed| strength(typed)));
    let words = use_words().change_password;
    let said = RwSignal::new("");
    Effect::new(move |_| {
        let strength = now.get();
        typed.track();
        if let Ok(timer) = set_timeout_with_handle(move || said.set(strength_words(strength, words)), REST) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <div class="strength" hidden=move || now.get() == Strength::Empty>
            <meter min="0" max="3" low="1.5" high="2.5" optimum="3" value=move || strength_value(now.get()) aria-label=words.strength()></meter>
            <p class="hint" role="status">{said}</p>
        </div>
    }
}

fn strength_value(strength: Strength) -> &'static str {
    match strength {
        Strength::Empty => "0",
        Strength::Weak => "1",
        Strength::Fair => "2",
        Strength::Strong => "3",
    }
}

fn strength_words(strength: Strength, words: Words) -> &'static str {
    match strength {
        Strength::Empty => "",
        Strength::Weak => words.weak(),
        Strength::Fair => words.fair(),
        Strength::Strong => words.strong(),
    }
}
