use crate::model::{CallerNeed, MessageState};

words!(
    /// Making sure who is on the telephone.
    CallerCode {
        title: "Verify the caller", "Anrufer bestätigen";
        lead(name: &str): "Anybody can say that they are {name}. A code that only {name} can have shows who is calling.",
            "Jeder kann sich als {name} ausgeben. Ein Code, den nur {name} haben kann, zeigt, wer anruft.";
        never: "Have the code read out to you; never read it out yourself, and never help with it. If something seems wrong, hang up and call back on a number that you know.",
            "Lassen Sie sich den Code vorlesen; lesen Sie ihn nie selbst vor und helfen Sie nicht dabei. Kommt Ihnen etwas seltsam vor, legen Sie auf und rufen Sie unter einer Nummer zurück, die Sie kennen.";
        say: "Say:", "Sagen Sie:";
        by_mail: "A code by e-mail", "Ein Code per E-Mail";
        say_mail: "“I am sending a code to your e-mail address. Open the mail, and read me the eight letters and digits.”",
            "„Ich sende einen Code an Ihre E-Mail-Adresse. Öffnen Sie die E-Mail, und lesen Sie mir die acht Buchstaben und Ziffern vor.“";
        mail_works(life: &str): "It works for {life} once it is sent.", "Er gilt {life} ab dem Versand.";
        send: "Send a code", "Code senden";
        send_another: "Send another code", "Einen anderen Code senden";
        on_its_way(email: &str): "A code is on its way to {email}.", "Ein Code ist unterwegs an {email}.";
        other_ways: "Without e-mail", "Ohne E-Mail";
        say_account: "“Where you are signed in still: open ‘Your account’, and press ‘Show a code for the help desk’.”",
            "„Wo Sie noch angemeldet sind: Öffnen Sie ‚Ihr Konto‘, und drücken Sie ‚Code für den Helpdesk zeigen‘.“";
        say_authenticator: "“Open your authenticator app, and read me the six digits that it shows for this organisation.”",
            "„Öffnen Sie Ihre Authenticator-App, und lesen Sie mir die sechs Ziffern vor, die sie für diese Organisation zeigt.“";
        queued: "The code is about to be sent.", "Der Code wird gleich gesendet.";
        accepted: "The mail server has accepted the code. It can be read out until {}.",
            "Der Mailserver hat den Code angenommen. Er kann vorgelesen werden bis {}.";
        dead: "Five wrong codes were typed, so it works no more. Send another one.",
            "Fünf falsche Codes wurden eingegeben, daher gilt er nicht mehr. Senden Sie einen anderen.";
        not_sent: "The code could not be sent. Try another way.", "Der Code konnte nicht gesendet werden. Versuchen Sie es anders.";
        code: "What the caller reads out", "Was der Anrufer vorliest";
        code_hint: "Capitals, spaces and dashes do not matter.", "Großschreibung, Leerzeichen und Striche sind gleichgültig.";
        check: "Check the code", "Code prüfen";
        verified_until: "The caller is verified until {}, for one password or one link.",
            "Der Anrufer ist bestätigt bis {}, für ein Passwort oder einen Link.";
        verified_now(name: &str): "You are speaking to {name}.", "Sie sprechen mit {name}.";
        go_on_temporary: "Go on to the temporary password", "Weiter zum temporären Passwort";
        go_on_link: "Go on to the link", "Weiter zum Link";
        first: "Verify the caller first: the settings ask for it.", "Bestätigen Sie zuerst den Anrufer: Die Einstellungen verlangen es.";
        offered: "Not sure who is calling? Have them read out a code.", "Unsicher, wer anruft? Lassen Sie sich einen Code vorlesen.";

        own_title: "A code for the help desk", "Ein Code für den Helpdesk";
        own_text: "For when you are on the telephone with the help desk and they ask for a code: read it out to them. Did they call you? Then hang up, and call them yourself.",
            "Wenn Sie mit dem Helpdesk telefonieren und nach einem Code gefragt werden: Lesen Sie ihn vor. Wurden Sie angerufen? Dann legen Sie auf, und rufen Sie selbst an.";
        own_show: "Show a code for the help desk", "Code für den Helpdesk zeigen";
        own_another: "Show another code", "Einen anderen Code zeigen";
        own_label: "Read this out", "Lesen Sie dies vor";
        own_works(life: &str): "It works once, for {life}. A newer one takes its place.", "Er gilt einmal, {life} lang. Ein neuerer ersetzt ihn.";
        own_over: "The code is hidden for good. If it is still needed, show another one.",
            "Der Code ist endgültig verborgen. Wird er noch gebraucht, zeigen Sie einen anderen.";
        back_to_account: "Back to your account", "Zurück zu Ihrem Konto";

        not_verified: "Verify the caller first: have a code read out to you.", "Bestätigen Sie zuerst den Anrufer: Lassen Sie sich einen Code vorlesen.";
        not_a_code: "A code has eight letters and digits, one of an authenticator app six digits. Ask for it again.",
            "Ein Code hat acht Buchstaben und Ziffern, einer aus einer Authenticator-App sechs Ziffern. Lassen Sie ihn wiederholen.";
        wrong: "This is not the code, or it works no more. Have it read out again; after five wrong ones send another.",
            "Das ist nicht der Code, oder er gilt nicht mehr. Lassen Sie ihn wiederholen; nach fünf falschen senden Sie einen anderen.";
        sent_often(wait: &str): "This user was sent so many mails that it is enough for now. Wait {wait}.",
            "Dieser Benutzer hat vorerst genug E-Mails erhalten. Warten Sie {wait}.";
        sent_much(wait: &str): "You have sent more mails one by one than an hour allows. Wait {wait}, or start a job for many.",
            "Sie haben mehr E-Mails einzeln gesendet, als in einer Stunde erlaubt sind. Warten Sie {wait}, oder beginnen Sie einen Auftrag für viele.";
    }
);

impl CallerCode {
    /// What goes on once the caller is verified.
    #[must_use]
    pub const fn go_on(self, need: CallerNeed) -> &'static str {
        match need {
            CallerNeed::TemporaryPassword => self.go_on_temporary(),
            CallerNeed::CopyLink => self.go_on_link(),
        }
    }

    /// Where the mail with a code stands; `{}` is until when the code works.
    #[must_use]
    pub const fn mail_stands(self, state: MessageState) -> &'static str {
        match state {
            MessageState::Queued => self.queued(),
            MessageState::Sent => self.accepted(),
            MessageState::Failed | MessageState::Expired | MessageState::Cancelled | MessageState::Bounced => self.not_sent(),
        }
    }
}
