//! The recovery timeline in words.

use crate::model::{FactorWay, Moment, Opener, Step, TimelineEntry, UnsentPassword};
use crate::ui::When;
use crate::words::{self, Words, use_words};
use leptos::prelude::*;

/// A step in words: how it is marked, what happened, and what more there is to say.
struct Told {
    mark: &'static str,
    what: String,
    detail: AnyView,
}

impl Told {
    fn says(mark: &'static str, what: impl Into<String>) -> Self {
        Self { mark, what: what.into(), detail: ().into_any() }
    }

    /// With a mail server's words, where it said any.
    fn quotes(mark: &'static str, what: &str, reply: String) -> Self {
        if reply.is_empty() {
            return Self::says(mark, what);
        }
        Self { detail: view! { <p class="mono">{reply}</p> }.into_any(), ..Self::says(mark, what) }
    }

    /// For a password that its owner has still to replace.
    fn waits(what: &'static str, until: Moment, words: words::Timeline) -> Self {
        Self::explains("now", what, view! { {words.password_works_until()} <When moment=until full=true /> "." })
    }

    /// Of this mail.
    fn of(self, mail: &str) -> Self {
        Self { what: format!("{mail}: {}", self.what), ..self }
    }

    fn explains(mark: &'static str, what: &str, explanation: impl IntoView) -> Self {
        Self { detail: view! { <p>{explanation}</p> }.into_any(), ..Self::says(mark, what) }
    }
}

fn told(step: Step, all: Words) -> Told {
    let words = all.timeline;
    match step {
        Step::LinkRequested(by) => Told::says("done", words.link_requested(&by)),
        Step::LinkForgotten => Told::says("done", words.link_forgotten()),
        Step::LinkCopied(by) => Told::says("done", words.link_copied(&by)),
        Step::MailQueued => Told::says("now", words.mail_queued()),
        Step::MailDelayed(reply) => Told::quotes("warn", words.mail_delayed(), reply),
        Step::MailAccepted(reply) => Told::quotes("done", words.mail_accepted(), reply),
        Step::MailFailed(reply) => Told::quotes("bad", words.mail_failed(), reply),
        Step::MailBounced(reply) => Told::quotes("bad", words.mail_bounced(), reply),
        Step::MailDropped(reason) => Told::explains("bad", words.mail_failed(), all.messages.meaning(reason)),
        Step::MailExpired(reply) => Told::quotes("bad", words.mail_expired(), reply),
        Step::MailOf(mail, step) => told(*step, all).of(all.templates.key(mail)),
        Step::LinkWaiting(until) => {
            let until = view! { {words.works_until()} <When moment=until full=true /> "." };
            Told::explains("now", words.link_waiting(), until)
        }
        Step::LinkOpened(opener) => {
            let (what, hint) = words.opened(opener);
            Told::explains(if opener == Opener::Program { "plain" } else { "done" }, what, hint)
        }
        Step::LinkUsed => Told::says("good", words.link_used()),
        Step::LinkExpired => Told::says("warn", words.link_expired()),
        Step::LinkRevoked => Told::says("plain", words.link_revoked()),
        Step::NewPasswordRequested(by, ticket) => Told::says("done", words.new_password_requested(&by, &ticket)),
        Step::OldPasswordStopped => Told::explains("done", words.old_password_stopped(), words.old_password_stopped_hint()),
        Step::NewPasswordWaiting(until) => Told::waits(words.new_password_waiting(), until, words),
        Step::NewPasswordUsed => Told::says("good", words.new_password_used()),
        Step::NewPasswordExpired => Told::says("warn", words.new_password_expired()),
        Step::NewPasswordRevoked => Told::says("plain", words.new_password_revoked()),
        Step::NewPasswordUnsent(UnsentPassword::Unchanged) => {
            Told::explains("bad", words.new_password_unsent(), words.account_unchanged())
        }
        Step::NewPasswordUnsent(UnsentPassword::Stopped) => {
            Told::explains("bad", words.new_password_unsent(), words.account_stopped())
        }
        Step::TemporaryPasswordSet(by, ticket) => Told::says("done", words.temporary_set(&by, &ticket)),
        Step::TemporaryPasswordWaiting(until) => Told::waits(words.temporary_waiting(), until, words),
        Step::TemporaryPasswordExpired => Told::says("warn", words.temporary_expired()),
        Step::SignedInToChoose => Told::says("done", words.signed_in_to_choose()),
        Step::ChangeRequired(by) => Told::says("plain", words.change_required(&by)),
        Step::PasswordChanged => Told::says("good", words.password_changed()),
        Step::NotMe => Told::explains("bad", words.not_me(), words.not_me_hint()),
        Step::SignedIn => Told::says("good", words.signed_in()),
        Step::SignInFailed(times) => Told::says("bad", words.sign_in_failed(times)),
        Step::Locked => Told::says("bad", words.locked()),
        Step::PasswordAge(days) => Told::says("plain", words.password_age(days)),
        Step::NoSignIn(days) => Told::says("plain", words.no_sign_in(days)),
        Step::Reported(by, kind) => Told::quotes("plain", &words.reported(&by), kind),
        Step::Created(None) => Told::says("plain", words.created()),
        Step::Created(Some(by)) => Told::says("plain", words.created_by(&by)),
        Step::EmailChanged(by) => Told::says("plain", words.email_changed(&by)),
        Step::Unlocked(by) => Told::says("plain", words.unlocked(&by)),
        Step::CallerVerified(by, way) => Told::says("good", words.caller_verified(&by, way)),
        Step::SessionsEnded(by) => Told::says("plain", words.sessions_ended(&by)),
        Step::SecondFactorSetUp(FactorWay::Passkey) => Told::says("good", words.passkey_set_up()),
        Step::SecondFactorSetUp(_) => Told::says("good", words.factor_set_up()),
        Step::SecondFactorRemoved(by) => Told::says("plain", words.factor_removed(&by)),
        Step::RecoveryCodeUsed(left) => Told::says("plain", words.recovery_code_used(left)),
        Step::SecondFactorFailed => Told::says("bad", words.factor_failed()),
        Step::Activated(by) => Told::says("plain", words.activated(&by)),
        Step::Deactivated(by) => Told::says("plain", words.deactivated(&by)),
    }
}

