words!(
    /// Signing in.
    SignIn {
        title: "Sign in", "Anmelden";
        user_name: "User name", "Benutzername";
        password: "Password", "Passwort";
        forgotten: "Forgotten your password?", "Passwort vergessen?";
        have_a_code: "Have a code from a mail?", "Haben Sie einen Code aus einer E-Mail?";
        enter_it: "Enter it", "Code eingeben";
        ready: "Latchkey is ready. Sign in with the account that you have just made.",
            "Latchkey ist bereit. Melden Sie sich mit dem Konto an, das Sie gerade angelegt haben.";
        signed_out: "You are signed out.", "Sie sind abgemeldet.";
        session_ended: "Your session has ended. Sign in to go on where you were.",
            "Ihre Sitzung ist beendet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.";
        form_kept: "Your session has ended, so your form was not sent. Sign in, and you get it back with everything you entered, except passwords.",
            "Ihre Sitzung ist beendet, daher wurde Ihr Formular nicht gesendet. Melden Sie sich an, und Sie erhalten es mit allen Eingaben zurück, außer Passwörtern.";
        signed_in: "You are signed in", "Sie sind angemeldet";
        close_this_tab: "Close this tab, go back to the one with your form, and send it again.",
            "Schließen Sie diesen Tab, kehren Sie zu dem mit Ihrem Formular zurück, und senden Sie es erneut.";
    }
);
