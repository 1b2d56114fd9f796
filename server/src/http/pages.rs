//! Pages, rendered whole before they are sent, and the server functions behind them.

use super::{AppState, Routes, failed, opened, own::OwnOwner};
use crate::service::Visit;
use app::{
    App, Failure, Scripts,
    api::{ApiError, Backend, ErrorCode, Visitor},
    model::{PageState, Permission, Role},
    shell,
};
use axum::{
    Extension,
    extract::{Request, State},
    response::Response,
    routing::get,
};
use http::{StatusCode, uri::PathAndQuery};
use leptos::{nonce::Nonce, prelude::provide_context};
use leptos_axum::generate_route_list;
use std::sync::{Arc, LazyLock};

/// The addresses of all pages. Listed once: Leptos renders the application to find them, and a page that is rendered at
/// that moment may never end.
static ADDRESSES: LazyLock<Vec<String>> =
    LazyLock::new(|| generate_route_list(App).iter().map(|route| route.path().to_owned()).collect());

/// Every page's address and what renders it.
pub(super) fn routes() -> Routes {
    let answer = |address: &str| if address == opened::LINK { get(opened::page) } else { get(page) };
    ADDRESSES.iter().map(|address| (address.as_str(), answer(address.as_str()))).collect()
}

/// Where a role begins.
pub(super) const fn home(role: Role) -> &'static str {
    if role.allows(Permission::ViewUsers) { "/" } else { "/account" }
}

/// A page, with what the session holds for it: the message that the last action left, or a form that was posted too late.
pub(super) async fn page(State(state): State<AppState>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let mut page_state = PageState::default();
    if let Some(found) = &visit.session {
        let address = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        page_state.flash = found.flash.clone();
        page_state.form = found.kept_form.clone().and_then(|form| form.for_page(address));
        if page_state != PageState::default()
            && let Err(error) = state.desk.set_flash(found.caller.session, None).await
        {
            return plain(&error);
        }
    }
    render(&state, visit, page_state, request).await
}

/// Whether there is a page at this path.
pub(super) fn exists(path: &str) -> bool {
    ADDRESSES.iter().any(|address| matches(address, path))
}

/// Whether a path is of the form of an address, in which parts in braces stand for anything.
fn matches(address: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (address.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || (wanted.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

/// A page in answer to a form that was refused: the same address, what was entered, and why.
pub(super) async fn refused(state: &AppState, visit: Visit, page_state: PageState, request: Request) -> Response {
    let status = page_state.form.as_ref().map_or(StatusCode::OK, |form| form.error.code().status());
    let mut response = render(state, visit, page_state, request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Renders the page at the request's address.
pub(super) async fn render(state: &AppState, visit: Visit, page_state: PageState, request: Request) -> Response {
    render_with(state, visit, page_state, request, || ()).await
}

/// The same, with more for the page's context than its data may hold.
pub(super) async fn render_with(
    state: &AppState,
    visit: Visit,
    page_state: PageState,
    request: Request,
    provide: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let context = context(state, visit, &request);
    let scripts = scripts(&page_state, request.uri().path());
    // Only the application needs its lazily loaded parts announced.
    let chunks = (scripts == Scripts::Application).then(|| state.assets.chunks());
    let with_page_state = move || {
        context();
        if let Some(chunks) = chunks.clone() {
            provide_context(chunks);
        }
        provide_context(page_state.clone());
        provide();
    };
    document(state, scripts, with_page_state, request).await
}

/// The page that says what could not be done.
pub(super) async fn failed(state: &AppState, visit: Visit, failure: Failure, request: Request) -> Response {
    let context = context(state, visit, &request);
    let with_failure = move || {
        context();
        provide_context(failure.clone());
    };
    document(state, Scripts::Door, with_failure, request).await
}

/// A whole document, rendered in its own context.
async fn document(
    state: &AppState,
    scripts: Scripts,
    context: impl Fn() + Clone + Send + Sync + 'static,
    request: Request,
) -> Response {
    let own = OwnOwner::default();
    let noted = own.clone();
    let context = move || {
        noted.note();
        context();
    };
    let (options, dev_reload) = (state.leptos.clone(), state.dev_reload);
    let handler = leptos_axum::render_app_async_with_context(context, move || shell(options.clone(), scripts, dev_reload));
    own.keep(handler(request)).await
}

/// What attends to the page.
fn scripts(page_state: &PageState, path: &str) -> Scripts {
    if page_state.still || app::is_public(path) || !exists(path) { Scripts::Door } else { Scripts::Application }
}

/// What pages and server functions find in their context: one list for both.
pub(super) fn context(state: &AppState, visit: Visit, request: &Request) -> impl Fn() + Clone + Send + Sync + 'static {
    let backend: Arc<dyn Backend> = Arc::new(state.desk.clone());
    let (caller, choosing, proving) = (visit.caller().cloned(), visit.choosing().cloned(), visit.proving().cloned());
    let visitor = Visitor { caller, choosing, proving, client: visit.client, house_locale: visit.house_locale };
    let nonce = request.extensions().get::<Nonce>().cloned();
    move || {
        provide_context(Arc::clone(&backend));
        provide_context(visitor.clone());
        // leptos_axum has minted one of its own by now; the header has this one.
        if let Some(nonce) = nonce.clone() {
            provide_context(nonce);
        }
    }
}

/// An error in place of a page or a file.
pub(super) fn plain(error: &ApiError) -> Response {
    let unavailable = error.code() == ErrorCode::Internal;
    let status = if unavailable { StatusCode::SERVICE_UNAVAILABLE } else { error.code().status() };
    failed::told(status, error.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_matched_part_by_part() {
        assert!(matches("/users/{id}/edit", "/users/1/edit") && matches("/users", "/users") && matches("/", "/"));
        assert!(!matches("/users/{id}/edit", "/users//edit"));
        assert!(!matches("/users/{id}", "/users") && !matches("/users/{id}", "/users/1/edit") && !matches("/", "/users"));
    }
}
