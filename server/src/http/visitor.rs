//! Finds out who sends a request.

use super::{AppState, client, failed::Asking, pages};
use crate::{security::SessionSecret, service::Visit};
use app::{api::Client, model::Locale};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// For how many seconds a browser stays known without being used: half a year.
const KNOWN_SECONDS: i64 = 180 * 24 * 60 * 60;

/// Puts the [`Visit`] into the request.
pub(super) async fn attach(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let known = cookies(request.headers(), state.known_cookie_name()).next();
    let known = known.and_then(|cookie| state.desk.known_browser(cookie));
    let client = Client { known, ..client(&state, &request) };
    let secret = cookies(request.headers(), state.cookie_name()).find_map(SessionSecret::read);
    let session = match secret {
        Some(secret) => match state.desk.find_session(&secret, &client).await {
            Ok(session) => session,
            Err(error) => return pages::plain(&error),
        },
        None => None,
    };
    let house_locale =
        if session.is_none() && client.locale.is_none() { state.desk.house_locale().await } else { Locale::default() };
    let visit = Visit { session, client, house_locale };
    if let Some(asking) = request.extensions().get::<Asking>() {
        asking.by(&visit);
    }
    let known = visit.session.as_ref().and_then(|found| state.desk.know_browser(found));
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if let Some(known) = known.filter(|_| !sets_known(&state, &response)) {
        set_known(&state, &mut response, &known);
    }
    response
}

/// Whether the answer makes the browser known already: it was signed in to by somebody else.
fn sets_known(state: &AppState, response: &Response) -> bool {
    let name = state.known_cookie_name().as_bytes();
    response.headers().get_all(header::SET_COOKIE).iter().any(|cookie| cookie.as_bytes().starts_with(name))
}

/// From now on the browser is known as one in which somebody was signed in.
pub(super) fn set_known(state: &AppState, response: &mut Response, known: &SecretString) {
    let secure = if state.is_https { "; Secure" } else { "" };
    let name = state.known_cookie_name();
    let cookie = format!("{name}={}; Path=/; Max-Age={KNOWN_SECONDS}; HttpOnly; SameSite=Lax{secure}", known.expose_secret());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// From where a request comes.
pub(super) fn client(state: &AppState, request: &Request) -> Client {
    client::of(request.headers(), peer(request), &state.trusted_proxies)
}

/// Who is at the other end of the connection: a proxy, or the client itself.
pub(super) fn peer(request: &Request) -> IpAddr {
    // Without a socket (in tests that call the router) everything comes from here.
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip())
}

/// The cookies of this name.
fn cookies<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(move |(key, value)| (key == name).then_some(value))
}
