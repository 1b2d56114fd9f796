use crate::model::{
    AutomationStatus, AutomationStep, AutomationWarning, AutomationWindow, EventField, EventKind, JobKind, LeftOut, PauseReason,
    RunState, RunStep, SkipReason, TextOperator,
};
use crate::words::{Bulk, Events, Problems};

words!(
    /// Names of what automations are made of. "(S)" stands for the system: its users, not its visitors.
    AutomationNames {
        of_system(name: &str): "{name} (S)", "{name} (S)";
        signing_in: "Signing in", "Anmelden";
        accounts: "Accounts", "Konten";
        passwords: "Passwords and links", "Passwörter und Links";
        work: "Mail and work that ended", "E-Mail und beendete Vorgänge";
        elsewhere: "From elsewhere, and by the clock", "Von außen und nach der Uhr";

        send_new_password: "Send New Password to System User (S)", "Neues Passwort an Systembenutzer senden (S)";
        send_link: "Send Password Change Link to System User (S)", "Link zur Passwortänderung an Systembenutzer senden (S)";
        require_change: "Require Change at Next Sign-in (S)", "Änderung bei der nächsten Anmeldung verlangen (S)";
        end_sessions: "End Sessions (S)", "Sitzungen beenden (S)";
        activate: "Activate User (S)", "Benutzer aktivieren (S)";
        deactivate: "Deactivate User (S)", "Benutzer deaktivieren (S)";
        add_tag: "Add Tag (S)", "Schlagwort hinzufügen (S)";
        remove_tag: "Remove Tag (S)", "Schlagwort entfernen (S)";
        notify: "Notify (S)", "Benachrichtigen (S)";
        webhook: "Call Web Address (S)", "Webadresse aufrufen (S)";
        about_notify: "Each of them gets a mail that says what happened, with your note.",
            "Alle erhalten eine E-Mail, die sagt, was geschehen ist, mit Ihrer Anmerkung.";
        about_webhook: "Another system is told what happened; the call is signed, and repeated until it is answered.",
            "Ein anderes System erfährt, was geschehen ist; der Aufruf ist signiert und wird wiederholt, bis er beantwortet ist.";

        through: "Through", "Weg";
        credential: "Credential", "Zugang";
        by: "By", "Durch";
        how: "How", "Auf welche Weise";
        template: "Template", "Vorlage";
        reply: "Mail server's reply", "Antwort des Mailservers";
        automation: "Automation", "Automation";
        job: "File or action", "Datei oder Aktion";
        kind: "Kind", "Art";
        attribute: "Attribute", "Attribut";

        equals: "Equals", "Ist gleich";
        does_not_equal: "Does Not Equal", "Ist nicht gleich";
        starts_with: "Starts with", "Beginnt mit";
        ends_with: "Ends with", "Endet mit";
        matches: "Matches [Regex]", "Passt auf [Regex]";

        edit_event: "Edit Event", "Ereignis bearbeiten";
        edit_job: "Edit Job", "Auftrag bearbeiten";
        time_frame: "Time Frame", "Zeitrahmen";

        draft: "Draft", "Entwurf";
        scheduled: "Activated, Scheduled", "Aktiviert, geplant";
        running: "Activated, Running", "Aktiviert, läuft";
        paused: "Paused", "Angehalten";
        ended: "Ended", "Beendet";

        by_hand: "Somebody paused it. Resume it when it is to go on.",
            "Jemand hat sie angehalten. Setzen Sie sie fort, sobald sie weiterlaufen soll.";
        owner_lost: "The account for which it acts is gone, switched off, or no longer has the right to do this. Somebody who has the right can take it over on its page.",
            "Das Konto, in dessen Namen sie handelt, ist gelöscht, abgeschaltet oder nicht mehr dazu berechtigt. Wer berechtigt ist, kann sie auf ihrer Seite übernehmen.";
        cap: "It did more in an hour than its cap allows. Look at what it did: if that was meant, raise the cap and resume it.",
            "Sie hat in einer Stunde mehr getan, als ihre Grenze erlaubt. Sehen Sie nach, was sie getan hat: War es so gemeint, erhöhen Sie die Grenze, und setzen Sie sie fort.";
        house_cap: "All automations together did more in an hour than the cap for all allows. Look at what they did, and resume those that are to go on.",
            "Alle Automationen zusammen haben in einer Stunde mehr getan, als die gemeinsame Grenze erlaubt. Sehen Sie nach, was sie getan haben, und setzen Sie die fort, die weiterlaufen sollen.";
        restored: "The database was brought back from a backup, and what was due since may be done already. Look at its ledger, and resume it.",
            "Die Datenbank wurde aus einer Sicherung zurückgeholt, und was seither fällig war, ist vielleicht schon geschehen. Sehen Sie in ihrem Verzeichnis nach, und setzen Sie sie fort.";
        missing: "Something that it needs, such as a selection, is not there any more. Choose another, and resume it.",
            "Etwas, das sie braucht, zum Beispiel eine Auswahl, gibt es nicht mehr. Wählen Sie etwas anderes, und setzen Sie sie fort.";

        waiting: "Waiting", "Wartet";
        done: "Done", "Getan";
        unneeded: "So already", "War schon so";
        skipped: "Left out", "Ausgelassen";
        failed: "Failed", "Fehlgeschlagen";
        missed: "Missed", "Verpasst";
        cancelled: "Cancelled", "Abgebrochen";

        not_selected: "The job's selection does not mean them.", "Die Auswahl des Auftrags meint sie nicht.";
        cool_down: "They were met a short time ago.", "Sie waren erst vor Kurzem betroffen.";
        after_the_end: "Their turn would come after the end of the time frame.", "Sie kämen erst nach dem Ende des Zeitrahmens an die Reihe.";
        gone: "They are not there any more.", "Es gibt sie nicht mehr.";

        step_activate: "Activate", "Aktivieren";
        step_pause: "Pause", "Anhalten";
        step_resume: "Resume", "Fortsetzen";
        step_deactivate: "Deactivate", "Deaktivieren";
        cancel_run: "Cancel", "Abbrechen";
        run_now: "Run now", "Jetzt ausführen";
        retry: "Try again", "Erneut versuchen";

        strangers_stop_passwords: "Strangers can cause this event, and the old password would stop before the new one is used: they could keep people out. Choose “at first use” as the effect on the old password.",
            "Fremde können dieses Ereignis auslösen, und das alte Passwort würde enden, bevor das neue benutzt wird: Sie könnten Menschen aussperren. Wählen Sie als Wirkung auf das alte Passwort „bei der ersten Verwendung“.";
        strangers_cause_mail: "Strangers can cause this event, and so have mail sent. A cool-down and a cap keep that small.",
            "Fremde können dieses Ereignis auslösen und so E-Mails senden lassen. Sperrfrist und Obergrenze halten das klein.";
        programs_take_part: "Programs take part, because the selection names them: their calls may fail afterwards.",
            "Programme nehmen teil, weil die Auswahl sie nennt: Ihre Aufrufe können danach scheitern.";
        hybrids_take_part: "People take part who also call the API. Their sessions end; their calls go on.",
            "Es nehmen Menschen teil, die auch die API aufrufen. Ihre Sitzungen enden, ihre Aufrufe gehen weiter.";
        outranked: "Some are left out because your role does not reach theirs.",
            "Einige werden ausgelassen, weil Ihre Rolle nicht über ihrer steht.";
        everyone: "The job has no selection: everyone whom the event is about is met. A selection can keep API users and others out.",
            "Der Auftrag hat keine Auswahl: Er trifft alle, um die es im Ereignis geht. Eine Auswahl kann API-Benutzer und andere ausnehmen.";
        over_the_cap: "In an hour of the time that was looked at it would have gone over its cap, and paused.",
            "In einer Stunde der betrachteten Zeit hätte sie ihre Obergrenze überschritten und angehalten.";
        nobody: "Nobody at all would have been met. See whether event and selections are what you mean.",
            "Es wäre niemand betroffen gewesen. Prüfen Sie, ob Ereignis und Auswahlen stimmen.";
        administrators: "It acts on administrators, and you may be among them.",
            "Sie wirkt auf Administratoren, vielleicht auch auf Sie selbst.";
        part_only: "More happened in these days than was looked at: only 1,000 events were. Choose fewer days.",
            "In diesen Tagen geschah mehr, als angesehen wurde: nur 1.000 Ereignisse. Wählen Sie weniger Tage.";
    }
);

