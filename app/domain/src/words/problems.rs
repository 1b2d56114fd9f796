use crate::{
    errors::{Change, DraftProblem, MessageProblem, Problem, Thing},
    model::AutomationWindow,
    rules::{
        names::{MAX_DISPLAY_NAME, MAX_USER_NAME, NameProblem},
        password::PasswordProblem,
        reset::Refusal,
    },
    words::{
        Api, Automations, CallerCode, Holidays, Imports, Passkeys, Selections, Settings, Templates, TimeFrame, UserForm, Words,
    },
};
use std::borrow::Cow;

words!(
    /// Why something did not happen, and what to do next.
    Problems {
        sign_in_required: "You are signed out. Sign in again to go on.", "Sie sind abgemeldet. Melden Sie sich wieder an.";
        session_ended: "Your session had ended, so nothing was done. Check what you entered, and send it again.",
            "Ihre Sitzung war beendet, daher ist nichts geschehen. Prüfen Sie Ihre Eingaben, und senden Sie sie erneut.";
        forbidden: "Your role does not include this.", "Ihre Rolle erlaubt das nicht.";
        no_user: "There is no such user.", "Diesen Benutzer gibt es nicht.";
        no_link: "There is no such link.", "Diesen Link gibt es nicht.";
        no_page: "There is no such page.", "Diese Seite gibt es nicht.";
        no_mail: "There is no such mail.", "Diese E-Mail gibt es nicht.";
        no_message: "There is no such message.", "Diese Nachricht gibt es nicht.";
        no_template: "There is no such template, or not in this language.", "Diese Vorlage gibt es nicht, oder nicht in dieser Sprache.";
        no_version: "There is no such version.", "Diese Version gibt es nicht.";
        no_api_key: "There is no such key, or it is withdrawn already.", "Diesen Schlüssel gibt es nicht, oder er ist schon zurückgezogen.";
        no_passkey: "There is no such passkey, or it is removed already.", "Diesen Passkey gibt es nicht, oder er ist schon entfernt.";
        no_selection: "There is no such selection.", "Diese Auswahl gibt es nicht.";
        no_bulk_job: "There is no such job.", "Diesen Auftrag gibt es nicht.";
        nobody_left: "There is nobody for whom this could be done. Choose others, or change the filters.",
            "Es gibt niemanden, für den das getan werden könnte. Wählen Sie andere, oder ändern Sie die Filter.";
        bulk_went_on: "The job has gone on meanwhile. See how it stands, and decide anew.",
            "Der Auftrag ist inzwischen weitergelaufen. Sehen Sie, wie er steht, und entscheiden Sie neu.";
        domain: "Enter a domain as it stands behind the @, such as northwind.example.",
            "Geben Sie eine Domain ein, wie sie hinter dem @ steht, zum Beispiel northwind.example.";
        selection_name_taken: "Another selection has this name.", "Eine andere Auswahl hat diesen Namen.";
        no_automation: "There is no such automation.", "Diese Automation gibt es nicht.";
        no_run: "There is no such run.", "Diesen Lauf gibt es nicht.";
        automation_name_taken: "Another automation has this name.", "Eine andere Automation hat diesen Namen.";
        job_missing: "Edit Job is not filled in yet. Say first what is to be done.",
            "„Auftrag bearbeiten“ ist noch nicht ausgefüllt. Bestimmen Sie zuerst, was getan werden soll.";
        time_frame_missing: "Time Frame is not filled in yet. Say first from when to when it holds.",
            "„Zeitrahmen“ ist noch nicht ausgefüllt. Bestimmen Sie zuerst, von wann bis wann die Automation gilt.";
        event_missing: "Edit Event is not filled in yet.", "„Ereignis bearbeiten“ ist noch nicht ausgefüllt.";
        no_event_users: "This event is about nobody. Choose a System User or a selection instead.",
            "Dieses Ereignis betrifft niemanden. Wählen Sie stattdessen einen Systembenutzer oder eine Auswahl.";
        nobody_meant: "Choose a System User, tick Use Event Parameter, or choose a selection.",
            "Wählen Sie einen Systembenutzer, „Ereignisparameter verwenden“ oder eine Auswahl.";
        web_address: "Enter a whole web address: https, the host, and the path.",
            "Geben Sie eine vollständige Webadresse ein: https, den Host und den Pfad.";
        host_not_allowed(host: &str): "The configuration does not let Latchkey call {host}. Whoever runs it can add it to the webhook hosts there.",
            "Die Konfiguration lässt Latchkey {host} nicht aufrufen. Wer Latchkey betreibt, kann es dort den Webhook-Hosts hinzufügen.";
        no_webhook_secret: "Web addresses cannot be called yet, since nothing is set to sign the calls with. Whoever runs Latchkey can set a webhook secret in its configuration.",
            "Webadressen lassen sich noch nicht aufrufen, weil nichts gesetzt ist, womit die Aufrufe signiert werden. Wer Latchkey betreibt, kann in der Konfiguration ein Webhook-Geheimnis setzen.";
        pattern: "This regular expression cannot be read.", "Dieser reguläre Ausdruck ist nicht lesbar.";
        turns_in_circles: "This would turn in circles: the job leads people to do what starts it again. Choose another job, or a selection that leaves out those who have just been met, such as by the age of the password.",
            "Das liefe im Kreis: Der Auftrag führt dazu, dass die Betroffenen tun, was ihn von Neuem auslöst. Wählen Sie einen anderen Auftrag oder eine Auswahl, die gerade Betroffene auslässt, etwa nach dem Alter des Passworts.";
        quoted(name: &str): "“{name}”", "„{name}“";
        turns_in_circles_with(names: &str): "Together with {names} this would turn in circles: each leads people to do what starts the next. Choose another job, or a selection that leaves out those who have just been met, such as by the age of the password, or deactivate one of them.",
            "Zusammen mit {names} liefe das im Kreis: Jeder Auftrag führt dazu, dass die Betroffenen tun, was den nächsten auslöst. Wählen Sie einen anderen Auftrag oder eine Auswahl, die gerade Betroffene auslässt, etwa nach dem Alter des Passworts, oder deaktivieren Sie eine der Automationen.";
        frame_over: "The time frame is over. Choose another end first.", "Der Zeitrahmen ist vorbei. Wählen Sie zuerst ein anderes Ende.";
        automation_went_on: "It has gone on meanwhile. See how it stands, and decide anew.",
            "Es ist inzwischen weitergegangen. Sehen Sie, wie es steht, und entscheiden Sie neu.";
        automation_not_active: "This automation is not activated, so none of its runs is done. Activate or resume it first.",
            "Diese Automation ist nicht aktiviert, darum findet keiner ihrer Läufe statt. Aktivieren Sie sie zuerst, oder lassen Sie sie weiterlaufen.";
        used_by_automation(name: &str): "The automation “{name}” uses this selection. Change the automation first.",
            "Die Automation „{name}“ verwendet diese Auswahl. Ändern Sie zuerst die Automation.";
        no_import: "There is no such import.", "Diesen Import gibt es nicht.";
        no_session: "This session has ended already.", "Diese Sitzung ist schon beendet.";
        internal: "Something went wrong on our side. Try again; if it stays, give your administrator the reference.",
            "Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut; wenn es so bleibt, nennen Sie Ihrer Administration die Kennung.";
        unreachable: "Latchkey cannot be reached. Check your connection and try again.",
            "Latchkey ist nicht erreichbar. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.";
        misunderstood: "This page and the server do not understand each other. Reload the page.",
            "Diese Seite und der Server verstehen einander nicht. Laden Sie die Seite neu.";
        other_build: "Latchkey was updated while this page was open, so nothing was done. Reload the page.",
            "Latchkey wurde aktualisiert, während diese Seite offen war, daher ist nichts geschehen. Laden Sie die Seite neu.";
        unreadable_form: "This form cannot be read. Reload the page and try again.",
            "Dieses Formular ist nicht lesbar. Laden Sie die Seite neu, und versuchen Sie es erneut.";
        from_elsewhere: "This form was not sent from a page of ours, so nothing was done. Open the page anew and try again.",
            "Dieses Formular kam nicht von einer unserer Seiten, daher ist nichts geschehen. Öffnen Sie die Seite neu, und versuchen Sie es erneut.";
        too_large: "What was sent is too large, so nothing was done. Go back, shorten it, and send it again.",
            "Das Gesendete ist zu groß, daher ist nichts geschehen. Gehen Sie zurück, kürzen Sie es, und senden Sie es erneut.";
        busy: "Latchkey did not answer in time. Try again in a moment; if you had sent something, look first whether it was done.",
            "Latchkey hat nicht rechtzeitig geantwortet. Versuchen Sie es gleich noch einmal; wenn Sie etwas gesendet hatten, sehen Sie zuerst nach, ob es geschehen ist.";
        page_gone: "This page of the list is not there any more. Start from the first page.",
            "Diese Seite der Liste gibt es nicht mehr. Beginnen Sie auf der ersten Seite.";
        inactive: "This user is not active. Switch on Is Active first.",
            "Dieser Benutzer ist nicht aktiv. Schalten Sie zuerst „Ist aktiv“ ein.";
        no_email: "This user has no e-mail address.", "Dieser Benutzer hat keine E-Mail-Adresse.";
        invalid_email: "This user's e-mail address is not valid, so no mail can be sent to it.",
            "Die E-Mail-Adresse dieses Benutzers ist ungültig, daher kann nichts an sie gesendet werden.";
        api_user: "This is an API user. Changing its password would break its calls.",
            "Das ist ein API-Benutzer. Ein neues Passwort würde seine Aufrufe scheitern lassen.";
        not_api_user: "No program calls with this account. Make it an API or a hybrid user first.",
            "Mit diesem Konto ruft kein Programm auf. Machen Sie es zuerst zu einem API- oder Hybrid-Benutzer.";
        outranked: "Your role does not allow you to act on this user's role.",
            "Ihre Rolle erlaubt es nicht, auf die Rolle dieses Benutzers einzuwirken.";
        yourself: "You cannot do this to your own account.", "Das geht nicht mit Ihrem eigenen Konto.";
        too_many_tags: "This user has 20 tags already, which is the most. Remove one first.",
            "Dieser Benutzer hat schon 20 Schlagwörter, mehr geht nicht. Entfernen Sie zuerst eines.";
        last_administrator: "This is the last active administrator. Make another one first.",
            "Das ist der letzte aktive Administrator. Bestimmen Sie zuerst einen weiteren.";
        needs_approval: "This concerns an administrator, so a second administrator has to approve it: ask for it on that user's page. Make nobody an administrator at once, but a user first.",
            "Das betrifft die Administration, darum muss es eine zweite Person freigeben: Beantragen Sie es auf der Seite dieses Benutzers. Legen Sie niemanden sofort als Administrator an, sondern zuerst als Benutzer.";
        involved: "Nobody decides about what they asked for themselves, or what is done to them.",
            "Niemand entscheidet über das, was er selbst beantragt hat oder was ihn betrifft.";
        no_second_factor: "This user has no second factor, so there is nothing to remove.",
            "Dieser Benutzer hat keinen zweiten Faktor, es gibt also nichts zu entfernen.";
        awaits_approval: "A second administrator has to approve this now. They were told by mail, and you are told when they have decided.",
            "Das muss nun eine zweite Person der Administration freigeben. Sie hat eine E-Mail erhalten, und Sie erfahren, wie sie entscheidet.";
        approval_over: "This was decided meanwhile, or its 24 hours are over.",
            "Darüber wurde inzwischen entschieden, oder die 24 Stunden sind vorbei.";
        one_administrator: "This needs two active administrators, and there is only one. Make another one first.",
            "Dafür braucht es zwei aktive Administratoren, und es gibt nur einen. Bestimmen Sie zuerst einen weiteren.";
        no_approval: "There is no such approval.", "Diese Freigabe gibt es nicht.";
        link_life: "Choose how long the link works: 5 minutes to 24 hours.",
            "Wählen Sie, wie lange der Link gilt: 5 Minuten bis 24 Stunden.";
        not_a_code: "This is not a whole code. It has 26 letters and digits; spaces and dashes do not matter.",
            "Das ist kein vollständiger Code. Er hat 26 Buchstaben und Ziffern; Leerzeichen und Striche sind gleichgültig.";
        set_up_over: "This set-up link does not work any more. Restart Latchkey to get a new one.",
            "Dieser Einrichtungslink gilt nicht mehr. Starten Sie Latchkey neu, um einen neuen zu erhalten.";
        own_email_needed: "Enter your e-mail address: it is your own way back in.",
            "Geben Sie Ihre E-Mail-Adresse ein: Über sie kommen Sie selbst wieder hinein.";
        switched_off: "This account is switched off, so its password cannot be changed. Your help desk can tell you more.",
            "Dieses Konto ist abgeschaltet, daher lässt sich sein Passwort nicht ändern. Mehr weiß Ihr Helpdesk.";
        no_unused_link: "There is no unused link to copy. Send one first.", "Es gibt keinen unbenutzten Link. Senden Sie zuerst einen.";
        wrong_sign_in: "Sign-in failed. Check the user name and the password. If you have forgotten it, get a link by e-mail below.",
            "Anmeldung fehlgeschlagen. Prüfen Sie Benutzername und Passwort. Falls Sie es vergessen haben, lassen Sie sich unten einen Link per E-Mail senden.";
        own_password_asked: "Type your own password, so that nobody does this at your unattended desk.",
            "Geben Sie Ihr eigenes Passwort ein, damit das niemand an Ihrem verlassenen Platz tut.";
        wrong_password: "This is not your current password. Check it and try again.",
            "Das ist nicht Ihr aktuelles Passwort. Prüfen Sie es, und versuchen Sie es erneut.";
        given_password: "This is the password that you were given. Choose one that only you know.",
            "Das ist das Passwort, das Sie erhalten haben. Wählen Sie eines, das nur Sie kennen.";
        wrong_factor_code: "This code is not right, or it was used before. Wait for the app to show the next one, or use a recovery code that you have not used yet.",
            "Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie, bis die App den nächsten zeigt, oder verwenden Sie einen noch nicht benutzten Wiederherstellungscode.";
        factor_stopped: "After 100 wrong codes in a row the authenticator app counts no more. Use a recovery code and set the app up anew, or turn to your administrators.",
            "Nach 100 falschen Codes in Folge gilt die Authenticator-App nicht mehr. Verwenden Sie einen Wiederherstellungscode und richten Sie die App neu ein, oder wenden Sie sich an Ihre Administration.";
        factor_draft: "This page is too old to be completed. Begin again with a new QR code.",
            "Diese Seite ist zu alt, um sie abzuschließen. Beginnen Sie neu mit einem neuen QR-Code.";
        factor_required: "Your role must have a second factor, so the last one cannot be removed. Set up a new one instead.",
            "Ihre Rolle braucht einen zweiten Faktor, daher lässt sich der letzte nicht entfernen. Richten Sie stattdessen einen neuen ein.";
        no_factor: "There is no second factor yet. Set one up first.", "Es gibt noch keinen zweiten Faktor. Richten Sie zuerst einen ein.";
        draft_expired: "This password was made more than 10 minutes ago, so it was not saved. Generate another one.",
            "Dieses Passwort ist vor mehr als 10 Minuten entstanden und wurde nicht gespeichert. Erzeugen Sie ein neues.";
        draft_unusable: "This is not a password that was made here for this user, so nothing was saved. Generate another one.",
            "Dieses Passwort ist nicht hier für diesen Benutzer entstanden; nichts wurde gespeichert. Erzeugen Sie ein neues.";
        draft_overtaken: "The password of this user was changed since, so nothing was saved. If it is still needed, generate another one.",
            "Das Passwort dieses Benutzers wurde inzwischen geändert; nichts wurde gespeichert. Falls noch nötig, erzeugen Sie ein neues.";
        not_now: "This cannot be done as things stand.", "Das geht so nicht.";
        too_many: "Too many attempts. Wait a while, then try again.", "Zu viele Versuche. Warten Sie eine Weile, und versuchen Sie es dann erneut.";
        held_back(wait: &str): "Too many attempts. Wait {wait}, then try again.",
            "Zu viele Versuche. Versuchen Sie es nach {wait} erneut.";
        user_name_empty: "Enter a user name.", "Geben Sie einen Benutzernamen ein.";
        user_name_long(most: usize): "A user name has at most {most} characters.", "Ein Benutzername hat höchstens {most} Zeichen.";
        user_name_characters: "A user name has no spaces.", "Ein Benutzername enthält keine Leerzeichen.";
        name_empty: "Enter a name.", "Geben Sie einen Namen ein.";
        name_long(most: usize): "A name has at most {most} characters.", "Ein Name hat höchstens {most} Zeichen.";
        name_characters: "A name has no line breaks or control characters.", "Ein Name enthält keine Zeilenumbrüche oder Steuerzeichen.";
        user_name_taken: "This user name is taken.", "Dieser Benutzername ist vergeben.";
        user_name_is_email: "This is somebody else's e-mail address.", "Das ist die E-Mail-Adresse eines anderen Benutzers.";
        email_is_user_name: "This is somebody else's user name.", "Das ist der Benutzername eines anderen Benutzers.";
        not_confirmed(name: &str): "Type “{name}” to confirm.", "Geben Sie zur Bestätigung „{name}“ ein.";
        email_wrong: "Enter an e-mail address like ada@example.org.", "Geben Sie eine E-Mail-Adresse wie ada@example.org ein.";
        email_taken: "Another user has this e-mail address. Settings can allow sharing.",
            "Ein anderer Benutzer hat diese E-Mail-Adresse. Die Einstellungen können gemeinsame Adressen erlauben.";
        looks_like(name: &str): "This can be mistaken for “{name}”. Compare letter by letter; if it is right, tick the box below and save again.",
            "Das lässt sich mit „{name}“ verwechseln. Vergleichen Sie Buchstabe für Buchstabe; wenn es stimmt, kreuzen Sie das Kästchen unten an, und speichern Sie erneut.";
        time_zone: "Choose a time zone from the list, such as Europe/Berlin.", "Wählen Sie eine Zeitzone aus der Liste, etwa Europe/Berlin.";
        day: "Enter a day like 2026-11-21.", "Geben Sie einen Tag wie 2026-11-21 ein.";
        tags: "At most 20 tags with at most 40 characters each, separated by commas.",
            "Höchstens 20 Schlagwörter mit je höchstens 40 Zeichen, durch Kommas getrennt.";
        required: "Fill this in.", "Füllen Sie dieses Feld aus.";
        too_long(most: i64): "At most {most} characters.", "Höchstens {most} Zeichen.";
        out_of_range(least: i64, most: i64): "Enter a number from {least} to {most}.", "Geben Sie eine Zahl von {least} bis {most} ein.";
        password_short(least: i64): "Use at least {least} characters. A sentence is fine.",
            "Verwenden Sie mindestens {least} Zeichen. Ein Satz ist in Ordnung.";
        password_long(most: i64): "Use at most {most} characters.", "Verwenden Sie höchstens {most} Zeichen.";
        password_own: "Do not use your name, your e-mail address or your organisation's name.",
            "Verwenden Sie nicht Ihren Namen, Ihre E-Mail-Adresse oder den Namen Ihrer Organisation.";
        password_easy: "This password is too easy to guess. Try four or five unrelated words.",
            "Dieses Passwort ist zu leicht zu erraten. Versuchen Sie vier oder fünf Wörter ohne Zusammenhang.";
        password_common: "Others use this password, so it is among the first to be tried. Choose another one.",
            "Dieses Passwort verwenden auch andere, daher wird es früh ausprobiert. Wählen Sie ein anderes.";
        password_used: "You have used this password before. Choose one that you have not had lately.",
            "Dieses Passwort hatten Sie schon. Wählen Sie eines, das Sie zuletzt nicht hatten.";
        link_too_long(most: &str): "The settings allow links to work for at most {most}.",
            "Die Einstellungen erlauben für Links eine Gültigkeit von höchstens {most}.";
        changed_meanwhile(changes: &str): "Somebody else has saved this meanwhile: {changes}. What you entered is still below; saving again puts it in place of theirs.",
            "Inzwischen hat jemand anderes gespeichert: {changes}. Ihre Eingaben stehen noch unten; erneutes Speichern ersetzt die anderen.";
        changed_meanwhile_by(name: &str, changes: &str): "{name} has saved this meanwhile: {changes}. What you entered is still below; saving again puts it in place of theirs.",
            "{name} hat inzwischen gespeichert: {changes}. Ihre Eingaben stehen noch unten; erneutes Speichern ersetzt die anderen.";
        now_says(now: &str): "Changed by somebody else meanwhile: it is now “{now}”.",
            "Inzwischen von jemand anderem geändert: Hier steht jetzt „{now}“.";
        change(field: &str, now: &str): "{field} is now “{now}”", "{field} ist jetzt „{now}“";
        no_change: "nothing that you can see here", "nichts, was hier zu sehen ist";
        message_queued: "This message waits to be sent already.", "Diese Nachricht wartet schon auf den Versand.";
        message_not_queued: "This message is not waiting any more.", "Diese Nachricht wartet nicht mehr.";
        message_link_over: "Its link does not work any more. Send a new password change link from the user's record.",
            "Der Link darin gilt nicht mehr. Senden Sie vom Datensatz des Benutzers einen neuen Link zum Ändern des Passworts.";
        message_no_recipient: "The recipient's account is gone or switched off, or has another e-mail address by now, or none.",
            "Das Konto des Empfängers ist gelöscht oder abgeschaltet, oder es hat inzwischen eine andere E-Mail-Adresse oder keine.";
        message_password_gone: "It carried a temporary password, which is not kept. Set another one from the user's record.",
            "Sie enthielt ein temporäres Passwort, das nicht aufbewahrt wird. Setzen Sie vom Datensatz des Benutzers ein neues.";
        message_code_gone: "It carried a code for one telephone call. Ask for another one from the user's record.",
            "Sie enthielt einen Code für einen Anruf. Fordern Sie vom Datensatz des Benutzers einen neuen an.";
        mail_refused(reply: &str): "The test mail was not accepted: {reply}", "Die Testnachricht wurde nicht angenommen: {reply}";
    }
);

