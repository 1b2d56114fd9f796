//! The prompt before all holidays of a year are removed.

use super::LIST;
use crate::api::{
    ApiError, Thing,
    holidays::{holiday_prompt, remove_holiday_year},
    resource,
};
use crate::model::{FormState, HolidayRow, HolidayYear};
use crate::pages::ids::use_param;
use crate::pages::prompts::{asking, use_finish};
use crate::ui::{Close, EnhancedForm, Entered, ErrorSummary, Submission, SubmitButton};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The address of the prompt for a year.
pub(super) fn address(year: i64) -> String {
    format!("{LIST}/{year}/remove")
}

/// `/settings/holidays/{year}/remove`.
#[component]
pub fn RemoveHolidayYear() -> impl IntoView {
    let words = use_words();
    let year = use_param("year", Thing::Holiday);
    let days = resource(move || year.get(), read);
    let show = move |days, form| asked(days, form, words);
    asking(words.holidays.remove_year_title(), Some(words.common.reading()), LIST.to_owned(), days, show)
}

async fn read(year: Result<i64, ApiError>) -> Result<Option<HolidayYear>, ApiError> {
    holiday_prompt(Some(year?)).await
}

fn asked(year: Option<HolidayYear>, form: Option<FormState>, words: Words) -> AnyView {
    let Some(HolidayYear { year, days }) = year else { return ().into_any() };
    let own = words.holidays;
    let count = i64::try_from(days.len()).unwrap_or(i64::MAX);
    let finish = use_finish();
    let removed = move |count| finish(own.year_removed(count));
    let submission = Submission::new(form.map(|form| form.error), remove_holiday_year, removed);
    let named = |HolidayRow { date, day, name }| view! { <li><bdi>{name}</bdi> ", " <time datetime=date>{day}</time></li> };
    view! {
        <EnhancedForm action=address(year) submission read=move |_: &Entered| Ok(year)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{own.year_means(count, year)}</p>
                <ul>{days.into_iter().map(named).collect_view()}</ul>
                <p>{own.year_effect()}</p>
            </div>
            <footer>
                <Close label=words.common.cancel() />
                <SubmitButton pending=submission.pending() look="danger">{own.remove_year(year)}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}
