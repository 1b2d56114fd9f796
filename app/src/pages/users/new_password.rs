//! The prompt of *Generate New Password*.

use super::programs::Impact;
use super::prompt::{PromptFooter, over_record};
use crate::api::{Problem, passwords};
use crate::model::{Fate, FormState, NewPasswordEffect, NewPasswordPrompt, NewPasswordSent, SendNewPassword, TemplateKey};
use crate::pages::{
    mail_preview::MailPreview,
    prompts::{Endings, use_finish},
};
use crate::ui::{Address, EnhancedForm, Entered, ErrorSummary, RadioField, RadioOption, Submission};
use crate::words::{Words, use_words};
use leptos::prelude::*;

const EFFECT: &str = "effect";

/// `/users/{id}/new-password`.
#[component]
pub fn NewPassword() -> impl IntoView {
    let words = use_words();
    over_record(words.record.generate(), words.new_password.prompt(), passwords::new_password_prompt, asked)
}

fn asked(prompt: NewPasswordPrompt, form: Option<FormState>) -> AnyView {
    let words = use_words();
    let user = prompt.user;
    let entered = form.as_ref().and_then(|form| form.value(EFFECT).map(str::to_owned));
    let selected = entered.unwrap_or_else(|| NewPasswordEffect::OnAcceptance.to_string());
    let chosen = RwSignal::new(selected.clone());
    let path = format!("/users/{user}/mail/{}", TemplateKey::AccessInfo);
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), passwords::send_new_password, move |sent: NewPasswordSent| {
        finish(words.new_password.on_its_way(&sent.email, &sent.ticket));
    });
    let read = move |entered: &Entered| {
        let effect = entered.text(EFFECT).parse().map_err(|_| Problem::Misunderstood)?;
        Ok(SendNewPassword { user, effect })
    };
    view! {
        <EnhancedForm action=format!("/users/{user}/new-password") submission read>
            <div class="body" on:change=move |event| chosen.set(event_target_value(&event))>
                <ErrorSummary error=submission.error() />
                <p>{words.new_password.prompt()}</p>
                {facts(prompt, words)}
                <RadioField name=EFFECT legend=words.new_password.effect() options=effects(words) selected=&selected />
                <MailPreview path choice=(EFFECT, chosen) />
            </div>
            <PromptFooter label=words.new_password.yes() pending=submission.pending() />
        </EnhancedForm>
    }
    .into_any()
}

/// When the old password can stop.
pub(in crate::pages) fn effects(words: Words) -> Vec<RadioOption> {
    let option = |effect: &NewPasswordEffect| {
        let (label, hint) = words.new_password.effects(*effect);
        RadioOption { value: effect.as_str(), label, hint }
    };
    NewPasswordEffect::ALL.iter().map(option).collect()
}

fn facts(prompt: NewPasswordPrompt, words: Words) -> AnyView {
    let own = words.new_password;
    view! {
        <dl class="facts">
            <dt>{words.record.to()}</dt>
            <dd><bdi>{prompt.display_name}</bdi> ", " <Address address=&prompt.email /></dd>
            <dt>{words.record.mail()}</dt>
            <dd>{own.mail(prompt.language.name())}</dd>
            <dt>{own.works_for()}</dt>
            <dd>{own.once_mailed(&words.common.life(prompt.life_minutes))}</dd>
            <Endings
                open=prompt.open
                passwords=Fate::Ends
                links=Fate::EndsWithPassword
                sessions=Fate::EndsWithPassword
            />
            <Impact api=prompt.api />
        </dl>
    }
    .into_any()
}
