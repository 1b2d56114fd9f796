//! Typing the code of a mail, for those who read it on another device.

use crate::api::{house::organisation, resource};
use crate::pages::public::{PublicLoading, PublicPage};
use crate::ui::{ErrorSummary, PageTitle, PlainForm, SubmitButton, TextField, take_form};
use crate::words::use_words;
use leptos::prelude::*;

/// `/change-password`.
#[component]
pub fn EnterCode() -> impl IntoView {
    let all_words = use_words();
    let words = all_words.change_password;
    let house = resource(|| (), |()| organisation());
    let refused = take_form().map(|form| form.error);
    let is_error = refused.is_some();
    let field_error = refused.as_ref().and_then(|error| error.for_field("code").map(|problem| problem.text(all_words)));
    view! {
        <PageTitle text=words.code_title() is_error />
        <Suspense fallback=PublicLoading>
            {move || {
                let (refused, field_error) = (refused.clone(), field_error.clone());
                Suspend::new(async move {
                    view! {
                        <PublicPage house=house.await.ok()>
                            <div>
                                <h1>{words.code_title()}</h1>
                                <p class="muted">{words.code_where()}</p>
                            </div>
                            <ErrorSummary error=Signal::stored(refused) />
                            <PlainForm action="/change-password">
                                <TextField
                                    name="code"
                                    label=words.code()
                                    autocomplete="one-time-code"
                                    hint=words.code_hint()
                                    error=field_error
                                    mono=true
                                />
                                <SubmitButton>{words.go_on()}</SubmitButton>
                            </PlainForm>
                        </PublicPage>
                    }
                })
            }}
        </Suspense>
    }
}
