//! The prompt before all sessions of someone are ended.

use super::{
    prompt::{PromptFooter, over_record},
    unlock::read,
};
use crate::api::users;
use crate::model::{Fate, FormState, UserRecord};
use crate::pages::{
    facts::Sessions,
    prompts::{Endings, refused, use_finish},
};
use crate::ui::{EnhancedForm, ErrorSummary, Submission};
use crate::words::use_words;
use leptos::prelude::*;

/// `/users/{id}/end-sessions`.
#[component]
pub fn EndSessions() -> impl IntoView {
    over_record(use_words().record.end_sessions(), use_words().common.reading(), read, asked)
}

fn asked(record: UserRecord, form: Option<FormState>) -> AnyView {
    let words = use_words().record;
    if record.sessions.is_empty() && form.is_none() {
        return refused(words.no_session_open().to_owned());
    }
    let (user, name) = (record.row.id, record.row.display_name);
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), users::end_sessions, move |ended: i64| {
        finish(words.sessions_ended(ended));
    });
    view! {
        <EnhancedForm action=format!("/users/{user}/end-sessions") submission read=move |_| Ok(user)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.end_sessions_means(&name)}</p>
                <Sessions sessions=record.sessions />
                <dl class="facts">
                    <Endings open=record.open passwords=Fate::Stays links=Fate::Stays sessions=Fate::Ends />
                </dl>
            </div>
            <PromptFooter label=words.end_sessions() pending=submission.pending() look="danger" />
        </EnhancedForm>
    }
    .into_any()
}
