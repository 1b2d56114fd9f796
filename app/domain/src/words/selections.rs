use super::{Labels, number};
use crate::model::{Criteria, Criterion, CriterionKind, Kind, Locale, PasswordState, Role, SelectionDraft};

words!(
    /// Saved selections of users.
    Selections {
        title: "Selections", "Auswahlen";
        lead: "A selection means everyone of whom its conditions hold at the time when it is used.",
            "Eine Auswahl meint alle, auf die ihre Bedingungen in dem Moment zutreffen, in dem sie verwendet wird.";
        create: "New selection", "Neue Auswahl";
        delete: "Delete selection", "Auswahl löschen";
        none_yet: "No selections yet", "Noch keine Auswahlen";
        none_yet_text: "Save one here, or from the filters above the list of users: “not signed in for 90 days”, “API users of one domain”.",
            "Speichern Sie hier eine oder mit den Filtern über der Benutzerliste: „seit 90 Tagen nicht angemeldet“, „API-Benutzer einer Domain“.";
        name: "Name", "Name";
        description: "Description", "Beschreibung";
        description_hint: "What it is for, if the name does not say.", "Wozu sie dient, falls der Name es nicht sagt.";
        whom: "Whom it means", "Wen sie meint";
        last_changed: "Last changed", "Zuletzt geändert";
        saved: "The selection is saved.", "Die Auswahl ist gespeichert.";
        deleted: "The selection is deleted.", "Die Auswahl ist gelöscht.";
        delete_means(name: &str): "“{name}” is deleted. The users it means stay as they are.",
            "„{name}“ wird gelöscht. Die Benutzer, die sie meint, bleiben, wie sie sind.";
        show_in_users: "Show in Users", "In Benutzern anzeigen";
        save_as_selection: "Save as selection", "Als Auswahl speichern";
        selection: "Selection", "Auswahl";
        conditions: "Conditions", "Bedingungen";
        conditions_hint: "All of them must hold. Without any, everyone is meant.",
            "Alle müssen zutreffen. Ohne Bedingung sind alle gemeint.";
        users: "Users", "Benutzer";
        condition(number: usize): "Condition {number}", "Bedingung {number}";
        value_of(number: usize): "Value of condition {number}", "Wert von Bedingung {number}";
        add: "Add condition", "Bedingung hinzufügen";
        remove(number: usize): "Remove condition {number}", "Bedingung {number} entfernen";
        update: "Update", "Aktualisieren";
        days_unit: "days", "Tagen";
        preview: "Who that is now", "Wer das jetzt ist";
        matches(count): ["1 user", "{count} users"], ["1 Benutzer", "{count} Benutzer"];
        matches_over(count: &str): "{count} users", "{count} Benutzer";
        nobody: "Nobody at present.", "Zurzeit niemand.";
        first_of: "The first of them by name:", "Die ersten nach Namen:";
        incomplete: "Complete the conditions to see whom they mean.", "Vervollständigen Sie die Bedingungen, um zu sehen, wen sie meinen.";
        no_programs: "No API or hybrid users are among them.", "API- und Hybrid-Benutzer sind nicht darunter.";
        api_inside(count: &str): "API users among them: {count}. A new password breaks their calls.",
            "API-Benutzer darunter: {count}. Ein neues Passwort lässt ihre Aufrufe scheitern.";
        hybrid_inside(count: &str): "Hybrid users among them, who also call the API: {count}.",
            "Hybrid-Benutzer darunter, die auch die API aufrufen: {count}.";
        read_only: "Your role can use selections, but not change them.",
            "Ihre Rolle kann Auswahlen verwenden, aber nicht ändern.";
        everyone: "All users", "Alle Benutzer";
        or: "or", "oder";
        and: "and", "und";

        on_kind: "who are of the kind", "deren Art ist";
        on_role: "whose role is", "deren Rolle ist";
        on_active: "who are active", "die aktiv sind";
        on_inactive: "who are not active", "die nicht aktiv sind";
        on_words: "whose name or e-mail contains", "deren Name oder E-Mail enthält";
        on_language: "whose language is", "deren Sprache ist";
        on_email_domain: "whose e-mail ends in", "deren E-Mail endet auf";
        on_no_email: "who have no e-mail address", "die keine E-Mail-Adresse haben";
        on_any_tag: "who have one of the tags", "die eines der Schlagwörter haben:";
        on_no_tag: "who have none of the tags", "die keines der Schlagwörter haben:";
        on_created_within: "who were added in the last … days", "die hinzukamen in den letzten … Tagen";
        on_created_before: "who were added before", "die hinzukamen vor dem";
        on_created_from: "who were added on or after", "die hinzukamen ab dem";
        on_not_signed_in_for: "who have not signed in for … days", "die sich nicht angemeldet haben seit … Tagen";
        on_signed_in_before: "who last signed in before", "die sich zuletzt angemeldet haben vor dem";
        on_signed_in_from: "who last signed in on or after", "die sich zuletzt angemeldet haben ab dem";
        on_never_signed_in: "who never signed in", "die sich nie angemeldet haben";
        on_password: "who have", "die … haben";
        on_password_older_than: "whose password is older than … days", "deren Passwort älter ist als … Tage";
        on_reset_within: "who had a reset in the last … days", "die einen Reset hatten in den letzten … Tagen";
        on_not_reset_for: "who had no reset for … days", "die keinen Reset hatten seit … Tagen";
        on_never_reset: "who never had a reset", "die nie einen Reset hatten";
        on_link_sent: "who have a link that waits to be used", "die einen unbenutzten Link haben";
        on_locked: "who are locked", "die gesperrt sind";

        password_chosen: "a password of their own", "ein eigenes Passwort";
        password_temporary: "a temporary password", "ein temporäres Passwort";
        password_pending: "a generated password that waits", "ein erzeugtes, noch wartendes Passwort";
        password_none: "no password", "kein Passwort";

        active_ones: "Active", "Aktive";
        inactive_ones: "Inactive", "Nicht aktive";
        plain_users: "users", "Benutzer";
        humans: "humans", "Menschen";
        api_users: "API users", "API-Benutzer";
        hybrid_users: "hybrid users", "Hybrid-Benutzer";
        are_kind(of: &str): "who are {of}", "die {of} sind";
        have_role(of: &str): "whose role is {of}", "deren Rolle {of} ist";
        contain(of: &str): "whose name or e-mail contains “{of}”", "deren Name oder E-Mail „{of}“ enthält";
        speak(of: &str): "whose language is {of}", "deren Sprache {of} ist";
        email_ends(of: &str): "whose e-mail ends in {of}", "deren E-Mail auf {of} endet";
        have_tag(of: &str): "who have the tag {of}", "die das Schlagwort {of} haben";
        have_no_tag(of: &str): "who do not have the tag {of}", "die das Schlagwort {of} nicht haben";
        created_within(days): ["who were added in the last day", "who were added in the last {days} days"],
            ["die am letzten Tag hinzukamen", "die in den letzten {days} Tagen hinzukamen"];
        created_before(day: &str): "who were added before {day}", "die vor dem {day} hinzukamen";
        created_from(day: &str): "who were added on or after {day}", "die ab dem {day} hinzukamen";
        not_signed_in_for(days): ["who have not signed in for 1 day", "who have not signed in for {days} days"],
            ["die sich seit 1 Tag nicht angemeldet haben", "die sich seit {days} Tagen nicht angemeldet haben"];
        signed_in_before(day: &str): "who last signed in before {day}", "die sich zuletzt vor dem {day} angemeldet haben";
        signed_in_from(day: &str): "who last signed in on or after {day}", "die sich zuletzt ab dem {day} angemeldet haben";
        have(of: &str): "who have {of}", "die {of} haben";
        password_older_than(days): ["whose password is older than 1 day", "whose password is older than {days} days"],
            ["deren Passwort älter als 1 Tag ist", "deren Passwort älter als {days} Tage ist"];
        reset_within(days): ["who had a reset in the last day", "who had a reset in the last {days} days"],
            ["die am letzten Tag einen Reset hatten", "die in den letzten {days} Tagen einen Reset hatten"];
        not_reset_for(days): ["who had no reset for 1 day", "who had no reset for {days} days"],
            ["die seit 1 Tag keinen Reset hatten", "die seit {days} Tagen keinen Reset hatten"];
    }
);