impl Problems {
    /// The sentence for a problem.
    #[must_use]
    pub fn text(self, problem: &Problem) -> String {
        match problem {
            Problem::SignInRequired => self.sign_in_required().to_owned(),
            Problem::SessionEnded => self.session_ended().to_owned(),
            Problem::Forbidden => self.forbidden().to_owned(),
            Problem::NotFound(thing) => self.not_found(*thing).to_owned(),
            Problem::Internal => self.internal().to_owned(),
            Problem::Unreachable => self.unreachable().to_owned(),
            Problem::Misunderstood => self.misunderstood().to_owned(),
            Problem::OtherBuild => self.other_build().to_owned(),
            Problem::UnreadableForm => self.unreadable_form().to_owned(),
            Problem::FromElsewhere => self.from_elsewhere().to_owned(),
            Problem::TooLarge => self.too_large().to_owned(),
            Problem::Busy => self.busy().to_owned(),
            Problem::PageGone => self.page_gone().to_owned(),
            Problem::Refused(refusal) => self.refusal(*refusal).to_owned(),
            Problem::LinkLife => self.link_life().to_owned(),
            Problem::LinkTooLong(minutes) => self.link_too_long(&Words::of(self.0).common.life(*minutes)),
            Problem::NotACode => self.not_a_code().to_owned(),
            Problem::SetUpOver => self.set_up_over().to_owned(),
            Problem::OwnEmailNeeded => self.own_email_needed().to_owned(),
            Problem::NoSecondFactor => self.no_second_factor().to_owned(),
            Problem::AwaitsApproval => self.awaits_approval().to_owned(),
            Problem::ApprovalOver => self.approval_over().to_owned(),
            Problem::OneAdministrator => self.one_administrator().to_owned(),
            Problem::NoLink => self.no_unused_link().to_owned(),
            Problem::SwitchedOff => self.switched_off().to_owned(),
            Problem::WrongSignIn => self.wrong_sign_in().to_owned(),
            Problem::OwnPasswordAsked => self.own_password_asked().to_owned(),
            Problem::WrongPassword => self.wrong_password().to_owned(),
            Problem::GivenPassword => self.given_password().to_owned(),
            Problem::WrongFactorCode => self.wrong_factor_code().to_owned(),
            Problem::FactorStopped => self.factor_stopped().to_owned(),
            Problem::FactorDraft => self.factor_draft().to_owned(),
            Problem::FactorRequired => self.factor_required().to_owned(),
            Problem::NoFactor => self.no_factor().to_owned(),
            Problem::Draft(problem) => self.draft(*problem).to_owned(),
            Problem::HeldBack(seconds) => self.held_back(&self.wait(*seconds)),
            Problem::SentOften(seconds) => CallerCode(self.0).sent_often(&self.wait(*seconds)),
            Problem::SentMuch(seconds) => CallerCode(self.0).sent_much(&self.wait(*seconds)),
            Problem::CallerNotVerified => CallerCode(self.0).not_verified().to_owned(),
            Problem::NotACallerCode => CallerCode(self.0).not_a_code().to_owned(),
            Problem::WrongCallerCode => CallerCode(self.0).wrong().to_owned(),
            Problem::UserName(problem) => self.user_name(*problem),
            Problem::DisplayName(problem) => self.display_name(*problem),
            Problem::UserNameTaken => self.user_name_taken().to_owned(),
            Problem::UserNameIsEmail => self.user_name_is_email().to_owned(),
            Problem::EmailIsUserName => self.email_is_user_name().to_owned(),
            Problem::NotConfirmed(name) => self.not_confirmed(name),
            Problem::EmailInvalid => self.email_wrong().to_owned(),
            Problem::EmailTaken => self.email_taken().to_owned(),
            Problem::LooksLike(name) => self.looks_like(name),
            Problem::TimeZone => self.time_zone().to_owned(),
            Problem::Day => self.day().to_owned(),
            Problem::Domain => self.domain().to_owned(),
            Problem::SelectionNameTaken => self.selection_name_taken().to_owned(),
            Problem::AutomationNameTaken => self.automation_name_taken().to_owned(),
            Problem::WindowMissing(window) => self.window_missing(*window).to_owned(),
            Problem::NoEventUsers => self.no_event_users().to_owned(),
            Problem::NobodyMeant => self.nobody_meant().to_owned(),
            Problem::WebAddress => self.web_address().to_owned(),
            Problem::HostNotAllowed(host) => self.host_not_allowed(host),
            Problem::NoWebhookSecret => self.no_webhook_secret().to_owned(),
            Problem::Pattern => self.pattern().to_owned(),
            Problem::TurnsInCircles => self.turns_in_circles().to_owned(),
            Problem::TurnsInCirclesWith(names) => {
                let names: Vec<_> = names.iter().map(|name| self.quoted(name)).collect();
                self.turns_in_circles_with(&names.join(", "))
            }
            Problem::FrameOver => self.frame_over().to_owned(),
            Problem::NotAnAutomation(why) => Automations(self.0).unreadable(why),
            Problem::NoSelectionCalled(name) => Automations(self.0).no_selection_called(name),
            Problem::NoUserCalled(name) => Automations(self.0).no_user_called(name),
            Problem::AutomationWentOn => self.automation_went_on().to_owned(),
            Problem::TakesEffect(_) => Automations(self.0).takes_effect().to_owned(),
            Problem::AutomationNotActive => self.automation_not_active().to_owned(),
            Problem::UsedByAutomation(name) => self.used_by_automation(name),
            Problem::NobodyLeft => self.nobody_left().to_owned(),
            Problem::BulkWentOn => self.bulk_went_on().to_owned(),
            Problem::Tags => self.tags().to_owned(),
            Problem::Required => self.required().to_owned(),
            Problem::TooLong(most) => self.too_long(*most),
            Problem::OutOfRange(least, most) => self.out_of_range(*least, *most),
            Problem::Password(problem, least, most) => self.password(*problem, *least, *most),
            Problem::ChangedMeanwhile(by, changes) => self.meanwhile(by.as_deref(), changes),
            Problem::NowSays(now) => self.now_says(now),
            Problem::Message(problem) => self.message(*problem).to_owned(),
            Problem::MailRefused(reply) => self.mail_refused(reply),
            Problem::Template(flaw) => Templates(self.0).flaw(flaw),
            Problem::File(problem) => Imports(self.0).unreadable(*problem),
            Problem::NotOneOf(choices) => Imports(self.0).not_one_of(choices),
            Problem::SameAsRow(row) => Imports(self.0).same_as_row(*row),
            Problem::ThereAlready => Imports(self.0).there_already().to_owned(),
            Problem::ImportMovedOn => Imports(self.0).moved_on().to_owned(),
            Problem::RowsLeftOut(rows) => Imports(self.0).rows_left_out(*rows),
            Problem::HolidayTaken => Holidays(self.0).taken().to_owned(),
            Problem::Calendar(problem) => Holidays(self.0).problem(*problem),
            Problem::TimeFrame(problem) => TimeFrame(self.0).problem(*problem).to_owned(),
            Problem::Event(problem) => Api(self.0).event(*problem).to_owned(),
            Problem::Passkey(problem) => Passkeys(self.0).problem(*problem).to_owned(),
        }
    }

