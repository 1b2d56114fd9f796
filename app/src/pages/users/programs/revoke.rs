//! The prompt before a key is withdrawn.

use super::super::prompt::{PromptFooter, over_record};
use crate::api::{ApiError, Thing, programs};
use crate::model::{ApiKeyId, ApiPrompt, FormState, RevokeKey as Revoke};
use crate::pages::prompts::{refused, use_finish};
use crate::ui::{EnhancedForm, ErrorSummary, Submission};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/users/{id}/api-keys/{key}/revoke`.
#[component]
pub fn RevokeKey() -> impl IntoView {
    let params = use_params_map();
    let key = params.with_untracked(|params| params.get("key").and_then(|key| key.parse::<ApiKeyId>().ok()));
    let words = use_words();
    over_record(words.api.revoke(), words.common.reading(), programs::api_prompt, move |prompt, form| asked(prompt, key, form))
}

fn asked(prompt: ApiPrompt, key: Option<ApiKeyId>, form: Option<FormState>) -> AnyView {
    let words = use_words();
    let Some(key) = prompt.access.keys.into_iter().find(|listed| Some(listed.id) == key) else {
        return refused(ApiError::not_found(Thing::ApiKey).text(words));
    };
    let request = Revoke { user: prompt.user, key: key.id };
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), programs::revoke_key, move |()| {
        finish(words.api.revoked().to_owned());
    });
    view! {
        <EnhancedForm action=format!("/users/{}/api-keys/{}/revoke", request.user, request.key) submission read=move |_| Ok(request)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.api.revoke_means(&key.name)}</p>
            </div>
            <PromptFooter label=words.api.revoke() look="danger" pending=submission.pending() />
        </EnhancedForm>
    }
    .into_any()
}
