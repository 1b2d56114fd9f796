//! What is entered about a user: tidied up, checked, and compared with everybody else.

use crate::{
    service::zones,
    store::{
        StoreError, Tx,
        users::{
            User,
            twins::{self, Compared, Wanted},
        },
    },
};
use app::{
    api::{ApiError, Change, Problem},
    model::UserDraft,
    rules::{email, meanwhile, names, tags},
    words::Words,
};

/// A user as entered, in the form in which it would be stored, and all that is wrong with it.
#[derive(Debug)]
pub(in crate::service) struct Entry {
    draft: UserDraft,
    tags: Vec<String>,
    problems: Vec<(&'static str, Problem)>,
}

impl Entry {
    /// Tidies up what was typed and checks what can be checked without knowing the others.
    pub(in crate::service) fn read(typed: &UserDraft) -> Self {
        let trimmed = |text: &str| text.trim().to_owned();
        let mut draft = UserDraft {
            user_name: trimmed(&typed.user_name),
            display_name: trimmed(&typed.display_name),
            email: trimmed(&typed.email),
            ..typed.clone()
        };
        let mut problems = Vec::new();
        if let Err(problem) = names::check_user_name(&draft.user_name) {
            problems.push(("user_name", Problem::UserName(problem)));
        }
        if let Err(problem) = names::check_display_name(&draft.display_name) {
            problems.push(("display_name", Problem::DisplayName(problem)));
        }
        if !draft.email.is_empty() && !email::is_valid(&draft.email) {
            problems.push(("email", Problem::EmailInvalid));
        }
        match zones::known(&draft.time_zone) {
            Some(zone) => zone.clone_into(&mut draft.time_zone),
            None => problems.push(("time_zone", Problem::TimeZone)),
        }
        let tags = tags::parse(&draft.tags);
        match &tags {
            Some(tags) => draft.tags = tags::write(tags),
            None => problems.push(("tags", Problem::Tags)),
        }
        Self { draft, tags: tags.unwrap_or_default(), problems }
    }

    /// As it would stand in the form.
    pub(in crate::service) const fn draft(&self) -> &UserDraft {
        &self.draft
    }

    /// The tags, in order.
    pub(in crate::service) fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Adds what somebody else found wrong.
    pub(in crate::service) fn refuse(&mut self, field: &'static str, problem: Problem) {
        self.problems.push((field, problem));
    }

    /// Compares user name and address with everybody else's, as far as they are new.
    pub(in crate::service) async fn compare(
        &mut self,
        tx: &mut Tx,
        stored: Option<&User>,
        shared_emails: bool,
    ) -> Result<(), StoreError> {
        let compared = twins::compare(tx, &[self.wanted(stored)]).await?;
        self.judge(&compared.into_iter().next().unwrap_or_default(), shared_emails);
        Ok(())
    }

    /// What of user name and address is new and right in itself, so that it is to be compared.
    pub(in crate::service) fn wanted<'a>(&'a self, stored: Option<&'a User>) -> Wanted<'a> {
        let is_new = |entered: &str, stored: Option<&str>| stored.is_none_or(|stored| names::key(stored) != names::key(entered));
        let (name, email) = (self.draft.user_name.as_str(), self.draft.email.as_str());
        let has_email = !email.is_empty() && self.is_right("email");
        Wanted {
            own: stored.map(|user| user.user_name.as_str()),
            user_name: Some(name)
                .filter(|name| self.is_right("user_name") && is_new(name, stored.map(|user| user.user_name.as_str()))),
            email: Some(email).filter(|email| has_email && is_new(email, stored.and_then(|user| user.email.as_deref()))),
        }
    }

    /// Notes what is wrong with them, as they compare.
    pub(in crate::service) fn judge(&mut self, compared: &Compared, shared_emails: bool) {
        let problem = self.name_problem(compared);
        self.problems.extend(problem.map(|problem| ("user_name", problem)));
        let problem = self.email_problem(compared, shared_emails);
        self.problems.extend(problem.map(|problem| ("email", problem)));
    }

