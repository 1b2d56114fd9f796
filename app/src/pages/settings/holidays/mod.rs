//! The house's holidays: days by hand, a calendar file, and the prompts before either changes many.

mod add;
mod import;
mod remove_year;
mod years;

pub use import::ImportHolidays;
pub use remove_year::RemoveHolidayYear;

use super::{Part, part_head, part_title};
use crate::api::{holidays::list_holidays, resource};
use crate::model::{FormState, HolidayList};
use crate::pages::prompts::{Below, PromptTitle, title_below};
use crate::ui::{ErrorBlock, PageTitle, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// The address of the list.
const LIST: &str = Part::Holidays.href();

/// `/settings/holidays`, below its prompts.
#[component]
pub fn Holidays() -> impl IntoView {
    let words = use_words();
    // A refused form may be a prompt's.
    let is_prompt = use_location().pathname.with_untracked(|path| path.trim_end_matches('/') != LIST);
    let form = StoredValue::new(if is_prompt { None } else { take_form() });
    let list = resource(|| (), |()| list_holidays());
    let refresh = Callback::new(move |()| {
        form.set_value(None);
        list.refetch();
    });
    let prompt = RwSignal::new(None::<PromptTitle>);
    provide_context(Below { refresh, prompt });
    let (text, is_prompt_error) = title_below(part_title(Part::Holidays, words), prompt);
    let is_error = Signal::derive(move || form.with_value(Option::is_some) || is_prompt_error.get());
    view! {
        <Outlet />
        <PageTitle text is_error />
        {part_head(Part::Holidays, words)}
        <div class="settings">
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) => shown(list, form.get_value(), words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| list.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn shown(list: HolidayList, form: Option<FormState>, words: Words) -> AnyView {
    let can_change = list.can_change;
    let list = RwSignal::new(list);
    view! {
        <p class="muted">{words.holidays.lead()}</p>
        {can_change.then(|| add::form(list, form, words))}
        {years::years(list, words)}
        {(!can_change).then(|| view! { <p class="muted small">{words.settings.read_only()}</p> })}
    }
    .into_any()
}
