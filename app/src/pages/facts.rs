//! Lists of facts about an account.

use crate::model::{Moment, SessionFact};
use crate::ui::{Address, When};
use leptos::prelude::*;

/// Open sessions, or that there are none.
#[component]
pub(crate) fn Sessions(
    /// Latest first.
    sessions: Vec<SessionFact>,
) -> impl IntoView {
    if sessions.is_empty() {
        return view! { <p class="muted">"Not signed in anywhere."</p> }.into_any();
    }
    let lines = sessions.into_iter().map(|session| {
        view! {
            <li>
                <b>{session.browser}</b>
                {session.is_this.then(|| view! { <span class="badge accent">"This one"</span> })}
                <span class="muted small">{session.client} " · " <When moment=session.last_seen /></span>
            </li>
        }
    });
    view! { <ul class="sessions">{lines.collect_view()}</ul> }.into_any()
}

/// When the password was last chosen.
#[component]
pub(crate) fn PasswordAge(
    /// That time; absent when there is no password.
    changed: Option<Moment>,
) -> impl IntoView {
    match changed {
        Some(moment) => view! { "Changed " <When moment /> }.into_any(),
        None => view! { <span class="muted">"None yet"</span> }.into_any(),
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
        None => view! { <span class="muted">"None"</span> }.into_any(),
    }
}
