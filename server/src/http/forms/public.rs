//! Forms for everybody: signing in and out, links, the first administrator.

use super::Form;
use crate::{
    http::{
        AppState, Routes,
        guard::{CHOICE, FACTOR, PROOF},
        local::is_local,
        opened::{LINK, touched},
        pages,
        posted::Posted,
        visitor::set_known,
    },
    security::SessionSecret,
    service::{ChoosePassword, KeptForm, RedeemLink, Redeemed, SetUp, SignIn, SignedIn, Visit},
    store::sessions::Scope,
};
use app::{
    api::{ApiError, Problem},
    model::{Flash, PageState},
    rules::code,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use http::{HeaderValue, header};

pub(super) fn routes() -> Routes {
    vec![
        ("/sign-in", post(sign_in)),
        ("/sign-out", post(sign_out)),
        ("/change-password", post(enter_code)),
        (LINK, post(change_password)),
        ("/change-password/{code}/touched", post(touched)),
        (CHOICE, post(choose_password)),
        ("/set-up/{code}", post(set_up)),
    ]
}

async fn sign_in(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let previous = visit.session.as_ref().map(|found| found.caller.session);
    let signed_in = match form.posted.read::<SignIn>() {
        Ok(typed) => state.desk.sign_in(typed, &visit.client, previous).await,
        Err(error) => Err(error),
    };
    lead_on(&state, visit, form, signed_in).await
}

/// On to where they wanted to go, in the session that was opened; or the form again with the error.
pub(super) async fn lead_on(state: &AppState, visit: Visit, form: Form, signed_in: Result<SignedIn, ApiError>) -> Response {
    let signed_in = match signed_in {
        Ok(signed_in) => signed_in,
        Err(error) => return form.refused(state, visit, error).await,
    };
    let next = wanted(&form.posted);
    let to = next.unwrap_or_else(|| pages::home(signed_in.role));
    if let Some(kept) = KeptForm::of(to, form.posted.value("resume"))
        && let Err(error) = state.desk.keep_form(signed_in.session, &kept).await
    {
        return form.refused(state, visit, error).await;
    }
    redirect_with(state, &onward(&signed_in, next), &signed_in)
}

/// Where a form was asked to lead to.
pub(super) fn wanted(posted: &Posted) -> Option<&str> {
    Some(posted.value("next")).filter(|next| is_local(next))
}

/// Where a new session leads: to where its reader wanted to go, or to the step that comes before that.
pub(super) fn onward(signed_in: &SignedIn, next: Option<&str>) -> String {
    let step = match signed_in.scope {
        Scope::Full => return next.unwrap_or_else(|| pages::home(signed_in.role)).to_owned(),
        Scope::ChoosePassword => CHOICE,
        Scope::SecondFactor if signed_in.must_set_up => FACTOR,
        Scope::SecondFactor => PROOF,
    };
    match next {
        // They were there already when their session ended.
        Some(next) if next.starts_with(step) => next.to_owned(),
        Some(next) => {
            serde_urlencoded::to_string([("next", next)]).map_or_else(|_| step.to_owned(), |query| format!("{step}?{query}"))
        }
        None => step.to_owned(),
    }
}

/// One's own password, in place of the one that was given.
async fn choose_password(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let words = visit.words();
    let Some(found) = visit.session.clone() else {
        return form.refused(&state, visit, Problem::SignInRequired.into()).await;
    };
    let chosen = match form.posted.read::<ChoosePassword>() {
        Ok(typed) => state.desk.choose_password(&found, &typed).await,
        Err(error) => Err(error),
    };
    let signed_in = match chosen {
        Ok(signed_in) => signed_in,
        Err(error) => return form.refused(&state, visit, error).await,
    };
    // Without this note the password is chosen all the same: its owner goes on.
    let _noted = match &found.kept_form {
        Some(form) => state.desk.keep_form(signed_in.session, form).await,
        None => state.desk.set_flash(signed_in.session, Some(&Flash::good(words.new_password.chosen()))).await,
    };
    redirect_with(&state, &onward(&signed_in, wanted(&form.posted)), &signed_in)
}

/// On to another page, with the cookie of a new session, and the one by which the browser is known.
pub(super) fn redirect_with(state: &AppState, to: &str, signed_in: &SignedIn) -> Response {
    let mut response = Redirect::to(to).into_response();
    set_cookie(state, &mut response, &signed_in.secret);
    if let Some(known) = &signed_in.known {
        set_known(state, &mut response, known);
    }
    response
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
    if let Err(error) = state.desk.count_entered_code(&visit.client).await {
        return form.refused(&state, visit, error).await;
    }
    if let Some(code) = code::normalise(form.posted.value("code")) {
        return Redirect::to(&format!("/change-password/{code}")).into_response();
    }
    form.refused(&state, visit, ApiError::field("code", Problem::NotACode)).await
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

pub(super) fn set_cookie(state: &AppState, response: &mut Response, secret: &SessionSecret) {
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
