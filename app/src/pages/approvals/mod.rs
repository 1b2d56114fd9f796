//! What waits for a second administrator, and what became of the rest.

mod decide;

pub use decide::Decide;

use crate::api::{approvals::list_approvals, resource};
use crate::model::{Approval, ApprovalList};
use crate::ui::{Empty, ErrorBlock, Head, PageTitle, When};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The page's path.
pub(super) const LIST: &str = "/approvals";

/// `/approvals`.
#[component]
pub fn List() -> impl IntoView {
    let words = use_words();
    let own = words.approvals;
    let approvals = resource(|| (), |()| list_approvals());
    view! {
        <PageTitle text=own.title() />
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match approvals.await {
                    Ok(list) => shown(list, words),
                    Err(error) => view! { <ErrorBlock error retry=move |()| approvals.refetch() whole=true /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn shown(list: ApprovalList, words: Words) -> AnyView {
    let own = words.approvals;
    let ApprovalList { waiting, settled } = list;
    let waiting = if waiting.is_empty() {
        view! { <Empty title=own.none_waiting() text=own.none_waiting_text() /> }.into_any()
    } else {
        table("waiting", own.waiting(), waiting, words)
    };
    let settled = (!settled.is_empty()).then(|| table("settled", own.settled(), settled, words));
    view! {
        <Head title=own.title() />
        <p class="muted">{own.lead()}</p>
        {waiting}
        {settled}
    }
    .into_any()
}

fn table(id: &'static str, title: &'static str, approvals: Vec<Approval>, words: Words) -> AnyView {
    let own = words.approvals;
    view! {
        <section class="list" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <div class="table-wrap">
                <table class="table cards">
                    <thead>
                        <tr>
                            <th scope="col">{own.what()}</th>
                            <th scope="col">{own.whom()}</th>
                            <th scope="col">{own.asked_by()}</th>
                            <th scope="col">{own.decision()}</th>
                        </tr>
                    </thead>
                    <tbody>{approvals.into_iter().map(|approval| row(approval, words)).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(approval: Approval, words: Words) -> AnyView {
    let own = words.approvals;
    let changes = changes(&approval, words);
    let (target, name) = approval.target.clone();
    view! {
        <tr>
            <td class="main-cell">
                <b>{own.deed(approval.deed)}</b>
                {changes}
            </td>
            <td class="labelled" data-label=own.whom()><a href=format!("/users/{target}")><bdi>{name}</bdi></a></td>
            <td class="muted labelled" data-label=own.asked_by()>
                <bdi>{approval.asked_by.clone()}</bdi> ", " <When moment=approval.asked.clone() />
            </td>
            <td class="labelled" data-label=own.decision()>{standing(approval, words)}</td>
        </tr>
    }
    .into_any()
}

/// What a user would be, where that is asked for.
fn changes(approval: &Approval, words: Words) -> Vec<AnyView> {
    let change = |change: &crate::api::Change| {
        let said = words.approvals.change(&words.problems.field(&change.field), &change.now);
        view! { <p class="muted small"><bdi>{said}</bdi></p> }.into_any()
    };
    approval.changes.iter().map(change).collect()
}

/// What became of it; while it waits, the way to decide, or why the reader cannot.
fn standing(approval: Approval, words: Words) -> AnyView {
    let own = words.approvals;
    if let Some(decision) = approval.decision {
        let decided = approval.decided.map(|(name, at)| {
            let comma = (!name.is_empty()).then_some(", ");
            view! { <p class="muted small"><bdi>{name}</bdi> {comma} <When moment=at /></p> }
        });
        return view! { {own.decided(decision, approval.has_failed)} {decided} }.into_any();
    }
    let way = match approval.refusal {
        None => {
            let label = format!("{}: {}, {}", own.decide(), own.deed(approval.deed), approval.target.1);
            view! { <a class="btn quiet" href=format!("{LIST}/{}", approval.id) aria-label=label>{own.decide()}</a> }.into_any()
        }
        Some(refusal) => view! { <span class="muted small">{words.problems.refusal(refusal)}</span> }.into_any(),
    };
    view! { <p class="muted small">{own.until()} " " <When moment=approval.until /></p> {way} }.into_any()
}
