//! The recovery timeline in words.

use crate::model::{Step, TimelineEntry};
use crate::ui::When;
use leptos::prelude::*;

/// A step in words: how it is marked, what happened, and what more there is to say.
struct Words {
    mark: &'static str,
    what: String,
    detail: AnyView,
}

fn words(step: Step) -> Words {
    let says = |mark, what: &str| Words { mark, what: what.to_owned(), detail: ().into_any() };
    let said = |mark, what: &str, detail: String| Words {
        mark,
        what: what.to_owned(),
        detail: view! { <p class="mono">{detail}</p> }.into_any(),
    };
    match step {
        Step::LinkRequested(by) => says("done", &format!("Password change link requested by {by}")),
        Step::MailQueued => says("now", "The mail waits to be sent"),
        Step::MailDelayed(reply) => said("warn", "The mail server put the mail off; it is tried again", reply),
        Step::MailAccepted(reply) => said("done", "The mail server accepted the mail", reply),
        Step::MailFailed(reply) => said("bad", "The mail could not be sent", reply),
        Step::LinkWaiting(until) => Words {
            mark: "now",
            what: "Waiting for the link to be used".to_owned(),
            detail: view! { <p>"It works until " <When moment=until full=true /> "."</p> }.into_any(),
        },
        Step::LinkOpened => Words {
            mark: "done",
            what: "Link opened".to_owned(),
            detail: view! { <p>"By a person or a mail scanner. Only choosing a password uses it up."</p> }.into_any(),
        },
        Step::LinkUsed => says("good", "Link used to choose a password"),
        Step::LinkExpired => says("warn", "Link expired unused"),
        Step::LinkRevoked => says("plain", "Link withdrawn unused"),
        Step::PasswordChanged => says("good", "Password changed"),
        Step::SignedIn => says("good", "Signed in"),
        Step::SignInFailed(1) => says("bad", "Sign-in failed"),
        Step::SignInFailed(times) => says("bad", &format!("Sign-in failed {times} times")),
        Step::Activated(by) => says("plain", &format!("Switched on by {by}")),
        Step::Deactivated(by) => says("plain", &format!("Switched off by {by}")),
    }
}

/// Whether a mail is on its way right now, so that looking again soon is worth while. `entries` are latest first.
pub(super) fn is_under_way(entries: &[TimelineEntry]) -> bool {
    let latest = entries.iter().find_map(|entry| match entry.step {
        Step::LinkRequested(_) | Step::MailQueued | Step::MailDelayed(_) => Some(true),
        Step::MailAccepted(_) | Step::MailFailed(_) | Step::LinkUsed | Step::LinkExpired | Step::LinkRevoked => Some(false),
        _ => None,
    });
    latest.unwrap_or(false)
}

/// What happened, latest first.
#[component]
pub(super) fn Timeline(
    /// Latest first.
    entries: Vec<TimelineEntry>,
) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p class="muted">"Nothing yet. Links, sign-ins and password changes turn up here."</p> }.into_any();
    }
    let steps = entries.into_iter().map(|TimelineEntry { step, at }| {
        let Words { mark, what, detail } = words(step);
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
    use crate::model::{Moment, Timestamp};

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
        assert!(!is_under_way(&entries(&[Step::SignedIn, Step::MailFailed("550".to_owned()), requested])));
        assert!(!is_under_way(&entries(&[Step::SignedIn])));
        assert!(!is_under_way(&[]));
    }
}
