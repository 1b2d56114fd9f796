//! The prompt of *Send Password Change Link*.

use super::programs::Impact;
use super::prompt::{PromptFooter, over_record};
use crate::api::{ApiError, Problem, resets};
use crate::model::{Fate, FormState, LinkLife, LinkPrompt, LinkSent, SendChangeLink, TemplateKey};
use crate::pages::{
    mail_preview::MailPreview,
    prompts::{Endings, use_finish},
};
use crate::ui::{Address, Choice, EnhancedForm, Entered, ErrorSummary, SelectField, Submission};
use crate::words::{Words, use_words};
use leptos::prelude::*;

const LIFE: &str = "life_minutes";

/// `/users/{id}/send-link`.
#[component]
pub fn SendLink() -> impl IntoView {
    let words = use_words().record;
    over_record(words.send_link(), words.send_link_prompt(), resets::link_prompt, asked)
}

fn asked(prompt: LinkPrompt, form: Option<FormState>) -> AnyView {
    let words = use_words();
    let user = prompt.user;
    let entered = form.as_ref().and_then(|form| form.value(LIFE).map(str::to_owned));
    let selected = entered.unwrap_or_else(|| prompt.default_minutes.to_string());
    let chosen = RwSignal::new(selected.clone());
    let path = format!("/users/{user}/mail/{}", TemplateKey::PasswordChangeLink);
    let lives = lives(prompt.default_minutes, prompt.longest_minutes, words);
    let finish = use_finish();
    let submission = Submission::new(form.map(|form| form.error), resets::send_change_link, move |sent: LinkSent| {
        finish(words.record.link_on_its_way(&sent.email));
    });
    let read = move |entered: &Entered| {
        let life_minutes = entered.text(LIFE).parse().map_err(|_| ApiError::field(LIFE, Problem::LinkLife))?;
        Ok(SendChangeLink { user, life_minutes })
    };
    view! {
        <EnhancedForm action=format!("/users/{user}/send-link") submission read>
            <div class="body" on:change=move |event| chosen.set(event_target_value(&event))>
                <ErrorSummary error=submission.error() />
                <p>{words.record.send_link_prompt()}</p>
                {facts(prompt, words)}
                <SelectField
                    name=LIFE
                    label=words.record.link_works_for()
                    choices=lives
                    selected=&selected
                    error=submission.field_error(LIFE)
                />
                <MailPreview path choice=(LIFE, chosen) />
            </div>
            <PromptFooter label=words.record.send() pending=submission.pending() />
        </EnhancedForm>
    }
    .into_any()
}

fn facts(prompt: LinkPrompt, words: Words) -> AnyView {
    let words = words.record;
    view! {
        <dl class="facts">
            <dt>{words.to()}</dt>
            <dd><bdi>{prompt.display_name}</bdi> ", " <Address address=&prompt.email /></dd>
            <dt>{words.mail()}</dt>
            <dd>{words.change_link_mail(prompt.language.name())}</dd>
            <Endings open=prompt.open passwords=Fate::EndsOnceChanged links=Fate::Ends sessions=Fate::EndsOnceChanged />
            <Impact api=prompt.api />
        </dl>
    }
    .into_any()
}

/// What can be chosen: what is usual, and what is offered and not too long.
pub(in crate::pages) fn lives(usual: i64, longest: i64, words: Words) -> Vec<Choice> {
    let choices = LinkLife::choices(usual, longest).into_iter();
    choices.map(|minutes| Choice { value: minutes.to_string(), label: words.common.life(minutes) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn lives_are_offered_in_words() {
        let offered = |usual, longest, locale| {
            lives(usual, longest, Words::of(locale)).into_iter().map(|choice| choice.label).collect::<Vec<_>>()
        };
        assert_eq!(offered(30, 240, Locale::En), ["15 minutes", "30 minutes", "1 hour", "4 hours"]);
        let offered = |locale| offered(60, 1440, locale);
        assert_eq!(offered(Locale::En), ["15 minutes", "1 hour", "4 hours", "12 hours", "24 hours"]);
        assert_eq!(offered(Locale::De), ["15 Minuten", "1 Stunde", "4 Stunden", "12 Stunden", "24 Stunden"]);
    }
}
