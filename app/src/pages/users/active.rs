//! Is Active: the switch on the record, and the prompt before it is switched off.

use super::programs::CallsFail;
use super::prompt::{PromptFooter, over_record};
use crate::api::{ApiError, Problem, users};
use crate::model::{ApiAccess, Fate, FormState, OpenAccess, SetActive, UserId, UserRecord, UserRow};
use crate::pages::prompts::{Endings, use_finish};
use crate::rules::reset::Refusal;
use crate::ui::{EnhancedForm, ErrorSummary, Submission};
use crate::words::{self, use_words};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The switch. Switching on happens at once, switching off asks first.
#[component]
pub(super) fn ActiveSwitch(
    /// Whose.
    user: UserId,
    /// How it stands.
    is_active: bool,
    /// Why the reader cannot move it.
    refusal: Option<Refusal>,
) -> impl IntoView {
    let href = format!("/users/{user}/active");
    match (refusal, is_active) {
        (Some(refusal), _) => fixed_switch(is_active, refusal),
        (None, true) => asking_switch(href),
        (None, false) => {
            let submission = switching(None, true);
            view! {
                <EnhancedForm action=href submission read=move |_| Ok(SetActive { user, active: true })>
                    <ErrorSummary error=submission.error() />
                    <input type="hidden" name="active" value="true" />
                    <button class="switch" type="submit" role="switch" aria-checked="false">{use_words().record.is_active()}</button>
                </EnhancedForm>
            }
            .into_any()
        }
    }
}

/// A switch out of reach, with the reason.
fn fixed_switch(is_active: bool, refusal: Refusal) -> AnyView {
    view! {
        <div class="refused">
            <button
                class="switch"
                type="button"
                role="switch"
                aria-checked=is_active.to_string()
                aria-disabled="true"
                aria-describedby="active-refusal"
            >
                {use_words().record.is_active()}
            </button>
            <p class="hint" id="active-refusal">{use_words().problems.refusal(refusal)}</p>
        </div>
    }
    .into_any()
}

/// A switch that opens the prompt.
fn asking_switch(href: String) -> AnyView {
    let navigate = use_navigate();
    let to = href.clone();
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        navigate(&to, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    view! {
        <form method="get" action=href on:submit=ask>
            <button class="switch" type="submit" role="switch" aria-checked="true" aria-haspopup="dialog">{use_words().record.is_active()}</button>
        </form>
    }
    .into_any()
}

/// Switches; afterwards the record shows how it stands.
fn switching(refused: Option<ApiError>, to: bool) -> Submission<SetActive, ()> {
    let words = use_words().record;
    let finish = use_finish();
    Submission::new(refused, users::set_active, move |()| finish(words.switched(to).to_owned()))
}

/// `/users/{id}/active`.
#[component]
pub fn SwitchActive() -> impl IntoView {
    over_record(use_words().record.is_active(), use_words().common.reading(), read, asked)
}

async fn read(user: UserId) -> Result<UserRecord, ApiError> {
    let record = users::read_user(user).await?;
    match record.active_refusal {
        Some(refusal) => Err(Problem::Refused(refusal).into()),
        None => Ok(record),
    }
}

fn asked(record: UserRecord, form: Option<FormState>) -> AnyView {
    let words = use_words().record;
    let UserRecord { row, open, api, .. } = record;
    let (user, active) = (row.id, !row.is_active);
    let submission = switching(form.map(|form| form.error), active);
    let (look, label) = if active { ("primary", words.switch_on()) } else { ("danger", words.switch_off()) };
    let consequences = if active {
        view! { <p>{words.on_means(&row.display_name)}</p> }.into_any()
    } else {
        consequences_of_off(&row, open, api, words)
    };
    view! {
        <EnhancedForm action=format!("/users/{user}/active") submission read=move |_| Ok(SetActive { user, active })>
            <div class="body">
                <ErrorSummary error=submission.error() />
                {consequences}
                <input type="hidden" name="active" value=active.to_string() />
            </div>
            <PromptFooter label pending=submission.pending() look />
        </EnhancedForm>
    }
    .into_any()
}

/// Whom it hits.
fn consequences_of_off(row: &UserRow, open: OpenAccess, api: Option<ApiAccess>, words: words::Record) -> AnyView {
    view! {
        <p>{words.off_means(&row.display_name)}</p>
        <dl class="facts">
            <Endings open passwords=Fate::Ends links=Fate::Ends sessions=Fate::Ends />
            <CallsFail api=api.map(|access| access.usage) />
        </dl>
    }
    .into_any()
}