/// Whether a mail is on its way right now, so that looking again soon is worth while. `entries` are latest first.
pub(super) fn is_under_way(entries: &[TimelineEntry]) -> bool {
    let latest = entries.iter().find_map(|entry| match entry.step {
        Step::LinkRequested(_)
        | Step::LinkForgotten
        | Step::NewPasswordRequested(..)
        | Step::MailQueued
        | Step::MailDelayed(_) => Some(true),
        Step::MailAccepted(_)
        | Step::MailFailed(_)
        | Step::MailBounced(_)
        | Step::MailDropped(_)
        | Step::MailExpired(_)
        | Step::LinkUsed
        | Step::LinkExpired
        | Step::LinkRevoked
        | Step::NewPasswordUsed
        | Step::NewPasswordRevoked => Some(false),
        _ => None,
    });
    latest.unwrap_or(false)
}

/// Whether something that was mailed, or will be, can still be used and so be withdrawn; and whether it is a link.
pub(super) fn is_open(entries: &[TimelineEntry]) -> (bool, bool) {
    let is_link = entries.iter().any(|entry| matches!(entry.step, Step::LinkWaiting(_)));
    let is_password = entries.iter().any(|entry| matches!(entry.step, Step::NewPasswordWaiting(_)));
    (is_link || is_password || is_under_way(entries), is_link)
}

/// Whether the next step may come any moment, without anything done here: a mail is on its way, or somebody is about to use
/// what they were given.
pub(super) fn goes_on(entries: &[TimelineEntry]) -> bool {
    is_open(entries).0 || entries.iter().any(|entry| is_temporary_on_its_way(&entry.step))
}

/// Whether a temporary password has still to be replaced, or a mail about one to be sent.
fn is_temporary_on_its_way(step: &Step) -> bool {
    match step {
        Step::TemporaryPasswordWaiting(_) => true,
        Step::MailOf(_, step) => matches!(**step, Step::MailQueued | Step::MailDelayed(_)),
        _ => false,
    }
}

/// What happened, latest first.
#[component]
pub(super) fn Timeline(
    /// Latest first.
    entries: Vec<TimelineEntry>,
) -> impl IntoView {
    let words = use_words();
    if entries.is_empty() {
        return view! { <p class="muted">{words.timeline.nothing_yet()}</p> }.into_any();
    }
    let steps = entries.into_iter().map(|TimelineEntry { step, at }| {
        let Told { mark, what, detail } = told(step, words);
        view! {
            <li class=mark>
                <span>{what}</span>
                <When moment=at />
                {detail}
            </li>
        }
    });
    view! { <ol class="timeline">{steps.collect_view()}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ReplyMeaning, TemplateKey, Timestamp};

    fn entries(steps: &[Step]) -> Vec<TimelineEntry> {
        let at = Moment { at: Timestamp(0), machine: String::new(), short: String::new(), full: String::new() };
        steps.iter().map(|step| TimelineEntry { step: step.clone(), at: at.clone() }).collect()
    }

    #[test]
    fn a_mail_is_under_way_until_the_server_has_answered_for_good() {
        let requested = Step::LinkRequested("Ada".to_owned());
        assert!(is_under_way(&entries(&[Step::MailQueued, requested.clone()])));
        assert!(is_under_way(&entries(&[Step::MailDelayed("451".to_owned()), Step::MailQueued, requested.clone()])));
        assert!(!is_under_way(&entries(&[Step::MailAccepted("250".to_owned()), Step::MailQueued, requested.clone()])));
        assert!(!is_under_way(&entries(&[Step::SignedIn, Step::MailFailed("550".to_owned()), requested.clone()])));
        assert!(!is_under_way(&entries(&[Step::MailExpired(String::new()), requested.clone()])));
        assert!(!is_under_way(&entries(&[Step::MailDropped(ReplyMeaning::OtherVersion), requested])));
        assert!(!is_under_way(&entries(&[Step::SignedIn])));
        assert!(!is_under_way(&[]));
    }

    #[test]
    fn it_goes_on_while_something_waits_to_be_used() {
        let until = entries(&[Step::SignedIn]).remove(0).at;
        assert!(goes_on(&entries(&[Step::TemporaryPasswordWaiting(until.clone()), Step::SignedIn])));
        assert!(goes_on(&entries(&[Step::NewPasswordWaiting(until), Step::MailAccepted("250".to_owned())])));
        assert!(!goes_on(&entries(&[Step::LinkUsed, Step::MailAccepted("250".to_owned())])));
    }

    #[test]
    fn a_mail_about_a_temporary_password_is_followed_and_not_withdrawn() {
        let mail = |became| entries(&[Step::MailOf(TemplateKey::TemporaryPasswordSet, Box::new(became)), Step::SignedIn]);
        assert!(goes_on(&mail(Step::MailQueued)) && goes_on(&mail(Step::MailDelayed("451".to_owned()))));
        assert!(!goes_on(&mail(Step::MailFailed("550".to_owned()))));
        assert_eq!(is_open(&mail(Step::MailQueued)), (false, false));
    }
}
