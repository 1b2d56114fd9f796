//! The prompt that takes a calendar file. Its form is posted plainly: files go to the server as they are.

use super::LIST;
use crate::api::{ApiError, holidays::holiday_prompt, resource};
use crate::model::FormState;
use crate::pages::prompts::asking;
use crate::ui::{Close, ErrorSummary, FileField};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The address of the prompt, where files are sent to.
pub(super) const ADDRESS: &str = "/settings/holidays/import";

/// `/settings/holidays/import`.
#[component]
pub fn ImportHolidays() -> impl IntoView {
    let words = use_words();
    let allowed = resource(|| (), |()| holiday_prompt(None));
    let show = move |_, form: Option<FormState>| asked(form.map(|form| form.error), words);
    asking(words.holidays.import(), Some(words.common.reading()), LIST.to_owned(), allowed, show)
}

fn asked(refused: Option<ApiError>, words: Words) -> AnyView {
    let own = words.holidays;
    let wrong = refused.as_ref().and_then(|error| error.for_field("calendar")).map(|problem| problem.text(words));
    view! {
        <form class="form" method="post" action=ADDRESS enctype="multipart/form-data" novalidate>
            <div class="body">
                <ErrorSummary error=Signal::stored(refused) />
                <FileField name="calendar" label=own.file() hint=own.file_hint() accept=".ics,text/calendar" error=wrong />
            </div>
            <footer>
                <Close label=words.common.cancel() />
                <button type="submit" class="btn primary">{own.send_file()}</button>
            </footer>
        </form>
    }
    .into_any()
}
