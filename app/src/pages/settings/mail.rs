//! The mail server: what the configuration says of it, and a mail to test it.

use super::{Part, SettingsPage, Shown};
use crate::api::house::test_mail;
use crate::model::{FormState, MailServer, MailTested, Tone};
use crate::ui::{EnhancedForm, ErrorSummary, Glyph, Icon, Note, Submission, SubmitButton};
use crate::words::{Words, number};
use leptos::prelude::*;

/// `/settings/mail`.
#[component]
pub fn Mail() -> impl IntoView {
    view! { <SettingsPage part=Part::Mail show /> }
}

fn show(shown: Shown) -> AnyView {
    let Shown { view, form, words, .. } = shown;
    view! {
        <section class="panel">
            {facts(view.mail, view.public_url, words)}
            <p class="muted small">{words.settings.set_by_configuration()}</p>
        </section>
        {view.can_change.then(|| test(form, words))}
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
