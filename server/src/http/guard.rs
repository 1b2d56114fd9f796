//! Pages need a sign-in, except the few that are public. Answered before anything is rendered. What a role may see and do
//! is checked by the services.

use super::pages;
use crate::service::Visit;
use app::model::Role;
use axum::{
    Extension,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{Method, Uri};

/// Pages for everybody, and all that lies below them.
const PUBLIC: [&str; 6] = ["/sign-in", "/sign-out", "/change-password", "/set-up", "/mailbox", "/.well-known"];

pub(super) async fn check(Extension(visit): Extension<Visit>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Server functions answer for themselves: a page's script wants an error, not another page.
    if path.starts_with("/rpc/") {
        return next.run(request).await;
    }
    match visit.caller() {
        None if !is_public(path) => Redirect::to(&sign_in_address(request.uri(), request.method())).into_response(),
        Some(caller) if path == "/" || (path == "/sign-in" && request.method() == Method::GET) => {
            Redirect::to(pages::home(caller.role)).into_response()
        }
        Some(caller) if path == "/users" && caller.role == Role::User => Redirect::to("/account").into_response(),
        _ => next.run(request).await,
    }
}

fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|public| path.strip_prefix(public).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// The sign-in page, which leads back to where the visitor wanted to go.
fn sign_in_address(uri: &Uri, method: &Method) -> String {
    let wanted = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let notice = if method == Method::GET { None } else { Some(("notice", "session-ended")) };
    let query = serde_urlencoded::to_string([Some(("next", wanted)), notice].into_iter().flatten().collect::<Vec<_>>());
    match query {
        Ok(query) if wanted != "/" => format!("/sign-in?{query}"),
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
        let uri: Uri = "/users?q=feld&after=x".parse().unwrap();
        assert_eq!(sign_in_address(&uri, &Method::GET), "/sign-in?next=%2Fusers%3Fq%3Dfeld%26after%3Dx");
    }
}
