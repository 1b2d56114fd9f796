//! A link that works: choosing the password.

use crate::model::{ChangePrompt, FormState, Organisation};
use crate::pages::new_password::{NewPassword, OwnUserName};
use crate::pages::public::PublicPage;
use crate::rules::password::own_words;
use crate::ui::{ErrorSummary, PageTitle, PlainForm, SubmitButton, When, sentence};
use crate::words::{ChangePassword as Words, use_words};
use leptos::prelude::*;

/// The page; `action` is the address it came from, which the address bar no longer shows.
pub(super) fn open(house: Organisation, prompt: ChangePrompt, action: String, form: Option<FormState>) -> AnyView {
    let all_words = use_words();
    let words = all_words.change_password;
    let own_words = own_words(&[&prompt.user_name, &prompt.display_name, &house.name]);
    let field_error = form.as_ref().and_then(|form| form.error.for_field("password").map(|problem| problem.text(all_words)));
    let refused = form.map(|form| form.error);
    let touched = format!("{action}/touched");
    let sender = sender(prompt.requested_by, &house.name, words);
    view! {
        <PageTitle text=words.title() is_error=refused.is_some() />
        <PublicPage house=Some(house)>
            <div data-touched=touched>
                <h1>{words.title()}</h1>
                <p class="muted">
                    {sentence(words.whom(), view! { <b><bdi>{prompt.display_name}</bdi></b> })} " "
                    {sender} " "
                    {sentence(words.works_until(), view! { <When moment=prompt.until full=true /> })}
                </p>
            </div>
            <ErrorSummary error=Signal::stored(refused) />
            <PlainForm action>
                <OwnUserName user_name=prompt.user_name />
                <NewPassword policy=prompt.policy own_words=&own_words error=field_error />
                <p class="small muted">{words.signed_out_elsewhere()}</p>
                <SubmitButton>{words.change()}</SubmitButton>
            </PlainForm>
            <p class="small muted">{words.unexpected()}</p>
        </PublicPage>
    }
    .into_any()
}

/// Who sent the link.
fn sender(requested_by: Option<String>, organisation: &str, words: Words) -> AnyView {
    match requested_by {
        Some(name) => sentence(words.sent_by(), view! { <bdi>{words.sender(&name, organisation)}</bdi> }),
        None => words.asked_yourself().into_any(),
    }
}
