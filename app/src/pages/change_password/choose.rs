//! A link that works: choosing the password.

use crate::model::{ChangePrompt, FormState, Organisation};
use crate::pages::new_password::{NewPassword, policy};
use crate::pages::public::PublicPage;
use crate::ui::{Contact, ErrorSummary, PageTitle, PlainForm, SubmitButton, When};
use leptos::prelude::*;

/// The page; `action` is the address it came from, which the address bar no longer shows.
pub(super) fn open(house: Organisation, prompt: ChangePrompt, action: String, form: Option<FormState>) -> AnyView {
    let own_words = vec![prompt.user_name.clone(), prompt.display_name.clone(), house.name.clone()];
    let field_error = form.as_ref().and_then(|form| form.error.for_field("password").map(str::to_owned));
    let refused = form.map(|form| form.error);
    view! {
        <PageTitle text="Choose a new password" is_error=refused.is_some() />
        <PublicPage organisation=house.name.clone()>
            <div>
                <h1>"Choose a new password"</h1>
                <p class="muted">
                    "For " <b><bdi>{prompt.display_name}</bdi></b> ". " {asked_by(prompt.requested_by, &house.name)}
                    " It works until " <When moment=prompt.until full=true /> "."
                </p>
            </div>
            <ErrorSummary error=Signal::stored(refused) />
            <PlainForm action>
                <div class="field">
                    <label for="field-user_name">"User name"</label>
                    <input
                        class="input"
                        id="field-user_name"
                        name="user_name"
                        value=prompt.user_name
                        autocomplete="username"
                        readonly
                    />
                </div>
                <NewPassword policy=policy(prompt.min_length) own_words error=field_error />
                <p class="small muted">"You will be signed out everywhere else."</p>
                <SubmitButton>"Change password"</SubmitButton>
            </PlainForm>
            <p class="small muted">
                "Not expecting this? Nothing changes unless you choose a password. Contact "
                <Contact contact=house.support_contact /> "."
            </p>
        </PublicPage>
    }
    .into_any()
}

fn asked_by(requested_by: Option<String>, organisation: &str) -> AnyView {
    match requested_by {
        Some(name) => {
            let organisation = organisation.to_owned();
            view! { <bdi>{name}</bdi> " at " {organisation} " sent you this link." }.into_any()
        }
        None => view! { "Latchkey sent you this link." }.into_any(),
    }
}
