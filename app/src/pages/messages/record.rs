//! One message: to whom, about what, and how it fared.

use super::{StateBadge, address::LIST, read, recipient, resend_prompt, tries::Tries, use_message_id};
use crate::api::{Problem, resource};
use crate::model::{MessageId, MessageRecord, MessageRow, MessageState, Tone, UnsentPassword};
use crate::pages::prompts::{Below, PromptTitle, title_below};
use crate::pages::restored::held_mail;
use crate::ui::{ErrorPage, Glyph, Icon, Note, PageTitle, When, poll_while};
use crate::words::{Words, number, use_words};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// `/messages/{id}`, below its prompts.
#[component]
pub fn Record() -> impl IntoView {
    let words = use_words();
    let id = use_message_id();
    let record = resource(move || id.get(), read);
    let prompt = RwSignal::new(None::<PromptTitle>);
    provide_context(Below { refresh: Callback::new(move |()| record.refetch()), prompt });
    let waits = RwSignal::new(false);
    poll_while(waits.into(), move || record.refetch());
    view! {
        <Outlet />
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match record.await {
                    Ok(record) => {
                        let is_queued = record.row.state == MessageState::Queued;
                        Effect::new(move |_| waits.set(is_queued));
                        panels(record, prompt, words)
                    }
                    Err(error) => {
                        view! { <ErrorPage title=words.messages.message() error retry=move |()| record.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn panels(record: MessageRecord, prompt: RwSignal<Option<PromptTitle>>, words: Words) -> AnyView {
    let MessageRecord { row, give_up, attempts, unsent_password, resend_problem, can_cancel, .. } = record;
    let unsent = unsent_password.map(|unsent| {
        let words = words.timeline;
        let stands = match unsent {
            UnsentPassword::Unchanged => words.account_unchanged(),
            UnsentPassword::Stopped => words.account_stopped(),
        };
        view! { <Note tone=Tone::Warn><p>{words.new_password_unsent()} ". " {stands}</p></Note> }
    });
    let held = row.awaits_word.then(|| held_mail(row.id, can_cancel, words));
    let (title, is_error) = title_below(words.messages.kind(row.kind).to_owned(), prompt);
    view! {
        <PageTitle text=title is_error />
        <p class="crumb"><a href=LIST>{words.messages.title()}</a></p>
        <div class="head record-head message-head">
            <div>
                <h1>{words.messages.kind(row.kind)}</h1>
                <p class="muted line">
                    <StateBadge state=row.state />
                    <span>{recipient(&row.recipient, words)}</span>
                </p>
            </div>
            <Actions message=row.id resend_problem can_cancel />
        </div>
        {unsent}
        {held}
        <div class="record">
            <section class="panel" aria-labelledby="tries">
                <header><h2 id="tries">{words.messages.tries()}</h2></header>
                <Tries attempts />
            </section>
            <section class="panel" aria-labelledby="message">
                <header><h2 id="message">{words.messages.message()}</h2></header>
                <dl class="facts">
                    {facts(row, words)}
                    <dt>{words.messages.tried_until()}</dt>
                    <dd><When moment=give_up full=true /></dd>
                </dl>
            </section>
        </div>
    }
    .into_any()
}

fn facts(row: MessageRow, words: Words) -> AnyView {
    let own = words.messages;
    let settled = row.settled.map(|moment| {
        view! {
            <dt>{own.settling(row.state)}</dt>
            <dd><When moment full=true /></dd>
        }
    });
    let user = row.user.map(|(id, name)| {
        view! {
            <dt>{own.user()}</dt>
            <dd><a href=format!("/users/{id}")><bdi>{name}</bdi></a></dd>
        }
    });
    view! {
        <dt>{own.to()}</dt>
        <dd>{recipient(&row.recipient, words)}</dd>
        {user}
        <dt>{own.asked_for()}</dt>
        <dd><When moment=row.created full=true /></dd>
        {settled}
        <dt>{own.tries()}</dt>
        <dd>{number(words.locale, row.attempts)}</dd>
    }
    .into_any()
}

/// What can be done with the message; what is refused stays in its place, out of reach, with the reason.
#[component]
fn Actions(message: MessageId, resend_problem: Option<Problem>, can_cancel: bool) -> impl IntoView {
    let words = use_words();
    let cancel = can_cancel.then(|| {
        view! { <a class="btn danger" href=format!("{LIST}/{message}/cancel")>{words.messages.cancel()}</a> }
    });
    let resend = match resend_problem {
        None => view! {
            <a class="btn primary" href=resend_prompt(message, None)>
                <Glyph icon=Icon::Send />
                {words.messages.send_again()}
            </a>
        }
        .into_any(),
        Some(problem) => view! {
            <div class="refused">
                <span class="btn primary" role="link" aria-disabled="true" aria-describedby="resend-problem" tabindex="0">
                    <Glyph icon=Icon::Send />
                    {words.messages.send_again()}
                </span>
                <p class="hint" id="resend-problem">{problem.text(words)}</p>
            </div>
        }
        .into_any(),
    };
    view! {
        {cancel}
        {resend}
    }
}
