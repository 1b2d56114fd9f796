use super::Labels;
use crate::model::{UserMark, UserSort};

words!(
    /// The list of users.
    Users {
        title: "Users", "Benutzer";
        search: "Search users", "Benutzer suchen";
        search_hint: "Name, user name or e-mail", "Name, Benutzername oder E-Mail";
        accounts(count): ["1 account", "{count} accounts"], ["1 Konto", "{count} Konten"];
        accounts_over(count: &str): "{count} accounts", "{count} Konten";
        matches(count): ["1 match", "{count} matches"], ["1 Treffer", "{count} Treffer"];
        matches_over(count: &str): "{count} matches", "{count} Treffer";
        state: "State", "Zustand";
        recovery: "Recovery", "Zugang";
        last_sign_in: "Last sign-in", "Letzte Anmeldung";
        created: "Created", "Angelegt";
        never: "Never", "Nie";
        tag: "Tag", "Schlagwort";
        attention: "Attention", "Auffälliges";
        never_signed_in: "Never signed in", "Nie angemeldet";
        no_password: "No password", "Kein Passwort";
        order: "Order", "Reihenfolge";
        by_name: "Name, A to Z", "Name, A bis Z";
        by_name_reversed: "Name, Z to A", "Name, Z bis A";
        by_user_name: "User name, A to Z", "Benutzername, A bis Z";
        by_user_name_reversed: "User name, Z to A", "Benutzername, Z bis A";
        by_last_sign_in: "Last sign-in, oldest first", "Letzte Anmeldung, älteste zuerst";
        by_last_sign_in_reversed: "Last sign-in, latest first", "Letzte Anmeldung, neueste zuerst";
        by_created: "Created, oldest first", "Angelegt, älteste zuerst";
        by_created_reversed: "Created, latest first", "Angelegt, neueste zuerst";
        show_everyone: "Show everyone", "Alle anzeigen";
        nobody_yet: "Nobody here yet", "Noch niemand da";
        nobody_yet_hint: "Accounts turn up here once they are made.", "Konten erscheinen hier, sobald sie angelegt sind.";
        no_match: "No one matches", "Keine Treffer";
        no_match_hint: "Every word must stand in the name, the user name or the e-mail address, and every filter must fit. One or two letters alone must begin the name. Try fewer words, or the beginning of one.",
            "Jedes Wort muss im Namen, im Benutzernamen oder in der E-Mail-Adresse stehen, und jeder Filter muss passen. Mit ein oder zwei Buchstaben allein muss der Name beginnen. Versuchen Sie es mit weniger Wörtern oder mit einem Wortanfang.";
        selection: "Selection", "Auswahl";
        clear: "Clear", "Aufheben";
    }
);

impl Users {
    /// What stands out about someone, as a filter.
    #[must_use]
    pub const fn mark(self, mark: UserMark) -> &'static str {
        let labels = Labels(self.0);
        match mark {
            UserMark::LinkSent => labels.link_sent(),
            UserMark::Locked => labels.locked(),
            UserMark::NoEmail => labels.no_email(),
            UserMark::NeverSignedIn => self.never_signed_in(),
            UserMark::NoPassword => self.no_password(),
        }
    }

    /// An order of the list.
    #[must_use]
    pub const fn ordered(self, sort: UserSort, descending: bool) -> &'static str {
        match (sort, descending) {
            (UserSort::Name, false) => self.by_name(),
            (UserSort::Name, true) => self.by_name_reversed(),
            (UserSort::UserName, false) => self.by_user_name(),
            (UserSort::UserName, true) => self.by_user_name_reversed(),
            (UserSort::LastSignIn, false) => self.by_last_sign_in(),
            (UserSort::LastSignIn, true) => self.by_last_sign_in_reversed(),
            (UserSort::Created, false) => self.by_created(),
            (UserSort::Created, true) => self.by_created_reversed(),
        }
    }
}
