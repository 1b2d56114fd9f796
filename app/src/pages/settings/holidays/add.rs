//! The form for one day.

use super::{LIST, import};
use crate::api::{ApiError, holidays::add_holiday};
use crate::model::{Flash, FormState, Holiday, HolidayList};
use crate::ui::{EnhancedForm, Entered, ErrorSummary, Submission, SubmitButton, TextField, Toasts};
use crate::words::Words;
use leptos::{prelude::*, wasm_bindgen::JsCast as _, web_sys};

/// Adds days to the list, one after the other.
pub(super) fn form(list: RwSignal<HolidayList>, refused: Option<FormState>, words: Words) -> AnyView {
    let own = words.holidays;
    let toasts: Option<Toasts> = use_context();
    // What the fields start with; set anew, they are empty again.
    let start = RwSignal::new(refused.clone());
    let submission = Submission::new(refused.map(|form| form.error), add, move |(date, now): (String, HolidayList)| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(own.added(&day(&now, &date))));
        }
        list.set(now);
        start.set(None);
        request_animation_frame(focus_day);
    });
    view! {
        <section class="panel" aria-labelledby="add-holiday">
            <header><h2 id="add-holiday">{own.add_title()}</h2></header>
            <EnhancedForm action=LIST submission guard=true read=|entered: &Entered| Ok(entered_holiday(entered))>
                <ErrorSummary error=submission.error() />
                <div class="fields">{move || start.with(|start| fields(start.as_ref(), submission, words))}</div>
                <p>
                    <SubmitButton pending=submission.pending()>{own.add()}</SubmitButton>
                    " "
                    <a class="btn" href=import::ADDRESS>{own.import()}</a>
                </p>
            </EnhancedForm>
        </section>
    }
    .into_any()
}

/// Sends it; the day is named in the words about it.
async fn add(holiday: Holiday) -> Result<(String, HolidayList), ApiError> {
    let date = holiday.date.trim().to_owned();
    add_holiday(holiday).await.map(|list| (date, list))
}

fn entered_holiday(entered: &Entered) -> Holiday {
    Holiday { date: entered.text("date"), name: entered.text("name") }
}

fn fields(start: Option<&FormState>, submission: Submission<Holiday, (String, HolidayList)>, words: Words) -> AnyView {
    let value = |field| start.and_then(|form| form.value(field)).map(ToOwned::to_owned);
    view! {
        <TextField name="date" label=words.holidays.day() kind="date" value=value("date") error=submission.field_error("date") />
        <TextField name="name" label=words.holidays.name() value=value("name") error=submission.field_error("name") />
    }
    .into_any()
}

/// A day in the reader's words.
fn day(list: &HolidayList, date: &str) -> String {
    let mut days = list.years.iter().flat_map(|year| &year.days);
    days.find(|day| day.date == date).map_or_else(|| date.to_owned(), |found| found.day.clone())
}

/// On to the next day.
fn focus_day() {
    let field = document().get_element_by_id("field-date");
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}
