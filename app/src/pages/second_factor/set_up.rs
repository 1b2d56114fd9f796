//! One's own second factor: how it stands, and what can be done about it.

use super::{HERE, shown};
use crate::api::{ApiError, ShownCodes, ShownFactor, house::organisation, resource, second_factor::factor_prompt};
use crate::model::{FactorPrompt, FormState, Organisation, Tone};
use crate::pages::facts::FactorLines;
use crate::pages::public::{PublicPage, carried, next, public_form};
use crate::ui::{ErrorSummary, Note, OwnPassword, PlainForm, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/account/second-factor`.
#[component]
pub fn SetUp() -> impl IntoView {
    let words = use_words();
    let form = take_form();
    // On the server alone, and only in answer to a form.
    if let Some(codes) = use_context::<ShownCodes>() {
        return shown::codes(&codes, words);
    }
    if let Some(factor) = use_context::<ShownFactor>() {
        return shown::factor(&factor, form, words);
    }
    let next = next(form.as_ref());
    let facts = resource(|| (), |()| read());
    let title = words.second_factor.title();
    public_form(title, form, facts, move |(house, prompt), form| standing(house, prompt, next.clone(), form, words)).into_any()
}

async fn read() -> Result<(Organisation, FactorPrompt), ApiError> {
    Ok((organisation().await?, factor_prompt().await?))
}

fn standing(house: Organisation, prompt: FactorPrompt, next: Option<String>, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.second_factor;
    let error = Signal::stored(form.map(|form| form.error));
    let needed = prompt.is_pending.then(|| view! { <Note tone=Tone::Warn><p>{own.needed()}</p></Note> });
    let facts = prompt.facts.clone();
    let way_out = way_out(prompt.is_pending, words);
    view! {
        <PublicPage house=Some(house)>
            <div>
                <h1>{own.title()}</h1>
                <p class="muted">{own.text()}</p>
            </div>
            {needed}
            <ErrorSummary error />
            <dl class="facts"><FactorLines facts /></dl>
            <PlainForm action=HERE>
                {carried(next)}
                // For password managers: whose password it is.
                <input type="text" name="username" value=prompt.user_name.clone() autocomplete="username" readonly hidden />
                <OwnPassword asked=prompt.confirm error />
                {actions(&prompt, words)}
            </PlainForm>
            {way_out}
        </PublicPage>
    }
    .into_any()
}

/// What can be done. Enter in the field above presses the first button, which changes nothing yet.
fn actions(prompt: &FactorPrompt, words: Words) -> AnyView {
    let (own, factors) = (words.second_factor, prompt.facts.factors);
    let begin = if factors.totp { own.replace_app() } else { own.set_up_app() };
    let replace = factors.totp.then(|| view! { <p class="hint">{own.replace_text()}</p> });
    let codes = factors.any().then(|| {
        view! {
            <button type="submit" class="btn" name="intent" value="codes">{own.make_codes()}</button>
            <p class="hint">{own.make_codes_text()}</p>
        }
    });
    let remove = (factors.any() && !prompt.is_required).then(|| {
        view! {
            <button type="submit" class="btn danger" name="intent" value="remove">{own.remove()}</button>
            <p class="hint">{own.remove_text()}</p>
        }
    });
    view! {
        <button type="submit" class="btn primary" name="intent" value="begin">{begin}</button>
        {replace}
        {codes}
        {remove}
    }
    .into_any()
}

/// Back to the account, or, for those who can do nothing else yet, out.
fn way_out(is_pending: bool, words: Words) -> AnyView {
    let own = words.second_factor;
    if !is_pending {
        return view! { <p class="small"><a href="/account">{own.back()}</a></p> }.into_any();
    }
    view! {
        <PlainForm action="/sign-out">
            <button type="submit" class="btn quiet">{own.another_account()}</button>
        </PlainForm>
    }
    .into_any()
}
