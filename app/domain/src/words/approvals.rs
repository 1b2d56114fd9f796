use crate::model::{ApprovalDecision, ApprovalNews, HeldDeed};

words!(
    /// What waits for a second administrator.
    Approvals {
        title: "Approvals", "Freigaben";
        lead: "What one administrator wants to do to another waits up to 24 hours for the approval of a second one. Nobody approves what they asked for themselves, or what is done to them.",
            "Was jemand aus der Administration bei einem anderen Administrator ändern will, wartet bis zu 24 Stunden auf die Freigabe durch eine zweite Person. Niemand gibt frei, was er selbst beantragt hat oder was ihn selbst betrifft.";
        waiting: "Waiting", "Wartet";
        settled: "Decided", "Entschieden";
        none_waiting: "Nothing waits for approval", "Nichts wartet auf Freigabe";
        none_waiting_text: "Whatever is asked for turns up here, and you are told by mail.",
            "Was beantragt wird, erscheint hier, und Sie erfahren es per E-Mail.";
        what: "What", "Was";
        whom: "To whom", "Bei wem";
        asked_by: "Asked for by", "Beantragt von";
        asked: "Asked for", "Beantragt";
        until: "Until", "Bis";
        decision: "Decision", "Entscheidung";
        changes: "What would change", "Was sich ändern würde";
        change(field: &str, now: &str): "{field}: “{now}”", "{field}: „{now}“";
        decide: "Decide", "Entscheiden";
        decide_title: "Decide about an approval", "Über eine Freigabe entscheiden";
        decide_text: "It is done as soon as you approve it, in the name of whoever asked and with the rights that they have then. If you are not sure, ask them first: in person, or on a number that you know.",
            "Es geschieht, sobald Sie es freigeben, im Namen der antragstellenden Person und mit den Rechten, die sie dann hat. Fragen Sie im Zweifel zuerst bei ihr nach: persönlich oder unter einer Nummer, die Sie kennen.";
        grants_text: "What comes of it is shown to whoever asked: your approval lets them do it once, within an hour.",
            "Das Ergebnis sieht nur, wer es beantragt hat: Ihre Freigabe erlaubt es dieser Person einmal, innerhalb einer Stunde.";
        approve: "Approve", "Freigeben";
        refuse: "Refuse", "Ablehnen";
        back: "All approvals", "Alle Freigaben";
        approved_now: "It is approved and done.", "Es ist freigegeben und erledigt.";
        granted_now: "It is approved. Whoever asked can do it within an hour.",
            "Es ist freigegeben. Wer es beantragt hat, kann es innerhalb einer Stunde tun.";
        failed_now: "You approved it, but it could not be done any more. Whoever asked is told.",
            "Sie haben es freigegeben, aber es ließ sich nicht mehr ausführen. Die antragstellende Person erfährt es.";
        refused_now: "It is refused. Whoever asked is told.", "Es ist abgelehnt. Die antragstellende Person erfährt es.";
        deed_send_link: "Send a password change link", "Link zum Ändern des Passworts senden";
        deed_new_password: "Send a new password", "Neues Passwort senden";
        deed_temporary: "Set a temporary password", "Temporäres Passwort setzen";
        deed_copy_link: "Copy the password change link", "Link zum Ändern des Passworts kopieren";
        deed_edit: "Change address, role, kind or Is Active", "Adresse, Rolle, Art oder „Ist aktiv“ ändern";
        deed_deactivate: "Switch Is Active off", "„Ist aktiv“ ausschalten";
        deed_remove_factors: "Remove the second factor", "Zweiten Faktor entfernen";
        deed_end_four_eyes: "Switch off the approval by a second administrator", "Freigabe durch eine zweite Person abschalten";
        approved: "Approved", "Freigegeben";
        approved_failed: "Approved, but it could not be done any more", "Freigegeben, aber nicht mehr ausführbar";
        refused: "Refused", "Abgelehnt";
        expired: "Nobody decided in time", "Nicht rechtzeitig entschieden";
        news_asked: "An administrator asks for something that a second one has to approve within 24 hours.",
            "Jemand aus der Administration beantragt etwas, das eine zweite Person innerhalb von 24 Stunden freigeben muss.";
        news_done: "What you asked for was approved and is done.", "Ihr Antrag wurde freigegeben und ist ausgeführt.";
        news_granted: "What you asked for was approved. You can do it once, within an hour.",
            "Ihr Antrag wurde freigegeben. Sie können es einmal tun, innerhalb einer Stunde.";
        news_failed: "What you asked for was approved, but it could not be done any more: something has changed since.",
            "Ihr Antrag wurde freigegeben, ließ sich aber nicht mehr ausführen: Etwas hat sich inzwischen geändert.";
        news_refused: "What you asked for was refused.", "Ihr Antrag wurde abgelehnt.";
        news_expired: "Nobody decided in time about what you asked for, so it is not done.",
            "Über Ihren Antrag wurde nicht rechtzeitig entschieden; er wird nicht ausgeführt.";
        news_break_glass: "This was done on the machine on which Latchkey runs, without the approval of a second administrator. If nobody of you did so, somebody else has got in there.",
            "Das geschah auf dem Rechner, auf dem Latchkey läuft, ohne Freigabe durch eine zweite Person. Wenn es niemand von Ihnen war, ist dort jemand anderes eingedrungen.";
    }
);

impl Approvals {
    /// What is asked for.
    #[must_use]
    pub const fn deed(self, deed: HeldDeed) -> &'static str {
        match deed {
            HeldDeed::SendLink => self.deed_send_link(),
            HeldDeed::NewPassword => self.deed_new_password(),
            HeldDeed::TemporaryPassword => self.deed_temporary(),
            HeldDeed::CopyLink => self.deed_copy_link(),
            HeldDeed::Edit => self.deed_edit(),
            HeldDeed::Deactivate => self.deed_deactivate(),
            HeldDeed::RemoveFactors => self.deed_remove_factors(),
            HeldDeed::EndFourEyes => self.deed_end_four_eyes(),
        }
    }

    /// What became of it.
    #[must_use]
    pub const fn decided(self, decision: ApprovalDecision, has_failed: bool) -> &'static str {
        match decision {
            ApprovalDecision::Approved if has_failed => self.approved_failed(),
            ApprovalDecision::Approved => self.approved(),
            ApprovalDecision::Refused => self.refused(),
            ApprovalDecision::Expired => self.expired(),
        }
    }

    /// What a mail about it tells.
    #[must_use]
    pub const fn news(self, news: ApprovalNews) -> &'static str {
        match news {
            ApprovalNews::Asked => self.news_asked(),
            ApprovalNews::Done => self.news_done(),
            ApprovalNews::Granted => self.news_granted(),
            ApprovalNews::Failed => self.news_failed(),
            ApprovalNews::Refused => self.news_refused(),
            ApprovalNews::Expired => self.news_expired(),
            ApprovalNews::BreakGlass => self.news_break_glass(),
        }
    }

    /// What is said to whoever decided so.
    #[must_use]
    pub const fn told(self, news: ApprovalNews) -> &'static str {
        match news {
            ApprovalNews::Granted => self.granted_now(),
            ApprovalNews::Failed => self.failed_now(),
            ApprovalNews::Refused => self.refused_now(),
            _ => self.approved_now(),
        }
    }
}
