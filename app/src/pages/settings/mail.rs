//! The mail server: what the configuration says of it, and a mail to test it.

use super::{Part, SettingsPage, Shown};
use crate::api::house::{resume_mail, test_mail};
use crate::model::{Flash, FormState, LastReply, MailHold, MailQueue, MailServer, MailTested, ReplyMeaning, Tone};
use crate::pages::messages::{LIST as MESSAGES, held_note, tried_mark};
use crate::ui::{EnhancedForm, ErrorSummary, Glyph, Icon, Note, Submission, SubmitButton, Toasts, When};
use crate::words::{Words, number};
use leptos::prelude::*;

/// `/settings/mail`.
#[component]
pub fn Mail() -> impl IntoView {
    view! { <SettingsPage part=Part::Mail show /> }
}

fn show(shown: Shown) -> AnyView {
    let Shown { view, form, saved, words } = shown;
    let MailQueue { waiting, retrying, oldest, hold, replies } = view.queue;
    let own = words.settings;
    let oldest = match oldest {
        Some(moment) => view! { <When moment full=true /> }.into_any(),
        None => own.queue_empty().into_any(),
    };
    // Of the two forms, that which was refused says why.
    let (resuming, testing) = match form {
        Some(form) if form.value("do") == Some("resume") => (Some(form), None),
        form => (None, form),
    };
    let held = hold.map(|hold| held(hold, view.can_change, resuming, saved, words));
    view! {
        {held}
        <section class="panel">
            {facts(view.mail, view.public_url, words)}
            <p class="muted small">{words.settings.set_by_configuration()}</p>
        </section>
        <section class="panel" aria-labelledby="queue">
            <header><h2 id="queue">{own.queue()}</h2></header>
            <dl class="facts">
                <dt>{own.queue_waiting()}</dt>
                <dd>{number(words.locale, waiting)}</dd>
                <dt>{own.queue_retrying()}</dt>
                <dd>{number(words.locale, retrying)}</dd>
                <dt>{own.queue_oldest()}</dt>
                <dd>{oldest}</dd>
            </dl>
        </section>
        {view.can_change.then(|| test(testing, words))}
        {last_replies(replies, words)}
    }
    .into_any()
}

/// That mails are held, and the button with which they go on.
fn held(hold: MailHold, can_change: bool, form: Option<FormState>, saved: Callback<()>, words: Words) -> AnyView {
    let own = words.settings;
    let resume = can_change.then(|| {
        let toasts: Option<Toasts> = use_context();
        let submission = Submission::new(
            form.map(|form| form.error),
            |()| resume_mail(),
            move |()| {
                if let Some(toasts) = toasts {
                    toasts.show(Flash::good(own.resumed()));
                }
                saved.run(());
            },
        );
        view! {
            <EnhancedForm action=Part::Mail.href() submission read=|_| Ok(())>
                <input type="hidden" name="do" value="resume" />
                <ErrorSummary error=submission.error() />
                <p class="muted small">{own.resume_text()}</p>
                <p><SubmitButton pending=submission.pending()>{own.resume()}</SubmitButton></p>
            </EnhancedForm>
        }
    });
    view! { <section class="panel">{held_note(hold, None, words)} {resume}</section> }.into_any()
}

/// What mail servers said last.
fn last_replies(replies: Vec<LastReply>, words: Words) -> AnyView {
    let said = replies.into_iter().map(|LastReply { message, at, state, reply, meaning }| {
        let is_quoted = !reply.is_empty() && !meaning.is_some_and(ReplyMeaning::is_own);
        view! {
            <li class=tried_mark(state)>
                <a href=format!("{MESSAGES}/{message}")>{words.messages.tried(state)}</a>
                <When moment=at />
                {meaning.map(|meaning| view! { <p>{words.messages.meaning(meaning)}</p> })}
                {is_quoted.then(|| view! { <p class="mono"><bdi>{reply}</bdi></p> })}
            </li>
        }
    });
    let said: Vec<_> = said.collect();
    let said = if said.is_empty() {
        view! { <p class="muted">{words.settings.no_replies()}</p> }.into_any()
    } else {
        view! { <ol class="timeline">{said}</ol> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="replies">
            <header><h2 id="replies">{words.settings.replies()}</h2></header>
            {said}
        </section>
    }
    .into_any()
}

fn facts(mail: MailServer, public_url: String, words: Words) -> AnyView {
    let own = words.settings;
    let server = match mail.address {
        Some(address) => view! { <bdi class="mono">{address}</bdi> }.into_any(),
        None => own.kept_as_files().into_any(),
    };
    let user = mail.user.map(|user| view! { <dt>{own.signs_in_as()}</dt> <dd><bdi class="mono">{user}</bdi></dd> });
    view! {
        <dl class="facts">
            <dt>{own.server()}</dt>
            <dd>{server}</dd>
            {user}
            <dt>{own.sender()}</dt>
            <dd><bdi>{mail.from}</bdi></dd>
            <dt>{own.connections()}</dt>
            <dd>{number(words.locale, mail.connections)}</dd>
            <dt>{own.public_url()}</dt>
            <dd><bdi class="mono">{public_url}</bdi></dd>
        </dl>
    }
    .into_any()
}

fn test(form: Option<FormState>, words: Words) -> AnyView {
    let own = words.settings;
    let answer = RwSignal::new(None::<MailTested>);
    let submission = Submission::new(form.map(|form| form.error), |()| test_mail(), move |tested| answer.set(Some(tested)));
    let accepted = move || {
        // Of an earlier test, when the latest was refused.
        let answer = answer.get().filter(|_| submission.error().with(Option::is_none));
        answer.map(|MailTested { to, reply }| {
            view! {
                <Note tone=Tone::Good>
                    <p>{own.tested(&to)}</p>
                    <p class="mono"><bdi>{reply}</bdi></p>
                </Note>
            }
        })
    };
    view! {
        <section class="panel" aria-labelledby="test">
            <header><h2 id="test">{own.test()}</h2></header>
            <EnhancedForm action=Part::Mail.href() submission read=|_| Ok(())>
                <p>{own.test_text()}</p>
                <ErrorSummary error=submission.error() />
                <div role="status">{accepted}</div>
                <p>
                    <SubmitButton pending=submission.pending()>
                        <Glyph icon=Icon::Send />
                        {own.send_test()}
                    </SubmitButton>
                </p>
            </EnhancedForm>
        </section>
    }
    .into_any()
}