    const fn window_missing(self, window: AutomationWindow) -> &'static str {
        match window {
            AutomationWindow::Event => self.event_missing(),
            AutomationWindow::Job => self.job_missing(),
            AutomationWindow::TimeFrame => self.time_frame_missing(),
        }
    }

    /// Why an action on someone is refused.
    #[must_use]
    pub const fn refusal(self, refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::Inactive => self.inactive(),
            Refusal::NoEmail => self.no_email(),
            Refusal::InvalidEmail => self.invalid_email(),
            Refusal::ApiUser => self.api_user(),
            Refusal::NotApiUser => self.not_api_user(),
            Refusal::Outranked => self.outranked(),
            Refusal::NotPermitted => self.forbidden(),
            Refusal::Yourself => self.yourself(),
            Refusal::TooManyTags => self.too_many_tags(),
            Refusal::LastAdministrator => self.last_administrator(),
            Refusal::NeedsApproval => self.needs_approval(),
            Refusal::Involved => self.involved(),
        }
    }

    /// The label of a form's field, by its name; the name itself where it is not known.
    #[must_use]
    pub fn field(self, name: &str) -> Cow<'_, str> {
        if let Some(row) = Selections(self.0).field(name) {
            return row.into();
        }
        let settings = Settings(self.0).field(name).or_else(|| Holidays(self.0).field(name));
        let known = settings.or_else(|| Templates(self.0).field(name)).or_else(|| Automations(self.0).field(name));
        known.unwrap_or_else(|| UserForm(self.0).field(name)).into()
    }

    /// What is wrong with a password under a policy of these lengths.
    #[must_use]
    pub fn password(self, problem: PasswordProblem, least: i64, most: i64) -> String {
        match problem {
            PasswordProblem::TooShort => self.password_short(least),
            PasswordProblem::TooLong => self.password_long(most),
            PasswordProblem::OwnWord => self.password_own().to_owned(),
            PasswordProblem::TooEasy => self.password_easy().to_owned(),
            PasswordProblem::Common => self.password_common().to_owned(),
            PasswordProblem::Used => self.password_used().to_owned(),
        }
    }

    const fn not_found(self, thing: Thing) -> &'static str {
        match thing {
            Thing::User => self.no_user(),
            Thing::Link => self.no_link(),
            Thing::Page => self.no_page(),
            Thing::Mail => self.no_mail(),
            Thing::Message => self.no_message(),
            Thing::Session => self.no_session(),
            Thing::Template => self.no_template(),
            Thing::TemplateVersion => self.no_version(),
            Thing::ApiKey => self.no_api_key(),
            Thing::Selection => self.no_selection(),
            Thing::BulkJob => self.no_bulk_job(),
            Thing::Automation => self.no_automation(),
            Thing::Run => self.no_run(),
            Thing::Import => self.no_import(),
            Thing::Approval => self.no_approval(),
            Thing::Holiday => Holidays(self.0).gone(),
            Thing::Passkey => self.no_passkey(),
        }
    }

    const fn message(self, problem: MessageProblem) -> &'static str {
        match problem {
            MessageProblem::Queued => self.message_queued(),
            MessageProblem::NotQueued => self.message_not_queued(),
            MessageProblem::LinkOver => self.message_link_over(),
            MessageProblem::NoRecipient => self.message_no_recipient(),
            MessageProblem::PasswordGone => self.message_password_gone(),
            MessageProblem::CodeGone => self.message_code_gone(),
        }
    }

    const fn draft(self, problem: DraftProblem) -> &'static str {
        match problem {
            DraftProblem::Expired => self.draft_expired(),
            DraftProblem::Unusable => self.draft_unusable(),
            DraftProblem::Overtaken => self.draft_overtaken(),
        }
    }

    fn user_name(self, problem: NameProblem) -> String {
        match problem {
            NameProblem::Empty => self.user_name_empty().to_owned(),
            NameProblem::TooLong => self.user_name_long(MAX_USER_NAME),
            NameProblem::Characters => self.user_name_characters().to_owned(),
        }
    }

    fn display_name(self, problem: NameProblem) -> String {
        match problem {
            NameProblem::Empty => self.name_empty().to_owned(),
            NameProblem::TooLong => self.name_long(MAX_DISPLAY_NAME),
            NameProblem::Characters => self.name_characters().to_owned(),
        }
    }

    /// A waiting time: to the second below two minutes, then in minutes, rounded up.
    fn wait(self, seconds: i64) -> String {
        let common = Words::of(self.0).common;
        if seconds < 120 { common.seconds(seconds) } else { common.minutes((seconds + 59) / 60) }
    }

    fn meanwhile(self, by: Option<&str>, changes: &[Change]) -> String {
        let listed: Vec<String> = changes.iter().map(|change| self.change(&self.field(&change.field), &change.now)).collect();
        let listed = if listed.is_empty() { self.no_change().to_owned() } else { listed.join("; ") };
        match by {
            Some(name) => self.changed_meanwhile_by(name, &listed),
            None => self.changed_meanwhile(&listed),
        }
    }
}
