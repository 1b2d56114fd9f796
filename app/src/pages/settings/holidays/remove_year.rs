//! The prompt before all holidays of a year are removed.

use super::LIST;
use crate::api::{
    ApiError, Thing,
    holidays::{holiday_prompt, remove_holiday_year},
    resource,
};
use crate::model::{FormState, HolidayRow, HolidayYear};
use crate::pages::ids::use_param;
use crate::pages::prompts::{failed, title_prompt, use_finish};
use crate::ui::{Close, EnhancedForm, Entered, ErrorSummary, Prompt, Submission, SubmitButton, take_form};
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
    let form = take_form();
    let prompt = resource(move || year.get(), read);
    title_prompt(words.holidays.remove_year_title(), form.is_some());
    view! {
        <Prompt title=words.holidays.remove_year_title() back=LIST>
            <Suspense fallback=move || view! { <div class="body" aria-busy="true"><p>{words.common.reading()}</p></div> }>
                {move || {
                    let form = form.clone();
                    Suspend::new(async move {
                        match prompt.await {
                            Ok(year) => asked(year, form, words),
                            Err(error) => failed(error, move |()| prompt.refetch()),
                        }
                    })
                }}
            </Suspense>
        </Prompt>
    }
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
