//! What the pages have in common that are a form about a user.

use super::address::LIST;
use crate::api::{ApiError, Inline};
use crate::model::FormState;
use crate::ui::{ErrorBlock, PageTitle, take_form};
use crate::words::use_words;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A form on a page of its own: waits for what it has to say, then shows it, or why that cannot be. `show` also gets the form
/// that was posted and refused.
pub(super) fn form_page<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static>(
    title: &'static str,
    told: Resource<Result<T, ApiError>, Inline>,
    show: impl Fn(T, Option<FormState>) -> AnyView + Clone + Send + 'static,
) -> impl IntoView {
    let words = use_words();
    let form = take_form();
    view! {
        <PageTitle text=title is_error=form.is_some() />
        <p class="crumb"><a href=LIST>{words.users.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let (form, show) = (form.clone(), show.clone());
                Suspend::new(async move {
                    match told.await {
                        Ok(told) => show(told, form),
                        Err(error) => view! { <ErrorBlock error retry=move |()| told.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}
