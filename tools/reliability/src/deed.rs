//! What is asked of the server, and what it said.

use crate::{
    crowd::{Crowd, Person},
    wire::{self, Answer, Request, Sent},
};
use std::net::SocketAddr;

/// Something that is done for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// *Send Password Change Link*, over the API.
    Link,
    /// *Generate New Password*, over the API.
    NewPassword,
    /// A temporary password that is mailed as well, over the API.
    Temporary,
    /// The public form of those who forgot their password.
    Forgot,
}

impl Deed {
    /// In turns.
    pub(crate) const ALL: [Self; 4] = [Self::Link, Self::NewPassword, Self::Temporary, Self::Forgot];

    /// What the audit trail calls it.
    pub(crate) const fn action(self) -> &'static str {
        match self {
            Self::Link => "link.requested",
            Self::NewPassword => "password.requested",
            Self::Temporary => "password.temporary-set",
            Self::Forgot => "password.forgotten",
        }
    }
}

/// One deed that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// From where: no two have one address, so the trail tells them apart.
    pub(crate) from: String,
    pub(crate) deed: Deed,
    pub(crate) outcome: Outcome,
}

/// What the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is done; this names it in the audit trail.
    Accepted(String),
    /// It is not done, and nothing may come of it.
    Refused(u16),
    /// The server has failed: it may be done or not.
    Failed {
        status: u16,
        /// Whether the answer says when to ask again.
        retry_after: bool,
    },
    /// No word: it may be done or not.
    Unanswered,
}

/// Asks for the deed of this number; `None` where nobody listened. Everybody comes up before anybody does again, and no deed is
/// always the same people's.
pub(crate) async fn ask(crowd: &Crowd, to: SocketAddr, number: usize) -> Option<Asked> {
    let round = number / crowd.people.len();
    let person = &crowd.people[number % crowd.people.len()];
    let deed = Deed::ALL[(number + round) % Deed::ALL.len()];
    let from = format!("10.{}.{}.{}", (number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff);
    let outcome = match send(crowd, to, &from, person, deed).await {
        Sent::NotAsked => return None,
        Sent::Unanswered => Outcome::Unanswered,
        Sent::Answered(answer) => judge(deed, &answer),
    };
    Some(Asked { from, deed, outcome })
}

async fn send(crowd: &Crowd, to: SocketAddr, from: &str, person: &Person, deed: Deed) -> Sent {
    const JSON: &str = "application/json";
    let id = person.id;
    let form = format!("user_name={}", person.user_name);
    let (path, body) = match deed {
        Deed::Link => (format!("/api/v1/users/{id}/password-change-link"), (JSON, "{}")),
        Deed::NewPassword => (format!("/api/v1/users/{id}/new-password"), (JSON, "{}")),
        Deed::Temporary => (format!("/api/v1/users/{id}/temporary-password"), (JSON, r#"{"send_access_info":true}"#)),
        Deed::Forgot => ("/forgot-password".to_owned(), ("application/x-www-form-urlencoded", form.as_str())),
    };
    let head = match deed {
        Deed::Forgot => String::new(),
        _ => format!("{}Idempotency-Key: {from}\r\n", crowd.authorization),
    };
    wire::ask(to, &Request { method: "POST", path: &path, from, head: &head, body: Some(body) }).await
}

fn judge(deed: Deed, answer: &Answer) -> Outcome {
    match answer.status {
        303 if deed == Deed::Forgot => Outcome::Accepted(String::new()),
        // A body that was cut off says nothing.
        200 | 202 => named(deed, &answer.body).map_or(Outcome::Unanswered, Outcome::Accepted),
        status @ 500.. => Outcome::Failed { status, retry_after: answer.header("retry-after").is_some() },
        status => Outcome::Refused(status),
    }
}

/// What stands both in the answer and in the trail.
fn named(deed: Deed, body: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    let field = match deed {
        Deed::Link => "link",
        Deed::NewPassword => "message",
        Deed::Temporary => "ticket",
        Deed::Forgot => return None,
    };
    body[field].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accepted_deed_has_the_name_under_which_the_trail_has_it() {
        assert_eq!(named(Deed::Link, r#"{"link":"l","email":"e"}"#).as_deref(), Some("l"));
        assert_eq!(named(Deed::NewPassword, r#"{"message":"m","ticket":"t"}"#).as_deref(), Some("m"));
        assert_eq!(named(Deed::Temporary, r#"{"password":"p","ticket":"t"}"#).as_deref(), Some("t"));
        assert_eq!(named(Deed::Link, r#"{"link":"l"#), None, "cut off");
    }
}
