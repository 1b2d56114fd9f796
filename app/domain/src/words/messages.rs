use crate::model::{MessageKind, MessageState, ReplyMeaning};

words!(
    /// What was sent to whom.
    Messages {
        title: "Messages", "Nachrichten";
        message: "Message", "Nachricht";
        count(count): ["1 message", "{count} messages"], ["1 Nachricht", "{count} Nachrichten"];
        more_than(count: &str): "{count} messages", "{count} Nachrichten";
        none_yet: "No messages yet", "Noch keine Nachrichten";
        none_yet_text: "Password change links and notices that are sent to users turn up here.",
            "Links zum Ändern des Passworts und Mitteilungen an Benutzer erscheinen hier.";
        no_match: "No message matches", "Keine Nachricht passt";
        no_match_text: "Change a filter. The recipient is found by the beginning of the address.",
            "Ändern Sie einen Filter. Der Empfänger wird am Anfang der Adresse gesucht.";
        to: "To", "An";
        user: "User", "Benutzer";
        about: "About", "Worum es geht";
        state: "State", "Zustand";
        tries: "Tries", "Versuche";
        asked_for: "Asked for", "Angefordert";
        settled: "Sent or next try", "Gesendet oder nächster Versuch";
        next_try: "Next try", "Nächster Versuch";
        given_up: "Given up", "Aufgegeben";
        tried_until: "Tried until", "Versucht bis";
        recipient: "Recipient", "Empfänger";
        no_tries: "Not tried yet.", "Noch nicht versucht.";
        link: "Password change link", "Link zum Ändern des Passworts";
        access_info: "Access Info", "Zugangsdaten";
        caller_code: "Code for the telephone", "Code für den Anruf";
        temporary_password_set: "Temporary password was set", "Temporäres Passwort wurde gesetzt";
        second_factor_changed: "Second factor was changed", "Zweiter Faktor wurde geändert";
        password_changed: "Password was changed", "Passwort wurde geändert";
        email_confirmed: "New e-mail address", "Neue E-Mail-Adresse";
        email_changed: "E-mail address was changed", "E-Mail-Adresse wurde geändert";
        not_me_reported: "Somebody reported: this wasn’t me", "Jemand hat gemeldet: Das war ich nicht";
        automation_notice: "Notice by an automation", "Mitteilung einer Automation";
        automation_paused: "An automation pauses", "Eine Automation ist angehalten";
        automation_ending: "An automation ends soon", "Eine Automation endet bald";
        approval: "An approval by a second administrator", "Freigabe durch eine zweite Person";
        queued: "Waiting", "Wartet";
        sent: "Sent", "Gesendet";
        failed: "Failed", "Gescheitert";
        expired: "Too late", "Zu spät";
        cancelled: "Cancelled", "Zurückgezogen";
        bounced: "Came back", "Kam zurück";
        try_sent: "Accepted", "Angenommen";
        try_delayed: "Put off; it is tried again", "Aufgeschoben; sie wird erneut versucht";
        try_failed: "Refused for good", "Endgültig abgelehnt";
        try_expired: "Given up: too late", "Aufgegeben: zu spät";
        try_cancelled: "Cancelled", "Zurückgezogen";
        try_bounced: "Came back: it could not be delivered", "Kam zurück: Sie war nicht zustellbar";
        means_accepted: "The mail server has taken it over for delivery.", "Der Mailserver hat sie zur Zustellung übernommen.";
        means_no_mailbox: "This mailbox does not exist. Check the address with its owner.",
            "Dieses Postfach gibt es nicht. Prüfen Sie die Adresse mit dem Empfänger.";
        means_full: "The mailbox is full. Its owner must make room.", "Das Postfach ist voll. Der Empfänger muss Platz schaffen.";
        means_disabled: "The mailbox is there but not in use.", "Das Postfach gibt es, es ist aber abgeschaltet.";
        means_no_domain: "The mail server of this address cannot be found. Check what stands after the @.",
            "Der Mailserver dieser Adresse ist nicht zu finden. Prüfen Sie, was nach dem @ steht.";
        means_policy: "A rule or a filter of the mail server refused it. Ask whoever runs that server.",
            "Eine Regel oder ein Filter des Mailservers hat sie abgelehnt. Fragen Sie, wer diesen Server betreibt.";
        means_later: "The mail server asks to try again later.", "Der Mailserver bittet, es später erneut zu versuchen.";
        means_connection: "The mail server could not be reached, or the connection broke.",
            "Der Mailserver war nicht erreichbar, oder die Verbindung brach ab.";
        means_credentials: "The mail server did not accept Latchkey's own sign-in. Check the configuration.",
            "Der Mailserver hat die Anmeldung von Latchkey nicht angenommen. Prüfen Sie die Konfiguration.";
        means_large: "The mail server finds it too large.", "Dem Mailserver ist sie zu groß.";
        means_refused: "The mail server refused it for good.", "Der Mailserver hat sie endgültig abgelehnt.";
        means_account_gone: "The account was deleted before it was sent.", "Das Konto wurde gelöscht, bevor sie gesendet war.";
        means_subject_gone: "The account that it is about was deleted before it was sent.",
            "Das Konto, um das es geht, wurde gelöscht, bevor sie gesendet war.";
        means_link_over: "The link was used or withdrawn before it was sent.",
            "Der Link wurde benutzt oder zurückgezogen, bevor sie gesendet war.";
        means_code_over: "The code was replaced, used up or too old before it was sent.",
            "Der Code wurde ersetzt, verbraucht oder zu alt, bevor sie gesendet war.";
        means_password_over: "The password was replaced or withdrawn before it was sent.",
            "Das Passwort wurde ersetzt oder zurückgezogen, bevor sie gesendet war.";
        means_other_version: "Another version of Latchkey queued it, and this one cannot read it.",
            "Eine andere Version von Latchkey hat sie eingereiht, und diese kann sie nicht lesen.";
        means_other_key: "The secret key is not the one with which the password in it was sealed. Set a temporary password anew.",
            "Der geheime Schlüssel ist nicht der, mit dem das Passwort darin versiegelt wurde. Setzen Sie erneut ein temporäres Passwort.";
        means_crashed: "Latchkey itself failed at this message. Its log says more.",
            "Latchkey selbst ist an dieser Nachricht gescheitert. Das Log sagt mehr.";
        held: "Mails wait: the mail server does not take Latchkey as it is configured.",
            "E-Mails warten: Der Mailserver nimmt Latchkey so, wie es konfiguriert ist, nicht an.";
        held_since: "Since:", "Seit:";
        held_next: "It is tried next:", "Nächster Versuch:";
        held_lead: "See the mail server's settings", "Zu den Einstellungen des Mailservers";
        send_again: "Send again", "Erneut senden";
        send_again_text: "A new message is made and sent to:", "Eine neue Nachricht wird erstellt und gesendet an:";
        send_again_link: "The link in it is the same reset as before: it works once, and until then the earlier mail's link works too.",
            "Der Link darin gehört zum selben Vorgang: Er gilt einmal, und bis dahin gilt auch der Link aus der früheren E-Mail.";
        send_again_password: "Another password is made for it, with the same effect; the earlier one stops working.",
            "Dafür entsteht ein weiteres Passwort mit derselben Wirkung; das frühere gilt nicht mehr.";
        sent_again: "It is on its way again, as a new message.", "Sie ist erneut unterwegs, als neue Nachricht.";
        cancel: "Cancel message", "Nachricht zurückziehen";
        cancel_text: "This message will not be sent to:", "Diese Nachricht wird nicht gesendet an:";
        cancel_link: "Its link is made at sending, so it will never be. The link in an earlier mail keeps working; sessions stay open.",
            "Ihr Link entsteht erst beim Senden, also gar nicht. Der Link in einer früheren E-Mail gilt weiter; Sitzungen bleiben offen.";
        cancel_password: "Its password is made at sending, so it will never be. The account stays as it is now, and so do sessions and links.",
            "Ihr Passwort entsteht erst beim Senden, also gar nicht. Das Konto bleibt, wie es jetzt ist, ebenso Sitzungen und Links.";
        cancel_password_stopped: "Its password is made at sending, so it will never be. The old one was stopped at once, as asked: send a link or set a temporary password.",
            "Ihr Passwort entsteht erst beim Senden, also gar nicht. Das alte wurde wie verlangt sofort gestoppt: Senden Sie einen Link, oder setzen Sie ein temporäres Passwort.";
        keep: "Keep it", "Behalten";
        cancelled_now: "The message was cancelled.", "Die Nachricht wurde zurückgezogen.";
    }
);

