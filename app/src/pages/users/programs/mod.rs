//! Access of programs: what the record says of it, and the pages on which it is made and withdrawn.

mod make;
mod revoke;

pub use make::{ApiPassword, NewKey};
pub use revoke::RevokeKey;

use super::address::LIST;
use crate::model::{ApiAccess, ApiKey, ApiUse, LastCall, UserId};
use crate::ui::When;
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The section of the record.
#[component]
pub(super) fn ApiPanel(
    /// Whose.
    user: UserId,
    /// How it stands.
    access: ApiAccess,
) -> impl IntoView {
    let words = use_words();
    let own = words.api;
    let ApiAccess { password_set, keys, usage, refusal } = access;
    let can_change = refusal.is_none();
    let label = if password_set.is_some() { own.replace_password() } else { own.set_password() };
    let password = match password_set {
        Some(moment) => view! { <When moment /> }.into_any(),
        None => view! { <span class="muted">{words.common.none_yet()}</span> }.into_any(),
    };
    let actions = can_change.then(|| {
        view! {
            <p class="buttons">
                <a class="btn" href=format!("{LIST}/{user}/api-password") rel="external">{label}</a>
                <a class="btn" href=format!("{LIST}/{user}/api-keys/new") rel="external">{own.new_key()}</a>
            </p>
        }
    });
    view! {
        <section class="panel" aria-labelledby="api-access">
            <header><h2 id="api-access">{own.access()}</h2></header>
            <dl class="facts">
                <dt>{own.last_call()}</dt>
                <dd><Called usage /></dd>
                <dt>{own.password()}</dt>
                <dd>{password}</dd>
            </dl>
            {listed(user, keys, can_change, words)}
            {actions}
        </section>
    }
}

fn listed(user: UserId, keys: Vec<ApiKey>, can_change: bool, words: Words) -> AnyView {
    if keys.is_empty() {
        return view! { <p class="muted">{words.api.no_keys()}</p> }.into_any();
    }
    let lines = keys.into_iter().map(|key| line(user, key, can_change, words));
    view! { <ul class="sessions" aria-label=words.api.keys()>{lines.collect_view()}</ul> }.into_any()
}

fn line(user: UserId, key: ApiKey, can_change: bool, words: Words) -> AnyView {
    let own = words.api;
    let (scope, _) = own.scopes(key.scope);
    let expires = match key.expires {
        None => own.never_expires().into_any(),
        Some(_) if key.is_over => view! { <span class="badge bad">{own.is_over()}</span> }.into_any(),
        Some(moment) => view! { {own.expires()} " " <When moment /> }.into_any(),
    };
    let last_used = match key.last_used {
        None => own.never_used().into_any(),
        Some(moment) => view! { <When moment /> }.into_any(),
    };
    let href = format!("{LIST}/{user}/api-keys/{}/revoke", key.id);
    let label = format!("{}: {}", own.revoke(), key.name);
    view! {
        <li>
            <b><bdi>{key.name}</bdi></b>
            <span class="badge">{scope}</span>
            {can_change.then(|| view! { <a href=href aria-label=label>{own.revoke()}</a> })}
            <span class="muted small">
                <span class="mono">{key.prefix} "…"</span>
                " · " {expires} " · " {own.last_used()} ": " {last_used}
            </span>
        </li>
    }
    .into_any()
}

/// When a program last called, with what and from where.
#[component]
pub(in crate::pages) fn Called(
    /// What is known.
    usage: ApiUse,
) -> impl IntoView {
    let own = use_words().api;
    match usage.last_call {
        None => view! { <span class="muted">{own.no_call()}</span> }.into_any(),
        Some(LastCall { at, credential, address }) => {
            view! { <When moment=at /> {own.called_with(&credential, &address)} }.into_any()
        }
    }
}

/// What a prompt says where a program calls with the account that it is about; nothing where none does.
#[component]
pub(super) fn Impact(
    /// What is known of its calls.
    api: Option<ApiUse>,
) -> impl IntoView {
    let own = use_words().api;
    api.map(|usage| {
        view! {
            <dt>{own.impact()}</dt>
            <dd>{own.impact_keeps()} " " {own.last_call()} ": " <Called usage /></dd>
        }
    })
}

/// What a prompt says that makes the calls of an account's program fail; nothing where none calls.
#[component]
pub(super) fn CallsFail(
    /// What is known of its calls.
    api: Option<ApiUse>,
) -> impl IntoView {
    let words = use_words();
    api.map(|usage| {
        view! {
            <dt>{words.record.api_calls()}</dt>
            <dd>{words.record.calls_fail()} ". " {words.api.last_call()} ": " <Called usage /></dd>
        }
    })
}
