//! The way mail leaves the house: one transport, and what all mails have in common.

use super::{
    Envelope, MailError, Mailbox, Outgoing, Rendered, Reply, SendError, Transport, Variables, recipient, render, render_own,
};
use app::model::{Locale, MailServer, MessageId, TemplateText, Timestamp};

/// Puts mails together and hands them over.
#[derive(Debug)]
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
    domain: String,
    connections: usize,
}

/// One mail to be written.
#[derive(Debug)]
pub struct Letter<'a> {
    /// Its id; with the domain it is the Message-ID.
    pub id: MessageId,
    /// The address.
    pub to: &'a str,
    /// The language of the words.
    pub locale: Locale,
    /// The `Date` header.
    pub date: Timestamp,
    /// What it says, and the recipient's name.
    pub variables: &'a Variables,
}

impl Mailer {
    /// Mails come from `from` and have Message-IDs in `domain`; so many are sent at the same time.
    #[must_use]
    pub const fn new(transport: Transport, from: Mailbox, domain: String, connections: usize) -> Self {
        Self { transport, from, domain, connections }
    }

    /// How many mails are sent at the same time.
    #[must_use]
    pub const fn connections(&self) -> usize {
        self.connections
    }

    /// Fills the built-in template and puts the message together.
    ///
    /// # Errors
    /// The template cannot be filled, or the address cannot be written to.
    pub fn write(&self, letter: &Letter<'_>) -> Result<Outgoing, MailError> {
        self.enclose(letter, render(letter.locale, letter.variables)?)
    }

    /// As [`Mailer::write`], with the words of the house.
    ///
    /// # Errors
    /// As [`Mailer::write`].
    pub fn write_own(&self, letter: &Letter<'_>, text: &TemplateText) -> Result<Outgoing, MailError> {
        self.enclose(letter, render_own(text, letter.locale, letter.variables)?)
    }

    fn enclose(&self, letter: &Letter<'_>, rendered: Rendered) -> Result<Outgoing, MailError> {
        let envelope = Envelope {
            message_id: format!("<{}@{}>", letter.id, self.domain),
            from: self.from.clone(),
            to: recipient(&letter.variables.display_name, letter.to)?,
            date: letter.date,
            locale: letter.locale,
        };
        Outgoing::new(&envelope, rendered)
    }

    /// Hands a message over, as [`Transport::send`].
    ///
    /// # Errors
    /// As [`Transport::send`].
    pub async fn send(&self, mail: &Outgoing) -> Result<Reply, SendError> {
        self.transport.send(mail).await
    }

    /// Tries the mail server without a mail, as [`Transport::probe`].
    ///
    /// # Errors
    /// As [`Transport::probe`].
    pub async fn probe(&self) -> Result<(), SendError> {
        self.transport.probe().await
    }

    /// Says goodbye to the mail server on idle connections.
    pub async fn close(&self) {
        self.transport.close().await;
    }

    /// What people are shown of the mail server: never its password.
    #[must_use]
    pub fn facts(&self) -> MailServer {
        let server = self.transport.server();
        MailServer {
            address: server.map(super::SmtpUrl::address),
            user: server.and_then(|url| url.user()).map(str::to_owned),
            from: self.from.to_string(),
            connections: i64::try_from(self.connections).unwrap_or(i64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{SmtpOptions, SmtpUrl, sender};

    #[test]
    fn the_mail_server_is_shown_without_its_password() {
        let url = SmtpUrl::parse(&"smtps://desk%40example.org:s3cret@mail.example.org".into()).unwrap();
        let transport = Transport::smtp(url, SmtpOptions::default()).unwrap();
        let from = sender("Northwind <desk@example.org>").unwrap();
        let facts = Mailer::new(transport, from, "desk.example.org".to_owned(), 10).facts();
        let expected = MailServer {
            address: Some("smtps://mail.example.org:465".to_owned()),
            user: Some("desk@example.org".to_owned()),
            from: "Northwind <desk@example.org>".to_owned(),
            connections: 10,
        };
        assert_eq!(facts, expected);
    }

    #[test]
    fn files_have_no_server() {
        let from = sender("desk@example.org").unwrap();
        let facts = Mailer::new(Transport::file("mail"), from, "desk.example.org".to_owned(), 1).facts();
        assert_eq!((facts.address, facts.user), (None, None));
    }
}
