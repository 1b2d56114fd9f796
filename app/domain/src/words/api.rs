use crate::{
    errors::EventProblem,
    model::{ApiScope, KeyLife},
};

words!(
    /// Programs: their access on the record, and what their calls are told.
    Api {
        access: "API access", "API-Zugang";
        password: "API password", "API-Passwort";
        set_password: "Make API password", "API-Passwort anlegen";
        replace_password: "Replace API password", "API-Passwort ersetzen";
        keys: "Keys", "Schlüssel";
        no_keys: "No keys yet.", "Noch keine Schlüssel.";
        new_key: "New key", "Neuer Schlüssel";
        name: "Name", "Name";
        name_hint: "What it is for: it stands in the audit trail with everything that is done with it.",
            "Wofür er ist: Der Name steht im Protokoll bei allem, was mit dem Schlüssel geschieht.";
        scope: "Scope", "Umfang";
        expires: "Works until", "Gilt bis";
        never_expires: "Until it is withdrawn", "Bis er zurückgezogen wird";
        is_over: "Over", "Abgelaufen";
        last_used: "Last used", "Zuletzt benutzt";
        never_used: "Never", "Nie";
        last_call: "Last API call", "Letzter API-Aufruf";
        no_call: "None yet", "Noch keiner";
        called_with(credential: &str, address: &str): " with {credential}, from {address}", " mit {credential}, von {address}";
        revoke: "Withdraw key", "Schlüssel zurückziehen";
        revoke_means(name: &str): "Calls with the key “{name}” are refused from now on. It cannot be brought back.",
            "Aufrufe mit dem Schlüssel „{name}“ werden ab sofort abgelehnt. Er lässt sich nicht wiederherstellen.";
        revoked: "The key is withdrawn.", "Der Schlüssel ist zurückgezogen.";
        password_text: "For HTTP Basic, together with the user name. It is made here and shown to you once; it reaches as far as the role, and opens no page.",
            "Für HTTP Basic, zusammen mit dem Benutzernamen. Es entsteht hier und wird Ihnen einmal gezeigt; es reicht so weit wie die Rolle und öffnet keine Seite.";
        password_replaces: "The present one stops working at once, and with it every call that uses it.",
            "Das jetzige gilt sofort nicht mehr, und mit ihm scheitert jeder Aufruf, der es benutzt.";
        key_text: "A key is for one program and one purpose. It is shown to you once, and allows no more than its scope and the account's role.",
            "Ein Schlüssel ist für ein Programm und einen Zweck. Er wird Ihnen einmal gezeigt und erlaubt nicht mehr als sein Umfang und die Rolle des Kontos.";
        make: "Make and show", "Anlegen und zeigen";
        shown_once: "Shown once", "Wird einmal gezeigt";
        hidden_now: "It is hidden for good. If it was not copied, make another one.",
            "Endgültig verborgen. Wurde nicht kopiert, legen Sie neu an.";
        life: "Works for", "Gilt für";
        life_days(count): ["1 day", "{count} days"], ["1 Tag", "{count} Tage"];
        scope_read: "Read", "Lesen";
        scope_read_hint: "Users, messages, templates, audit trail.", "Benutzer, Nachrichten, Vorlagen, Protokoll.";
        scope_resets: "Resets", "Zurücksetzen";
        scope_resets_hint: "The same, and send links and new passwords, handle messages.",
            "Dasselbe, dazu Links und neue Passwörter senden und Nachrichten bearbeiten.";
        scope_temporary: "Temporary passwords", "Temporäre Passwörter";
        scope_temporary_hint: "The same, and set temporary passwords. Nobody is asked for their own password then.",
            "Dasselbe, dazu temporäre Passwörter setzen. Dabei wird niemand nach dem eigenen Passwort gefragt.";
        scope_events: "Events", "Ereignisse";
        scope_events_hint: "Read, and report events, which can start automations.",
            "Lesen und Ereignisse melden, die Automatisierungen auslösen können.";
        scope_write: "Write", "Schreiben";
        scope_write_hint: "Read, reset, report events, and change users and templates.",
            "Lesen, zurücksetzen, Ereignisse melden, Benutzer und Vorlagen ändern.";
        scope_authentications: "Authentications", "Anmeldungen";
        scope_authentications_hint: "Check passwords for another application, and nothing else.",
            "Passwörter für eine andere Anwendung prüfen, sonst nichts.";
        impact: "API calls", "API-Aufrufe";
        impact_keeps: "A program calls with this account. Its API password and keys keep working.",
            "Mit diesem Konto ruft ein Programm auf. API-Passwort und Schlüssel gelten weiter.";

        credentials: "No credential, or not a right one. Send the user name and the API password by HTTP Basic, or a key as a bearer token.",
            "Kein Zugang, oder kein gültiger. Senden Sie Benutzernamen und API-Passwort per HTTP Basic oder einen Schlüssel als Bearer-Token.";
        scope_needed(scope: &str): "This key does not reach so far: a scope is needed that includes “{scope}”.",
            "Dieser Schlüssel reicht nicht so weit: Es braucht einen Umfang, der „{scope}“ einschließt.";
        no_address: "There is nothing at this address. /api/docs lists what there is.",
            "Unter dieser Adresse gibt es nichts. /api/docs zeigt, was es gibt.";
        method: "This address does not take this method. Allow says which it takes.",
            "Diese Adresse kennt diese Methode nicht. Allow nennt, welche sie kennt.";
        too_large: "The request is too large. A body has at most 64 KiB.", "Die Anfrage ist zu groß. Der Inhalt hat höchstens 64 KiB.";
        not_json: "Send JSON, and say so: Content-Type: application/json.", "Senden Sie JSON, und sagen Sie es: Content-Type: application/json.";
        unreadable: "This request cannot be read.", "Diese Anfrage ist nicht lesbar.";
        unfit(how: &str): "Something that was given is not expected: {how}.", "Etwas Angegebenes wird nicht erwartet: {how}.";
        no_match: "Say in If-Match which version this changes: the `ETag` that was read.",
            "Nennen Sie in If-Match, welche Version dies ändert: das gelesene ETag.";
        stale: "Somebody else has changed this since it was read. Read it again, and decide anew.",
            "Jemand anderes hat dies inzwischen geändert. Lesen Sie es erneut, und entscheiden Sie neu.";
        no_key: "Send an Idempotency-Key of 1 to 100 visible characters: a new one for each thing to be done, the same one for a repeated call.",
            "Senden Sie einen Idempotency-Key aus 1 bis 100 sichtbaren Zeichen: einen neuen für jede Handlung, denselben für einen wiederholten Aufruf.";
        key_of_another: "This Idempotency-Key was used for another request. Send a new one.",
            "Dieser Idempotency-Key gehört zu einer anderen Anfrage. Senden Sie einen neuen.";
        under_way: "The same call is under way. Repeat it in a moment to hear how it ended.",
            "Derselbe Aufruf läuft noch. Wiederholen Sie ihn gleich, um zu erfahren, wie er ausging.";
        cut_off: "The same call was cut off, and how far it got is not known. Look at the user or at the messages, then call with a new key.",
            "Derselbe Aufruf wurde abgebrochen; wie weit er kam, ist nicht bekannt. Sehen Sie beim Benutzer oder bei den Nachrichten nach, und rufen Sie dann mit einem neuen Schlüssel auf.";
        already_shown: "This was done, and its answer was shown once: it held a password, which is kept nowhere. If it is lost, call with a new key for another one.",
            "Das ist geschehen, und die Antwort wurde einmal gezeigt: Sie enthielt ein Passwort, das nirgends aufbewahrt wird. Ist es verloren, rufen Sie mit einem neuen Schlüssel für ein anderes auf.";
        busy: "This took too long. Try again in a moment.", "Das hat zu lange gedauert. Versuchen Sie es gleich erneut.";
        event_kind: "Name the kind with 1 to 100 of these characters: a to z, 0 to 9, dots and hyphens.",
            "Nennen Sie die Art mit 1 bis 100 dieser Zeichen: a bis z, 0 bis 9, Punkte und Bindestriche.";
        event_users: "Give at most 100 user names and e-mail addresses together, which mean at most 500 users. Report the rest as another event.",
            "Geben Sie zusammen höchstens 100 Benutzernamen und E-Mail-Adressen an, die höchstens 500 Benutzer meinen. Melden Sie die übrigen als weiteres Ereignis.";
        event_attributes: "Give at most 20 attributes, with names of 1 to 64 and texts of at most 500 characters.",
            "Geben Sie höchstens 20 Merkmale an, mit Namen von 1 bis 64 und Texten von höchstens 500 Zeichen.";
        event_time: "Give a time within the last 24 hours, such as 2026-11-21T13:32:00Z, or none for now.",
            "Geben Sie einen Zeitpunkt der letzten 24 Stunden an, etwa 2026-11-21T13:32:00Z, oder keinen für jetzt.";
        title_invalid: "Invalid request", "Ungültige Anfrage";
        title_credentials: "Credential needed", "Zugang nötig";
        title_forbidden: "Forbidden", "Nicht erlaubt";
        title_not_found: "Not found", "Nicht gefunden";
        title_refused: "Refused", "Verweigert";
        title_precondition: "Another version", "Andere Version";
        title_too_many: "Too many", "Zu viele";
        title_failed: "Failed", "Gescheitert";
    }
);

