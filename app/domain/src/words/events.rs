use crate::model::EventKind;

words!(
    /// What happens to accounts.
    Events {
        signed_in: "Signed in", "Anmeldung";
        sign_in_failed: "Sign-in failed", "Anmeldung fehlgeschlagen";
        locked: "Sign-in held back after failures", "Anmeldung nach Fehlversuchen gesperrt";
        user_created: "User made", "Benutzer angelegt";
        activated: "User activated", "Benutzer aktiviert";
        deactivated: "User deactivated", "Benutzer deaktiviert";
        email_changed: "E-mail changed", "E-Mail-Adresse geändert";
        password_changed: "Password changed", "Passwort geändert";
        link_requested: "Password change link asked for", "Link zum Ändern des Passworts angefordert";
        link_sent: "Password change link sent", "Link zum Ändern des Passworts gesendet";
        link_used: "Password change link used", "Link zum Ändern des Passworts benutzt";
        link_expired: "Password change link expired unused", "Link zum Ändern des Passworts unbenutzt abgelaufen";
        new_password_requested: "New password asked for", "Neues Passwort angefordert";
        new_password_sent: "New password sent", "Neues Passwort gesendet";
        new_password_expired: "New password expired unused", "Neues Passwort unbenutzt abgelaufen";
        temporary_password_set: "Temporary password set", "Temporäres Passwort gesetzt";
        temporary_password_expired: "Temporary password expired", "Temporäres Passwort abgelaufen";
        change_required: "Change at next sign-in required", "Änderung bei der nächsten Anmeldung verlangt";
        mail_failed: "Mail failed", "E-Mail gescheitert";
        password_age: "Password reached an age", "Passwort hat ein Alter erreicht";
        no_sign_in: "No sign-in for some time", "Längere Zeit keine Anmeldung";
        not_me: "Reported: “This wasn’t me”", "Gemeldet: „Das war ich nicht“";
        import_finished: "Import finished", "Import beendet";
        bulk_finished: "Job for many finished", "Auftrag für viele beendet";
        automation_finished: "Automation finished", "Automation beendet";
        external: "Reported by another system", "Von einem anderen System gemeldet";
        schedule: "A schedule’s time has come", "Zeitpunkt eines Zeitplans";
        link_copied: "Password change link copied", "Link zum Ändern des Passworts kopiert";
        signed_in_to_choose: "Signed in to choose a password", "Anmeldung, um ein Passwort zu wählen";
        unlocked: "Unlocked", "Entsperrt";
        sessions_ended: "Sessions ended", "Sitzungen beendet";
        second_factor_set_up: "Second factor set up", "Zweiter Faktor eingerichtet";
        second_factor_removed: "Second factor removed", "Zweiter Faktor entfernt";
        recovery_code_used: "Recovery code used", "Wiederherstellungscode benutzt";
        second_factor_failed: "Second factor was wrong", "Zweiter Faktor war falsch";
        caller_verified: "Caller verified", "Anrufer bestätigt";
    }
);

impl Events {
    /// What happened.
    #[must_use]
    pub const fn event(self, kind: EventKind) -> &'static str {
        match kind {
            EventKind::SignedIn => self.signed_in(),
            EventKind::SignInFailed => self.sign_in_failed(),
            EventKind::Locked => self.locked(),
            EventKind::UserCreated => self.user_created(),
            EventKind::Activated => self.activated(),
            EventKind::Deactivated => self.deactivated(),
            EventKind::EmailChanged => self.email_changed(),
            EventKind::PasswordChanged => self.password_changed(),
            EventKind::LinkRequested => self.link_requested(),
            EventKind::LinkSent => self.link_sent(),
            EventKind::LinkUsed => self.link_used(),
            EventKind::LinkExpired => self.link_expired(),
            EventKind::NewPasswordRequested => self.new_password_requested(),
            EventKind::NewPasswordSent => self.new_password_sent(),
            EventKind::NewPasswordExpired => self.new_password_expired(),
            EventKind::TemporaryPasswordSet => self.temporary_password_set(),
            EventKind::TemporaryPasswordExpired => self.temporary_password_expired(),
            EventKind::ChangeRequired => self.change_required(),
            EventKind::MailFailed => self.mail_failed(),
            EventKind::PasswordAge => self.password_age(),
            EventKind::NoSignIn => self.no_sign_in(),
            EventKind::NotMe => self.not_me(),
            EventKind::ImportFinished => self.import_finished(),
            EventKind::BulkFinished => self.bulk_finished(),
            EventKind::AutomationFinished => self.automation_finished(),
            EventKind::External => self.external(),
            EventKind::Schedule => self.schedule(),
            EventKind::LinkCopied => self.link_copied(),
            EventKind::SignedInToChoose => self.signed_in_to_choose(),
            EventKind::Unlocked => self.unlocked(),
            EventKind::SessionsEnded => self.sessions_ended(),
            EventKind::SecondFactorSetUp => self.second_factor_set_up(),
            EventKind::SecondFactorRemoved => self.second_factor_removed(),
            EventKind::RecoveryCodeUsed => self.recovery_code_used(),
            EventKind::SecondFactorFailed => self.second_factor_failed(),
            EventKind::CallerVerified => self.caller_verified(),
        }
    }
}
