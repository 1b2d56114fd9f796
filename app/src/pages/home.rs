//! The start. The server leads from here to the list or to one's own account; this page stands where it could not.

use crate::ui::{Head, PageTitle};
use leptos::prelude::*;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    view! {
        <PageTitle text="Start" />
        <Head title="Latchkey" />
        <p><a href="/account">"Your account"</a></p>
    }
}
