//! What the mail server got: when, under which Message-ID, and whether the last mail to each person lets them in.

use crate::{
    reconcile::Arrival,
    wire::{self, Request, Sent},
};
use latchkey::security::Random;
use sink::{Received, SmtpSink, Stage, Trouble};
use std::{collections::BTreeMap, net::SocketAddr, time::Instant};
use uuid::Uuid;

/// One of so many connections is dropped after the final dot, without a word.
const DROPPED: u64 = 25;
/// How many passwords are tried: each costs a hash.
const PASSWORDS: usize = 200;

/// Has the mail server take mails at random and never say so.
pub(crate) fn drop_after_the_dot(sink: &SmtpSink, seed: u64) {
    let random = Random::from_seed(seed);
    sink.misbehave(move |stage| (stage == Stage::Dot && random.below(DROPPED) == 0).then_some(Trouble::Drop));
}

/// When each mail came since the beginning. One whose Message-ID is none of ours gets the nil id, which nothing has.
pub(crate) fn arrivals(mails: &[Received], began: Instant) -> Vec<Arrival> {
    let arrival = |mail: &Received| Arrival {
        message: message(&mail.message_id).unwrap_or_default(),
        at: mail.at.saturating_duration_since(began),
        answered: mail.answered,
    };
    mails.iter().map(arrival).collect()
}

/// The message that a Message-ID names.
fn message(id: &str) -> Option<Uuid> {
    id.trim_start_matches('<').split_once('@')?.0.parse().ok()
}

/// A way in that a mail carries.
#[derive(Debug, PartialEq, Eq)]
enum Way<'a> {
    Link(&'a str),
    Password(&'a str),
}

impl<'a> Way<'a> {
    fn of(text: &'a str) -> Option<Self> {
        if let Some(link) = text.lines().find(|line| line.starts_with("http") && line.contains("/change-password/")) {
            return link.rsplit('/').next().map(Self::Link);
        }
        let mut rest = text.lines().skip_while(|line| !line.starts_with("3. Type this password"));
        rest.next()?;
        rest.find(|line| !line.is_empty()).map(Self::Password)
    }
}

/// Tries the last way in that each person got, as they would; how many open, and a sentence for each that does not.
pub(crate) async fn try_last(to: SocketAddr, mails: &[Received]) -> (usize, Vec<String>) {
    let mut last = BTreeMap::new();
    for mail in mails {
        if let (Some(way), Some(address)) = (Way::of(&mail.text), mail.to.first()) {
            last.insert(address.as_str(), way);
        }
    }
    let (mut opened, mut passwords, mut dead) = (0, 0, Vec::new());
    for (number, (address, way)) in last.into_iter().enumerate() {
        if matches!(way, Way::Password(_)) {
            passwords += 1;
            if passwords > PASSWORDS {
                continue;
            }
        }
        let user_name = address.split('@').next().unwrap_or_default();
        let from = format!("172.16.{}.{}", number / 250, 1 + number % 250);
        if opens(to, user_name, &way, &from).await {
            opened += 1;
        } else {
            let kind = if matches!(way, Way::Link(_)) { "link" } else { "password" };
            dead.push(format!("the last {kind} that {user_name} got does not open"));
        }
    }
    (opened, dead)
}

async fn opens(to: SocketAddr, user_name: &str, way: &Way<'_>, from: &str) -> bool {
    match way {
        Way::Link(token) => {
            let path = format!("/change-password/{token}");
            let request = Request { method: "GET", path: &path, from, head: "", body: None };
            let expected = format!("value=\"{user_name}\"");
            matches!(wire::ask(to, &request).await, Sent::Answered(page) if page.status == 200 && page.body.contains(&expected))
        }
        Way::Password(password) => {
            let form = format!("user_name={user_name}&password={}", password.replace(' ', "+"));
            let body = Some(("application/x-www-form-urlencoded", form.as_str()));
            let request = Request { method: "POST", path: "/sign-in", from, head: "", body };
            matches!(wire::ask(to, &request).await,
                Sent::Answered(answer) if answer.status == 303 && answer.header("location") == Some("/choose-password"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_s_way_in_is_found() {
        let link =
            "Open this link:\n\nhttp://127.0.0.1:1/change-password/ABC\n\nOr go to http://127.0.0.1:1/change-password and type";
        assert_eq!(Way::of(link), Some(Way::Link("ABC")));
        let password =
            "1. Open this page:\n\nhttp://127.0.0.1:1\n\n3. Type this password. Capitals do not matter:\n\nkite 7mru\n\n4.";
        assert_eq!(Way::of(password), Some(Way::Password("kite 7mru")));
        assert_eq!(Way::of("Your password was changed."), None);
    }

    #[test]
    fn a_message_id_names_its_message() {
        assert_eq!(message("<00000000-0000-0000-0000-000000000001@desk.example>"), Some(Uuid::from_u128(1)));
        assert_eq!(message("<x@y>"), None);
    }
}
