//! Choosing one's own password, after signing in with one that others made. Until then there is nothing else to be done.

use super::new_password::{NewPassword, OwnUserName};
use super::public::{PublicPage, carried, next, public_form};
use crate::api::{ApiError, house::organisation, passwords::choose_prompt, resource};
use crate::model::{ChoosePrompt, FormState, Organisation};
use crate::rules::password::own_words;
use crate::ui::{ErrorSummary, PlainForm, SubmitButton, sentence, take_form};
use crate::words::use_words;
use leptos::prelude::*;

/// `/choose-password`.
#[component]
pub fn ChoosePassword() -> impl IntoView {
    let form = take_form();
    let next = next(form.as_ref());
    let facts = resource(|| (), |()| read());
    let title = use_words().new_password.choose_title();
    public_form(title, form, facts, move |(house, prompt), form| choosing(house, prompt, next.clone(), form))
}

async fn read() -> Result<(Organisation, ChoosePrompt), ApiError> {
    Ok((organisation().await?, choose_prompt().await?))
}

fn choosing(house: Organisation, prompt: ChoosePrompt, next: Option<String>, form: Option<FormState>) -> AnyView {
    let words = use_words();
    let own = words.new_password;
    let own_words = own_words(&[&prompt.user_name, &prompt.display_name, &house.name]);
    let field_error = form.as_ref().and_then(|form| form.error.for_field("password").map(|problem| problem.text(words)));
    let refused = form.map(|form| form.error);
    view! {
        <PublicPage house=Some(house)>
            <div>
                <h1>{own.choose_title()}</h1>
                <p class="muted">
                    {sentence(words.change_password.whom(), view! { <b><bdi>{prompt.display_name}</bdi></b> })} " " {own.choose_text()}
                </p>
            </div>
            <ErrorSummary error=Signal::stored(refused) />
            <PlainForm action="/choose-password">
                {carried(next)}
                <OwnUserName user_name=prompt.user_name />
                <NewPassword policy=prompt.policy own_words=&own_words error=field_error />
                <p class="small muted">{words.change_password.signed_out_elsewhere()}</p>
                <SubmitButton>{own.save_and_go_on()}</SubmitButton>
            </PlainForm>
            <p class="small muted">{own.later()}</p>
            <PlainForm action="/sign-out">
                <button type="submit" class="btn quiet">{words.account.sign_out()}</button>
            </PlainForm>
        </PublicPage>
    }
    .into_any()
}
