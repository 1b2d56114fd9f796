//! The status code of a page.

use crate::api::ErrorCode;

/// Gives the response the status of this error while the server renders; does nothing in the browser.
pub fn respond_with(code: ErrorCode) {
    #[cfg(feature = "ssr")]
    if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(code.status());
    }
    #[cfg(not(feature = "ssr"))]
    let _ = code;
}
