//! The form in which users are made and edited.

use super::tags::TagsField;
use crate::api::{ApiError, Problem, users};
use crate::model::{CreateUser, EditPrompt, EditUser, FormState, Kind, Locale, Role, UserDraft, UserId};
use crate::pages::meanwhile::{self, Base};
use crate::rules::meanwhile::{SHOWN, shown};
use crate::ui::{
    CheckField, Choice, EnhancedForm, Entered, ErrorSummary, OwnPassword, SelectField, Submission, SubmitButton, TextField,
};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// What is sent.
#[derive(Clone, Debug)]
struct Filled {
    /// Whom; absent for a new user.
    user: Option<UserId>,
    version: i64,
    /// How the user stood.
    shown: Option<UserDraft>,
    draft: UserDraft,
    send_link: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Saved {
    /// A new user was made, and perhaps a link sent.
    Created { user: UserId, link_sent: bool },
    /// A user was changed.
    Changed(UserId),
}

async fn save(filled: Filled) -> Result<Saved, ApiError> {
    let Filled { user, version, shown, draft, send_link } = filled;
    match user {
        None => {
            let user = users::create_user(CreateUser { draft, send_link }).await?;
            Ok(Saved::Created { user, link_sent: send_link })
        }
        Some(user) => {
            users::edit_user(EditUser { user, version, shown, draft }).await?;
            Ok(Saved::Changed(user))
        }
    }
}

/// What the fields start with: what was entered before the form was refused, or how the user stands.
struct Start {
    draft: UserDraft,
    form: Option<FormState>,
}

impl Start {
    fn text(&self, field: &str) -> &str {
        match &self.form {
            Some(form) => form.value(field).unwrap_or_default(),
            None => self.draft.text(field),
        }
    }

