//! The forms of the settings. A form sends all settings: those of other parts as they stand, in hidden fields.

use super::{Part, Shown, standing};
use crate::api::house::{read_settings, save_settings};
use crate::model::{FormState, HouseSaved, HouseSettings, SaveHouse, SettingsView};
use crate::pages::meanwhile::{self, Base};
use crate::rules::forms::{house_fields, save_house};
use crate::ui::{EnhancedForm, Entered, ErrorSummary, OwnPassword, Submission, SubmitButton, Toasts};
use crate::words::Words;
use leptos::prelude::*;

/// The fields of a part with what they start with.
pub(super) struct Fields {
    house: HouseSettings,
    form: Option<FormState>,
    submission: Submission<SaveHouse, HouseSaved>,
    pub(super) other_administrator: bool,
    pub(super) time_zones: Vec<String>,
    pub(super) words: Words,
}

impl Fields {
    /// What a field starts with: what was entered into the form that was refused, else the setting.
    pub(super) fn value(&self, name: &str) -> String {
        if let Some(entered) = self.form.as_ref() {
            return entered.value(name).unwrap_or_default().to_owned();
        }
        let setting = house_fields(&self.house).into_iter().find(|(field, _)| *field == name);
        setting.map(|(_, value)| value).unwrap_or_default()
    }

    /// Why a field was refused.
    pub(super) fn error(&self, name: &'static str) -> Signal<Option<String>> {
        self.submission.field_error(name)
    }
}

/// A part's form with the fields named here, which `fields` shows; `facts` stand in its place for those who cannot change them.
pub(super) fn house_form(
    shown: Shown,
    part: Part,
    own: &'static [&'static str],
    facts: fn(&HouseSettings, Words) -> AnyView,
    fields: fn(&Fields) -> AnyView,
) -> AnyView {
    let Shown { view, form, saved, words } = shown;
    let standing = standing(&view, words);
    if !view.can_change {
        return view! {
            <section class="panel">
                <dl class="facts">{facts(&view.house, words)}</dl>
            </section>
            {standing}
        }
        .into_any();
    }
    let base = Base::carried(form.as_ref(), Base::of(view.version, &view.house));
    let current = RwSignal::new((base, view.house.clone()));
    let submission = saving(form.as_ref(), saved, words);
    meanwhile::follow(submission.error(), read_settings, move |now: SettingsView| {
        current.try_set((Base::of(now.version, &now.house), now.house));
    });
    let SettingsView { house, other_administrator, time_zones, .. } = view;
    let fields = fields(&Fields { house, form, submission, other_administrator, time_zones, words });
    view! {
        <EnhancedForm action=part.href() submission guard=true read=|entered: &Entered| save_house(|field| entered.text(field))>
            <ErrorSummary error=submission.error() />
            {move || current.with(|(base, house)| hidden(base, house, own))}
            <section class="panel fields">{fields}</section>
            {standing}
            <OwnPassword error=submission.error() />
            <p><SubmitButton pending=submission.pending()>{words.common.save()}</SubmitButton></p>
        </EnhancedForm>
    }
    .into_any()
}

fn saving(refused: Option<&FormState>, saved: Callback<()>, words: Words) -> Submission<SaveHouse, HouseSaved> {
    let toasts: Option<Toasts> = use_context();
    Submission::new(refused.map(|form| form.error.clone()), save_settings, move |became| {
        if let Some(toasts) = toasts {
            toasts.show(words.settings.became(became));
        }
        saved.run(());
    })
}

/// How the settings stood, and those that are not the part's `own`.
fn hidden(base: &Base, house: &HouseSettings, own: &[&str]) -> AnyView {
    let others = house_fields(house).into_iter().filter(|(name, _)| !own.contains(name));
    let others = others.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    view! { {base.fields()} {others} }.into_any()
}