    fn name_problem(&self, compared: &Compared) -> Option<Problem> {
        if compared.name_is_name {
            return Some(Problem::UserNameTaken);
        }
        if compared.name_is_email {
            return Some(Problem::UserNameIsEmail);
        }
        compared.name_like.clone().filter(|_| !self.draft.accept_lookalike).map(Problem::LooksLike)
    }

    fn email_problem(&self, compared: &Compared, shared_emails: bool) -> Option<Problem> {
        if compared.email_is_name {
            return Some(Problem::EmailIsUserName);
        }
        if !shared_emails && compared.email_is_email {
            return Some(Problem::EmailTaken);
        }
        compared.email_like.clone().filter(|_| !self.draft.accept_lookalike).map(Problem::LooksLike)
    }

    fn is_right(&self, field: &str) -> bool {
        self.problems.iter().all(|(wrong, _)| *wrong != field)
    }

    /// Says this of a field, in place of whatever else is wrong with it.
    pub(in crate::service) fn replace(&mut self, field: &'static str, problem: Problem) {
        self.problems.retain(|(wrong, _)| *wrong != field);
        self.refuse(field, problem);
    }

    /// Everything that is wrong, by field.
    pub(in crate::service) fn problems(&self) -> &[(&'static str, Problem)] {
        &self.problems
    }

    /// Goes on only if nothing is wrong.
    ///
    /// # Errors
    /// Everything that is, by field.
    pub(in crate::service) fn check(&self) -> Result<(), ApiError> {
        ApiError::fields(self.problems.clone()).map_or(Ok(()), Err)
    }

    /// The user with what was entered in place of what was there.
    pub(in crate::service) fn onto(&self, user: &User) -> User {
        let draft = self.draft.clone();
        User {
            kind: draft.kind,
            role: draft.role,
            user_name: draft.user_name,
            display_name: draft.display_name,
            email: Some(draft.email).filter(|address| !address.is_empty()),
            language: draft.language,
            time_zone: draft.time_zone,
            ..user.clone()
        }
    }
}

/// A stored user as the form shows it.
pub(in crate::service) fn draft_of(user: &User, tags: &[String]) -> UserDraft {
    UserDraft {
        kind: user.kind,
        role: user.role,
        user_name: user.user_name.clone(),
        display_name: user.display_name.clone(),
        email: user.email.clone().unwrap_or_default(),
        language: user.language,
        time_zone: user.time_zone.clone(),
        tags: tags::write(tags),
        accept_lookalike: false,
    }
}

/// The fields in which a stored user differs from what was entered, with what is stored, in the reader's words.
pub(in crate::service) fn differences(stored: &UserDraft, entered: &UserDraft, words: Words) -> Vec<Change> {
    let (stored, entered) = (fields(stored, words), fields(entered, words));
    let differing = stored.into_iter().zip(entered).filter(|(stored, entered)| stored != entered);
    differing.map(|((field, now), _)| Change { field: field.to_owned(), now }).collect()
}

/// What others changed of a user since the form was shown, in the reader's words.
pub(in crate::service) fn theirs(
    shown: Option<&UserDraft>,
    stored: &UserDraft,
    entered: &UserDraft,
    words: Words,
) -> Vec<Change> {
    meanwhile::theirs(shown.map(|shown| fields(shown, words)), fields(stored, words), fields(entered, words))
}

fn fields(draft: &UserDraft, words: Words) -> [(&'static str, String); 8] {
    [
        ("kind", words.labels.kind(draft.kind).to_owned()),
        ("role", words.labels.role(draft.role).to_owned()),
        ("user_name", draft.user_name.clone()),
        ("display_name", draft.display_name.clone()),
        ("email", draft.email.clone()),
        ("language", draft.language.name().to_owned()),
        ("time_zone", draft.time_zone.clone()),
        ("tags", draft.tags.clone()),
    ]
}
