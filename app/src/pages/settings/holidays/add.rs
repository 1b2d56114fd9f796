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
    let error = refused.as_ref().map(|form| form.error.clone());
    let submission = Submission::new(error, add, move |(date, now): (String, HolidayList)| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(own.added(&day(&now, &date))));
        }
        list.set(now);
        request_animation_frame(begin_anew);
    });
    view! {
        <section class="panel" aria-labelledby="add-holiday">
            <header><h2 id="add-holiday">{own.add_title()}</h2></header>
            <EnhancedForm action=LIST submission guard=true read=|entered: &Entered| Ok(entered_holiday(entered))>
                <ErrorSummary error=submission.error() />
                <div class="fields">{fields(refused.as_ref(), submission, words)}</div>
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

/// On to the next day: the fields are empty, and the first has the focus.
fn begin_anew() {
    for id in ["field-name", "field-date"] {
        let field = document().get_element_by_id(id);
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            field.set_value("");
            let _ = field.focus();
        }
    }
}
