//! The way in: layers, pages, forms, server functions, assets.
//!
//! A request passes, in this order: its id and log line, response headers (with the CSP's nonce), what explains failures, panic
//! catching, the time limit, the visitor (client address and session), the size limit, the cross-site check, the guard. Only then
//! comes a page.

mod api;
mod assets;
mod automations;
mod client;
mod csrf;
mod csv;
#[cfg(debug_assertions)]
mod dev_reload;
mod failed;
mod forms;
mod guard;
mod headers;
mod health;
mod local;
mod mailbox;
mod opened;
mod own;
mod pages;
mod posted;
mod rpc;
mod state;
mod templates;
mod trace;
mod unread;
mod visitor;

pub use api::api_operations;
#[cfg(any(test, fuzzing))]
pub use api::holds_of_authorization;
pub use state::AppState;

use crate::service::Visit;
use app::api::{ApiError, Caller, Problem};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{MethodRouter, get, post},
};
use http::{HeaderName, Method, StatusCode, header};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

/// The largest body of a form or a server function, in bytes. The editor of templates sends the most: 20,000 letters, of which
/// each may be twelve bytes long in a form.
const LARGEST_BODY: usize = 256 * 1024;
/// The largest body of a call to the REST API, in bytes.
const LARGEST_CALL: usize = 64 * 1024;
/// How long a request may take. Signing in waits for its turn to hash; nothing else comes near.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// How long a file may take to arrive.
const LONGEST_UPLOAD: Duration = Duration::from_hours(1);

/// Addresses and what answers them.
type Routes = Vec<(&'static str, MethodRouter<AppState>)>;

/// Who acts.
fn caller(visit: &Visit) -> Result<&Caller, ApiError> {
    visit.caller().ok_or_else(|| Problem::SignInRequired.into())
}

fn router_of(routes: Routes) -> Router<AppState> {
    routes.into_iter().fold(Router::new(), |router, (address, answer)| router.route(address, answer))
}

/// What is read beside the pages and knows its visitor.
fn beside_pages() -> Routes {
    vec![
        ("/mailbox/{id}/html", get(mailbox::html)),
        ("/users/export.csv", get(csv::users)),
        ("/messages/export.csv", get(csv::messages)),
        ("/audit/export.csv", get(csv::audit)),
        ("/users/import/{id}/problems.csv", get(csv::import_problems)),
        ("/users/{id}/mail/{key}", get(templates::for_user)),
        ("/messages/{id}/mail", get(templates::of_message)),
        ("/templates/{key}/preview", get(templates::saved)),
        ("/bulk/{id}/ledger.csv", get(csv::bulk_ledger)),
        ("/automations/{id}/export.json", get(automations::export)),
        ("/automations/{id}/ledger.csv", get(csv::automation_ledger)),
        ("/.well-known/change-password", get(change_password_page)),
    ]
}

/// Where password managers lead people (<https://w3c.github.io/webappsec-change-password-url/>).
async fn change_password_page() -> (StatusCode, [(HeaderName, &'static str); 1]) {
    (StatusCode::FOUND, [(header::LOCATION, "/account")])
}

/// What needs no visitor.
fn for_machines() -> Routes {
    vec![("/healthz", get(health::alive)), ("/readyz", get(health::ready)), ("/build", get(assets::build))]
}

/// Every address that answers GET (pages and what is read beside them; not the assets) or POST (forms; not the server
/// functions), in the router's way of writing. `docs/access.md` says what each answers to whom.
#[must_use]
pub fn addresses(method: &Method) -> Vec<String> {
    let routes = match *method {
        Method::GET => [pages::routes(), beside_pages(), for_machines()].concat(),
        Method::POST => [forms::routes(), forms::uploads()].concat(),
        _ => Routes::new(),
    };
    routes.into_iter().map(|(address, _)| address.to_owned()).collect()
}

/// What a process answers that has no pages: whether it lives, and can do its work.
pub fn router_of_worker(state: AppState) -> Router {
    let router = router_of(vec![("/healthz", get(health::alive)), ("/readyz", get(health::ready))]);
    router.layer(within(LONGEST_REQUEST)).with_state(state)
}

/// Everything Latchkey answers.
pub fn router(state: AppState) -> Router {
    let pages = router_of(pages::routes())
        .merge(router_of(forms::routes()))
        .merge(router_of(beside_pages()))
        .route("/rpc/{*function}", post(rpc::answer))
        .fallback(get(pages::page));
    let router = router_of(for_machines()).merge(assets::routes()).merge(api::router(&state));
    #[cfg(debug_assertions)]
    let router = router.merge(dev_reload::routes(&state));
    let pages = checked(pages, &state).layer(RequestBodyLimitLayer::new(LARGEST_BODY));
    let router = router.layer(RequestBodyLimitLayer::new(LARGEST_CALL)).merge(for_visitors(pages, &state));
    // Files are cut off where they are read, so that the page can say why.
    let uploads = for_visitors(checked(router_of(forms::uploads()).layer(DefaultBodyLimit::disable()), &state), &state);
    router
        .layer(within(LONGEST_REQUEST))
        .merge(uploads.layer(middleware::from_fn(unread::pass_over)).layer(within(LONGEST_UPLOAD)))
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), trace::request))
                .layer(middleware::from_fn_with_state(state.clone(), headers::set))
                .layer(middleware::from_fn(api::explain))
                .layer(middleware::from_fn_with_state(state.clone(), failed::explain))
                .layer(trace::catch_panic()),
        )
        .with_state(state)
}

/// What knows its visitor.
fn for_visitors(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router.layer(middleware::from_fn_with_state(state.clone(), visitor::attach))
}

/// What refuses what comes from elsewhere and who is not signed in.
fn checked(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router.layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(state.clone(), csrf::check))
            .layer(middleware::from_fn_with_state(state.clone(), guard::check)),
    )
}

fn within(longest: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, longest)
}
