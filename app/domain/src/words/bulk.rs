//! The same done for many.

use super::number;
use crate::model::{BulkAction, BulkCounts, BulkOrder, BulkOutcome, BulkSkip, BulkState, BulkStep, Fate};
use crate::words::Problems;

words!(
    /// The same done for many.
    Bulk {
        title: "Jobs", "Aufträge";
        lead: "What was done for many users at once: how it went for each of them, and what can still be stopped or taken back.",
            "Was für viele Benutzer auf einmal getan wurde: wie es für jeden ausging, und was sich noch anhalten oder zurücknehmen lässt.";
        none_yet: "No jobs yet", "Noch keine Aufträge";
        none_yet_text: "Tick users in the list, or filter it, and choose what to do for all of them.",
            "Wählen Sie in der Liste Benutzer aus, oder filtern Sie sie, und bestimmen Sie, was für alle getan werden soll.";
        to_users: "Users", "Benutzer";
        for_all: "For all of these", "Für alle diese";
        what: "What", "Was";
        whom: "For whom", "Für wen";
        state: "State", "Stand";
        progress: "Progress", "Fortschritt";
        started: "Started", "Begonnen";
        ended: "Ended", "Beendet";
        ticked: "Users ticked in the list", "In der Liste ausgewählte Benutzer";
        send_link: "Send password change link", "Link zur Passwortänderung senden";
        new_password: "Generate new password", "Neues Passwort erzeugen";
        require_change: "Require change at next sign-in", "Änderung bei der nächsten Anmeldung verlangen";
        end_sessions: "End all sessions", "Alle Sitzungen beenden";
        activate: "Switch on Is Active", "„Ist aktiv“ einschalten";
        deactivate: "Switch off Is Active", "„Ist aktiv“ ausschalten";
        add_tag: "Add a tag", "Schlagwort hinzufügen";
        remove_tag: "Remove a tag", "Schlagwort entfernen";
        tag_added(tag: &str): "Add the tag “{tag}”", "Das Schlagwort „{tag}“ hinzufügen";
        tag_removed(tag: &str): "Remove the tag “{tag}”", "Das Schlagwort „{tag}“ entfernen";
        about_link: "Each of them gets a mail with a link of their own. Earlier links stop working; passwords and sessions stay as they are.",
            "Alle erhalten eine E-Mail mit einem eigenen Link. Frühere Links gelten nicht mehr; Passwörter und Sitzungen bleiben, wie sie sind.";
        about_new_password: "Each of them gets a mail with a password that nobody else sees. They choose their own after signing in with it.",
            "Alle erhalten eine E-Mail mit einem Passwort, das niemand sonst sieht. Nach der Anmeldung damit wählen sie ein eigenes.";
        about_require_change: "Their passwords work once more: at the next sign-in they choose another one. Nothing is mailed, and open sessions go on.",
            "Ihre Passwörter gelten noch einmal: Bei der nächsten Anmeldung wählen sie ein anderes. Es wird nichts gesendet, offene Sitzungen laufen weiter.";
        about_end_sessions: "They are signed out everywhere and can sign in again at once.",
            "Sie werden überall abgemeldet und können sich sofort wieder anmelden.";
        about_activate: "They can sign in again and be sent mail.", "Sie können sich wieder anmelden und E-Mail erhalten.";
        about_deactivate: "They are signed out, cannot sign in, and what was mailed to them stops working.",
            "Sie werden abgemeldet, können sich nicht mehr anmelden, und an sie Gesendetes gilt nicht mehr.";
        about_tag: "Nothing but the tag changes, and nobody is told.", "Nur das Schlagwort ändert sich, und niemand wird benachrichtigt.";
        acted(count): ["It will be done for {count} user", "It will be done for {count} users"],
            ["Es wird für {count} Benutzer getan", "Es wird für {count} Benutzer getan"];
        acted_over(count: &str): "It will be done for {count} users", "Es wird für {count} Benutzer getan";
        left_out(count: &str): "Left out: {count}", "Ausgelassen: {count}";
        nobody_left_out: "Nobody is left out.", "Niemand wird ausgelassen.";
        mail_language: "Language of the mail", "Sprache der E-Mail";
        with_passwords: "With an unused generated password", "Mit unbenutztem erzeugtem Passwort";
        with_links: "With an unused link", "Mit unbenutztem Link";
        signed_in: "Signed in", "Angemeldet";
        nobody: "Nobody", "Niemand";
        stays: "it keeps working", "gilt weiter";
        ends: "it stops working", "gilt dann nicht mehr";
        ends_with_old: "it stops working with the old password", "endet mit dem alten Passwort";
        ends_later: "it stops working once they have changed their password", "endet, sobald sie ihr Passwort geändert haben";
        stay_signed_in: "they stay signed in", "bleiben angemeldet";
        signed_out: "they are signed out at once", "werden sofort abgemeldet";
        signed_out_with_old: "they are signed out with the old password", "werden mit dem alten Passwort abgemeldet";
        signed_out_later: "they are signed out once they have changed their password", "werden abgemeldet, sobald sie ihr Passwort geändert haben";
        example: "For example, the mail to", "Zum Beispiel die E-Mail an";
        first_names: "The first of them by name", "Die ersten nach Namen";
        why: "Why", "Grund";
        unneeded_skip: "It is so already.", "Es ist schon so.";
        hybrid_inside(count: &str): "Among them are {count} hybrid users: people who also call the API. Their API passwords and keys stay as they are.",
            "Darunter sind {count} Hybrid-Benutzer: Menschen, die auch die API aufrufen. Ihre API-Passwörter und Schlüssel bleiben, wie sie sind.";
        api_inside(count: &str): "Among them are {count} API users: programs, which nobody sits in front of.",
            "Darunter sind {count} API-Benutzer: Programme, vor denen niemand sitzt.";
        last_calls: "Last API calls", "Letzte API-Aufrufe";
        api_breaks: "Their calls fail from then on.", "Ihre Aufrufe scheitern von da an.";
        confirm: "Type API to confirm that programs are meant", "Geben Sie API ein, um zu bestätigen, dass Programme gemeint sind";
        tag: "Tag", "Schlagwort";
        per_minute: "At most so many users a minute", "Höchstens so viele Benutzer pro Minute";
        per_minute_hint: "Empty: as fast as can be. A mail server that limits its senders, or a help desk that expects calls, is glad of a limit.",
            "Leer: so schnell wie möglich. Ein Mailserver mit Sendegrenze oder ein Helpdesk, der Anrufe erwartet, dankt für eine Grenze.";
        start: "Start", "Starten";
        started_now: "The job has started.", "Der Auftrag läuft.";
        by(name: &str): "by {name}", "von {name}";
        handled(handled: &str, total: &str): "{handled} of {total}", "{handled} von {total}";
        gathering: "Being prepared", "In Vorbereitung";
        running: "Running", "Läuft";
        paused: "Paused", "Angehalten";
        done: "Done", "Fertig";
        cancelled: "Cancelled", "Abgebrochen";
        stopped: "Stopped", "Gestoppt";
        undoing: "Being taken back", "Wird zurückgenommen";
        undone: "Taken back", "Zurückgenommen";
        stopped_why: "Whoever started it is not active any more or has lost the right, so it did not go on. Somebody who may can start another one.",
            "Wer ihn gestartet hat, ist nicht mehr aktiv oder hat das Recht verloren; daher lief er nicht weiter. Wer es darf, kann einen neuen starten.";
        pause: "Pause", "Anhalten";
        resume: "Resume", "Fortsetzen";
        cancel: "Cancel job", "Auftrag abbrechen";
        undo: "Take back", "Zurücknehmen";
        undo_link: "Taking back withdraws the links that nobody has used.", "Das Zurücknehmen zieht die Links zurück, die niemand benutzt hat.";
        undo_password: "Taking back withdraws the passwords that nobody has used. Where the old one has stopped already, none works until another is sent or chosen by a link.",
            "Das Zurücknehmen zieht die Passwörter zurück, die niemand benutzt hat. Wo das alte schon nicht mehr gilt, gilt keines, bis ein anderes gesendet oder über einen Link gewählt ist.";
        undo_other: "Taking back restores what was before, for each for whom it was done.",
            "Das Zurücknehmen stellt für alle, für die es getan wurde, den früheren Stand wieder her.";
        step_taken: "The job has taken note.", "Der Auftrag weiß Bescheid.";
        ledger: "Ledger", "Verzeichnis";
        download: "Download ledger", "Verzeichnis herunterladen";
        number: "No.", "Nr.";
        user: "User", "Benutzer";
        outcome: "Outcome", "Ergebnis";
        when: "When", "Wann";
        waiting: "Waiting", "Wartet";
        was_done: "Done", "Getan";
        was_unneeded: "So already", "War schon so";
        was_skipped: "Left out", "Ausgelassen";
        was_gone: "Deleted meanwhile", "Inzwischen gelöscht";
        was_failed: "Failed", "Fehlgeschlagen";
        was_undone: "Taken back", "Zurückgenommen";
        failed_hint: "Latchkey failed here; the log says how.", "Hier ist Latchkey gescheitert; das Protokoll sagt, woran.";
        lines(count): ["{count} line", "{count} lines"], ["{count} Zeile", "{count} Zeilen"];
        lines_over(count: &str): "{count} lines", "{count} Zeilen";
        cancel_text: "It ends here. What was done stays done, and nobody further is acted on; the ledger keeps both.",
            "Er endet hier. Was getan ist, bleibt getan, und weiter geschieht niemandem etwas; das Verzeichnis hält beides fest.";
        jobs(count): ["{count} job", "{count} jobs"], ["{count} Auftrag", "{count} Aufträge"];
        nobody_here: "No lines", "Keine Zeilen";
        nobody_here_text: "For nobody did it go so.", "So ging es für niemanden aus.";
    }
);

