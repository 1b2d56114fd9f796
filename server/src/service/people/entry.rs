//! What is entered about a user: tidied up, checked, and compared with everybody else.

use crate::{
    service::zones,
    store::{
        StoreError, Tx,
        users::{User, twins},
    },
};
use app::{
    api::{ApiError, Change, Problem},
    model::{UserDraft, UserId},
    rules::{email, names, tags},
    words::Words,
};
use uuid::Uuid;

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
    pub(super) const fn draft(&self) -> &UserDraft {
        &self.draft
    }

    /// The tags, in order.
    pub(in crate::service) fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Adds what somebody else found wrong.
    pub(super) fn refuse(&mut self, field: &'static str, problem: Problem) {
        self.problems.push((field, problem));
    }

    /// Compares user name and address with everybody else's, as far as they are new.
    pub(in crate::service) async fn compare(
        &mut self,
        tx: &mut Tx,
        stored: Option<&User>,
        shared_emails: bool,
    ) -> Result<(), StoreError> {
        let id = stored.map_or(UserId(Uuid::nil()), |user| user.id);
        let is_new = |entered: &str, stored: Option<&str>| stored.map(names::key) != Some(names::key(entered));
        if self.is_right("user_name") && is_new(&self.draft.user_name, stored.map(|user| user.user_name.as_str())) {
            let problem = self.name_problem(tx, id).await?;
            self.problems.extend(problem.map(|problem| ("user_name", problem)));
        }
        let has_email = !self.draft.email.is_empty() && self.is_right("email");
        if has_email && is_new(&self.draft.email, stored.and_then(|user| user.email.as_deref())) {
            let problem = self.email_problem(tx, id, shared_emails).await?;
            self.problems.extend(problem.map(|problem| ("email", problem)));
        }
        Ok(())
    }

    async fn name_problem(&self, tx: &mut Tx, id: UserId) -> Result<Option<Problem>, StoreError> {
        let name = &self.draft.user_name;
        if twins::has_name(tx, name, id).await? {
            return Ok(Some(Problem::UserNameTaken));
        }
        if twins::has_email(tx, name, id).await? {
            return Ok(Some(Problem::UserNameIsEmail));
        }
        if self.draft.accept_lookalike {
            return Ok(None);
        }
        Ok(twins::name_like(tx, name, id).await?.map(Problem::LooksLike))
    }

    async fn email_problem(&self, tx: &mut Tx, id: UserId, shared_emails: bool) -> Result<Option<Problem>, StoreError> {
        let address = &self.draft.email;
        if twins::has_name(tx, address, id).await? {
            return Ok(Some(Problem::EmailIsUserName));
        }
        if !shared_emails && twins::has_email(tx, address, id).await? {
            return Ok(Some(Problem::EmailTaken));
        }
        if self.draft.accept_lookalike {
            return Ok(None);
        }
        Ok(twins::email_like(tx, address, id).await?.map(Problem::LooksLike))
    }

    fn is_right(&self, field: &str) -> bool {
        self.problems.iter().all(|(wrong, _)| *wrong != field)
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
pub(super) fn draft_of(user: &User, tags: &[String]) -> UserDraft {
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
pub(super) fn differences(stored: &UserDraft, entered: &UserDraft, words: Words) -> Vec<Change> {
    let (stored, entered) = (fields(stored, words), fields(entered, words));
    let differing = stored.into_iter().zip(entered).filter(|(stored, entered)| stored != entered);
    differing.map(|((field, now), _)| Change { field: field.to_owned(), now }).collect()
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
