use crate::{
    model::{PreviewLook, TemplateKey, TemplateState, VersionOrigin},
    rules::templates::{TemplateFlaw, TemplateProblem},
};

words!(
    /// The Template Manager.
    Templates {
        title: "Templates", "Vorlagen";
        lead: "The mails that Latchkey sends, in each language.", "Die E-Mails, die Latchkey sendet, in jeder Sprache.";
        name: "Name", "Name";
        languages: "Languages", "Sprachen";
        last_changed: "Last changed", "Zuletzt geändert";
        never: "Never", "Nie";
        link: "Password Change Link", "Link zum Ändern des Passworts";
        link_purpose: "Carries the link with which someone chooses a new password.",
            "Enthält den Link, über den jemand ein neues Passwort wählt.";
        access_info: "Access Info", "Zugangsdaten";
        access_info_purpose: "Carries a new password and how to sign in with it.", "Überbringt ein neues Passwort und wie man sich damit anmeldet.";
        caller_code: "Caller Code", "Code für den Anruf";
        caller_code_purpose: "Carries the code that someone reads out to the help desk on the telephone.",
            "Überbringt den Code, den jemand dem Helpdesk am Telefon vorliest.";
        temporary_set: "Temporary Password Set", "Temporäres Passwort gesetzt";
        temporary_set_purpose: "Tells people that an administrator set a temporary password for them.",
            "Teilt mit, dass die Administration ein temporäres Passwort gesetzt hat.";
        not_me_reported: "This Wasn’t Me", "Das war ich nicht";
        not_me_reported_purpose: "Tells administrators that somebody answered a notice with “this wasn’t me”.",
            "Teilt der Administration mit, dass jemand auf eine Mitteilung „Das war ich nicht“ geantwortet hat.";
        second_factor_changed: "Second Factor Changed", "Zweiter Faktor geändert";
        second_factor_changed_purpose: "Tells the owner that a second factor was set up or removed, or a recovery code used.",
            "Teilt mit, dass ein zweiter Faktor eingerichtet oder entfernt oder ein Wiederherstellungscode benutzt wurde.";
        password_changed: "Password Changed", "Passwort geändert";
        password_changed_purpose: "Tells the owner that the password of their account was changed.",
            "Teilt mit, dass das Passwort des eigenen Kontos geändert wurde.";
        email_confirmed: "E-mail Address Entered", "E-Mail-Adresse eingetragen";
        email_confirmed_purpose: "Tells the new address that mail about the account comes there now.",
            "Teilt der neuen Adresse mit, dass E-Mails zum Konto nun dorthin gehen.";
        email_changed: "E-mail Address Changed", "E-Mail-Adresse geändert";
        email_changed_purpose: "Tells the old address that mail about the account goes elsewhere now.",
            "Teilt der alten Adresse mit, dass E-Mails zum Konto nun woandershin gehen.";
        automation_notice: "Notice by an Automation", "Mitteilung einer Automation";
        automation_notice_purpose: "Carries what an automation’s job says to those whom it is to notify.",
            "Überbringt, was der Auftrag einer Automation denen mitteilt, die sie benachrichtigen soll.";
        automation_paused: "Automation Paused", "Automation angehalten";
        automation_paused_purpose: "Tells its owner and administrators why an automation pauses.",
            "Teilt dem Eigentümer und der Administration mit, warum eine Automation angehalten ist.";
        automation_ending: "Automation Ends Soon", "Automation endet bald";
        automation_ending_purpose: "Sent 30 days before the time frame of an automation ends.",
            "Wird 30 Tage vor dem Ende des Zeitrahmens einer Automation gesendet.";
        approval: "Approval", "Freigabe";
        approval_purpose: "Tells administrators what waits for a second one, and what became of it.",
            "Teilt der Administration mit, was auf eine zweite Person wartet und was daraus wurde.";
        test: "Test Mail", "Testnachricht";
        test_purpose: "Sent from Settings to see whether the mail server takes mail.",
            "Wird in den Einstellungen gesendet, um den Mailserver zu prüfen.";
        built_in: "Built-in", "Mitgeliefert";
        changed: "Changed", "Geändert";
        behind: "Built-in, changed elsewhere", "Mitgeliefert, anderswo geändert";
        broken: "Broken: built-in text is sent", "Fehlerhaft: Mitgeliefertes wird gesendet";
        edit_tab: "Text", "Text";
        parts: "This template in each language, and its versions", "Diese Vorlage in jeder Sprache und ihre Versionen";
        state: "State", "Zustand";
        version(version: i64): "Version {version}, saved by", "Version {version}, gespeichert von";
        broke(why: &str): "This text could not be filled in, so the built-in one is sent: {why}. Correct it and save, or restore another version.",
            "Dieser Text ließ sich nicht ausfüllen, daher wird der mitgelieferte gesendet: {why}. Verbessern und speichern Sie ihn, oder stellen Sie eine andere Version wieder her.";
        broke_at: "Since", "Seit";
        read_only: "Your role can see the templates, not change them.", "Ihre Rolle kann die Vorlagen sehen, nicht ändern.";
        subject: "Subject", "Betreff";
        subject_hint: "One line. It shows on locked screens, so it cannot carry links, codes or passwords.",
            "Eine Zeile. Sie erscheint auf gesperrten Bildschirmen und kann daher keine Links, Codes oder Passwörter enthalten.";
        html: "HTML", "HTML";
        html_hint: "Paragraphs only: the frame with name, contact and colours is added to every mail.",
            "Nur Absätze: Der Rahmen mit Name, Kontakt und Farben kommt zu jeder E-Mail hinzu.";
        text: "Text", "Text";
        text_hint: "For programs that show no HTML. One line per paragraph.", "Für Programme, die kein HTML zeigen. Eine Zeile je Absatz.";
        preview: "Preview", "Vorschau";
        preview_hint: "With made-up values.", "Mit erfundenen Werten.";
        preview_now: "Show preview", "Vorschau zeigen";
        look: "Shown as", "Ansicht";
        look_html: "HTML", "HTML";
        look_text: "Text", "Text";
        look_phone: "Phone", "Telefon";
        look_dark: "Dark", "Dunkel";
        variables: "Variables", "Variablen";
        variables_hint: "Each is replaced by its value when a mail is sent. {} must stand in HTML and text.",
            "Jede wird beim Senden durch ihren Wert ersetzt. {} müssen in HTML und Text stehen.";
        required_ones: "Those marked “required”", "Die mit „nötig“ gekennzeichneten";
        required: "required", "nötig";
        insert(name: &str): "Insert {name}", "{name} einfügen";
        example: "Example", "Beispiel";
        conditions: "To show something only where a value is known: {% if client %}From: {{ client }}{% endif %}. Also “else”, “elif”, “not”, “and”, “or”.",
            "Etwas nur zeigen, wenn ein Wert bekannt ist: {% if client %}Von: {{ client }}{% endif %}. Auch „else“, „elif“, „not“, „and“, „or“.";
        button_label: "Label", "Beschriftung";
        saved: "The template is saved. Mails use it from now on.", "Die Vorlage ist gespeichert. E-Mails verwenden sie ab jetzt.";
        send_test: "Send test to me", "Test an mich senden";
        test_hint: "Sends the text as it stands here, saved or not, with made-up values.",
            "Sendet den Text, wie er hier steht, gespeichert oder nicht, mit erfundenen Werten.";
        versions: "Versions", "Versionen";
        no_versions: "Nobody has changed it", "Noch unverändert";
        no_versions_text: "The text that came with Latchkey is in use. Every save will be kept here.",
            "Der mitgelieferte Text ist in Gebrauch. Jedes Speichern wird hier festgehalten.";
        when: "When", "Wann";
        who: "Who", "Wer";
        origin: "What", "Was";
        written: "Saved", "Gespeichert";
        restored(version: i64): "Version {version} restored", "Version {version} wiederhergestellt";
        was_reset: "Reset to built-in", "Auf Mitgeliefertes zurückgesetzt";
        in_use: "in use", "in Gebrauch";
        compare: "Compare", "Vergleichen";
        compare_versions: "Compare two versions", "Zwei Versionen vergleichen";
        earlier: "Earlier", "Frühere";
        later: "Later", "Spätere";
        version_number(version: i64): "Version {version}", "Version {version}";
        built_in_text: "Built-in text", "Mitgelieferter Text";
        compared(from: &str, to: &str): "{from} and {to}", "{from} und {to}";
        no_difference: "They are the same.", "Sie sind gleich.";
        added: "Added:", "Hinzugefügt:";
        removed: "Removed:", "Entfernt:";
        restore: "Restore", "Wiederherstellen";
        restore_version(version: i64): "Restore version {version}", "Version {version} wiederherstellen";
        reset: "Reset to built-in", "Auf Mitgeliefertes zurücksetzen";
        reset_hint: "Nothing is lost: the versions stay, and this becomes one more.",
            "Nichts geht verloren: Die Versionen bleiben, und es kommt eine hinzu.";
        restored_now: "The version is restored. Mails use it from now on.",
            "Die Version ist wiederhergestellt. E-Mails verwenden sie ab jetzt.";
        not_shown: "This cannot be shown yet", "Das lässt sich noch nicht zeigen";
        at_line(line: i64, problem: &str): "Line {line}: {problem}", "Zeile {line}: {problem}";
        unclosed: "Something is opened here and never closed. Braces end with }} or %}, an “if” with {% endif %}.",
            "Hier wird etwas geöffnet und nie geschlossen. Klammern enden mit }} oder %}, ein „if“ mit {% endif %}.";
        stray(tag: &str): "There is no “if” to which this “{tag}” belongs. Remove it.",
            "Zu diesem „{tag}“ gibt es kein „if“. Entfernen Sie es.";
        tag(tag: &str): "“{tag}” cannot be used in templates. There are “if”, “elif”, “else” and “endif”.",
            "„{tag}“ gibt es in Vorlagen nicht. Es gibt „if“, „elif“, „else“ und „endif“.";
        expression(words: &str): "“{words}” cannot be used here. Insert a variable from the list.",
            "„{words}“ geht hier nicht. Fügen Sie eine Variable aus der Liste ein.";
        unknown(name: &str): "This template has no variable “{name}”. Insert one from the list.",
            "Diese Vorlage hat keine Variable „{name}“. Fügen Sie eine aus der Liste ein.";
        not_in_subject(name: &str): "“{name}” cannot stand in a subject. Move it into the text.",
            "„{name}“ darf nicht im Betreff stehen. Setzen Sie es in den Text.";
        in_tag(name: &str): "“{name}” cannot stand inside an HTML tag. Put it into the text, or an address alone into href=\"…\".",
            "„{name}“ darf nicht in einem HTML-Tag stehen. Setzen Sie es in den Text oder eine Adresse allein in href=\"…\".";
        missing(name: &str): "“{name}” is missing, or missing in some mails. Insert it where every recipient sees it.",
            "„{name}“ fehlt, oder es fehlt in manchen E-Mails. Fügen Sie es dort ein, wo alle es sehen.";
        lines: "A subject is one line. Remove the line break.", "Ein Betreff ist eine Zeile. Entfernen Sie den Umbruch.";
        not_in_mails(what: &str): "Mails do not carry {what}. Remove it.", "E-Mails enthalten kein {what}. Entfernen Sie es.";
        nesting(what: &str): "{what} does not fit here: a tag is missing, left over or in the wrong place. Check the tags up to this line.",
            "{what} passt hier nicht: Ein Tag fehlt, ist zu viel oder steht falsch. Prüfen Sie die Tags bis zu dieser Zeile.";
        filling(problem: &str): "This cannot be filled in: {problem}. Check the braces.",
            "Das lässt sich nicht ausfüllen: {problem}. Prüfen Sie die Klammern.";
        about_link: "The link with which the password is chosen", "Der Link, über den das Passwort gewählt wird";
        about_code: "The same as a code to type", "Dasselbe als Code zum Eintippen";
        about_caller_code: "The code to be read out", "Der Code zum Vorlesen";
        about_change_url: "The page where the code is typed", "Die Seite, auf der der Code eingetippt wird";
        about_expires_at: "Until when it works, with the time zone", "Bis wann es gilt, mit Zeitzone";
        about_life: "For how long it works", "Wie lange es gilt";
        about_requested_by: "Who sent it; unknown where the recipient asked", "Wer ihn sendet; unbekannt, wenn man ihn selbst anfordert";
        about_user_name: "The recipient's user name", "Der Benutzername";
        about_display_name: "The recipient's name", "Der Name";
        about_organisation: "Your organisation's name", "Der Name Ihrer Organisation";
        about_contact: "Whom to turn to", "An wen man sich wendet";
        about_site_url: "The address of Latchkey", "Die Adresse von Latchkey";
        about_change: "What changed, in a sentence", "Was sich geändert hat, als Satz";
        about_changed: "When it was changed", "Wann die Änderung geschah";
        about_client: "From which device; may be unknown", "Von welchem Gerät; kann unbekannt sein";
        about_changed_by: "Who changed it; may be unknown", "Von wem; kann unbekannt sein";
        about_password: "The password that was made", "Das erzeugte Passwort";
        about_ticket: "The ticket number", "Die Ticketnummer";
        about_old_password: "What becomes of the old password, in a sentence", "Was aus dem alten Passwort wird, als Satz";
        about_set: "When it was set", "Wann es gesetzt wurde";
        about_set_by: "Who set it", "Von wem";
        about_not_me: "The link with which the recipient says: this wasn’t me", "Der Link für „Das war ich nicht“";
        about_account_name: "The name of the account’s owner", "Der Name des Kontoinhabers";
        about_account_user_name: "The user name of the account", "Der Benutzername des Kontos";
        about_about: "Which notice it was", "Um welche Mitteilung es geht";
        about_happened: "When that happened", "Wann das geschah";
        about_reported: "When it was reported", "Wann es gemeldet wurde";
        about_new_factors: "Second factors that were added lately; may be none", "Zweite Faktoren, die kürzlich hinzugekommen sind; vielleicht keine";
        about_record_url: "The account’s record in Latchkey", "Der Eintrag des Kontos in Latchkey";
        about_automation: "The automation’s name", "Der Name der Automation";
        about_event: "What happened", "Was geschehen ist";
        about_people: "The names of those whom it is about; may be nobody", "Die Namen derer, um die es geht; vielleicht niemand";
        about_message: "What the automation’s job says", "Was der Auftrag der Automation mitteilt";
        about_reason: "Why it pauses and what to do, in sentences", "Warum sie angehalten ist und was zu tun ist, als Sätze";
        about_ends_at: "When its time frame ends, with the time zone", "Wann ihr Zeitrahmen endet, mit Zeitzone";
        about_automation_url: "The automation’s page in Latchkey", "Die Seite der Automation in Latchkey";
        about_news: "What there is to say about it, in sentences", "Was darüber zu sagen ist, als Sätze";
        about_deed: "What is asked for", "Was beantragt ist";
        about_asked_by: "Who asked for it", "Wer es beantragt hat";
        about_approvals_url: "The page of approvals in Latchkey", "Die Seite der Freigaben in Latchkey";
        about_asked: "When the test was asked for", "Wann der Test angefordert wurde";
    }
);

