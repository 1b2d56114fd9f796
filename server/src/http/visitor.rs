//! Finds out who sends a request.

use super::{AppState, client, failed::Asking, pages};
use crate::{security::SessionSecret, service::Visit};
use app::{api::Client, model::Locale};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, header};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Puts the [`Visit`] into the request.
pub(super) async fn attach(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let client = client(&state, &request);
    let session = match secret(request.headers(), state.cookie_name()) {
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
    request.extensions_mut().insert(visit);
    next.run(request).await
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

/// The session's secret among the cookies.
fn secret(headers: &HeaderMap, name: &str) -> Option<SessionSecret> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| if key == name { SessionSecret::read(value) } else { None })
}
