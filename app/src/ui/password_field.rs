//! A field for a password: pasting is welcome, no length is cut off, and it can be shown.

use super::field::{described_by, field_error};
use super::{Glyph, Icon};
use crate::words::use_words;
use leptos::{prelude::*, tachys::html::attribute::custom::custom_attribute};

/// The field with its Show button, which is there only when scripts run; `attend` gives it its behaviour.
#[component]
pub fn PasswordField(
    /// What it asks for.
    label: &'static str,
    /// The name in the form.
    #[prop(default = "password")]
    name: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// What Safari's generator must keep to (`passwordrules`).
    #[prop(optional_no_strip)]
    rules: Option<String>,
    /// Why it was refused.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// Ids of what else describes it.
    #[prop(optional)]
    describedby: Option<&'static str>,
) -> impl IntoView {
    let words = use_words();
    let rules = custom_attribute("passwordrules", rules);
    let invalid = error.is_some().then_some("true");
    let own = described_by(name, false, error.is_some());
    let described = own.into_iter().chain(describedby.map(str::to_owned)).collect::<Vec<_>>().join(" ");
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            {field_error(name, error)}
            <div class="joined">
                <input
                    class="input"
                    id=format!("field-{name}")
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    {..rules}
                    aria-invalid=invalid
                    aria-describedby=(!described.is_empty()).then_some(described)
                />
                <button
                    type="button"
                    class="btn"
                    data-shows
                    aria-controls=format!("field-{name}")
                    aria-pressed="false"
                    aria-label=words.common.show_password()
                >
                    <Glyph icon=Icon::Eye />
                    {words.common.show()}
                </button>
            </div>
        </div>
    }
}