/// Where a form offers an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventGroup {
    /// Signing in.
    SigningIn,
    /// Accounts.
    Accounts,
    /// Passwords and links.
    Passwords,
    /// Mail and work that came to its end.
    Work,
    /// Other systems, and the clock.
    Elsewhere,
}

impl EventGroup {
    /// All of them, in the order of a form.
    pub const ALL: [Self; 5] = [Self::SigningIn, Self::Accounts, Self::Passwords, Self::Work, Self::Elsewhere];

    /// The group of an event.
    #[must_use]
    pub const fn of(kind: EventKind) -> Self {
        use EventKind as E;
        match kind {
            E::SignedIn | E::SignInFailed | E::Locked | E::Unlocked | E::NoSignIn | E::NotMe | E::SessionsEnded => {
                Self::SigningIn
            }
            E::SecondFactorSetUp | E::SecondFactorRemoved | E::RecoveryCodeUsed | E::SecondFactorFailed => Self::SigningIn,
            E::UserCreated | E::Activated | E::Deactivated | E::EmailChanged => Self::Accounts,
            E::MailFailed | E::ImportFinished | E::BulkFinished | E::AutomationFinished => Self::Work,
            E::External | E::Schedule => Self::Elsewhere,
            _ => Self::Passwords,
        }
    }
}

