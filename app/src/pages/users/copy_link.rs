//! The page on which a link is shown once, to be handed on when its mail does not arrive. Like that of temporary passwords
//! it is a plain post, answered by a page that the application does not take over.

use super::{address::LIST, form_page::form_page, temporary::Reveal, use_user_id, verify_caller::CallerStep};
use crate::api::{ApiError, ShownSecret, passwords, resource};
use crate::model::{CallerCheck, CallerNeed, CopyPrompt, Fate, FormState, UserId};
use crate::pages::prompts::Endings;
use crate::ui::{Address, ErrorSummary, OwnPassword, PlainForm, SubmitButton};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/users/{id}/copy-link`.
#[component]
pub fn CopyLink() -> impl IntoView {
    let words = use_words();
    let id = use_user_id();
    // On the server alone, and only in answer to the form.
    let shown: Option<ShownSecret> = use_context();
    let prompt = resource(move || id.get(), read);
    form_page(words.record.copy_link(), prompt, move |prompt, form| page(&prompt, form, shown.clone(), words))
}

async fn read(id: Result<UserId, ApiError>) -> Result<CopyPrompt, ApiError> {
    passwords::copy_prompt(id?).await
}

fn page(prompt: &CopyPrompt, form: Option<FormState>, shown: Option<ShownSecret>, words: Words) -> AnyView {
    let own = words.record;
    let (record, name) = (format!("{LIST}/{}", prompt.user), prompt.display_name.clone());
    let is_asked = shown.is_none();
    let reveal = shown.map(|link| {
        view! {
            <Reveal label=own.link_shown_once() over=own.link_hidden_now()>
                <output class="secret link" aria-labelledby="reveal-label">{link.expose().to_owned()}</output>
            </Reveal>
        }
    });
    let step = is_asked.then(|| {
        view! { <CallerStep user=prompt.user check=prompt.caller.clone() need=CallerNeed::CopyLink /> }
    });
    let form = is_asked.then(|| match prompt.caller {
        CallerCheck::Required => held(form),
        CallerCheck::Offered | CallerCheck::Verified(_) => asked(&prompt.user, prompt.confirm, form, words),
    });
    view! {
        <div class="head">
            <h1>{own.copy_link()} ": " <bdi>{name.clone()}</bdi></h1>
        </div>
        <section class="panel user-form temporary">
            <p class="muted">{own.copy_link_text(&name)}</p>
            <p>{own.copy_link_means()}</p>
            {is_asked.then(|| facts(prompt, words))}
            {step}
            {reveal}
            {form}
            <p><a class="btn" href=record>{own.back_to_record()}</a></p>
        </section>
    }
    .into_any()
}

/// Whose link it is, where its mail went, and what ends with it.
fn facts(prompt: &CopyPrompt, words: Words) -> AnyView {
    let own = words.new_password;
    view! {
        <dl class="facts">
            <dt>{words.record.link_for()}</dt>
            <dd><bdi>{prompt.display_name.clone()}</bdi> ", " <Address address=&prompt.email /></dd>
            <dt>{own.works_for()}</dt>
            <dd>{own.once_shown(&words.common.life(prompt.life_minutes))}</dd>
            <Endings
                open=prompt.open
                passwords=Fate::EndsOnceChanged
                links=Fate::EndsOnceChanged
                sessions=Fate::EndsOnceChanged
            />
        </dl>
    }
    .into_any()
}

/// Nothing is shown before the caller is verified.
fn held(form: Option<FormState>) -> AnyView {
    view! { <ErrorSummary error=Signal::stored(form.map(|form| form.error)) /> }.into_any()
}

fn asked(user: &UserId, confirm: bool, form: Option<FormState>, words: Words) -> AnyView {
    let error = Signal::stored(form.map(|form| form.error));
    view! {
        <ErrorSummary error />
        <PlainForm action=format!("{LIST}/{user}/copy-link")>
            <OwnPassword asked=confirm error />
            <SubmitButton>{words.record.show_link()}</SubmitButton>
        </PlainForm>
    }
    .into_any()
}
