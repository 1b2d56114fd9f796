//! The prompt of *Send Password Change Link*.

use super::{failed, record_address, refused, title_prompt, use_finish, use_user_id};
use crate::api::{ApiError, ErrorCode, resets};
use crate::model::{FormState, LinkLife, LinkPrompt, LinkSent, SendChangeLink, UserId};
use crate::ui::{
    Address, Choice, Close, EnhancedForm, Entered, ErrorSummary, Prompt, SelectField, Submission, SubmitButton, take_form,
};
use leptos::prelude::*;

const TITLE: &str = "Send Password Change Link";
const LIFE: &str = "life_minutes";

/// `/users/{id}/send-link`.
#[component]
pub fn SendLink() -> impl IntoView {
    let id = use_user_id();
    let form = take_form();
    let prompt = Resource::new(move || id.get(), read);
    title_prompt(TITLE, form.is_some());
    view! {
        <Prompt title=TITLE back=record_address(id)>
            <Suspense fallback=|| view! { <div class="body" aria-busy="true"><Words /></div> }>
                {move || {
                    let form = form.clone();
                    Suspend::new(async move {
                        match prompt.await {
                            Ok(prompt) => view! { <SendLinkForm prompt form /> }.into_any(),
                            Err(error) if error.code == ErrorCode::Refused => refused(error.message),
                            Err(error) => failed(error, move |()| prompt.refetch()),
                        }
                    })
                }}
            </Suspense>
        </Prompt>
    }
}

async fn read(id: Result<UserId, ApiError>) -> Result<LinkPrompt, ApiError> {
    resets::link_prompt(id?).await
}

#[component]
fn Words() -> impl IntoView {
    view! {
        <p>
            "An email with a unique link will be sent to the user allowing them to change their password. The link will expire after a specific amount of time."
        </p>
    }
}

#[component]
fn SendLinkForm(prompt: LinkPrompt, form: Option<FormState>) -> impl IntoView {
    let user = prompt.user;
    let entered = form.as_ref().and_then(|form| form.value(LIFE).map(str::to_owned));
    let selected = entered.unwrap_or_else(|| LinkLife::DEFAULT.minutes().to_string());
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), resets::send_change_link, move |sent: LinkSent| {
        finish(format!("The link is on its way to {}.", sent.email));
    });
    let read = move |entered: &Entered| {
        let life_minutes = entered.text(LIFE).parse().map_err(|_| ApiError::field(LIFE, "Choose how long the link works."))?;
        Ok(SendChangeLink { user, life_minutes })
    };
    view! {
        <EnhancedForm action=format!("/users/{user}/send-link") submission read>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <Words />
                {facts(prompt)}
                <SelectField
                    name=LIFE
                    label="Link works for"
                    choices=lives()
                    selected=&selected
                    error=submission.field_error(LIFE)
                />
            </div>
            <footer>
                <Close label="Cancel" />
                <SubmitButton pending=submission.pending()>"Send"</SubmitButton>
            </footer>
        </EnhancedForm>
    }
}

fn facts(prompt: LinkPrompt) -> AnyView {
    let earlier = match prompt.earlier_links {
        0 => "None".to_owned(),
        1 => "1 unused link will stop working".to_owned(),
        links => format!("{links} unused links will stop working"),
    };
    let sessions = match prompt.sessions {
        0 => "None open".to_owned(),
        1 => "1 ends once the password is changed".to_owned(),
        sessions => format!("{sessions} end once the password is changed"),
    };
    view! {
        <dl class="facts">
            <dt>"To"</dt>
            <dd><bdi>{prompt.display_name}</bdi> ", " <Address address=&prompt.email /></dd>
            <dt>"Mail"</dt>
            <dd>"Password Change Link, " {prompt.language.name()}</dd>
            <dt>"Earlier links"</dt>
            <dd>{earlier}</dd>
            <dt>"Sessions"</dt>
            <dd>{sessions}</dd>
        </dl>
    }
    .into_any()
}

fn lives() -> Vec<Choice> {
    LinkLife::OFFERED.into_iter().map(|minutes| Choice { value: minutes.to_string(), label: life_words(minutes) }).collect()
}

fn life_words(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        _ => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_are_offered_in_words() {
        let words: Vec<String> = LinkLife::OFFERED.into_iter().map(life_words).collect();
        assert_eq!(words, ["15 minutes", "1 hour", "4 hours", "12 hours", "24 hours"]);
    }
}
