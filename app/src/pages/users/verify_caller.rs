//! The page on which the help desk makes sure who is on the telephone. Both forms are plain posts, so that it works without scripts;
//! with them the page follows what becomes of the mail, and what is being typed stays where it is.

use super::{address::LIST, form_page::form_page, use_user_id};
use crate::api::{ApiError, passwords, resource};
use crate::model::{CallerCheck, CallerNeed, CallerPrompt, FormState, MailedCode, MessageState, TemplateKey, Tone, UserId};
use crate::pages::mail_preview::MailPreview;
use crate::rules::code::CALLER_LIFE_MINUTES;
use crate::ui::{Address, ErrorSummary, Note, PlainForm, SubmitButton, TextField, When, poll_while, sentence};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The hidden field that says what a post is for.
const INTENT: &str = "intent";
/// The field, and the part of the address, that says what the caller is verified for.
const NEED: &str = "need";

/// `/users/{id}/verify-caller`.
#[component]
pub fn VerifyCaller() -> impl IntoView {
    let words = use_words();
    let id = use_user_id();
    let need = use_query_map().with_untracked(|query| query.get_str(NEED).and_then(|need| need.parse().ok()));
    let prompt = resource(move || id.get(), read);
    form_page(words.caller_code.title(), prompt, move |prompt, form| page(&prompt, need, form, words))
}

async fn read(id: Result<UserId, ApiError>) -> Result<CallerPrompt, ApiError> {
    passwords::caller_prompt(id?).await
}

fn page(prompt: &CallerPrompt, need: Option<CallerNeed>, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.caller_code;
    let (user, name) = (prompt.user, prompt.display_name.clone());
    // A refused form comes back at the address to which it was posted.
    let need = need.or_else(|| form.as_ref()?.value(NEED)?.parse().ok());
    let live = RwSignal::new(prompt.clone());
    follow(user, live);
    let check = Memo::new(move |_| live.with(|now| now.check.clone()));
    let refused = form.map(|form| form.error);
    view! {
        <div class="head">
            <h1>{own.title()} ": " <bdi>{name.clone()}</bdi></h1>
        </div>
        <section class="panel user-form temporary">
            <p>{own.lead(&name)}</p>
            <p class="muted">{own.never()}</p>
            {move || verified(check.get(), user, need, words)}
            <ErrorSummary error=Signal::stored(refused.clone()) />
            {by_mail(prompt, live, need, words)}
            {other_ways(prompt, words)}
            {typed(user, need, refused, words)}
            <p><a class="btn" href=record(user)>{words.record.back_to_record()}</a></p>
        </section>
    }
    .into_any()
}

/// Looks again while the mail is on its way.
fn follow(user: UserId, live: RwSignal<CallerPrompt>) {
    let look = Action::new(move |(): &()| passwords::caller_prompt(user));
    Effect::new(move |_| {
        if let Some(Ok(now)) = look.value().get() {
            live.set(now);
        }
    });
    let waits = |code: &MailedCode| code.state == MessageState::Queued;
    let awaited = Signal::derive(move || live.with(|now| now.mailed.as_ref().is_some_and(waits)));
    poll_while(awaited, move || {
        look.dispatch(());
    });
}

/// That it is done, and what comes next.
fn verified(check: CallerCheck, user: UserId, need: Option<CallerNeed>, words: Words) -> Option<AnyView> {
    let CallerCheck::Verified(until) = check else { return None };
    let own = words.caller_code;
    let on =
        need.map(|need| view! { <p><a class="btn primary" href=address(user, need) rel="external">{own.go_on(need)}</a></p> });
    let view = view! {
        <Note tone=Tone::Good>
            <p>{sentence(own.verified_until(), view! { <When moment=until full=true /> })}</p>
        </Note>
        {on}
    };
    Some(view.into_any())
}

