//! What the house decides for itself: each part is a page of its own.

mod form;
mod holidays;
mod mail;
mod organisation;
mod policy;
mod retention;
mod roles;
mod safety;

pub use holidays::{Holidays, ImportHolidays, RemoveHolidayYear};
pub use mail::Mail;
pub use organisation::Organisation;
pub use policy::Policy;
pub use retention::Retention;
pub use roles::Roles;
pub use safety::Safety;

use crate::api::{house::read_settings, resource};
use crate::model::{FormState, SettingsView};
use crate::ui::{ErrorBlock, Head, PageTitle, Tab, Tabs, When, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// One of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Organisation,
    Policy,
    Retention,
    Safety,
    Mail,
    Holidays,
    Roles,
}

impl Part {
    const ALL: [Self; 7] =
        [Self::Organisation, Self::Policy, Self::Safety, Self::Retention, Self::Mail, Self::Holidays, Self::Roles];

    const fn href(self) -> &'static str {
        match self {
            Self::Organisation => "/settings",
            Self::Policy => "/settings/policy",
            Self::Retention => "/settings/retention",
            Self::Safety => "/settings/safety",
            Self::Mail => "/settings/mail",
            Self::Holidays => "/settings/holidays",
            Self::Roles => "/settings/roles",
        }
    }

    const fn label(self, words: Words) -> &'static str {
        match self {
            Self::Organisation => words.settings.organisation_tab(),
            Self::Policy => words.settings.policy_tab(),
            Self::Retention => words.settings.retention_tab(),
            Self::Safety => words.settings.safety_tab(),
            Self::Mail => words.settings.mail_tab(),
            Self::Holidays => words.holidays.tab(),
            Self::Roles => words.settings.roles_tab(),
        }
    }
}

/// What a part has to show.
struct Shown {
    view: SettingsView,
    /// The part's form, if it was refused.
    form: Option<FormState>,
    /// Reads the settings again, after they were saved.
    saved: Callback<()>,
    words: Words,
}

/// The frame of a part, which `show` fills.
#[component]
fn SettingsPage(part: Part, show: fn(Shown) -> AnyView) -> impl IntoView {
    let words = use_words();
    let form = StoredValue::new(take_form());
    let settings = resource(|| (), |()| read_settings());
    let saved = Callback::new(move |()| {
        form.set_value(None);
        settings.refetch();
    });
    view! {
        <PageTitle text=part_title(part, words) is_error=form.with_value(Option::is_some) />
        {part_head(part, words)}
        <div class="settings">
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match settings.await {
                        Ok(view) => show(Shown { view, form: form.get_value(), saved, words }),
                        Err(error) => view! { <ErrorBlock error retry=move |()| settings.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// A part's name in the browser's tab.
fn part_title(part: Part, words: Words) -> String {
    format!("{} · {}", part.label(words), words.settings.title())
}

/// The heading, and the row of parts with this one on show.
fn part_head(part: Part, words: Words) -> AnyView {
    let tabs = Part::ALL.map(|other| Tab { href: other.href().to_owned(), label: other.label(words), is_current: other == part });
    view! {
        <Head title=words.settings.title() />
        <Tabs label=words.settings.parts() tabs=tabs.into() />
    }
    .into_any()
}

/// Who changed the settings last, and that the reader cannot, where that is so.
fn standing(view: &SettingsView, words: Words) -> AnyView {
    let changed = view.changed.clone().map(|(name, at)| {
        view! { <p class="muted small">{words.settings.last_changed_by(&name)} " " <When moment=at /></p> }
    });
    let read_only = (!view.can_change).then(|| view! { <p class="muted small">{words.settings.read_only()}</p> });
    view! {
        {changed}
        {read_only}
    }
    .into_any()
}
