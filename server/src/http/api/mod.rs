//! REST v1. Each address is listed once, with the scope it needs and whether it is done at most once; the layers that keep
//! both are put on here, so that no handler can forget them. No cookie is read here: a call carries its credential itself,
//! which is why it needs no cross-site check.

mod audit;
mod auth;
mod authentications;
mod automations;
mod bulk;
mod coming;
mod docs;
mod events;
mod holidays;
mod input;
mod messages;
mod once;
mod openapi;
mod paging;
mod problem;
mod resets;
mod schema;
mod selections;
mod templates;
mod users;

#[cfg(any(test, fuzzing))]
pub use auth::holds_of_authorization;
pub(super) use problem::explain;

use super::{AppState, Routes, router_of};
use app::model::ApiScope;
use axum::{
    Router, middleware,
    routing::{MethodRouter, any, delete, get, patch, post, put},
};
use http::Method;
use problem::{CallProblem, Failure};

/// What a handler answers.
type Answer<T> = Result<T, Failure>;

/// One operation.
struct Operation {
    method: Method,
    address: &'static str,
    scope: ApiScope,
    /// Whether it needs an `Idempotency-Key`: because it sends something, makes something that must not be made twice, or has
    /// something go on that does.
    once: bool,
    handler: MethodRouter<AppState>,
}

impl Operation {
    fn read(address: &'static str, handler: MethodRouter<AppState>) -> Self {
        Self { method: Method::GET, address, scope: ApiScope::Read, once: false, handler }
    }

    fn change(method: Method, address: &'static str, scope: ApiScope, handler: MethodRouter<AppState>) -> Self {
        Self { method, address, scope, once: false, handler }
    }

    fn once(address: &'static str, scope: ApiScope, handler: MethodRouter<AppState>) -> Self {
        Self { method: Method::POST, address, scope, once: true, handler }
    }

    /// "POST /api/v1/users"
    fn name(&self) -> String {
        format!("{} {}", self.method, self.address)
    }
}

