//! One line of the trail.

use crate::model::{AuditEntry, Outcome, UserId};
use crate::ui::When;
use crate::words::{Audit, use_words};
use leptos::prelude::*;

/// The line, with more to unfold where there is more.
#[component]
pub(super) fn Entry(
    /// What happened.
    entry: AuditEntry,
) -> impl IntoView {
    let words = use_words().audit;
    let AuditEntry { at, action, outcome, actor, target, address, detail, sealed, .. } = entry;
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
                {details(detail, sealed, words)}
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

/// More about it, and where it stands in the chain.
fn details(detail: Vec<(String, String)>, sealed: Option<(i64, String)>, words: Audit) -> AnyView {
    let facts = detail.into_iter().map(|(name, value)| {
        view! {
            <dt class="mono"><bdi>{name}</bdi></dt>
            <dd><bdi>{value}</bdi></dd>
        }
    });
    let (position, seal) = match sealed {
        Some((position, seal)) => (position.to_string(), Some(seal)),
        None => (words.not_sealed().to_owned(), None),
    };
    let seal = seal.map(|seal| {
        view! {
            <dt>{words.seal()}</dt>
            <dd class="mono">{seal}</dd>
        }
    });
    view! {
        <details class="more small">
            <summary>{words.details()}</summary>
            <dl class="facts">{facts.collect_view()} <dt>{words.position()}</dt> <dd>{position}</dd> {seal}</dl>
        </details>
    }
    .into_any()
}
