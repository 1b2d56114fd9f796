//! The prompts of *Send again* and *Cancel message*.

use super::{
    address::{LIST, opened_from},
    prompt_leads_to, read, recipient, resend_prompt, use_message_id,
};
use crate::api::{MessageProblem, Problem, messages, resource};
use crate::model::{Fate, Flash, FormState, MessageId, MessageImpact, MessageKind, MessageRecord, NewPasswordEffect};
use crate::pages::{
    mail_preview::MailPreview,
    prompts::{Endings, asking, refused, use_finish},
};
use crate::ui::{Close, EnhancedForm, ErrorSummary, Submission, SubmitButton, Toasts, respond_with};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// `/messages/{id}/resend`.
#[component]
pub fn Resend() -> impl IntoView {
    over_message(use_words().messages.send_again(), resending)
}

/// `/messages/{id}/cancel`.
#[component]
pub fn Cancel() -> impl IntoView {
    over_message(use_words().messages.cancel(), cancelling)
}

/// A prompt over a message's page: reads the message and asks with `asked`.
fn over_message(title: &'static str, asked: fn(MessageRecord, Option<FormState>, Words) -> AnyView) -> impl IntoView {
    let words = use_words();
    let id = use_message_id();
    let search = use_location().search.get_untracked();
    let back = id.with_untracked(|id| id.as_ref().map_or_else(|_| LIST.to_owned(), |id| prompt_leads_to(&search, *id)));
    asking(title, None, back, resource(move || id.get(), read), move |record, form| asked(record, form, words))
}

fn impossible(problem: &Problem, words: Words) -> AnyView {
    respond_with(problem.code());
    refused(problem.text(words))
}

fn resending(record: MessageRecord, form: Option<FormState>, words: Words) -> AnyView {
    if let Some(problem) = record.resend_problem {
        return impossible(&problem, words);
    }
    let message = record.row.id;
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let search = use_location().search.get_untracked();
    let action = resend_prompt(message, opened_from(&search));
    let submission = Submission::new(form.map(|form| form.error), messages::resend, move |new: MessageId| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words.messages.sent_again()));
        }
        navigate(&prompt_leads_to(&search, new), NavigateOptions::default());
    });
    let carries_password = record.row.kind == MessageKind::AccessInfo;
    let carries_link = record.row.kind == MessageKind::PasswordChangeLink;
    view! {
        <EnhancedForm action submission read=move |_| Ok(message)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.messages.send_again_text()} " " <b>{recipient(&record.row.recipient, words)}</b></p>
                {carries_password.then(|| view! { <p>{words.messages.send_again_password()}</p> })}
                {carries_link.then(|| view! { <p>{words.messages.send_again_link()}</p> })}
                {facts(&record, fates(carries_link, carries_password), words)}
                <MailPreview path=format!("{LIST}/{message}/mail") />
            </div>
            <footer>
                <Close label=words.common.cancel() />
                <SubmitButton pending=submission.pending()>{words.messages.send_again()}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}

fn cancelling(record: MessageRecord, form: Option<FormState>, words: Words) -> AnyView {
    if !record.can_cancel {
        return impossible(&why_not(&record), words);
    }
    let message = record.row.id;
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), messages::cancel_message, move |()| {
        finish(words.messages.cancelled_now().to_owned());
    });
    let unmade = match (record.row.kind, record.impact.as_ref().and_then(|impact| impact.effect)) {
        (MessageKind::PasswordChangeLink, _) => Some(words.messages.cancel_link()),
        (MessageKind::AccessInfo, Some(NewPasswordEffect::AtOnce)) => Some(words.messages.cancel_password_stopped()),
        (MessageKind::AccessInfo, Some(_)) => Some(words.messages.cancel_password()),
        _ => None,
    };
    view! {
        <EnhancedForm action=format!("{LIST}/{message}/cancel") submission read=move |_| Ok(message)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.messages.cancel_text()} " " <b>{recipient(&record.row.recipient, words)}</b></p>
                {unmade.map(|text| view! { <p>{text}</p> })}
            </div>
            <footer>
                <Close label=words.messages.keep() />
                <SubmitButton pending=submission.pending() look="danger">{words.messages.cancel()}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}

/// What becomes of generated passwords, links and sessions when a message is sent again.
const fn fates(carries_link: bool, carries_password: bool) -> (Fate, Fate, Fate) {
    match (carries_link, carries_password) {
        (true, _) => (Fate::EndsOnceChanged, Fate::EndsOnceChanged, Fate::EndsOnceChanged),
        (_, true) => (Fate::Ends, Fate::EndsWithPassword, Fate::EndsWithPassword),
        _ => (Fate::Stays, Fate::Stays, Fate::Stays),
    }
}

/// To whom it goes, in which language, for how long what it carries works, and what ends.
fn facts(record: &MessageRecord, (passwords, links, sessions): (Fate, Fate, Fate), words: Words) -> AnyView {
    let own = words.new_password;
    let facts = record.impact.clone().map(|impact| {
        let MessageImpact { display_name, language, life_minutes, effect, open } = impact;
        let life = life_minutes.map(|minutes| {
            view! { <dt>{own.works_for()}</dt> <dd>{own.once_mailed(&words.common.life(minutes))}</dd> }
        });
        let effect = effect.map(|effect| view! { <dt>{own.effect()}</dt> <dd>{own.effects(effect).0}</dd> });
        view! {
            <dl class="facts">
                <dt>{words.messages.to()}</dt>
                <dd><bdi>{display_name}</bdi></dd>
                <dt>{words.record.mail()}</dt>
                <dd>{format!("{}, {}", words.messages.kind(record.row.kind), language.name())}</dd>
                {life}
                {effect}
                <Endings open passwords links sessions />
            </dl>
        }
    });
    facts.into_any()
}

/// Why the reader cannot cancel a message.
fn why_not(record: &MessageRecord) -> Problem {
    match &record.resend_problem {
        Some(problem @ (Problem::Forbidden | Problem::Refused(_))) => problem.clone(),
        _ => Problem::Message(MessageProblem::NotQueued),
    }
}