impl Messages {
    /// What a message is about.
    #[must_use]
    pub const fn kind(self, kind: MessageKind) -> &'static str {
        match kind {
            MessageKind::PasswordChangeLink => self.link(),
            MessageKind::AccessInfo => self.access_info(),
            MessageKind::CallerCode => self.caller_code(),
            MessageKind::TemporaryPasswordSet => self.temporary_password_set(),
            MessageKind::PasswordChanged => self.password_changed(),
            MessageKind::SecondFactorChanged => self.second_factor_changed(),
            MessageKind::EmailConfirmed => self.email_confirmed(),
            MessageKind::EmailChanged => self.email_changed(),
            MessageKind::NotMeReported => self.not_me_reported(),
            MessageKind::AutomationNotice => self.automation_notice(),
            MessageKind::AutomationPaused => self.automation_paused(),
            MessageKind::AutomationEnding => self.automation_ending(),
            MessageKind::Approval => self.approval(),
        }
    }

    /// Where a message stands.
    #[must_use]
    pub const fn standing(self, state: MessageState) -> &'static str {
        match state {
            MessageState::Queued => self.queued(),
            MessageState::Sent => self.sent(),
            MessageState::Failed => self.failed(),
            MessageState::Expired => self.expired(),
            MessageState::Cancelled => self.cancelled(),
            MessageState::Bounced => self.bounced(),
        }
    }

    /// What the time says at which a message left the queue, or is to leave it.
    #[must_use]
    pub const fn settling(self, state: MessageState) -> &'static str {
        match state {
            MessageState::Queued => self.next_try(),
            MessageState::Sent => self.sent(),
            MessageState::Failed | MessageState::Expired => self.given_up(),
            MessageState::Cancelled => self.cancelled(),
            MessageState::Bounced => self.bounced(),
        }
    }

    /// How a try ended.
    #[must_use]
    pub const fn tried(self, state: MessageState) -> &'static str {
        match state {
            MessageState::Queued => self.try_delayed(),
            MessageState::Sent => self.try_sent(),
            MessageState::Failed => self.try_failed(),
            MessageState::Expired => self.try_expired(),
            MessageState::Cancelled => self.try_cancelled(),
            MessageState::Bounced => self.try_bounced(),
        }
    }

    /// A mail server's reply in plain words, or why it was not asked.
    #[must_use]
    pub const fn meaning(self, meaning: ReplyMeaning) -> &'static str {
        match meaning {
            ReplyMeaning::Accepted => self.means_accepted(),
            ReplyMeaning::NoMailbox => self.means_no_mailbox(),
            ReplyMeaning::MailboxFull => self.means_full(),
            ReplyMeaning::MailboxDisabled => self.means_disabled(),
            ReplyMeaning::NoDomain => self.means_no_domain(),
            ReplyMeaning::Policy => self.means_policy(),
            ReplyMeaning::TryLater => self.means_later(),
            ReplyMeaning::Connection => self.means_connection(),
            ReplyMeaning::Credentials => self.means_credentials(),
            ReplyMeaning::TooLarge => self.means_large(),
            ReplyMeaning::Refused => self.means_refused(),
            ReplyMeaning::AccountGone => self.means_account_gone(),
            ReplyMeaning::SubjectGone => self.means_subject_gone(),
            ReplyMeaning::LinkOver => self.means_link_over(),
            ReplyMeaning::PasswordOver => self.means_password_over(),
            ReplyMeaning::CodeOver => self.means_code_over(),
            ReplyMeaning::OtherVersion => self.means_other_version(),
            ReplyMeaning::OtherKey => self.means_other_key(),
            ReplyMeaning::Crashed => self.means_crashed(),
        }
    }
}