impl Selections {
    /// A condition as the builder offers it, before its value.
    #[must_use]
    pub const fn on(self, kind: CriterionKind) -> &'static str {
        match kind {
            CriterionKind::Kind => self.on_kind(),
            CriterionKind::Role => self.on_role(),
            CriterionKind::Active => self.on_active(),
            CriterionKind::Inactive => self.on_inactive(),
            CriterionKind::Words => self.on_words(),
            CriterionKind::Language => self.on_language(),
            CriterionKind::EmailDomain => self.on_email_domain(),
            CriterionKind::NoEmail => self.on_no_email(),
            CriterionKind::AnyTag => self.on_any_tag(),
            CriterionKind::NoTag => self.on_no_tag(),
            CriterionKind::CreatedWithin => self.on_created_within(),
            CriterionKind::CreatedBefore => self.on_created_before(),
            CriterionKind::CreatedFrom => self.on_created_from(),
            CriterionKind::NotSignedInFor => self.on_not_signed_in_for(),
            CriterionKind::SignedInBefore => self.on_signed_in_before(),
            CriterionKind::SignedInFrom => self.on_signed_in_from(),
            CriterionKind::NeverSignedIn => self.on_never_signed_in(),
            CriterionKind::Password => self.on_password(),
            CriterionKind::PasswordOlderThan => self.on_password_older_than(),
            CriterionKind::ResetWithin => self.on_reset_within(),
            CriterionKind::NotResetFor => self.on_not_reset_for(),
            CriterionKind::NeverReset => self.on_never_reset(),
            CriterionKind::LinkSent => self.on_link_sent(),
            CriterionKind::Locked => self.on_locked(),
        }
    }

    /// A way to get in.
    #[must_use]
    pub const fn password(self, state: PasswordState) -> &'static str {
        match state {
            PasswordState::Chosen => self.password_chosen(),
            PasswordState::Temporary => self.password_temporary(),
            PasswordState::Pending => self.password_pending(),
            PasswordState::None => self.password_none(),
        }
    }

    /// The label of a field of the builder, by its name.
    pub(super) fn field(self, name: &str) -> Option<String> {
        match name {
            "name" => Some(self.name().to_owned()),
            "description" => Some(self.description().to_owned()),
            "criteria" => Some(self.conditions().to_owned()),
            row => {
                let row = row.strip_prefix("is-").or_else(|| row.strip_prefix("on-"))?;
                row.parse().ok().map(|row: usize| self.condition(row + 1))
            }
        }
    }

    /// What a selection says, by field, for whoever is told what others changed.
    #[must_use]
    pub fn fields(self, draft: &SelectionDraft) -> [(&'static str, String); 3] {
        [("name", draft.name.clone()), ("description", draft.description.clone()), ("criteria", self.sentence(&draft.criteria))]
    }

    /// Everyone of whom all conditions hold, as a sentence without its stop: "Active humans whose e-mail ends in
    /// northwind.example and who have not signed in for 90 days".
    #[must_use]
    pub fn sentence(self, criteria: &Criteria) -> String {
        let mut left: Vec<&Criterion> = criteria.all.iter().collect();
        if left.is_empty() {
            return self.everyone().to_owned();
        }
        let state = take(&mut left, |criterion| matches!(criterion, Criterion::Active | Criterion::Inactive));
        let kinds = take(&mut left, |criterion| matches!(criterion, Criterion::Kind(_)));
        let noun = match kinds {
            Some(Criterion::Kind(kinds)) => self.kinds(kinds),
            _ => self.plain_users().to_owned(),
        };
        let subject = match state {
            Some(Criterion::Active) => format!("{} {noun}", self.active_ones()),
            Some(_) => format!("{} {noun}", self.inactive_ones()),
            None => capitalised(&noun),
        };
        let clauses: Vec<String> = left.into_iter().map(|criterion| self.clause(criterion)).collect();
        // German relative clauses stand between commas.
        let before = if self.0 == Locale::De { ", " } else { " " };
        match clauses.as_slice() {
            [] => subject,
            [only] => format!("{subject}{before}{only}"),
            [first @ .., last] => format!("{subject}{before}{} {} {last}", first.join(", "), self.and()),
        }
    }

    fn clause(self, criterion: &Criterion) -> String {
        match criterion {
            Criterion::Kind(kinds) => self.are_kind(&self.kinds(kinds)),
            Criterion::Role(roles) => self.have_role(&self.roles(roles)),
            Criterion::Words(words) => self.contain(words.trim()),
            Criterion::Language(language) => self.speak(language.name()),
            Criterion::EmailDomain(domain) => self.email_ends(domain),
            Criterion::AnyTag(tags) => self.have_tag(&self.either(tags)),
            Criterion::NoTag(tags) => self.have_no_tag(&self.either(tags)),
            Criterion::CreatedWithin(days) => self.created_within(*days),
            Criterion::CreatedBefore(day) => self.created_before(day),
            Criterion::CreatedFrom(day) => self.created_from(day),
            Criterion::NotSignedInFor(days) => self.not_signed_in_for(*days),
            Criterion::SignedInBefore(day) => self.signed_in_before(day),
            Criterion::SignedInFrom(day) => self.signed_in_from(day),
            Criterion::Password(state) => self.have(self.password(*state)),
            Criterion::PasswordOlderThan(days) => self.password_older_than(*days),
            Criterion::ResetWithin(days) => self.reset_within(*days),
            Criterion::NotResetFor(days) => self.not_reset_for(*days),
            Criterion::Active
            | Criterion::Inactive
            | Criterion::NoEmail
            | Criterion::NeverSignedIn
            | Criterion::NeverReset
            | Criterion::LinkSent
            | Criterion::Locked => self.on(criterion.kind()).to_owned(),
        }
    }

    fn kinds(self, kinds: &[Kind]) -> String {
        let name = |kind: &Kind| match kind {
            Kind::Human => self.humans(),
            Kind::Api => self.api_users(),
            Kind::Hybrid => self.hybrid_users(),
        };
        listed(&kinds.iter().map(name).collect::<Vec<_>>(), self.and())
    }

    fn roles(self, roles: &[Role]) -> String {
        let labels = Labels(self.0);
        listed(&roles.iter().map(|role| labels.role(*role)).collect::<Vec<_>>(), self.or())
    }

    fn either(self, tags: &[String]) -> String {
        listed(&tags.iter().map(String::as_str).collect::<Vec<_>>(), self.or())
    }

    /// How many there are, in words.
    #[must_use]
    pub fn counted(self, counted: i64, more: bool) -> String {
        if more { self.matches_over(&format!("{}+", number(self.0, counted))) } else { self.matches(counted) }
    }
}

