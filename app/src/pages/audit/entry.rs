//! One line of the trail.

use crate::model::{AuditEntry, Outcome, UserId};
use crate::ui::When;
use crate::words::use_words;
use leptos::prelude::*;

/// The line, with more to unfold where there is more.
#[component]
pub(super) fn Entry(
    /// What happened.
    entry: AuditEntry,
) -> impl IntoView {
    let words = use_words().audit;
    let AuditEntry { at, action, outcome, actor, target, address, detail, .. } = entry;
    let what = match words.of(&action) {
        Some(known) => view! { <span class="what">{known}</span> }.into_any(),
        None => view! { <span class="what mono">{action}</span> }.into_any(),
    };
    let who = match actor {
        Some(actor) => person(actor),
        // What comes from no address, Latchkey did by itself.
        None if address.is_none() => view! { <span class="muted">{words.itself()}</span> }.into_any(),
        None => view! { <span class="muted">{words.nobody()}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="main-cell">
                {what}
                {details(detail, words.details())}
            </td>
            <td><span class=look(outcome)>{words.ended(outcome)}</span></td>
            <td class="labelled actor" data-label=words.who()>{who}</td>
            <td class="labelled" data-label=words.whom()>{target.map(person)}</td>
            <td class="muted"><When moment=at /></td>
            <td class="muted mono small place">{address.map(|address| view! { <bdi>{address}</bdi> })}</td>
        </tr>
    }
}

/// A name as it was then, which leads to the user as they are now, where it is one.
fn person((id, name): (UserId, String)) -> AnyView {
    if id == UserId::OPERATOR {
        return view! { <bdi>{name}</bdi> }.into_any();
    }
    view! { <a class="name" href=format!("/users/{id}")><bdi>{name}</bdi></a> }.into_any()
}

const fn look(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "badge",
        Outcome::Refused => "badge warn",
        Outcome::Failed => "badge bad",
    }
}

fn details(detail: Vec<(String, String)>, label: &'static str) -> Option<AnyView> {
    if detail.is_empty() {
        return None;
    }
    let facts = detail.into_iter().map(|(name, value)| {
        view! {
            <dt class="mono"><bdi>{name}</bdi></dt>
            <dd><bdi>{value}</bdi></dd>
        }
    });
    let view = view! {
        <details class="more small">
            <summary>{label}</summary>
            <dl class="facts">{facts.collect_view()}</dl>
        </details>
    };
    Some(view.into_any())
}
