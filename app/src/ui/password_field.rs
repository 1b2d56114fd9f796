//! A field for a password: pasting is welcome, no length is cut off, and it can be shown.

use super::field::{described_by, field_error};
use super::{Glyph, Icon, use_hydrated};
use crate::words::use_words;
use leptos::{ev, html, prelude::*, tachys::html::attribute::custom::custom_attribute};

/// The field with its Show button, which is there only when scripts run.
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
    /// Told at every change.
    #[prop(optional, into)]
    on_typed: Option<Callback<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    hide_when_sent(shown);
    let words = use_words();
    let hydrated = use_hydrated();
    let rules = custom_attribute("passwordrules", rules);
    let invalid = error.is_some().then_some("true");
    let own = described_by(name, false, error.is_some());
    let described = own.into_iter().chain(describedby.map(str::to_owned)).collect::<Vec<_>>().join(" ");
    let field = NodeRef::<html::Input>::new();
    let tell = move || {
        if let (Some(on_typed), Some(field)) = (on_typed, field.get_untracked()) {
            on_typed.run(field.value());
        }
    };
    // What was typed or filled in before the scripts were there counts too.
    Effect::new(move |_| tell());
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            {field_error(name, error)}
            <div class="joined">
                <input
                    class="input"
                    id=format!("field-{name}")
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    {..rules}
                    aria-invalid=invalid
                    aria-describedby=(!described.is_empty()).then_some(described)
                    node_ref=field
                    on:input=move |_| tell()
                />
                <button
                    type="button"
                    class="btn"
                    hidden=move || !hydrated.get()
                    aria-controls=format!("field-{name}")
                    aria-pressed=move || shown.get().to_string()
                    aria-label=words.common.show_password()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Glyph icon=Icon::Eye />
                    {words.common.show()}
                </button>
            </div>
        </div>
    }
}

/// Makes it a password field again when a form is sent, so that no browser keeps it among what was typed into text fields.
fn hide_when_sent(shown: RwSignal<bool>) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::submit, move |_| shown.set(false));
        on_cleanup(move || listener.remove());
    });
}
