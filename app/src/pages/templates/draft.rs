//! The editor's form: how it is filled, saved, and sent as a test.

use super::{Which, address};
use crate::api::{
    ApiError,
    templates::{read_template, save_template, try_template},
};
use crate::model::{Flash, FormState, MailTested, SaveTemplate, TemplateView, TryTemplate};
use crate::pages::meanwhile;
use crate::rules::{forms, templates as rules};
use crate::ui::{Entered, Submission, Toasts};
use crate::words::use_words;
use leptos::{prelude::*, task::spawn_local};

/// The form while it is on show.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) which: Which,
    /// The version that was edited.
    pub(super) version: RwSignal<i64>,
    /// The template as it stands on the server.
    pub(super) now: RwSignal<TemplateView>,
    pub(super) saving: Submission<SaveTemplate, i64>,
    pub(super) trying: Submission<TryTemplate, MailTested>,
    /// The mail server's answer to the last test.
    pub(super) tested: RwSignal<Option<MailTested>>,
}

impl Draft {
    pub(super) fn new(view: TemplateView, form: Option<&FormState>) -> Self {
        let which = (view.key, view.language);
        let version = RwSignal::new(meanwhile::version(form, view.version));
        let now = RwSignal::new(view);
        let (toasts, words) = (use_context::<Toasts>(), use_words().templates);
        let read = move || read_template(which.0, which.1);
        let take = move |current: TemplateView| {
            version.set(current.version);
            now.set(current);
        };
        let tested = RwSignal::new(None);
        let trying = Submission::new(None, try_template, move |answer| tested.set(Some(answer)));
        let saved = move |saved| {
            // What was wrong with an earlier test is right now.
            trying.forget();
            version.set(saved);
            if let Some(toasts) = toasts {
                toasts.show(Flash::good(words.saved()));
            }
            spawn_local(async move {
                if let Ok(current) = read().await {
                    take(current);
                }
            });
        };
        let saving = Submission::new(form.map(|form| form.error.clone()), save_template, saved);
        meanwhile::follow(saving.error(), read, take);
        Self { which, version, now, saving, trying, tested }
    }

    /// The form's own address.
    pub(super) fn action(self) -> String {
        address(self.which, "")
    }

    /// What is entered, if the browser sees nothing wrong with it.
    pub(super) fn read(self, entered: &Entered) -> Result<SaveTemplate, ApiError> {
        let request = forms::save_template(self.which.0, |field| entered.text(field))?;
        ApiError::fields(rules::problems(request.key, &request.text)).map_or(Ok(request), Err)
    }

    /// The same, to be sent as a test.
    pub(super) fn read_trial(self, entered: &Entered) -> Result<TryTemplate, ApiError> {
        let request = forms::try_template(self.which.0, |field| entered.text(field))?;
        ApiError::fields(rules::problems(request.key, &request.text)).map_or(Ok(request), Err)
    }

    /// Why a field was refused, by the last save or by the last test.
    pub(super) fn field_error(self, name: &'static str) -> Signal<Option<String>> {
        let (saving, trying) = (self.saving.field_error(name), self.trying.field_error(name));
        Signal::derive(move || saving.get().or_else(|| trying.get()))
    }
}