fn by_mail(prompt: &CallerPrompt, live: RwSignal<CallerPrompt>, need: Option<CallerNeed>, words: Words) -> AnyView {
    let own = words.caller_code;
    if let Some(refusal) = prompt.mail_refusal {
        return view! {
            <h2>{own.by_mail()}</h2>
            <p>{words.problems.refusal(refusal)}</p>
        }
        .into_any();
    }
    let user = prompt.user;
    let mailed = Memo::new(move |_| live.with(|now| now.mailed.clone()));
    let email = prompt.email.clone().unwrap_or_default();
    let path = format!("{}/mail/{}", record(user), TemplateKey::CallerCode);
    let again = prompt.mailed.is_some();
    view! {
        <h2>{own.by_mail()}</h2>
        <p>{own.say()} " " <span class="say">{own.say_mail()}</span></p>
        <dl class="facts">
            <dt>{words.record.to()}</dt>
            <dd><bdi>{prompt.display_name.clone()}</bdi> ", " <Address address=&email /></dd>
            <dt>{words.record.mail()}</dt>
            <dd>{words.templates.key(TemplateKey::CallerCode)} ", " {prompt.language.name()}</dd>
        </dl>
        <p class="hint">{own.mail_works(&words.common.life(CALLER_LIFE_MINUTES))}</p>
        <div role="status">{move || mailed.get().map(|code| mail_stands(code, words))}</div>
        <MailPreview path />
        <PlainForm action=here(user)>
            <input type="hidden" name=INTENT value="send" />
            {kept(need)}
            <p>
                <SubmitButton look=if again { "quiet" } else { "primary" }>
                    {if again { own.send_another() } else { own.send() }}
                </SubmitButton>
            </p>
        </PlainForm>
    }
    .into_any()
}

/// Where the mail stands, and how long the code works.
fn mail_stands(code: MailedCode, words: Words) -> AnyView {
    let own = words.caller_code;
    let is_dead = code.tries_left == 0;
    let tone = match code.state {
        MessageState::Queued => Tone::Plain,
        MessageState::Sent if !is_dead => Tone::Good,
        _ => Tone::Bad,
    };
    let why = code.meaning.filter(|_| tone == Tone::Bad && !is_dead).map(|meaning| words.messages.meaning(meaning));
    let until = code.until.filter(|_| code.state == MessageState::Sent).map(|until| view! { <When moment=until full=true /> });
    let stands = if is_dead { own.dead() } else { own.mail_stands(code.state) };
    view! {
        <Note tone>
            <p>{sentence(stands, until)} " " {why}</p>
        </Note>
    }
    .into_any()
}

fn other_ways(prompt: &CallerPrompt, words: Words) -> AnyView {
    let own = words.caller_code;
    let authenticator = prompt.has_authenticator.then(|| view! { <li><span class="say">{own.say_authenticator()}</span></li> });
    view! {
        <h2>{own.other_ways()}</h2>
        <p>{own.say()}</p>
        <ul>
            <li><span class="say">{own.say_account()}</span></li>
            {authenticator}
        </ul>
    }
    .into_any()
}

fn typed(user: UserId, need: Option<CallerNeed>, refused: Option<ApiError>, words: Words) -> AnyView {
    let own = words.caller_code;
    let wrong = refused.and_then(|error| error.for_field("code").map(|problem| problem.text(words)));
    view! {
        <PlainForm action=here(user)>
            <input type="hidden" name=INTENT value="check" />
            {kept(need)}
            <TextField name="code" label=own.code() hint=own.code_hint() error=Signal::stored(wrong) mono=true />
            <p><SubmitButton>{own.check()}</SubmitButton></p>
        </PlainForm>
    }
    .into_any()
}

/// What the caller is verified for goes along.
fn kept(need: Option<CallerNeed>) -> impl IntoView + use<> {
    need.map(|need| view! { <input type="hidden" name=NEED value=need.as_str() /> })
}

fn record(user: UserId) -> String {
    format!("{LIST}/{user}")
}

fn here(user: UserId) -> String {
    format!("{LIST}/{user}/verify-caller")
}

/// The page on which a verification is used.
fn address(user: UserId, need: CallerNeed) -> String {
    format!("{LIST}/{user}/{need}")
}

/// How it stands with the caller, where a password or a link is about to be handed to them.
#[component]
pub(super) fn CallerStep(
    /// Who says that they are on the telephone.
    user: UserId,
    /// How it stands.
    check: CallerCheck,
    /// What is about to be handed to them.
    need: CallerNeed,
) -> impl IntoView {
    let own = use_words().caller_code;
    let href = format!("{}?{NEED}={need}", here(user));
    match check {
        CallerCheck::Verified(until) => view! {
            <Note tone=Tone::Good>
                <p>{sentence(own.verified_until(), view! { <When moment=until full=true /> })}</p>
            </Note>
        }
        .into_any(),
        CallerCheck::Required => view! {
            <Note tone=Tone::Warn>
                <p>{own.first()}</p>
            </Note>
            <p><a class="btn primary" href=href>{own.title()}</a></p>
        }
        .into_any(),
        CallerCheck::Offered => view! { <p>{own.offered()} " " <a href=href>{own.title()}</a></p> }.into_any(),
    }
}
