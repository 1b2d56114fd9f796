//! What administrators read on every page while a database from a backup waits for them.

use crate::model::{MessageId, Restored, Tone};
use crate::ui::{Note, PlainForm};
use crate::words::Words;
use leptos::prelude::*;

/// Where everything is let go on.
const RESUME: &str = "/restored/resume";
/// Where held mails are let go: the one that the form names, or all.
const RELEASE: &str = "/restored/release";

/// How the database stands, and what lets it go on.
pub(super) fn note(restored: Restored, words: Words) -> AnyView {
    let own = words.restored;
    let paused = restored.is_paused.then(|| {
        view! {
            <p><b>{own.paused()}</b></p>
            <p>{own.paused_text()}</p>
            <PlainForm action=RESUME>
                <p><button type="submit" class="btn primary">{own.resume()}</button></p>
            </PlainForm>
        }
    });
    let held = (restored.held > 0).then(|| {
        view! {
            <p>{own.held(restored.held)} " " <a href="/messages?state=queued">{own.look()}</a></p>
            <PlainForm action=RELEASE>
                <p><button type="submit" class="btn">{own.send_all()}</button></p>
            </PlainForm>
        }
    });
    view! {
        <div class="flash">
            <Note tone=Tone::Warn>
                {paused}
                {held}
            </Note>
        </div>
    }
    .into_any()
}

/// Why a mail is held, and what lets it go for whoever may.
pub(super) fn held_mail(message: MessageId, may_release: bool, words: Words) -> AnyView {
    let own = words.restored;
    let release = may_release.then(|| {
        view! {
            <PlainForm action=RELEASE>
                <input type="hidden" name="message" value=message.to_string() />
                <p><button type="submit" class="btn">{own.send_one()}</button></p>
            </PlainForm>
        }
    });
    view! {
        <Note tone=Tone::Warn>
            <p>{own.held_text()}</p>
            {release}
        </Note>
    }
    .into_any()
}
