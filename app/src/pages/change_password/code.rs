//! Typing the code of a mail, for those who read it on another device.

use crate::api::viewer::organisation;
use crate::pages::public::{PublicLoading, PublicPage};
use crate::ui::{Contact, ErrorSummary, PageTitle, PlainForm, SubmitButton, TextField, take_form};
use leptos::prelude::*;

/// `/change-password`.
#[component]
pub fn EnterCode() -> impl IntoView {
    let house = Resource::new(|| (), |()| organisation());
    let refused = take_form().map(|form| form.error);
    let is_error = refused.is_some();
    let field_error = refused.as_ref().and_then(|error| error.for_field("code").map(str::to_owned));
    view! {
        <PageTitle text="Enter your code" is_error />
        <Suspense fallback=PublicLoading>
            {move || {
                let (refused, field_error) = (refused.clone(), field_error.clone());
                Suspend::new(async move {
                    let house = house.await.ok();
                    let name = house.as_ref().map_or_else(|| "Latchkey".to_owned(), |house| house.name.clone());
                    view! {
                        <PublicPage organisation=name>
                            <div>
                                <h1>"Enter your code"</h1>
                                <p class="muted">"It stands in the mail with your password change link."</p>
                            </div>
                            <ErrorSummary error=Signal::stored(refused) />
                            <PlainForm action="/change-password">
                                <TextField
                                    name="code"
                                    label="Code"
                                    autocomplete="one-time-code"
                                    hint="26 letters and digits. Capitals, spaces and dashes do not matter; it can be pasted."
                                    error=field_error
                                    mono=true
                                />
                                <SubmitButton>"Continue"</SubmitButton>
                            </PlainForm>
                            {house
                                .map(|house| {
                                    view! {
                                        <p class="small muted">"No mail, no code? Contact " <Contact contact=house.support_contact /> "."</p>
                                    }
                                })}
                        </PublicPage>
                    }
                })
            }}
        </Suspense>
    }
}
