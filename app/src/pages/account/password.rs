//! Changing one's own password. Always posted: it carries secrets and begins a new session.

use crate::model::{Account, FormState};
use crate::pages::new_password::NewPassword;
use crate::rules::password::{Policy, own_words};
use crate::ui::{ErrorSummary, PasswordField, PlainForm, SubmitButton};
use crate::words::use_words;
use leptos::prelude::*;

/// Where the form goes.
pub(super) const HERE: &str = "/account/password";

/// What the form must know of the account.
pub(super) struct Facts {
    user_name: String,
    policy: Policy,
    /// What must not make up the password.
    own_words: Vec<String>,
}

impl Facts {
    pub(super) fn of(account: &Account) -> Self {
        let email = account.email.as_deref().unwrap_or_default();
        let own_words = own_words(&[&account.user_name, &account.display_name, email, &account.organisation]);
        Self { user_name: account.user_name.clone(), policy: account.policy, own_words }
    }
}

/// The form.
#[component]
pub(super) fn OwnPassword(
    /// About the account.
    facts: Facts,
    /// The form, if it was refused.
    form: Option<FormState>,
) -> impl IntoView {
    let words = use_words();
    let own = words.account;
    let refused = form.map(|form| form.error);
    let field = |name: &str| refused.as_ref().and_then(|error| error.for_field(name).map(|problem| problem.text(words)));
    let (current_error, new_error) = (field("current_password"), field("password"));
    view! {
        <section class="panel" aria-labelledby="own-password">
            <header><h2 id="own-password">{own.change_password()}</h2></header>
            <ErrorSummary error=Signal::stored(refused) />
            // What comes back refused holds no password any more.
            <PlainForm action=HERE guard=true>
                // For password managers: whose password it is.
                <input type="text" name="username" value=facts.user_name autocomplete="username" readonly hidden />
                <PasswordField
                    label=own.current_password()
                    name="current_password"
                    autocomplete="current-password"
                    error=current_error
                />
                <NewPassword policy=facts.policy own_words=&facts.own_words error=new_error />
                <p class="small muted">{own.others_signed_out()}</p>
                <p><SubmitButton>{own.change_password()}</SubmitButton></p>
            </PlainForm>
        </section>
    }
}
