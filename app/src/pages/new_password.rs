//! Choosing a password: the field, what it must be like, and how hard it looks.

use crate::rules::password::{Policy, Rule};
use crate::ui::PasswordField;
use crate::words::{ChangePassword as Words, use_words};
use leptos::prelude::*;

/// The field with its checklist, which says the rules without scripts. With them `attend` ticks the rules off, and says how
/// strong the password looks, with the words that it finds here.
#[component]
pub(crate) fn NewPassword<'a>(
    /// The limits.
    policy: Policy,
    /// What must not make up the password: from [`own_words`](crate::rules::password::own_words).
    own_words: &'a [String],
    /// Why it was refused.
    error: Option<String>,
) -> impl IntoView {
    let words = use_words().change_password;
    let rules = format!("minlength: {}; maxlength: {}; allowed: unicode;", policy.min_length, policy.max_length);
    view! {
        <div class="new-password" data-shortest=policy.min_length data-own-words=own_words.join("\n")>
            <PasswordField
                label=words.new_password()
                autocomplete="new-password"
                rules=Some(rules)
                error
                describedby="password-rules"
            />
            <StrengthMeter />
            <ul class="rules" id="password-rules">
                {policy.rules().into_iter().map(|rule| line(rule, policy, words)).collect_view()}
            </ul>
        </div>
    }
}

/// The user name of whoever chooses a password: to be read, and for password managers to keep the password under.
#[component]
pub(crate) fn OwnUserName(
    /// What they sign in with.
    user_name: String,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for="field-user_name">{use_words().change_password.user_name()}</label>
            <input
                class="input"
                id="field-user_name"
                name="user_name"
                value=user_name
                autocomplete="username"
                readonly
            />
        </div>
    }
}

fn line(rule: Rule, policy: Policy, words: Words) -> impl IntoView {
    let text = match rule {
        Rule::Length => words.at_least(policy.min_length),
        Rule::NotOwn => words.not_own().to_owned(),
        Rule::NotEasy => words.not_easy().to_owned(),
        Rule::NotCommon => words.not_common().to_owned(),
        Rule::NotUsed => words.not_used(i64::try_from(policy.remembered).unwrap_or(i64::MAX)),
    };
    view! {
        <li data-rule=rule.name()>
            {text}
            <span class="visually-hidden" data-met=words.met()></span>
        </li>
    }
}

#[component]
fn StrengthMeter() -> impl IntoView {
    let words = use_words().change_password;
    view! {
        <div class="strength" hidden>
            <meter min="0" max="3" low="1.5" high="2.5" optimum="3" value="0" aria-label=words.strength()></meter>
            <p class="hint" role="status" data-weak=words.weak() data-fair=words.fair() data-strong=words.strong()></p>
        </div>
    }
}
