use crate::model::FactorChange;

words!(
    /// Second factors: asking for them, and setting them up. `{}` stands where a time is set in.
    SecondFactor {
        title: "Second factor", "Zweiter Faktor";
        prove_title: "One more step", "Noch ein Schritt";
        prove_text: "Your password is right. Now show with your second factor that it is you.",
            "Ihr Passwort stimmt. Bestätigen Sie jetzt mit Ihrem zweiten Faktor, dass Sie es sind.";
        code: "Code", "Code";
        code_hint: "The six digits that your authenticator app shows now, or one of your recovery codes.",
            "Die sechs Ziffern, die Ihre Authenticator-App jetzt zeigt, oder einer Ihrer Wiederherstellungscodes.";
        recovery_hint: "One of your recovery codes.", "Einer Ihrer Wiederherstellungscodes.";
        go_on: "Go on", "Weiter";
        another_account: "Use another account", "Anderes Konto verwenden";
        lost: "Lost your app and your recovery codes? Turn to your help desk: an administrator can remove the second factor.",
            "App und Wiederherstellungscodes verloren? Wenden Sie sich an Ihren Helpdesk: Die Administration kann den zweiten Faktor entfernen.";
        needed: "Your role needs a second factor. Set it up now; until then there is nothing else to be done.",
            "Ihre Rolle braucht einen zweiten Faktor. Richten Sie ihn jetzt ein; bis dahin geht nichts anderes.";
        set_up_now: "Set it up", "Einrichten";
        text: "It keeps out whoever gets hold of your password. You need an app on your phone or computer that shows codes (an authenticator app).",
            "Ohne ihn kann sich niemand anmelden, auch wenn Ihr Passwort bekannt wird. Sie brauchen eine App auf Telefon oder Computer, die Codes anzeigt (eine Authenticator-App).";
        app: "Authenticator app", "Authenticator-App";
        passkey(name: &str): "Passkey “{name}”", "Passkey „{name}“";
        app_since: "Set up {}", "Eingerichtet {}";
        app_none: "Not set up", "Nicht eingerichtet";
        app_stopped: "It counts no more after 100 wrong codes in a row: set it up anew.",
            "Nach 100 falschen Codes in Folge wird sie nicht mehr angenommen: Richten Sie sie neu ein.";
        passkeys: "Passkeys", "Passkeys";
        recovery_codes: "Recovery codes", "Wiederherstellungscodes";
        codes_left(count): ["1 is left", "{count} are left"], ["1 ist übrig", "{count} sind übrig"];
        set_up_app: "Set up an authenticator app", "Authenticator-App einrichten";
        replace_app: "Set up another app", "Andere App einrichten";
        replace_text: "The app that you have now counts until the new one has shown its first code.",
            "Die jetzige App gilt, bis die neue ihren ersten Code gezeigt hat.";
        scan: "Scan this with the app", "Scannen Sie dies mit der App";
        qr_code: "QR code for the authenticator app", "QR-Code für die Authenticator-App";
        or_type: "Or type this key into the app", "Oder geben Sie diesen Schlüssel in der App ein";
        then_code: "Then enter the six digits that it shows", "Geben Sie dann die sechs Ziffern ein, die sie zeigt";
        confirm: "Confirm", "Bestätigen";
        codes_title: "Your recovery codes", "Ihre Wiederherstellungscodes";
        codes_text: "Each lets you in once when your app or your device is not at hand. They are shown only now: print this page or save them, and keep them apart from your password.",
            "Mit jedem kommen Sie einmal hinein, wenn App oder Gerät nicht zur Hand ist. Sie werden nur jetzt angezeigt: Drucken Sie diese Seite, oder speichern Sie die Codes, und bewahren Sie sie getrennt von Ihrem Passwort auf.";
        codes_save: "Save as a file", "Als Datei speichern";
        codes_file: "recovery-codes.txt", "wiederherstellungscodes.txt";
        codes_kept: "I have kept them", "Ich habe sie aufbewahrt";
        make_codes: "Make new recovery codes", "Neue Wiederherstellungscodes erzeugen";
        make_codes_text: "Ten new ones are shown; those that you have now stop working.",
            "Sie erhalten zehn neue; die jetzigen gelten dann nicht mehr.";
        remove: "Remove the second factor", "Zweiten Faktor entfernen";
        remove_text: "After that your password alone lets you in. Your passkeys and recovery codes stop working, too.",
            "Danach genügt allein Ihr Passwort. Auch Ihre Passkeys und Wiederherstellungscodes gelten dann nicht mehr.";
        removed: "The second factor was removed.", "Der zweite Faktor wurde entfernt.";
        back: "Back to your account", "Zurück zu Ihrem Konto";
        changed_set_up: "An authenticator app was set up as a second factor.", "Eine Authenticator-App wurde als zweiter Faktor eingerichtet.";
        changed_passkey_added: "A passkey was added. It opens the account without the password.",
            "Ein Passkey wurde hinzugefügt. Er öffnet das Konto ohne das Passwort.";
        changed_passkey_removed: "A passkey was removed. It opens the account no more.",
            "Ein Passkey wurde entfernt. Er öffnet das Konto nicht mehr.";
        changed_removed: "The second factor was removed: the password alone lets you in now.",
            "Der zweite Faktor wurde entfernt: Jetzt genügt das Passwort allein.";
        changed_codes: "New recovery codes were made; the earlier ones stopped working.",
            "Neue Wiederherstellungscodes wurden erzeugt; die früheren gelten nicht mehr.";
        changed_code_used: "A recovery code was used to sign in. It does not work again.",
            "Ein Wiederherstellungscode wurde zur Anmeldung benutzt. Er gilt nicht noch einmal.";
    }
);

impl SecondFactor {
    /// What a second factor is called: a passkey by its name, or an authenticator app.
    #[must_use]
    pub fn factor(self, passkey: Option<&str>) -> String {
        passkey.map_or_else(|| self.app().to_owned(), |name| self.passkey(name))
    }

    /// What changed, as the owner is told.
    #[must_use]
    pub const fn change(self, change: FactorChange) -> &'static str {
        match change {
            FactorChange::SetUp => self.changed_set_up(),
            FactorChange::PasskeyAdded => self.changed_passkey_added(),
            FactorChange::PasskeyRemoved => self.changed_passkey_removed(),
            FactorChange::Removed => self.changed_removed(),
            FactorChange::CodesReplaced => self.changed_codes(),
            FactorChange::CodeUsed => self.changed_code_used(),
        }
    }
}
