//! Is Active: the switch on the record, and the prompt before it is switched off.

use super::{failed, record_address, refused, title_prompt, use_finish, use_user_id};
use crate::api::{ApiError, users};
use crate::model::{FormState, Kind, SetActive, UserId, UserRecord};
use crate::rules::reset::Refusal;
use crate::ui::{Close, EnhancedForm, ErrorSummary, Prompt, Submission, SubmitButton, respond_with, take_form};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

const TITLE: &str = "Is Active";

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
                    <button class="switch" type="submit" role="switch" aria-checked="false">{TITLE}</button>
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
                {TITLE}
            </button>
            <p class="hint" id="active-refusal">{refusal.to_string()}</p>
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
            <button class="switch" type="submit" role="switch" aria-checked="true" aria-haspopup="dialog">{TITLE}</button>
        </form>
    }
    .into_any()
}

/// Switches; afterwards the record shows how it stands.
fn switching(refused: Option<ApiError>, to: bool) -> Submission<SetActive, ()> {
    let finish = use_finish();
    Submission::new(refused, users::set_active, move |()| {
        finish(
            if to { "Is Active is on." } else { "Is Active is off. Sessions have ended and unused links no longer work." }
                .to_owned(),
        );
    })
}

/// `/users/{id}/active`.
#[component]
pub fn SwitchActive() -> impl IntoView {
    let id = use_user_id();
    let form = take_form();
    let record = Resource::new(move || id.get(), read);
    title_prompt(TITLE, form.is_some());
    view! {
        <Prompt title=TITLE back=record_address(id)>
            <Suspense fallback=|| view! { <div class="body" aria-busy="true"></div> }>
                {move || {
                    let form = form.clone();
                    Suspend::new(async move {
                        match record.await {
                            Ok(record) => asked(record, form),
                            Err(error) => failed(error, move |()| record.refetch()),
                        }
                    })
                }}
            </Suspense>
        </Prompt>
    }
}

async fn read(id: Result<UserId, ApiError>) -> Result<UserRecord, ApiError> {
    users::read_user(id?).await
}

fn asked(record: UserRecord, form: Option<FormState>) -> AnyView {
    if let Some(refusal) = record.active_refusal {
        respond_with(refusal.code());
        return refused(refusal.to_string());
    }
    let (user, active) = (record.row.id, !record.row.is_active);
    let submission = switching(form.map(|form| form.error), active);
    let (look, label) = if active { ("primary", "Switch on") } else { ("danger", "Switch off") };
    view! {
        <EnhancedForm action=format!("/users/{user}/active") submission read=move |_| Ok(SetActive { user, active })>
            <div class="body">
                <ErrorSummary error=submission.error() />
                {if active { consequences_of_on(record) } else { consequences_of_off(record) }}
                <input type="hidden" name="active" value=active.to_string() />
            </div>
            <footer>
                <Close label="Cancel" />
                <SubmitButton pending=submission.pending() look>{label}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}

fn consequences_of_on(record: UserRecord) -> AnyView {
    view! { <p><bdi>{record.row.display_name}</bdi> " will be able to sign in again and to be sent mail."</p> }.into_any()
}

/// Whom it hits.
fn consequences_of_off(record: UserRecord) -> AnyView {
    let sessions = match record.sessions.len() {
        0 => "None open".to_owned(),
        1 => "1 ends at once".to_owned(),
        sessions => format!("{sessions} end at once"),
    };
    let calls_api = record.row.kind != Kind::Human;
    view! {
        <p>
            <bdi>{record.row.display_name}</bdi>
            " will not be able to sign in or to be sent mail until Is Active is switched on again."
        </p>
        <dl class="facts">
            <dt>"Sessions"</dt>
            <dd>{sessions}</dd>
            <dt>"Unused links"</dt>
            <dd>"Stop working"</dd>
            {calls_api.then(|| view! { <dt>"API calls"</dt> <dd>"Fail from now on"</dd> })}
        </dl>
    }
    .into_any()
}