fn operations() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/users", get(users::list)),
        Operation::once("/api/v1/users", ApiScope::Write, post(users::create)),
        Operation::read("/api/v1/users/{id}", get(users::read)),
        Operation::change(Method::PATCH, "/api/v1/users/{id}", ApiScope::Write, patch(users::change)),
        Operation::once("/api/v1/users/{id}/password-change-link", ApiScope::Resets, post(resets::send_link)),
        Operation::once("/api/v1/users/{id}/new-password", ApiScope::Resets, post(resets::send_new_password)),
        Operation::once("/api/v1/users/{id}/temporary-password", ApiScope::TemporaryPasswords, post(resets::set_temporary)),
        Operation::read("/api/v1/selections", get(selections::list)),
        Operation::once("/api/v1/selections", ApiScope::Write, post(selections::create)),
        Operation::change(Method::POST, "/api/v1/selections/preview", ApiScope::Read, post(selections::try_conditions)),
        Operation::read("/api/v1/selections/{id}", get(selections::read)),
        Operation::change(Method::PUT, "/api/v1/selections/{id}", ApiScope::Write, put(selections::save)),
        Operation::change(Method::DELETE, "/api/v1/selections/{id}", ApiScope::Write, delete(selections::delete)),
        Operation::read("/api/v1/selections/{id}/preview", get(selections::preview)),
        Operation::read("/api/v1/bulk-jobs", get(bulk::list)),
        Operation::once("/api/v1/bulk-jobs", ApiScope::Write, post(bulk::start)),
        Operation::change(Method::POST, "/api/v1/bulk-jobs/preview", ApiScope::Read, post(bulk::preview)),
        Operation::read("/api/v1/bulk-jobs/{id}", get(bulk::read)),
        Operation::read("/api/v1/bulk-jobs/{id}/ledger", get(bulk::ledger)),
        Operation::read("/api/v1/bulk-jobs/{id}/ledger.csv", get(bulk::ledger_file)),
        Operation::once("/api/v1/bulk-jobs/{id}/{step}", ApiScope::Write, post(bulk::step)),
        Operation::read("/api/v1/automations", get(automations::list)),
        Operation::once("/api/v1/automations", ApiScope::Write, post(automations::create)),
        Operation::read("/api/v1/automations/{id}", get(automations::read)),
        Operation::change(Method::PUT, "/api/v1/automations/{id}", ApiScope::Write, put(automations::save)),
        Operation::change(Method::DELETE, "/api/v1/automations/{id}", ApiScope::Write, delete(automations::delete)),
        Operation::read("/api/v1/automations/{id}/runs", get(automations::runs)),
        Operation::read("/api/v1/automations/{id}/trial", get(automations::trial)),
        Operation::read("/api/v1/automations/{id}/export", get(automations::export)),
        Operation::once("/api/v1/automations/{id}/{step}", ApiScope::Write, post(automations::step)),
        Operation::read("/api/v1/automation-runs", get(coming::list)),
        Operation::once("/api/v1/automation-runs/{id}/{step}", ApiScope::Write, post(automations::step_run)),
        Operation::read("/api/v1/automation-switch", get(coming::read_switch)),
        Operation::change(Method::POST, "/api/v1/automation-switch", ApiScope::Write, post(coming::throw_switch)),
        Operation::read("/api/v1/holidays", get(holidays::list)),
        Operation::change(Method::POST, "/api/v1/holidays", ApiScope::Write, post(holidays::add)),
        Operation::change(Method::POST, "/api/v1/holidays/import", ApiScope::Write, post(holidays::import)),
        Operation::change(Method::DELETE, "/api/v1/holidays/{date}", ApiScope::Write, delete(holidays::remove)),
        Operation::read("/api/v1/messages", get(messages::list)),
        Operation::read("/api/v1/messages/{id}", get(messages::read)),
        Operation::once("/api/v1/messages/{id}/resend", ApiScope::Resets, post(messages::resend)),
        Operation::change(Method::POST, "/api/v1/messages/{id}/cancel", ApiScope::Resets, post(messages::cancel)),
        Operation::read("/api/v1/events", get(events::list)),
        Operation::once("/api/v1/events", ApiScope::Events, post(events::report)),
        Operation::read("/api/v1/templates", get(templates::list)),
        Operation::read("/api/v1/templates/{key}/{language}", get(templates::read)),
        Operation::change(Method::PUT, "/api/v1/templates/{key}/{language}", ApiScope::Write, put(templates::save)),
        Operation::read("/api/v1/audit", get(audit::list)),
        Operation::read("/api/v1/audit/chain", get(audit::chain)),
        Operation::change(Method::POST, "/api/v1/authentications", ApiScope::Authentications, post(authentications::check)),
    ]
}

/// What describes the operations, to everyone.
fn descriptions() -> Routes {
    vec![("/api/openapi.json", get(openapi::document)), ("/api/docs", get(docs::page))]
}

/// Every operation, as "POST /api/v1/users". `docs/access.md` says what each answers to whom.
#[must_use]
pub fn api_operations() -> Vec<String> {
    let described = descriptions().into_iter().map(|(address, _)| format!("GET {address}"));
    described.chain(operations().iter().map(Operation::name)).collect()
}

pub(super) fn router(state: &AppState) -> Router<AppState> {
    let router = router_of(descriptions()).route("/api", any(nowhere)).route("/api/{*rest}", any(nowhere));
    operations().into_iter().fold(router, |router, operation| {
        let Operation { address, scope, once, mut handler, .. } = operation;
        if once {
            handler = handler.route_layer(middleware::from_fn_with_state(state.clone(), once::keep));
        }
        let guard = auth::Guard { state: state.clone(), scope };
        router.route(address, handler.route_layer(middleware::from_fn_with_state(guard, auth::enter)))
    })
}

async fn nowhere() -> Failure {
    CallProblem::NoAddress.into()
}
