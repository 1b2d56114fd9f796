//! A window that is being filled in: what its parts know of it, and the buttons that save it.

use super::values::Values;
use crate::model::{AutomationDraft, AutomationId, AutomationPrompt, AutomationStep, SaveAutomation};
use crate::rules::automation_form::{THEN, Then};
use crate::ui::Submission;
use crate::words::Words;
use leptos::prelude::*;

/// What is saved, and the mark of what its reader has seen of it.
pub(super) type Saving = Submission<(SaveAutomation, Option<String>), AutomationId>;

/// A window that is being filled in.
#[derive(Clone, Copy)]
pub(super) struct Filling {
    pub(super) prompt: StoredValue<AutomationPrompt>,
    pub(super) start: StoredValue<Values>,
    pub(super) here: StoredValue<String>,
    pub(super) words: Words,
    pub(super) saving: Saving,
    pub(super) then: StoredValue<Then>,
}

impl Filling {
    /// What a field starts with.
    pub(super) fn text(self, field: &str) -> String {
        self.start.with_value(|values| values.text(field))
    }

    /// What a field starts with, or what is usual.
    pub(super) fn text_or(self, field: &str, usual: &str) -> String {
        let text = self.text(field);
        if text.is_empty() { usual.to_owned() } else { text }
    }

    /// What is wrong with a field.
    pub(super) fn error(self, field: &'static str) -> Signal<Option<String>> {
        self.saving.field_error(field)
    }

    /// The automation as it is kept; absent for a new one.
    pub(super) fn draft(self) -> Option<AutomationDraft> {
        self.prompt.with_value(|prompt| prompt.record.as_ref().map(|(.., draft)| draft.clone()))
    }

    /// Where the button led that was pressed last.
    pub(super) fn leads_to(self) -> Then {
        self.then.get_value()
    }

    /// Whether it does not listen yet.
    pub(super) fn can_be_activated(self) -> bool {
        let fits = |status| AutomationStep::Activate.fits(status);
        self.prompt.with_value(|prompt| prompt.record.as_ref().is_some_and(|(_, _, status, _)| fits(*status)))
    }
}

/// A button that saves the window and leads on.
#[component]
pub(super) fn ThenButton(
    /// Where it leads.
    then: Then,
    /// The window.
    filling: Filling,
    /// `primary`, or nothing.
    #[prop(default = "")]
    look: &'static str,
    /// The words on it.
    label: &'static str,
) -> impl IntoView {
    let pending = filling.saving.pending();
    let busy = move || pending.get().then_some("true");
    view! {
        <button
            type="submit"
            class=format!("btn {look}")
            name=THEN
            value=then.to_string()
            aria-disabled=busy
            aria-busy=busy
            on:click=move |_| filling.then.set_value(then)
        >
            {label}
        </button>
    }
}
