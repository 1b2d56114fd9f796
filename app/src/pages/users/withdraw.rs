//! The prompt before links and generated passwords on their way are withdrawn.

use super::prompt::{PromptFooter, over_record};
use super::unlock::read;
use crate::api::users;
use crate::model::{Fate, FormState, UserRecord};
use crate::pages::prompts::{Endings, use_finish};
use crate::ui::{EnhancedForm, ErrorSummary, Submission};
use crate::words::use_words;
use leptos::prelude::*;

/// `/users/{id}/withdraw`.
#[component]
pub fn Withdraw() -> impl IntoView {
    over_record(use_words().record.withdraw(), use_words().common.reading(), read, asked)
}

fn asked(record: UserRecord, form: Option<FormState>) -> AnyView {
    let words = use_words().record;
    let (user, name) = (record.row.id, record.row.display_name);
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), users::withdraw, move |count| finish(words.withdrew(count)));
    view! {
        <EnhancedForm action=format!("/users/{user}/withdraw") submission read=move |_| Ok(user)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.withdraw_means(&name)}</p>
                <dl class="facts">
                    <Endings open=record.open passwords=Fate::Ends links=Fate::Ends sessions=Fate::Stays />
                </dl>
            </div>
            <PromptFooter label=words.withdraw() look="danger" pending=submission.pending() />
        </EnhancedForm>
    }
    .into_any()
}
