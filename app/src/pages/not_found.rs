//! Addresses that lead nowhere.

use super::public::PublicPage;
use crate::api::ErrorCode;
use crate::ui::{PageTitle, respond_with};
use leptos::prelude::*;

/// Any address without a page.
#[component]
pub fn NotFound() -> impl IntoView {
    respond_with(ErrorCode::NotFound);
    view! {
        <PageTitle text="Page not found" />
        <PublicPage>
            <div>
                <h1>"Page not found"</h1>
                <p class="muted">"Nothing is at this address. Check that all of it was copied."</p>
            </div>
            <a class="btn primary" href="/">"Go to the start"</a>
        </PublicPage>
    }
}
