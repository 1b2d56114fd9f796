//! Choosing a password: the field, what it must be like, and how hard it looks.

use crate::rules::password::{self, PasswordProblem, Policy, Strength, strength};
use crate::ui::PasswordField;
use crate::words::{ChangePassword as Words, use_words};
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must rest before the strength is read out.
const REST: Duration = Duration::from_secs(1);

/// The policy with this shortest length.
pub(crate) fn policy(min_length: i64) -> Policy {
    let standard = Policy::default();
    Policy { min_length: usize::try_from(min_length).unwrap_or(standard.min_length), ..standard }
}

/// The field with its checklist, which says the rules without scripts and ticks them off with them.
#[component]
pub(crate) fn NewPassword(
    /// The limits.
    policy: Policy,
    /// Words that must not be the password: names, the organisation's.
    own_words: Vec<String>,
    /// Why it was refused.
    error: Option<String>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let words = use_words().change_password;
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
                {checks(policy, own_words, words)
                    .into_iter()
                    .map(|check| view! { <Rule typed check /> })
                    .collect_view()}
                <li>{words.not_common()}</li>
            </ul>
        </div>
    }
}

/// One rule and how to see whether it is met.
struct Check {
    words: String,
    is_met: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

fn checks(policy: Policy, own_words: Vec<String>, words: Words) -> Vec<Check> {
    let any_length = Policy { min_length: 0, max_length: usize::MAX };
    vec![
        Check {
            words: words.at_least(policy.min_length),
            is_met: Box::new(move |typed| password::normalise(typed).chars().count() >= policy.min_length),
        },
        Check {
            words: words.not_own().to_owned(),
            is_met: Box::new(move |typed| {
                let own: Vec<&str> = own_words.iter().map(String::as_str).collect();
                !password::is_own_word(typed, &own)
            }),
        },
        Check {
            words: words.not_easy().to_owned(),
            is_met: Box::new(move |typed| password::check(any_length, typed, &[]) != Err(PasswordProblem::TooEasy)),
        },
    ]
}

#[component]
fn Rule(typed: RwSignal<String>, check: Check) -> impl IntoView {
    let Check { words, is_met } = check;
    let met_words = use_words().change_password.met();
    let met = Memo::new(move |_| typed.with(|typed| !typed.is_empty() && is_met(typed)));
    view! {
        <li class:met=met>
            {words}
            <span class="visually-hidden">{move || if met.get() { met_words } else { "" }}</span>
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checklist_agrees_with_the_rule() {
        let own = vec!["jfeld".to_owned(), "Northwind".to_owned()];
        let policy = policy(15);
        let words = crate::words::Words::of(crate::model::Locale::En).change_password;
        for typed in ["correct horse battery staple", "jfeld-northwind-jfeld-1", "abcdefghijklmnopq", "short", "aaaaaaaaaaaaaaaa"]
        {
            let by_list = checks(policy, own.clone(), words).iter().all(|check| (check.is_met)(typed));
            let by_rule = password::check(policy, typed, &["jfeld", "Northwind"]).is_ok();
            assert_eq!(by_list, by_rule, "{typed}");
        }
    }
}