impl Bulk {
    /// What becomes of a link or a generated password that somebody has.
    #[must_use]
    pub const fn of_mailed(self, fate: Fate) -> &'static str {
        match fate {
            Fate::Stays => self.stays(),
            Fate::Ends => self.ends(),
            Fate::EndsWithPassword => self.ends_with_old(),
            Fate::EndsOnceChanged => self.ends_later(),
        }
    }

    /// What becomes of those who are signed in.
    #[must_use]
    pub const fn of_signed_in(self, fate: Fate) -> &'static str {
        match fate {
            Fate::Stays => self.stay_signed_in(),
            Fate::Ends => self.signed_out(),
            Fate::EndsWithPassword => self.signed_out_with_old(),
            Fate::EndsOnceChanged => self.signed_out_later(),
        }
    }

    /// What an action is called.
    #[must_use]
    pub const fn action(self, action: BulkAction) -> &'static str {
        match action {
            BulkAction::SendLink => self.send_link(),
            BulkAction::NewPassword => self.new_password(),
            BulkAction::RequireChange => self.require_change(),
            BulkAction::EndSessions => self.end_sessions(),
            BulkAction::Activate => self.activate(),
            BulkAction::Deactivate => self.deactivate(),
            BulkAction::AddTag => self.add_tag(),
            BulkAction::RemoveTag => self.remove_tag(),
        }
    }

    /// What a job does.
    #[must_use]
    pub fn order(self, order: &BulkOrder) -> String {
        match order.action {
            BulkAction::AddTag => self.tag_added(&order.tag),
            BulkAction::RemoveTag => self.tag_removed(&order.tag),
            action => self.action(action).to_owned(),
        }
    }

    /// What an action means for those for whom it is done.
    #[must_use]
    pub const fn about(self, action: BulkAction) -> &'static str {
        match action {
            BulkAction::SendLink => self.about_link(),
            BulkAction::NewPassword => self.about_new_password(),
            BulkAction::RequireChange => self.about_require_change(),
            BulkAction::EndSessions => self.about_end_sessions(),
            BulkAction::Activate => self.about_activate(),
            BulkAction::Deactivate => self.about_deactivate(),
            BulkAction::AddTag | BulkAction::RemoveTag => self.about_tag(),
        }
    }

    /// How a job stands.
    #[must_use]
    pub const fn standing(self, state: BulkState) -> &'static str {
        match state {
            BulkState::Gathering => self.gathering(),
            BulkState::Running => self.running(),
            BulkState::Paused => self.paused(),
            BulkState::Done => self.done(),
            BulkState::Cancelled => self.cancelled(),
            BulkState::Stopped => self.stopped(),
            BulkState::Undoing => self.undoing(),
            BulkState::Undone => self.undone(),
        }
    }

    /// What is done to a job.
    #[must_use]
    pub const fn step(self, step: BulkStep) -> &'static str {
        match step {
            BulkStep::Pause => self.pause(),
            BulkStep::Resume => self.resume(),
            BulkStep::Cancel => self.cancel(),
            BulkStep::Undo => self.undo(),
        }
    }

    /// How it went for one.
    #[must_use]
    pub const fn went(self, outcome: Option<BulkOutcome>) -> &'static str {
        match outcome {
            None => self.waiting(),
            Some(BulkOutcome::Done) => self.was_done(),
            Some(BulkOutcome::Unneeded) => self.was_unneeded(),
            Some(BulkOutcome::Skipped) => self.was_skipped(),
            Some(BulkOutcome::Gone) => self.was_gone(),
            Some(BulkOutcome::Failed) => self.was_failed(),
            Some(BulkOutcome::Undone) => self.was_undone(),
        }
    }

    /// Why some are left out.
    #[must_use]
    pub const fn skip(self, skip: BulkSkip) -> &'static str {
        match skip {
            BulkSkip::Refused(refusal) => Problems(self.0).refusal(refusal),
            BulkSkip::Unneeded => self.unneeded_skip(),
        }
    }

    /// "1,200 of 4,000"
    #[must_use]
    pub fn progress_of(self, counts: BulkCounts) -> String {
        self.handled(&number(self.0, counts.handled()), &number(self.0, counts.total))
    }
}
