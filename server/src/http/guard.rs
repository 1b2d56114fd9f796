//! Pages need a sign-in, except the few that are public. Answered before anything is rendered. What a role may see and do
//! is checked by the services.

use super::{AppState, forms::Form, local::is_local, pages};
use crate::service::Visit;
use app::model::Permission;
use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{Method, Uri, uri::PathAndQuery};

/// Pages for everybody, and all that lies below them.
const PUBLIC: [&str; 8] =
    ["/sign-in", "/sign-out", "/change-password", "/forgot-password", "/not-me", "/set-up", "/mailbox", "/.well-known"];

/// Where one's own password is chosen, after signing in with one that others made.
pub(super) const CHOICE: &str = "/choose-password";
/// Where a second factor is shown, after the password.
pub(super) const PROOF: &str = "/second-factor";
/// Where one's own second factor is set up.
pub(super) const FACTOR: &str = "/account/second-factor";

pub(super) async fn check(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    // Server functions answer for themselves: a page's script wants an error, not another page.
    if path.starts_with("/rpc/") {
        return next.run(request).await;
    }
    match visit.caller() {
        // A session for one step reaches nothing else.
        None if visit.step().is_some() => match visit.step().filter(|step| leads_to(step, &request)) {
            Some([page, ..]) => step_first(&state, page, &visit, request).await,
            _ => next.run(request).await,
        },
        None if !is_public(path) => sign_in_first(&state, visit, request).await,
        Some(caller) if [CHOICE, PROOF].contains(&path) || (path == "/sign-in" && request.method() == Method::GET) => {
            Redirect::to(&wanted_after(request.uri()).unwrap_or_else(|| pages::home(caller.role).to_owned())).into_response()
        }
        Some(caller) if matches!(path, "/" | "/users") && !caller.role.allows(Permission::ViewUsers) => {
            Redirect::to(pages::home(caller.role)).into_response()
        }
        _ => next.run(request).await,
    }
}

impl Visit {
    /// The pages that a session for one step alone reaches, the first of them being where it belongs.
    fn step(&self) -> Option<&'static [&'static str]> {
        if self.choosing().is_some() {
            return Some(&[CHOICE]);
        }
        self.proving().map(|_| &[PROOF, FACTOR] as &[_])
    }
}

/// What is not for everybody, and the way in itself, where there is a step to be done first.
fn leads_to(step: &[&str], request: &Request) -> bool {
    match request.uri().path() {
        path if step.contains(&path) => false,
        "/sign-in" => request.method() == Method::GET,
        path => !is_public(path),
    }
}

/// Leads to the step that comes first. A form that was posted from one of our pages when the session had just become one for a second
/// factor waits in it for its page.
async fn step_first(state: &AppState, step: &str, visit: &Visit, request: Request) -> Response {
    if visit.proving().is_some()
        && let Some(session) = visit.session.as_ref().map(|found| found.caller.session)
        && let Some(form) = of_a_page(state, request).await
        && let Some(next) = form.until_step(state, session).await
        && let Ok(query) = serde_urlencoded::to_string([("next", next)])
    {
        return Redirect::to(&format!("{step}?{query}")).into_response();
    }
    Redirect::to(step).into_response()
}

/// Leads to the sign-in page. A form that was posted from one of our pages after its session had ended is kept: the sign-in
/// page answers in its place and carries it.
async fn sign_in_first(state: &AppState, visit: Visit, request: Request) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let address = sign_in_address(request.uri(), is_safe);
    if let Some(form) = of_a_page(state, request).await
        && let Ok(response) = form.after_sign_in(state, visit).await
    {
        return response;
    }
    Redirect::to(&address).into_response()
}

/// A form that was posted from one of our pages.
async fn of_a_page(state: &AppState, request: Request) -> Option<Form> {
    let is_of_a_page = request.method() == Method::POST && pages::exists(request.uri().path());
    if is_of_a_page { Form::to_keep(request, state).await } else { None }
}

/// Where the sign-in page was asked to lead to.
fn wanted_after(uri: &Uri) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
    pairs.into_iter().find_map(|(name, value)| (name == "next" && is_local(&value)).then_some(value))
}

fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|public| path.strip_prefix(public).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// The sign-in page, which leads back to where the visitor wanted to go: to the page asked for, or, after a post that is
/// lost, to the page it came from if there is one.
fn sign_in_address(uri: &Uri, is_safe: bool) -> String {
    let here = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let wanted = if is_safe || pages::exists(uri.path()) { here } else { "/" };
    let next = (wanted != "/").then_some(("next", wanted));
    let notice = (!is_safe).then_some(("notice", "session-ended"));
    let query = serde_urlencoded::to_string([next, notice].into_iter().flatten().collect::<Vec<_>>());
    match query {
        Ok(query) if !query.is_empty() => format!("/sign-in?{query}"),
        _ => "/sign-in".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_parts_of_an_address_make_it_public() {
        assert!(is_public("/change-password/ABC") && is_public("/sign-in"));
        assert!(!is_public("/sign-instead") && !is_public("/users") && !is_public("/"));
    }

    #[test]
    fn signing_in_leads_back() {
        let address = |uri: &str, is_safe| sign_in_address(&uri.parse().unwrap(), is_safe);
        assert_eq!(address("/users?q=feld&after=x", true), "/sign-in?next=%2Fusers%3Fq%3Dfeld%26after%3Dx");
        assert_eq!(address("/", true), "/sign-in");
        assert_eq!(address("/users/1/send-link", false), "/sign-in?next=%2Fusers%2F1%2Fsend-link&notice=session-ended");
        assert_eq!(address("/account/theme", false), "/sign-in?notice=session-ended", "there is no page to lead back to");
    }

    #[test]
    fn those_who_are_signed_in_already_go_on_at_once() {
        let wanted = |uri: &str| wanted_after(&uri.parse().unwrap());
        assert_eq!(wanted("/sign-in?next=%2Fsigned-in").as_deref(), Some("/signed-in"));
        assert_eq!(wanted("/sign-in?next=%2F%2Fevil.example"), None);
        assert_eq!(wanted("/sign-in"), None);
    }
}
