//! The reader's own password, asked for once more.

use super::PasswordField;
use crate::api::ApiError;
use crate::rules::forms::OWN_PASSWORD;
use crate::words::use_words;
use leptos::prelude::*;

/// The field, where it is wanted: at once, or as soon as the form was refused for want of it. Then it stays.
#[component]
pub fn OwnPassword(
    /// Whether it is wanted from the start.
    #[prop(optional)]
    asked: bool,
    /// Why the form was refused.
    error: Signal<Option<ApiError>>,
) -> impl IntoView {
    let words = use_words();
    let wrong =
        Memo::new(move |_| error.with(|error| error.as_ref()?.for_field(OWN_PASSWORD).map(|problem| problem.text(words))));
    let is_asked = Memo::new(move |before| asked || before == Some(&true) || wrong.with(Option::is_some));
    let own = words.new_password;
    move || {
        is_asked.get().then(|| {
            view! {
                <p class="muted">{own.own_password_why()}</p>
                <PasswordField label=own.own_password() name=OWN_PASSWORD autocomplete="current-password" error=wrong.get() />
            }
        })
    }
}
