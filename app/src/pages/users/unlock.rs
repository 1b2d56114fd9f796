//! The prompt before someone whose sign-in is held back may try again.

use super::prompt::{PromptFooter, over_record};
use crate::api::{ApiError, Problem, users};
use crate::model::{FormState, UserId, UserRecord};
use crate::pages::prompts::{refused, use_finish};
use crate::ui::{EnhancedForm, ErrorSummary, Submission, When};
use crate::words::use_words;
use leptos::prelude::*;

/// `/users/{id}/unlock`.
#[component]
pub fn Unlock() -> impl IntoView {
    over_record(use_words().record.unlock(), use_words().common.reading(), read, asked)
}

/// The record, if the reader may help this user: the prompts of help start with it.
///
/// # Errors
/// The reason why they may not.
pub(super) async fn read(user: UserId) -> Result<UserRecord, ApiError> {
    let record = users::read_user(user).await?;
    match record.row.support_refusal {
        Some(refusal) => Err(Problem::Refused(refusal).into()),
        None => Ok(record),
    }
}

fn asked(record: UserRecord, form: Option<FormState>) -> AnyView {
    let words = use_words().record;
    let Some(until) = record.password.locked_until else {
        return refused(words.not_locked().to_owned());
    };
    let (user, name) = (record.row.id, record.row.display_name);
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), users::unlock, move |()| finish(words.unlocked().to_owned()));
    view! {
        <EnhancedForm action=format!("/users/{user}/unlock") submission read=move |_| Ok(user)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.unlock_means(&name)}</p>
                <dl class="facts">
                    <dt>{words.held_until()}</dt>
                    <dd><When moment=until full=true /></dd>
                </dl>
            </div>
            <PromptFooter label=words.unlock() pending=submission.pending() />
        </EnhancedForm>
    }
    .into_any()
}
