//! Forms of second factors: showing one after the password, setting one's own up.

use super::{
    Form, caller, finish,
    passwords::show,
    public::{onward, redirect_with, set_cookie, wanted},
};
use crate::{
    http::{
        AppState, Routes,
        guard::{FACTOR, PROOF},
        pages,
    },
    service::{ChangeFactor, ConfirmFactor, FactorSetUp, Found, ShowFactor, Visit},
};
use app::{
    api::{ApiError, Problem, ShownCodes, ShownFactor},
    model::{Flash, PageState},
};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use http::StatusCode;
use leptos::prelude::provide_context;

/// Where those go on who came from nowhere else.
const ACCOUNT: &str = "/account";

pub(super) fn routes() -> Routes {
    vec![(PROOF, post(prove)), (FACTOR, post(change))]
}

fn found(visit: &Visit) -> Result<&Found, ApiError> {
    visit.session.as_ref().ok_or_else(|| Problem::SignInRequired.into())
}

/// A success begins a new session, which takes a form over that waits for its page.
async fn prove(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let proved = async {
        let found = found(&visit)?;
        let signed_in = state.desk.show_second_factor(found, &form.posted.read::<ShowFactor>()?).await?;
        if let Some(kept) = &found.kept_form {
            // Without it they go on all the same.
            let _kept = state.desk.keep_form(signed_in.session, kept).await;
        }
        Ok::<_, ApiError>(signed_in)
    };
    match proved.await {
        Ok(signed_in) => redirect_with(&state, &onward(&signed_in, wanted(&form.posted)), &signed_in),
        Err(error) => form.refused(&state, visit, error).await,
    }
}

/// The page has one form with several buttons, and another for the first code of an app.
async fn change(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    match form.posted.value("intent") {
        "confirm" => confirm(&state, visit, form).await,
        "codes" => {
            let codes = async { state.desk.replace_recovery_codes(caller(&visit)?, &form.posted.read::<ChangeFactor>()?).await };
            let codes = codes.await.map(|codes| ShownCodes::new(codes, ACCOUNT.to_owned()));
            show(&state, visit, form, codes).await
        }
        "remove" => {
            let removed = async {
                let caller = caller(&visit)?;
                state.desk.remove_own_factor(caller, &form.posted.read::<ChangeFactor>()?).await?;
                Ok(Flash::good(caller.words().second_factor.removed()))
            };
            let removed = removed.await;
            finish(&state, visit, form, ACCOUNT, removed).await
        }
        _ => {
            let begun = async { state.desk.begin_factor(found(&visit)?, &form.posted.read::<ChangeFactor>()?).await };
            let begun = begun.await;
            show(&state, visit, form, begun).await
        }
    }
}

/// The first code of an app: recovery codes come up, where there were none.
async fn confirm(state: &AppState, visit: Visit, form: Form) -> Response {
    let confirmed = async {
        let found = found(&visit)?;
        let set_up = state.desk.confirm_factor(found, &form.posted.read::<ConfirmFactor>()?).await?;
        if let (Some(signed_in), Some(kept)) = (&set_up.signed_in, &found.kept_form) {
            // Without it they go on all the same.
            let _kept = state.desk.keep_form(signed_in.session, kept).await;
        }
        Ok::<_, ApiError>(set_up)
    };
    match confirmed.await {
        Ok(set_up) => confirmed_with(state, visit, form, set_up).await,
        Err(error) => refused_again(state, visit, form, error).await,
    }
}

async fn confirmed_with(state: &AppState, visit: Visit, form: Form, set_up: FactorSetUp) -> Response {
    let FactorSetUp { codes, signed_in } = set_up;
    let next = wanted(&form.posted);
    let to = match &signed_in {
        Some(signed_in) => onward(signed_in, next),
        None => next.unwrap_or(ACCOUNT).to_owned(),
    };
    let mut response = if codes.is_empty() {
        Redirect::to(&to).into_response()
    } else {
        show(state, visit, form, Ok(ShownCodes::new(codes, to))).await
    };
    if let Some(signed_in) = &signed_in {
        set_cookie(state, &mut response, &signed_in.secret);
    }
    response
}

/// The same QR code once more, with why the code was refused.
async fn refused_again(state: &AppState, visit: Visit, form: Form, error: ApiError) -> Response {
    let again = async { state.desk.show_factor_again(found(&visit)?, form.posted.value("draft")).await };
    let shown: ShownFactor = match again.await {
        Ok(shown) if error.code().status() == StatusCode::UNPROCESSABLE_ENTITY => shown,
        _ => return form.refused(state, visit, error).await,
    };
    let Form { posted, page } = form;
    let page_state = PageState { form: Some(posted.refused(error)), still: true, ..PageState::default() };
    let mut response = pages::render_with(state, visit, page_state, page, move || provide_context(shown.clone())).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
