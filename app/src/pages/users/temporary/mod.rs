//! The page on which a temporary password is made and set: the *Password* section of a user's form, on a page of its own, so
//! that it works without scripts.
//!
//! Both forms are plain posts. The answer that shows the password is rendered by the server alone and never taken over by
//! the application: its data would have to hold the password too. A few lines of script count down, hide and copy.

mod reveal;

pub(in crate::pages) use reveal::{Reveal, spelling};

use super::{address::LIST, form_page::form_page, programs::Impact, use_user_id, verify_caller::CallerStep};
use crate::api::{ApiError, ShownPassword, passwords, resource};
use crate::model::{CallerCheck, CallerNeed, Fate, FormState, TemplateKey, TemporaryLook, TemporaryPrompt, UserId};
use crate::pages::{mail_preview::MailPreview, prompts::Endings};
use crate::ui::{Address, ErrorSummary, OwnPassword, PlainForm, RadioField, RadioOption, SubmitButton, sentence};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The hidden field that says what a post is for.
const INTENT: &str = "intent";

/// `/users/{id}/temporary-password`.
#[component]
pub fn TemporaryPassword() -> impl IntoView {
    let words = use_words();
    let id = use_user_id();
    // On the server alone, and only in answer to *Generate*.
    let shown: Option<ShownPassword> = use_context();
    let prompt = resource(move || id.get(), read);
    form_page(words.new_password.temporary(), prompt, move |prompt, form| page(prompt, form, shown.clone(), words))
}

async fn read(id: Result<UserId, ApiError>) -> Result<TemporaryPrompt, ApiError> {
    passwords::temporary_prompt(id?).await
}

fn page(prompt: TemporaryPrompt, form: Option<FormState>, shown: Option<ShownPassword>, words: Words) -> AnyView {
    let own = words.new_password;
    let (name, facts) = (prompt.display_name.clone(), facts(&prompt, words));
    let (user, check) = (prompt.user, prompt.caller.clone());
    let is_shown = shown.is_some();
    let is_held = check == CallerCheck::Required && !is_shown;
    view! {
        <div class="head">
            <h1>{own.temporary()} ": " <bdi>{name.clone()}</bdi></h1>
        </div>
        <section class="panel user-form temporary" aria-labelledby="temporary">
            <header><h2 id="temporary">{own.section()}</h2></header>
            <p class="muted">{own.temporary_text(&words.common.life(prompt.life_minutes))}</p>
            <p>{sentence(own.caller(), view! { <b><bdi>{name}</bdi></b> })}</p>
            {facts}
            {(!is_shown).then(|| view! { <CallerStep user check need=CallerNeed::TemporaryPassword /> })}
            {match shown {
                Some(shown) => reveal::shown(prompt, &shown, words),
                None if is_held => held(user, form, words),
                None => generate(&prompt, form, words),
            }}
        </section>
    }
    .into_any()
}

/// Whom the mail reaches, and what ends when the password is saved.
fn facts(prompt: &TemporaryPrompt, words: Words) -> AnyView {
    let address = prompt.email.as_deref().map(|address| view! { ", " <Address address /> }.into_any());
    let mail = match prompt.mail_refusal {
        None => words.new_password.notice_mail(prompt.language.name()),
        Some(refusal) => words.problems.refusal(refusal).to_owned(),
    };
    view! {
        <dl class="facts">
            <dt>{words.record.to()}</dt>
            <dd><bdi>{prompt.display_name.clone()}</bdi> {address}</dd>
            <dt>{words.record.mail()}</dt>
            <dd>{mail}</dd>
            <Endings
                open=prompt.open
                passwords=Fate::Ends
                links=Fate::EndsWithPassword
                sessions=Fate::EndsWithPassword
            />
            <Impact api=prompt.api.clone() />
        </dl>
    }
    .into_any()
}

/// Nothing can be made before the caller is verified.
fn held(user: UserId, form: Option<FormState>, words: Words) -> AnyView {
    view! {
        <ErrorSummary error=Signal::stored(form.map(|form| form.error)) />
        <p><a class="btn" href=record(user)>{words.common.cancel()}</a></p>
    }
    .into_any()
}

/// Asks for a password to be made.
fn generate(prompt: &TemporaryPrompt, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.new_password;
    let TemporaryPrompt { user, look, confirm, .. } = *prompt;
    let path = format!("{}/mail/{}", record(user), TemplateKey::TemporaryPasswordSet);
    let mail = prompt.mail_refusal.is_none().then(|| view! { <MailPreview path /> });
    let selected = form.as_ref().and_then(|form| form.value("look")).unwrap_or(look.as_str()).to_owned();
    let error = Signal::stored(form.map(|form| form.error));
    view! {
        <ErrorSummary error />
        <PlainForm action=address(user)>
            <input type="hidden" name=INTENT value="generate" />
            <RadioField name="look" legend=own.look() options=looks(words) selected=&selected />
            <OwnPassword asked=confirm error />
            {mail}
            <footer class="buttons">
                <SubmitButton>{own.generate()}</SubmitButton>
                <a class="btn" href=record(user)>{words.common.cancel()}</a>
            </footer>
        </PlainForm>
    }
    .into_any()
}

fn looks(words: Words) -> Vec<RadioOption> {
    let option = |look: &TemporaryLook| {
        let (label, hint) = words.new_password.looks(*look);
        RadioOption { value: look.as_str(), label, hint }
    };
    TemporaryLook::ALL.iter().map(option).collect()
}

fn address(user: UserId) -> String {
    format!("{LIST}/{user}/temporary-password")
}

fn record(user: UserId) -> String {
    format!("{LIST}/{user}")
}

/// The *Password* section of a user's form.
#[component]
pub(super) fn PasswordSection(
    /// Whose form.
    user: UserId,
) -> impl IntoView {
    let words = use_words().new_password;
    view! {
        <section class="panel user-form" aria-labelledby="password">
            <header><h2 id="password">{words.section()}</h2></header>
            <p class="muted">{words.section_text()}</p>
            <p><a class="btn" href=address(user)>{words.generate()}</a></p>
        </section>
    }
}