    fn is_ticked(&self, field: &str) -> bool {
        self.text(field) == "true"
    }
}

/// Whether somebody's name or address can be mistaken for another's.
fn is_lookalike(error: &ApiError) -> bool {
    let problems = error.fields.iter().map(|field| &field.problem).chain([&error.problem]);
    problems.into_iter().any(|problem| matches!(problem, Problem::LooksLike(_)))
}

/// The form.
#[component]
pub(super) fn UserForm(
    /// How the user stands, and what can be chosen.
    prompt: EditPrompt,
    /// The form that was posted without scripts and refused.
    form: Option<FormState>,
    /// What follows.
    #[prop(into)]
    saved: Callback<Saved>,
) -> impl IntoView {
    let words = use_words();
    let EditPrompt { user, version, draft, roles, time_zones, known_tags } = prompt;
    let base = RwSignal::new(Base::carried(form.as_ref(), Base::of(version, &draft)));
    let refused = form.as_ref().map(|form| form.error.clone());
    let start = Start { draft, form };
    let submission = Submission::new(refused, save, move |done| saved.run(done));
    if let Some(user) = user {
        let take = move |current: EditPrompt| base.set(Base::of(current.version, &current.draft));
        meanwhile::follow(submission.error(), move || users::edit_prompt(Some(user)), take);
    }
    let read = move |entered: &Entered| {
        let draft = UserDraft::read(|field| entered.text(field))?;
        let send_link = entered.text("send_link") == "true";
        let (version, shown) = (base.with_untracked(Base::version), shown(&entered.text(SHOWN)));
        Ok(Filled { user, version, shown, draft, send_link })
    };
    let (action, back) = match user {
        Some(user) => (format!("/users/{user}/edit"), format!("/users/{user}")),
        None => ("/users/new".to_owned(), "/users".to_owned()),
    };
    view! {
        <EnhancedForm action submission guard=true read>
            <ErrorSummary error=submission.error() />
            {move || base.with(Base::fields)}
            {person(submission, &start, &roles, words)}
            {reach(submission, &start, time_zones, user.is_some(), words)}
            <TagsField value=start.text("tags").to_owned() known=known_tags error=submission.field_error("tags") />
            {lookalike(submission, &start, words)}
            {user.is_none().then(|| send_link(submission, &start, words))}
            <OwnPassword error=submission.error() />
            <footer class="buttons">
                <SubmitButton pending=submission.pending()>
                    {if user.is_some() { words.common.save() } else { words.user_form.create() }}
                </SubmitButton>
                <a class="btn" href=back>{words.common.cancel()}</a>
            </footer>
        </EnhancedForm>
    }
}

/// Who they are.
fn person(submission: Submission<Filled, Saved>, start: &Start, roles: &[Role], words: Words) -> AnyView {
    let own = words.user_form;
    view! {
        <div class="fields">
            <TextField
                name="display_name"
                label=own.display_name()
                value=Some(start.text("display_name").to_owned())
                error=submission.field_error("display_name")
            />
            <TextField
                name="user_name"
                label=own.user_name()
                value=Some(start.text("user_name").to_owned())
                mono=true
                error=submission.field_error("user_name")
            />
            <SelectField
                name="kind"
                label=own.kind()
                choices=choices(Kind::ALL, |kind| (kind.as_str(), words.labels.kind(kind)))
                selected=start.text("kind")
                error=submission.field_error("kind")
            />
            <SelectField
                name="role"
                label=own.role()
                choices=choices(roles, |role| (role.as_str(), words.labels.role(role)))
                selected=start.text("role")
                error=submission.field_error("role")
            />
        </div>
    }
    .into_any()
}

/// How mail reaches them, and in which language.
fn reach(submission: Submission<Filled, Saved>, start: &Start, zones: Vec<String>, exists: bool, words: Words) -> AnyView {
    let own = words.user_form;
    view! {
        <TextField
            name="email"
            label=own.email()
            kind="email"
            hint=if exists { own.email_change_hint() } else { own.email_hint() }
            value=Some(start.text("email").to_owned())
            error=submission.field_error("email")
        />
        <div class="fields">
            <SelectField
                name="language"
                label=own.language()
                choices=choices(&Locale::ALL, |locale| (locale.tag(), locale.name()))
                selected=start.text("language")
                error=submission.field_error("language")
            />
            <TextField
                name="time_zone"
                label=own.time_zone()
                value=Some(start.text("time_zone").to_owned())
                choices=zones
                error=submission.field_error("time_zone")
            />
        </div>
    }
    .into_any()
}

/// Appears once it was said that somebody looks like another, and stays.
fn lookalike(submission: Submission<Filled, Saved>, start: &Start, words: Words) -> AnyView {
    const FIELD: &str = "accept_lookalike";
    let is_ticked = start.is_ticked(FIELD);
    let error = submission.error();
    let is_asked = Memo::new(move |before| {
        is_ticked || before == Some(&true) || error.with(|error| error.as_ref().is_some_and(is_lookalike))
    });
    let label = words.user_form.accept_lookalike();
    let field = move || is_asked.get().then(|| view! { <CheckField name=FIELD label checked=is_ticked /> });
    field.into_any()
}

fn send_link(submission: Submission<Filled, Saved>, start: &Start, words: Words) -> AnyView {
    const FIELD: &str = "send_link";
    let own = words.user_form;
    view! {
        <CheckField
            name=FIELD
            label=own.send_link()
            hint=own.send_link_hint()
            checked=start.is_ticked(FIELD)
            error=submission.field_error(FIELD)
        />
    }
    .into_any()
}

fn choices<T: Copy>(values: &[T], of: impl Fn(T) -> (&'static str, &'static str)) -> Vec<Choice> {
    let choice = |(value, label): (&str, &str)| Choice { value: value.to_owned(), label: label.to_owned() };
    values.iter().map(|value| choice(of(*value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_for_lookalikes_is_asked_for_by_any_field() {
        let found = vec![("email", Problem::EmailTaken), ("user_name", Problem::LooksLike("jfeld".to_owned()))];
        assert!(ApiError::fields(found).is_some_and(|error| is_lookalike(&error)));
        assert!(!is_lookalike(&ApiError::field("email", Problem::EmailTaken)));
    }
}
