//! The way in: layers, pages, forms, server functions, assets.
//!
//! A request passes, in this order: its id and log line, panic catching, response headers (with the CSP's nonce), size and
//! time limits, the visitor (client address and session), the cross-site check, the guard. Only then comes a page.

mod assets;
mod client;
mod csrf;
#[cfg(debug_assertions)]
mod dev_reload;
mod forms;
mod guard;
mod headers;
mod health;
mod mailbox;
mod pages;
mod posted;
mod state;
mod trace;
mod visitor;

pub use state::AppState;

use axum::{
    Router, middleware,
    response::Redirect,
    routing::{get, post},
};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

/// The largest request body, in bytes: forms are small.
const LARGEST_BODY: usize = 64 * 1024;
/// How long a request may take. Signing in waits for its turn to hash; nothing else comes near.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// Everything Latchkey answers.
pub fn router(state: AppState) -> Router {
    let pages = pages::routes()
        .merge(forms::routes())
        .route("/rpc/{*function}", post(pages::server_function))
        .route("/mailbox/{id}/html", get(mailbox::html))
        .route("/.well-known/change-password", get(async || Redirect::to("/account")))
        .fallback(get(pages::page))
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), visitor::attach))
                .layer(middleware::from_fn_with_state(state.clone(), csrf::check))
                .layer(middleware::from_fn(guard::check)),
        );
    let router = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready)).merge(assets::routes());
    #[cfg(debug_assertions)]
    let router = router.merge(dev_reload::routes(&state));
    router
        .merge(pages)
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), trace::request))
                .layer(middleware::from_fn_with_state(state.clone(), headers::set))
                .layer(trace::catch_panic())
                .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
                .layer(TimeoutLayer::with_status_code(http::StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST)),
        )
        .with_state(state)
}