impl Api {
    /// A scope, and what it means.
    #[must_use]
    pub const fn scopes(self, scope: ApiScope) -> (&'static str, &'static str) {
        match scope {
            ApiScope::Read => (self.scope_read(), self.scope_read_hint()),
            ApiScope::Resets => (self.scope_resets(), self.scope_resets_hint()),
            ApiScope::TemporaryPasswords => (self.scope_temporary(), self.scope_temporary_hint()),
            ApiScope::Events => (self.scope_events(), self.scope_events_hint()),
            ApiScope::Write => (self.scope_write(), self.scope_write_hint()),
            ApiScope::Authentications => (self.scope_authentications(), self.scope_authentications_hint()),
        }
    }

    /// What is wrong with an event that another system reports.
    #[must_use]
    pub const fn event(self, problem: EventProblem) -> &'static str {
        match problem {
            EventProblem::EventKind => self.event_kind(),
            EventProblem::EventUsers => self.event_users(),
            EventProblem::EventAttributes => self.event_attributes(),
            EventProblem::EventTime => self.event_time(),
        }
    }

    /// How long a key works.
    #[must_use]
    pub fn lives(self, life: KeyLife) -> String {
        life.days().map_or_else(|| self.never_expires().to_owned(), |days| self.life_days(days))
    }

    /// What sort of problem a call met, by its HTTP status.
    #[must_use]
    pub const fn title(self, status: u16) -> &'static str {
        match status {
            401 => self.title_credentials(),
            403 => self.title_forbidden(),
            404 => self.title_not_found(),
            409 => self.title_refused(),
            412 | 428 => self.title_precondition(),
            429 => self.title_too_many(),
            500.. => self.title_failed(),
            _ => self.title_invalid(),
        }
    }
}
