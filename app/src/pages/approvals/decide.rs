//! The page on which a second administrator decides. A plain post: it may carry a password.

use super::{LIST, changes};
use crate::api::{ApiError, Thing, approvals::approval_prompt, resource};
use crate::model::{Approval, ApprovalId, ApprovalPrompt, FormState};
use crate::pages::ids::use_id;
use crate::ui::{ErrorBlock, ErrorSummary, OwnPassword, PageTitle, PlainForm, When, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/approvals/{id}`.
#[component]
pub fn Decide() -> impl IntoView {
    let words = use_words();
    let id: Memo<Result<ApprovalId, ApiError>> = use_id(Thing::Approval);
    let form = take_form();
    let prompt = resource(move || id.get(), read);
    view! {
        <PageTitle text=words.approvals.decide_title() is_error=form.is_some() />
        <p class="crumb"><a href=LIST>{words.approvals.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match prompt.await {
                        Ok(prompt) => asked(prompt, form, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| prompt.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

async fn read(id: Result<ApprovalId, ApiError>) -> Result<ApprovalPrompt, ApiError> {
    approval_prompt(id?).await
}

fn asked(prompt: ApprovalPrompt, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.approvals;
    let ApprovalPrompt { approval, confirm } = prompt;
    let error = Signal::stored(form.map(|form| form.error));
    let grants = approval.deed.is_granted().then(|| view! { <p>{own.grants_text()}</p> });
    let form = match approval.refusal {
        Some(refusal) => view! { <p>{words.problems.refusal(refusal)}</p> }.into_any(),
        None => view! {
            <ErrorSummary error />
            <PlainForm action=format!("{LIST}/{}", approval.id)>
                <OwnPassword asked=confirm error />
                <footer class="buttons">
                    <button type="submit" class="btn primary" name="decision" value="approve">{own.approve()}</button>
                    <button type="submit" class="btn danger" name="decision" value="refuse">{own.refuse()}</button>
                    <a class="btn" href=LIST>{own.back()}</a>
                </footer>
            </PlainForm>
        }
        .into_any(),
    };
    view! {
        <div class="head">
            <h1>{own.deed(approval.deed)} ": " <bdi>{approval.target.1.clone()}</bdi></h1>
        </div>
        <section class="panel user-form">
            <p class="muted">{own.decide_text()}</p>
            {grants}
            {facts(approval, words)}
            {form}
        </section>
    }
    .into_any()
}

fn facts(approval: Approval, words: Words) -> AnyView {
    let own = words.approvals;
    let changes = changes(&approval, words);
    let changes = (!changes.is_empty()).then(|| view! { <dt>{own.changes()}</dt> <dd>{changes}</dd> });
    let (target, name) = approval.target;
    view! {
        <dl class="facts">
            <dt>{own.whom()}</dt>
            <dd><a href=format!("/users/{target}")><bdi>{name}</bdi></a></dd>
            {changes}
            <dt>{own.asked_by()}</dt>
            <dd><bdi>{approval.asked_by}</bdi> ", " <When moment=approval.asked /></dd>
            <dt>{own.until()}</dt>
            <dd><When moment=approval.until full=true /></dd>
        </dl>
    }
    .into_any()
}
