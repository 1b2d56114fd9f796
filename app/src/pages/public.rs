//! The frame of the pages for everyone: one column, made for a telephone first.

use crate::api::{ApiError, Inline};
use crate::model::{FormState, Organisation};
use crate::ui::{Contact, ErrorBlock, Glyph, Icon, PageTitle, sentence};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Serialize, de::DeserializeOwned};

/// One card with the house's name above it, and whom to turn to below.
#[component]
pub(crate) fn PublicPage(
    /// The house; Latchkey's own name stands in when it is not known.
    #[prop(optional_no_strip)]
    house: Option<Organisation>,
    /// The card's content, an `h1` in it.
    children: Children,
) -> impl IntoView {
    let words = use_words().frame;
    let (name, contact) = match house {
        Some(Organisation { name, support_contact }) => (name, Some(support_contact)),
        None => ("Latchkey".to_owned(), None),
    };
    view! {
        <div class="public">
            <header>
                <p class="brand">
                    <Glyph icon=Icon::Key />
                    <bdi>{name}</bdi>
                </p>
            </header>
            <main class="card" id="main">
                {children()}
            </main>
            {contact
                .filter(|contact| !contact.is_empty())
                .map(|contact| {
                    view! {
                        <footer>
                            <p>{sentence(words.help(), view! { <Contact contact /> })}</p>
                        </footer>
                    }
                })}
        </div>
    }
}

/// What shows while a public page is read (only after following a link: the first page comes whole).
#[component]
pub(crate) fn PublicLoading() -> impl IntoView {
    view! {
        <div class="public">
            <main class="card" id="main" aria-busy="true"></main>
        </div>
    }
}

/// A form for everyone: waits for what it has to say, then shows it, or why that cannot be. `show` also gets the form that was
/// posted and refused.
pub(crate) fn public_form<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static>(
    title: &'static str,
    form: Option<FormState>,
    told: Resource<Result<T, ApiError>, Inline>,
    show: impl Fn(T, Option<FormState>) -> AnyView + Clone + Send + 'static,
) -> impl IntoView {
    view! {
        <PageTitle text=title is_error=form.is_some() />
        <Suspense fallback=PublicLoading>
            {move || {
                let (form, show) = (form.clone(), show.clone());
                Suspend::new(async move {
                    match told.await {
                        Ok(told) => show(told, form),
                        Err(error) => unread(title, error, told),
                    }
                })
            }}
        </Suspense>
    }
}

/// Why a page for everyone cannot be shown, with another try.
pub(crate) fn unread<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static>(
    title: &'static str,
    error: ApiError,
    told: Resource<Result<T, ApiError>, Inline>,
) -> AnyView {
    view! {
        <PublicPage>
            <h1>{title}</h1>
            <ErrorBlock error retry=move |()| told.refetch() />
        </PublicPage>
    }
    .into_any()
}

/// Where to go after a step of signing in: as the form carries it, else as the address does.
pub(crate) fn next(form: Option<&FormState>) -> Option<String> {
    let entered = form.and_then(|form| form.value("next")).map(str::to_owned);
    entered.or_else(|| use_query_map().with_untracked(|query| query.get("next")))
}

/// The hidden field that carries it.
pub(crate) fn carried(next: Option<String>) -> Option<AnyView> {
    next.map(|next| view! { <input type="hidden" name="next" value=next /> }.into_any())
}