/// "a, b or c".
fn listed(words: &[&str], last: &str) -> String {
    match words {
        [first @ .., one] if !first.is_empty() => format!("{} {last} {one}", first.join(", ")),
        others => others.concat(),
    }
}

/// Takes the first condition of a sort out.
fn take<'a>(left: &mut Vec<&'a Criterion>, is_meant: impl Fn(&Criterion) -> bool) -> Option<&'a Criterion> {
    left.iter().position(|criterion| is_meant(criterion)).map(|at| left.remove(at))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(all: Vec<Criterion>) -> [String; 2] {
        let criteria = Criteria { all };
        [Locale::En, Locale::De].map(|locale| Selections(locale).sentence(&criteria))
    }

    #[test]
    fn conditions_read_as_a_sentence() {
        let dormant = vec![
            Criterion::EmailDomain("northwind.example".to_owned()),
            Criterion::Active,
            Criterion::NotSignedInFor(90),
            Criterion::Kind(vec![Kind::Human]),
        ];
        assert_eq!(
            sentences(dormant),
            [
                "Active humans whose e-mail ends in northwind.example and who have not signed in for 90 days",
                "Aktive Menschen, deren E-Mail auf northwind.example endet und die sich seit 90 Tagen nicht angemeldet haben",
            ]
        );
        assert_eq!(sentences(Vec::new()), ["All users", "Alle Benutzer"]);
        assert_eq!(sentences(vec![Criterion::Inactive]), ["Inactive users", "Nicht aktive Benutzer"]);
    }

    #[test]
    fn several_values_are_listed() {
        let staff = vec![
            Criterion::Kind(Kind::ALL.to_vec()),
            Criterion::Role(vec![Role::HelpDesk, Role::Administrator]),
            Criterion::NoTag(vec!["sales".to_owned()]),
            Criterion::Locked,
        ];
        assert_eq!(
            sentences(staff),
            [
                "Humans, API users and hybrid users whose role is Help desk or Administrator, who do not have the tag sales and \
                 who are locked",
                "Menschen, API-Benutzer und Hybrid-Benutzer, deren Rolle Helpdesk oder Administrator ist, die das Schlagwort \
                 sales nicht haben und die gesperrt sind",
            ]
        );
    }
}
