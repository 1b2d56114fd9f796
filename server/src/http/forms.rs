//! Forms, posted to their page's own address: they work before the scripts are there, and without them. The same use case
//! runs as for the page's script; the answer is the page again with the errors beside the fields, or a redirect.

use super::{AppState, pages, posted::Posted};
use crate::{
    security::SessionSecret,
    service::{RedeemLink, Redeemed, SetUp, SignIn, Visit},
};
use app::{
    api::{ApiError, Caller, People, Resets},
    model::{Flash, PageState, SendChangeLink, SetActive, UserId},
    rules::code,
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{FromRequest, Path, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use http::{HeaderValue, header};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/change-password", post(enter_code))
        .route("/change-password/{code}", post(change_password))
        .route("/set-up/{code}", post(set_up))
        .route("/users/{id}/send-link", post(send_link))
        .route("/users/{id}/active", post(set_active))
}

/// A posted form and the page it came from.
struct Form {
    posted: Posted,
    page: Request,
}

impl FromRequest<AppState> for Form {
    type Rejection = Response;

    /// Takes the body out; what is left of the request is what the page is rendered for.
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let mut page = Request::new(Body::empty());
        *page.uri_mut() = parts.uri.clone();
        *page.headers_mut() = parts.headers.clone();
        *page.extensions_mut() = parts.extensions.clone();
        let posted = Posted::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self { posted, page })
    }
}

impl Form {
    /// The page again, with what was entered and why it was refused.
    async fn refused(self, state: &AppState, visit: Visit, error: ApiError) -> Response {
        let form = Some(self.posted.refused(error));
        pages::refused(state, visit, PageState { form, ..PageState::default() }, self.page).await
    }
}

async fn sign_in(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let previous = visit.session.as_ref().map(|found| found.caller.session);
    let signed_in = match form.posted.read::<SignIn>() {
        Ok(typed) => state.desk.sign_in(typed, &visit.client, previous).await,
        Err(error) => Err(error),
    };
    match signed_in {
        Ok(signed_in) => {
            let next = Some(form.posted.value("next")).filter(|next| is_local(next));
            let mut response = Redirect::to(next.unwrap_or_else(|| pages::home(signed_in.role))).into_response();
            set_cookie(&state, &mut response, &signed_in.secret);
            response
        }
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn sign_out(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    if let Some(found) = &visit.session
        && let Err(error) = state.desk.sign_out(found).await
    {
        return pages::plain(&error);
    }
    let mut response = Redirect::to("/sign-in?notice=signed-out").into_response();
    clear_cookie(&state, &mut response);
    response
}

/// A code that was typed leads to the page that its link would have opened.
async fn enter_code(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    if let Some(code) = code::normalise(form.posted.value("code")) {
        return Redirect::to(&format!("/change-password/{code}")).into_response();
    }
    let words = "This is not a whole code. It has 26 letters and digits; spaces and dashes do not matter.";
    form.refused(&state, visit, ApiError::field("code", words)).await
}

async fn change_password(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(code): Path<String>,
    form: Form,
) -> Response {
    let redeemed = match form.posted.read::<RedeemLink>() {
        Ok(typed) => state.desk.redeem_link(&code, &typed, &visit.client).await,
        Err(error) => Err(error),
    };
    match redeemed {
        Ok(Redeemed::Changed) => {
            let done = PageState { done: true, ..PageState::default() };
            pages::render(&state, visit, done, form.page).await
        }
        // The page looks the link up itself and says which it is.
        Ok(Redeemed::NotOpen(_)) => pages::render(&state, visit, PageState::default(), form.page).await,
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn set_up(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(code): Path<String>,
    form: Form,
) -> Response {
    let made = match form.posted.read::<SetUp>() {
        Ok(typed) => state.desk.set_up(&code, &typed).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => Redirect::to("/sign-in?notice=ready").into_response(),
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn send_link(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let sent = async {
        let (caller, user) = acting(&visit, &id)?;
        let life_minutes = form.posted.value("life_minutes").parse().unwrap_or_default();
        let sent = state.desk.send_change_link(caller, SendChangeLink { user, life_minutes }).await?;
        Ok(Flash::good(format!("The link is on its way to {}.", sent.email)))
    };
    let sent = sent.await;
    finish(&state, visit, form, &id, sent).await
}

async fn set_active(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let switched = async {
        let (caller, user) = acting(&visit, &id)?;
        let active = form.posted.value("active") == "true";
        state.desk.set_active(caller, SetActive { user, active }).await?;
        Ok(Flash::good(if active {
            "Is Active is on."
        } else {
            "Is Active is off. Sessions have ended and unused links no longer work."
        }))
    };
    let switched = switched.await;
    finish(&state, visit, form, &id, switched).await
}

/// Who acts, and on whom.
fn acting<'a>(visit: &'a Visit, id: &str) -> Result<(&'a Caller, UserId), ApiError> {
    let caller = visit.caller().ok_or_else(ApiError::sign_in_required)?;
    let user = id.parse().map_err(|_| ApiError::not_found("user"))?;
    Ok((caller, user))
}

/// Back to the record with a message, or the prompt again with the error.
async fn finish(state: &AppState, visit: Visit, form: Form, id: &str, result: Result<Flash, ApiError>) -> Response {
    let flash = match result {
        Ok(flash) => flash,
        Err(error) => return form.refused(state, visit, error).await,
    };
    if let Some(found) = &visit.session
        && let Err(error) = state.desk.set_flash(found.caller.session, Some(&flash)).await
    {
        return pages::plain(&error);
    }
    Redirect::to(&format!("/users/{id}")).into_response()
}

/// Whether an address leads to a page of ours: a path, and not `//elsewhere` or `/\elsewhere`.
fn is_local(address: &str) -> bool {
    let mut characters = address.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), Some('/' | '\\'))
        && !address.contains(|c: char| c.is_control() || c == '\\')
}

fn set_cookie(state: &AppState, response: &mut Response, secret: &SessionSecret) {
    let secure = if state.is_https { "; Secure" } else { "" };
    // Lax and not Strict: a link in a mail or a ticket must find its reader signed in. Posts from elsewhere are refused anyway.
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Lax{secure}", state.cookie_name(), secret.expose());
    append_cookie(response, &cookie);
}

fn clear_cookie(state: &AppState, response: &mut Response) {
    let secure = if state.is_https { "; Secure" } else { "" };
    append_cookie(response, &format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}", state.cookie_name()));
    response
        .headers_mut()
        .insert(http::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));
}

fn append_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_never_leads_elsewhere() {
        assert!(is_local("/users?q=feld"));
        for address in
            ["", "users", "//evil.example", "/\\evil.example", "https://evil.example", "/x\r\nSet-Cookie: a=b", "/a\\b"]
        {
            assert!(!is_local(address), "{address}");
        }
    }
}
