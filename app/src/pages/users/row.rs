//! One line of the list.

use crate::model::UserRow;
use crate::rules::reset::Refusal;
use crate::ui::{ActiveState, Address, Icon, Menu, Monogram, RecoveryMark, When};
use leptos::prelude::*;

/// The line: who, what they sign in with, how they stand, and what can be done for them.
#[component]
pub(super) fn Row(
    /// Whose.
    user: UserRow,
) -> impl IntoView {
    let href = format!("/users/{}", user.id);
    let label = format!("Actions for {}", user.display_name);
    let last_sign_in = match user.last_sign_in {
        Some(moment) => view! { <When moment /> }.into_any(),
        None => view! { "Never" }.into_any(),
    };
    view! {
        <tr>
            <td class="main-cell">
                <div class="who">
                    <Monogram name=&user.display_name />
                    <div>
                        <a class="name" href=href.clone()><bdi>{user.display_name.clone()}</bdi></a>
                        {user.email.map(|email| view! { <p class="sub"><Address address=&email /></p> })}
                    </div>
                </div>
            </td>
            <td class="mono small" data-label="User name"><bdi>{user.user_name}</bdi></td>
            <td class="muted" data-label="Kind">{user.kind.label()}</td>
            <td data-label="State"><ActiveState is_active=user.is_active /></td>
            <td class="mark">{user.badge.map(|badge| view! { <RecoveryMark badge /> })}</td>
            <td class="muted" data-label="Last sign-in">{last_sign_in}</td>
            <td class="act">
                <Menu label icon=Icon::More>
                    <SendLinkEntry href=format!("{href}/send-link") refusal=user.link_refusal />
                    <a href=href>"Open"</a>
                </Menu>
            </td>
        </tr>
    }
}

/// The way to the prompt, or the reason why there is none.
#[component]
fn SendLinkEntry(href: String, refusal: Option<Refusal>) -> impl IntoView {
    match refusal {
        None => view! { <a href=href>"Send Password Change Link"</a> }.into_any(),
        Some(refusal) => view! {
            <span class="off" role="link" aria-disabled="true" tabindex="0">
                "Send Password Change Link"
                <small>{refusal.to_string()}</small>
            </span>
        }
        .into_any(),
    }
}