impl Templates {
    /// A template's name.
    #[must_use]
    pub const fn key(self, key: TemplateKey) -> &'static str {
        match key {
            TemplateKey::PasswordChangeLink => self.link(),
            TemplateKey::AccessInfo => self.access_info(),
            TemplateKey::CallerCode => self.caller_code(),
            TemplateKey::TemporaryPasswordSet => self.temporary_set(),
            TemplateKey::NotMeReported => self.not_me_reported(),
            TemplateKey::PasswordChanged => self.password_changed(),
            TemplateKey::SecondFactorChanged => self.second_factor_changed(),
            TemplateKey::EmailConfirmed => self.email_confirmed(),
            TemplateKey::EmailChanged => self.email_changed(),
            TemplateKey::AutomationNotice => self.automation_notice(),
            TemplateKey::AutomationPaused => self.automation_paused(),
            TemplateKey::AutomationEnding => self.automation_ending(),
            TemplateKey::Approval => self.approval(),
            TemplateKey::Test => self.test(),
        }
    }

    /// What a template is for.
    #[must_use]
    pub const fn purpose_of(self, key: TemplateKey) -> &'static str {
        match key {
            TemplateKey::PasswordChangeLink => self.link_purpose(),
            TemplateKey::AccessInfo => self.access_info_purpose(),
            TemplateKey::CallerCode => self.caller_code_purpose(),
            TemplateKey::TemporaryPasswordSet => self.temporary_set_purpose(),
            TemplateKey::NotMeReported => self.not_me_reported_purpose(),
            TemplateKey::PasswordChanged => self.password_changed_purpose(),
            TemplateKey::SecondFactorChanged => self.second_factor_changed_purpose(),
            TemplateKey::EmailConfirmed => self.email_confirmed_purpose(),
            TemplateKey::EmailChanged => self.email_changed_purpose(),
            TemplateKey::AutomationNotice => self.automation_notice_purpose(),
            TemplateKey::AutomationPaused => self.automation_paused_purpose(),
            TemplateKey::AutomationEnding => self.automation_ending_purpose(),
            TemplateKey::Approval => self.approval_purpose(),
            TemplateKey::Test => self.test_purpose(),
        }
    }

    /// How a template stands.
    #[must_use]
    pub const fn standing(self, state: TemplateState) -> &'static str {
        match state {
            TemplateState::BuiltIn => self.built_in(),
            TemplateState::Changed => self.changed(),
            TemplateState::Behind => self.behind(),
            TemplateState::Broken => self.broken(),
        }
    }

    /// How a preview shows a mail.
    #[must_use]
    pub const fn look_of(self, look: PreviewLook) -> &'static str {
        match look {
            PreviewLook::Html => self.look_html(),
            PreviewLook::Text => self.look_text(),
            PreviewLook::Phone => self.look_phone(),
            PreviewLook::Dark => self.look_dark(),
        }
    }

    /// Where a version came from.
    #[must_use]
    pub fn origin_of(self, origin: VersionOrigin) -> String {
        match origin {
            VersionOrigin::Saved => self.written().to_owned(),
            VersionOrigin::Restored(version) => self.restored(version),
            VersionOrigin::Reset => self.was_reset().to_owned(),
        }
    }

    /// A version by its number; 0 is the built-in text.
    #[must_use]
    pub fn version_of(self, version: i64) -> String {
        if version == 0 { self.built_in_text().to_owned() } else { self.version_number(version) }
    }

    /// What a variable means; empty for none of ours.
    #[must_use]
    pub fn about(self, variable: &str) -> &'static str {
        match variable {
            "link" => self.about_link(),
            "code" => self.about_code(),
            "caller_code" => self.about_caller_code(),
            "change_url" => self.about_change_url(),
            "expires_at" => self.about_expires_at(),
            "life" => self.about_life(),
            "requested_by" => self.about_requested_by(),
            "user_name" => self.about_user_name(),
            "display_name" => self.about_display_name(),
            "organisation" => self.about_organisation(),
            "contact" => self.about_contact(),
            "site_url" => self.about_site_url(),
            "change" => self.about_change(),
            "changed" => self.about_changed(),
            "client" => self.about_client(),
            "changed_by" => self.about_changed_by(),
            "asked" => self.about_asked(),
            "password" => self.about_password(),
            "ticket" => self.about_ticket(),
            "old_password" => self.about_old_password(),
            "set" => self.about_set(),
            "set_by" => self.about_set_by(),
            "not_me" => self.about_not_me(),
            "account_name" => self.about_account_name(),
            "account_user_name" => self.about_account_user_name(),
            "about" => self.about_about(),
            "happened" => self.about_happened(),
            "reported" => self.about_reported(),
            "new_factors" => self.about_new_factors(),
            "record_url" => self.about_record_url(),
            "automation" => self.about_automation(),
            "event" => self.about_event(),
            "people" => self.about_people(),
            "message" => self.about_message(),
            "reason" => self.about_reason(),
            "ends_at" => self.about_ends_at(),
            "automation_url" => self.about_automation_url(),
            "news" => self.about_news(),
            "deed" => self.about_deed(),
            "asked_by" => self.about_asked_by(),
            "approvals_url" => self.about_approvals_url(),
            _ => "",
        }
    }

    /// The label of a field, by its name in the form, where it is one of these.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "subject" => self.subject(),
            "html" => self.html(),
            "text" => self.text(),
            _ => return None,
        })
    }

    /// What is wrong with a template, and what to do.
    #[must_use]
    pub fn flaw(self, flaw: &TemplateFlaw) -> String {
        let problem = match &flaw.problem {
            TemplateProblem::Unclosed => self.unclosed().to_owned(),
            TemplateProblem::Stray(tag) => self.stray(tag),
            TemplateProblem::Tag(tag) => self.tag(tag),
            TemplateProblem::Expression(words) => self.expression(words),
            TemplateProblem::Unknown(name) => self.unknown(name),
            TemplateProblem::NotInSubject(name) => self.not_in_subject(name),
            TemplateProblem::InTag(name) => self.in_tag(name),
            TemplateProblem::Missing(name) => self.missing(name),
            TemplateProblem::Lines => self.lines().to_owned(),
            TemplateProblem::Html(what) => self.not_in_mails(what),
            TemplateProblem::Nesting(what) => self.nesting(what),
            TemplateProblem::Filling(problem) => self.filling(problem),
        };
        if flaw.line == 0 { problem } else { self.at_line(flaw.line, &problem) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Locale, rules::templates::variables};

    #[test]
    fn every_variable_is_explained() {
        for (key, locale) in TemplateKey::ALL.iter().flat_map(|key| Locale::ALL.map(|locale| (*key, locale))) {
            for variable in variables(key) {
                assert!(!Templates(locale).about(variable.name).is_empty(), "{key} {}", variable.name);
            }
        }
    }
}
