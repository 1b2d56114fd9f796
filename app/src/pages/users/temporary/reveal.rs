//! A temporary password, shown once: large, in groups, spelled out for the telephone, and gone with its time.

use super::{INTENT, address, record};
use crate::api::ShownPassword;
use crate::model::{TemporaryLook, TemporaryPrompt};
use crate::ui::{CheckField, Note, PlainForm, SubmitButton, sentence};
use crate::words::{Words, spelling::spelled, use_words};
use leptos::{nonce::use_nonce, prelude::*};

/// For how many seconds it stays, where scripts run: time enough to spell it out twice.
const SECONDS: u32 = 120;

/// Counts down, hides and copies; wipes the password when its time is over or the page is left.
const SCRIPT: &str = include_str!("reveal.js");

pub(super) fn shown(prompt: TemporaryPrompt, shown: &ShownPassword, words: Words) -> AnyView {
    let own = words.new_password;
    let look = shown.look();
    let (user, draft, password) = (prompt.user, shown.draft().to_owned(), shown.expose().to_owned());
    // Words speak for themselves.
    let spelling = (look != TemporaryLook::Words).then(|| spelling(shown.expose(), words));
    let sessions = prompt.open.sessions;
    view! {
        <Reveal label=own.shown_once() over=own.hidden_now()>
            <output class="secret" aria-labelledby="reveal-label">{password}</output>
            {spelling}
        </Reveal>
        <PlainForm action=address(user)>
            <input type="hidden" name=INTENT value="save" />
            <input type="hidden" name="draft" value=draft />
            {telling(&prompt, words)}
            <p class="muted">
                {if sessions == 0 { own.on_saving().to_owned() } else { own.on_saving_sessions(sessions) }} "."
            </p>
            <footer class="buttons">
                <SubmitButton>{words.common.save()}</SubmitButton>
                <a class="btn" href=record(user)>{words.common.cancel()}</a>
            </footer>
        </PlainForm>
        <PlainForm action=address(user)>
            <input type="hidden" name=INTENT value="generate" />
            <input type="hidden" name="look" value=look.as_str() />
            <button type="submit" class="btn quiet">{own.generate_another()}</button>
        </PlainForm>
    }
    .into_any()
}

/// What the user hears of it by mail.
fn telling(prompt: &TemporaryPrompt, words: Words) -> AnyView {
    let own = words.new_password;
    match prompt.mail_refusal {
        None => view! { <CheckField name="send_access_info" label=own.send_access_info() hint=own.always_told() /> }.into_any(),
        Some(refusal) => view! {
            <Note>
                <p>{words.problems.refusal(refusal)} " " {own.cannot_be_told()}</p>
            </Note>
        }
        .into_any(),
    }
}

/// A secret and what can be done with it while it is there: an `output` and what explains it.
#[component]
pub(in crate::pages) fn Reveal(
    /// What it is.
    label: &'static str,
    /// What is said once it is hidden for good.
    over: &'static str,
    /// The secret, in an `output` labelled by `reveal-label`.
    children: Children,
) -> impl IntoView {
    let words = use_words();
    let own = words.new_password;
    view! {
        <div class="reveal" data-reveal=SECONDS data-over=over data-copied=own.copied() data-failed=own.not_copied()>
            <p class="label" id="reveal-label">{label}</p>
            <div data-part="secret">{children()}</div>
            <div data-part="scripted" hidden>
                <progress max=SECONDS value=SECONDS aria-labelledby="reveal-left"></progress>
                <p class="hint" id="reveal-left">{sentence(own.hidden_in(), view! { <span data-part="left">{SECONDS}</span> })}</p>
                <div class="buttons">
                    <button type="button" class="btn" data-part="copy">{own.copy()}</button>
                    <button type="button" class="btn" data-part="hide" data-show=words.common.show()>{words.common.hide()}</button>
                </div>
            </div>
            <p class="hint" role="status" data-part="said"></p>
        </div>
        <script nonce=use_nonce()>{SCRIPT}</script>
    }
}

/// Each character of what stands in groups, with its word.
pub(in crate::pages) fn spelling(groups: &str, words: Words) -> AnyView {
    let groups = groups.split([' ', '-']).map(|group| {
        let characters = group.chars().filter_map(|character| {
            let word = spelled(words.locale, character.to_ascii_lowercase())?;
            Some(view! { <li><b class="mono">{character.to_string()}</b> " " {word}</li> })
        });
        view! { <ul>{characters.collect_view()}</ul> }
    });
    view! {
        <p class="hint" id="reveal-spelling">{words.new_password.read_out()}</p>
        <div class="spelling" role="group" aria-labelledby="reveal-spelling">{groups.collect_view()}</div>
    }
    .into_any()
}
