//! The list's address.

use crate::model::{MessageId, MessageQuery, UserId};
use crate::pages::address;

/// The list's path.
pub(in crate::pages) const LIST: &str = "/messages";

/// What the query part of an address asks for. What is not understood is left out.
#[must_use]
pub fn read(search: &str) -> MessageQuery {
    let mut query = MessageQuery::default();
    for (name, value) in address::pairs(search) {
        match name.as_str() {
            "q" => query.q = value,
            "state" => query.state = value.parse().ok(),
            "kind" => query.kind = value.parse().ok(),
            name => query.place = address::place(name, value).or(query.place),
        }
    }
    query
}

/// The address that asks for this.
pub(super) fn write(query: &MessageQuery) -> String {
    address::write(LIST, pairs(query), query.place.as_ref())
}

/// The address of the same messages as a file, all of them.
pub(super) fn export(query: &MessageQuery) -> String {
    address::write(&format!("{LIST}/export.csv"), pairs(query), None)
}

fn pairs(query: &MessageQuery) -> [(&'static str, String); 3] {
    [("q", query.q.clone()), ("state", address::text(query.state.as_ref())), ("kind", address::text(query.kind.as_ref()))]
}

/// The part of a prompt's address that names the user from whose record it was opened.
const FROM: &str = "user";

/// The address of the prompt that sends a message again, opened from a user's record or not.
pub(in crate::pages) fn resend_prompt(message: MessageId, from: Option<UserId>) -> String {
    address::write(&format!("{LIST}/{message}/resend"), [(FROM, address::text(from.as_ref()))], None)
}

/// From whose record a prompt was opened, by the query part of its address.
pub(super) fn opened_from(search: &str) -> Option<UserId> {
    let (_, user) = address::pairs(search).into_iter().find(|(name, _)| name == FROM)?;
    user.parse().ok()
}

/// Where a prompt leads: back to the record from which it was opened, or to the message. `search` is the query part of its
/// address.
#[must_use]
pub fn prompt_leads_to(search: &str, message: MessageId) -> String {
    opened_from(search).map_or_else(|| format!("{LIST}/{message}"), |user| format!("/users/{user}"))
}

/// Whether some messages are left out.
pub(super) fn is_filtered(query: &MessageQuery) -> bool {
    !query.q.is_empty() || query.state.is_some() || query.kind.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MessageKind, MessageState, Place};

    #[test]
    fn a_prompt_leads_back_to_where_it_was_opened() {
        let message: MessageId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
        let user: UserId = "0190163d-8694-739b-aea5-966c26f8ad90".parse().unwrap();
        let leads_to = |address: &str| prompt_leads_to(address.split_once('?').map_or("", |(_, search)| search), message);
        assert_eq!(leads_to(&resend_prompt(message, Some(user))), format!("/users/{user}"));
        assert_eq!(leads_to(&resend_prompt(message, None)), format!("/messages/{message}"));
        assert_eq!(leads_to("/?user=//elsewhere.example"), format!("/messages/{message}"), "nowhere else");
    }

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        let filtered = MessageQuery {
            q: "jonas+x & y@northwind.example".to_owned(),
            state: Some(MessageState::Failed),
            kind: Some(MessageKind::PasswordChangeLink),
            place: Some(Place::After("a=/?&".to_owned())),
        };
        let before = MessageQuery { place: Some(Place::Before("k".to_owned())), ..MessageQuery::default() };
        for query in [MessageQuery::default(), filtered, before] {
            let address = write(&query);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read(search), query, "{address}");
            let file = export(&query);
            let (path, search) = file.split_once('?').unwrap_or((file.as_str(), ""));
            assert_eq!((path, read(search)), ("/messages/export.csv", MessageQuery { place: None, ..query }));
        }
    }

    #[test]
    fn nonsense_asks_for_all() {
        assert_eq!(read("state=lost&kind=letter&page=2&&=&%ZZ"), MessageQuery::default());
        assert_eq!(write(&read("state=lost")), LIST);
    }
}
