//! What one may change of one's own account.

use super::HERE;
use crate::api::account::{edit_account, read_account};
use crate::model::{Account, EditAccount, FormState, Locale, Theme};
use crate::pages::meanwhile::{self, Base};
use crate::rules::{forms, meanwhile::Marks};
use crate::ui::{Choice, EnhancedForm, Entered, ErrorSummary, SelectField, Submission, SubmitButton, TextField};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// Where the page is loaded from anew after saving: language, appearance and name are everywhere on it.
const SAVED: &str = "/account?notice=saved";

/// The form.
#[component]
pub(super) fn Profile(
    /// How the account stands.
    account: Account,
    /// The form, if it was refused.
    form: Option<FormState>,
) -> impl IntoView {
    let words = use_words();
    let base = RwSignal::new(Base::carried(form.as_ref(), base_of(&account)));
    let refused = form.as_ref().map(|form| form.error.clone());
    let submission = Submission::new(refused, edit_account, |()| {
        let _ = window().location().assign(SAVED);
    });
    meanwhile::follow(submission.error(), read_account, move |now: Account| {
        base.try_set(base_of(&now));
    });
    let read = |entered: &Entered| forms::edit_account(|field| entered.text(field));
    view! {
        <section class="panel" aria-labelledby="profile">
            <header><h2 id="profile">{words.account.profile()}</h2></header>
            <EnhancedForm action=HERE submission guard=true read>
                <ErrorSummary error=submission.error() />
                {move || base.with(Base::fields)}
                {fields(account, form.as_ref(), submission, words)}
                <p><SubmitButton pending=submission.pending()>{words.common.save()}</SubmitButton></p>
            </EnhancedForm>
        </section>
    }
}

fn base_of(account: &Account) -> Base {
    let fields = forms::account_fields(&account.display_name, account.language, &account.time_zone);
    Base::of(account.version, &Marks::of(&fields))
}

fn fields(account: Account, form: Option<&FormState>, submission: Submission<EditAccount, ()>, words: Words) -> AnyView {
    let own = words.account;
    let value = |field, now: &str| form.and_then(|form| form.value(field)).unwrap_or(now).to_owned();
    let languages = Locale::ALL.map(|locale| Choice { value: locale.tag().to_owned(), label: locale.name().to_owned() });
    let themes = Theme::ALL.iter().map(|theme| Choice { value: theme.to_string(), label: words.labels.theme(*theme).to_owned() });
    let (language, theme) = (value("language", account.language.tag()), value("theme", account.theme.as_str()));
    view! {
        <TextField
            name="display_name"
            label=own.display_name()
            autocomplete="name"
            value=Some(value("display_name", &account.display_name))
            error=submission.field_error("display_name")
        />
        <SelectField
            name="language"
            label=own.language()
            hint=own.language_hint()
            choices=languages.into()
            selected=&language
            error=submission.field_error("language")
        />
        <TextField
            name="time_zone"
            label=own.time_zone()
            hint=own.time_zone_hint()
            value=Some(value("time_zone", &account.time_zone))
            choices=account.time_zones
            error=submission.field_error("time_zone")
        />
        <SelectField name="theme" label=own.theme() choices=themes.collect() selected=&theme />
    }
    .into_any()
}
