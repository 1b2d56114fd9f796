//! The prompt that takes a calendar file. Its form is posted plainly: files go to the server as they are.

use super::LIST;
use crate::api::{ApiError, holidays::holiday_prompt, resource};
use crate::model::FormState;
use crate::pages::prompts::{failed, title_prompt};
use crate::ui::{Close, ErrorSummary, FileField, Prompt, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The address of the prompt, where files are sent to.
pub(super) const ADDRESS: &str = "/settings/holidays/import";

/// `/settings/holidays/import`.
#[component]
pub fn ImportHolidays() -> impl IntoView {
    let words = use_words();
    let refused = take_form().map(|FormState { error, .. }| error);
    let allowed = resource(|| (), |()| holiday_prompt(None));
    title_prompt(words.holidays.import(), refused.is_some());
    view! {
        <Prompt title=words.holidays.import() back=LIST>
            <Suspense fallback=move || view! { <div class="body" aria-busy="true"><p>{words.common.reading()}</p></div> }>
                {move || {
                    let refused = refused.clone();
                    Suspend::new(async move {
                        match allowed.await {
                            Ok(_) => asked(refused, words),
                            Err(error) => failed(error, move |()| allowed.refetch()),
                        }
                    })
                }}
            </Suspense>
        </Prompt>
    }
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
