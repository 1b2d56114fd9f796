//! The tries of a message, and what the mail server said to each.

use crate::model::{Attempt, MessageState, ReplyMeaning};
use crate::ui::When;
use crate::words::use_words;
use leptos::prelude::*;

/// The tries, latest first.
#[component]
pub(super) fn Tries(
    /// Latest first.
    attempts: Vec<Attempt>,
) -> impl IntoView {
    let words = use_words().messages;
    if attempts.is_empty() {
        return view! { <p class="muted">{words.no_tries()}</p> }.into_any();
    }
    let tries = attempts.into_iter().map(|Attempt { at, state, reply, meaning }| {
        let is_quoted = !reply.is_empty() && !meaning.is_some_and(ReplyMeaning::is_own);
        view! {
            <li class=mark(state)>
                <span>{words.tried(state)}</span>
                <When moment=at />
                {meaning.map(|meaning| view! { <p>{words.meaning(meaning)}</p> })}
                {is_quoted.then(|| view! { <p class="mono"><bdi>{reply}</bdi></p> })}
            </li>
        }
    });
    view! { <ol class="timeline">{tries.collect_view()}</ol> }.into_any()
}

/// How a try's line is marked.
pub(in crate::pages) const fn mark(state: MessageState) -> &'static str {
    match state {
        MessageState::Sent => "good",
        MessageState::Queued => "warn",
        MessageState::Failed | MessageState::Expired | MessageState::Bounced => "bad",
        MessageState::Cancelled => "plain",
    }
}