impl AutomationNames {
    /// A group of events.
    #[must_use]
    pub const fn group(self, group: EventGroup) -> &'static str {
        match group {
            EventGroup::SigningIn => self.signing_in(),
            EventGroup::Accounts => self.accounts(),
            EventGroup::Passwords => self.passwords(),
            EventGroup::Work => self.work(),
            EventGroup::Elsewhere => self.elsewhere(),
        }
    }

    /// An event.
    #[must_use]
    pub fn event(self, kind: EventKind) -> String {
        self.of_system(Events(self.0).event(kind))
    }

    /// A job.
    #[must_use]
    pub const fn job_kind(self, job: JobKind) -> &'static str {
        match job {
            JobKind::SendNewPassword => self.send_new_password(),
            JobKind::SendLink => self.send_link(),
            JobKind::RequireChange => self.require_change(),
            JobKind::EndSessions => self.end_sessions(),
            JobKind::Activate => self.activate(),
            JobKind::Deactivate => self.deactivate(),
            JobKind::AddTag => self.add_tag(),
            JobKind::RemoveTag => self.remove_tag(),
            JobKind::Notify => self.notify(),
            JobKind::Webhook => self.webhook(),
        }
    }

    /// What a job means for those for whom it is done.
    #[must_use]
    pub const fn about(self, job: JobKind) -> &'static str {
        match (job.action(), job) {
            (Some(action), _) => Bulk(self.0).about(action),
            (None, JobKind::Webhook) => self.about_webhook(),
            (None, _) => self.about_notify(),
        }
    }

    /// Something to filter events by; an attribute by the name that it has.
    #[must_use]
    pub fn field(self, field: &EventField) -> &str {
        match field {
            EventField::Through => self.through(),
            EventField::Credential => self.credential(),
            EventField::By => self.by(),
            EventField::How => self.how(),
            EventField::Template => self.template(),
            EventField::Reply => self.reply(),
            EventField::Automation => self.automation(),
            EventField::Job => self.job(),
            EventField::Kind => self.kind(),
            EventField::Attribute(name) => name,
        }
    }

    /// How a text is compared.
    #[must_use]
    pub const fn operator(self, operator: TextOperator) -> &'static str {
        match operator {
            TextOperator::Equals => self.equals(),
            TextOperator::DoesNotEqual => self.does_not_equal(),
            TextOperator::StartsWith => self.starts_with(),
            TextOperator::EndsWith => self.ends_with(),
            TextOperator::Matches => self.matches(),
        }
    }

    /// A window, as buttons name it.
    #[must_use]
    pub const fn window(self, window: AutomationWindow) -> &'static str {
        match window {
            AutomationWindow::Event => self.edit_event(),
            AutomationWindow::Job => self.edit_job(),
            AutomationWindow::TimeFrame => self.time_frame(),
        }
    }

    /// How an automation stands.
    #[must_use]
    pub const fn status(self, status: AutomationStatus) -> &'static str {
        match status {
            AutomationStatus::Draft => self.draft(),
            AutomationStatus::Scheduled => self.scheduled(),
            AutomationStatus::Running => self.running(),
            AutomationStatus::Paused => self.paused(),
            AutomationStatus::Ended => self.ended(),
        }
    }

    /// Why an automation pauses, and what to do.
    #[must_use]
    pub const fn why_paused(self, reason: PauseReason) -> &'static str {
        match reason {
            PauseReason::ByHand => self.by_hand(),
            PauseReason::Owner => self.owner_lost(),
            PauseReason::Cap => self.cap(),
            PauseReason::HouseCap => self.house_cap(),
            PauseReason::Missing => self.missing(),
            PauseReason::Restored => self.restored(),
        }
    }

    /// How a run stands.
    #[must_use]
    pub const fn state(self, state: RunState) -> &'static str {
        match state {
            RunState::Waiting => self.waiting(),
            RunState::Done => self.done(),
            RunState::Unneeded => self.unneeded(),
            RunState::Skipped => self.skipped(),
            RunState::Failed => self.failed(),
            RunState::Missed => self.missed(),
            RunState::Cancelled => self.cancelled(),
        }
    }

    /// Why somebody was left out.
    #[must_use]
    pub const fn skip(self, reason: SkipReason) -> &'static str {
        match reason {
            SkipReason::Refused(refusal) => Problems(self.0).refusal(refusal),
            SkipReason::LeftOut(LeftOut::NotSelected) => self.not_selected(),
            SkipReason::LeftOut(LeftOut::CoolDown) => self.cool_down(),
            SkipReason::LeftOut(LeftOut::AfterTheEnd) => self.after_the_end(),
            SkipReason::LeftOut(LeftOut::Gone) => self.gone(),
        }
    }

    /// What somebody does to an automation.
    #[must_use]
    pub const fn step(self, step: AutomationStep) -> &'static str {
        match step {
            AutomationStep::Activate => self.step_activate(),
            AutomationStep::Pause => self.step_pause(),
            AutomationStep::Resume => self.step_resume(),
            AutomationStep::Deactivate => self.step_deactivate(),
        }
    }

    /// What somebody does to a run.
    #[must_use]
    pub const fn run_step(self, step: RunStep) -> &'static str {
        match step {
            RunStep::Cancel => self.cancel_run(),
            RunStep::RunNow => self.run_now(),
            RunStep::Retry => self.retry(),
        }
    }

    /// What should be known before activating.
    #[must_use]
    pub const fn warning(self, warning: AutomationWarning) -> &'static str {
        match warning {
            AutomationWarning::StrangersStopPasswords => self.strangers_stop_passwords(),
            AutomationWarning::StrangersCauseMail => self.strangers_cause_mail(),
            AutomationWarning::ProgramsTakePart => self.programs_take_part(),
            AutomationWarning::HybridsTakePart => self.hybrids_take_part(),
            AutomationWarning::Outranked => self.outranked(),
            AutomationWarning::Everyone => self.everyone(),
            AutomationWarning::OverTheCap => self.over_the_cap(),
            AutomationWarning::Nobody => self.nobody(),
            AutomationWarning::Administrators => self.administrators(),
            AutomationWarning::PartOnly => self.part_only(),
        }
    }
}
