//! Lists of facts about an account.

use crate::model::{FactorFacts, Moment, SessionFact};
use crate::ui::{Address, When, sentence};
use crate::words::{Common, use_words};
use leptos::prelude::*;

/// Open sessions, or that there are none.
#[component]
pub(crate) fn Sessions(
    /// Latest first.
    sessions: Vec<SessionFact>,
    /// What can be done with each.
    #[prop(optional, into)]
    end: Option<Callback<SessionFact, AnyView>>,
) -> impl IntoView {
    let words = use_words().common;
    if sessions.is_empty() {
        return view! { <p class="muted">{words.no_sessions()}</p> }.into_any();
    }
    let lines = sessions.into_iter().map(|session| {
        let end = end.map(|end| end.run(session.clone()));
        view! {
            <li>
                <b>{browser(&session, words)}</b>
                {session.is_this.then(|| view! { <span class="badge accent">{words.this_one()}</span> })}
                {end}
                <span class="muted small">{session.client} " · " <When moment=session.last_seen /></span>
            </li>
        }
    });
    view! { <ul class="sessions">{lines.collect_view()}</ul> }.into_any()
}

/// The browser of a session, as far as it is known.
pub(crate) fn browser(session: &SessionFact, words: Common) -> String {
    if session.browser.is_empty() { words.unknown_browser().to_owned() } else { session.browser.clone() }
}

/// When the password was last chosen.
#[component]
pub(crate) fn PasswordAge(
    /// That time; absent when there is no password.
    changed: Option<Moment>,
) -> impl IntoView {
    let words = use_words().common;
    match changed {
        Some(moment) => sentence(words.changed(), view! { <When moment /> }),
        None => view! { <span class="muted">{words.none_yet()}</span> }.into_any(),
    }
}

/// The second factors of an account, as terms and what there is of each.
#[component]
pub(crate) fn FactorLines(
    /// What there is.
    facts: FactorFacts,
) -> impl IntoView {
    let words = use_words().second_factor;
    let FactorFacts { factors, totp_since, is_stopped } = facts;
    let app = match totp_since {
        Some(moment) => sentence(words.app_since(), view! { <When moment /> }),
        None => view! { <span class="muted">{words.app_none()}</span> }.into_any(),
    };
    let stopped = is_stopped.then(|| view! { <br /> {words.app_stopped()} });
    let passkeys = (factors.passkeys > 0).then(|| view! { <dt>{words.passkeys()}</dt> <dd>{factors.passkeys}</dd> });
    let codes = factors.any().then(|| {
        view! { <dt>{words.recovery_codes()}</dt> <dd>{words.codes_left(factors.recovery_codes)}</dd> }
    });
    view! {
        <dt>{words.app()}</dt>
        <dd>{app} {stopped}</dd>
        {passkeys}
        {codes}
    }
}

/// An e-mail address, or that there is none.
#[component]
pub(crate) fn Email(
    /// The address.
    address: Option<String>,
) -> impl IntoView {
    match address {
        Some(address) => view! { <Address address=&address /> }.into_any(),
        None => view! { <span class="muted">{use_words().common.no_email()}</span> }.into_any(),
    }
}
