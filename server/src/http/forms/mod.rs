//! Forms, posted to their page's own address: they work before the scripts are there, and without them. The same use case
//! runs as for the page's script; the answer is the page again with the errors beside the fields, or a redirect.

mod approvals;
mod automations;
mod bulk;
mod confirm;
mod holidays;
mod house;
mod imports;
mod passkeys;
mod passwords;
mod people;
mod programs;
mod public;
mod restored;
mod second_factor;
mod selections;
mod self_service;
mod templates;
mod theme;

use super::{AppState, Routes, caller, failed::Asking, pages, posted::Posted};
use crate::service::{KeptForm, Visit};
use app::{
    api::{ApiError, Caller, Problem, Thing},
    model::{Flash, FormState, PageState, SessionId, Tone, UserId},
};
use axum::{
    body::Body,
    extract::{FromRequest, Request},
    response::{IntoResponse, Redirect, Response},
};
use http::{Uri, header, uri::PathAndQuery};

/// Every form's address and what takes it, but for files.
pub(super) fn routes() -> Routes {
    [
        public::routes(),
        second_factor::routes(),
        self_service::routes(),
        confirm::routes(),
        people::routes(),
        selections::routes(),
        bulk::routes(),
        automations::routes(),
        imports::routes(),
        passkeys::routes(),
        passwords::routes(),
        programs::routes(),
        approvals::routes(),
        house::routes(),
        restored::routes(),
        holidays::routes(),
        templates::routes(),
        theme::routes(),
    ]
    .concat()
}

/// Where files arrive.
pub(super) fn uploads() -> Routes {
    [imports::uploads(), holidays::uploads()].concat()
}

/// A posted form and the page it came from.
pub(super) struct Form {
    posted: Posted,
    page: Request,
}

impl FromRequest<AppState> for Form {
    type Rejection = Response;

    /// Takes the body out; what is left of the request is what the page is rendered for.
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let page = page_of(&request);
        let posted = Posted::from_request(request, state).await?;
        if let Some(asking) = page.extensions().get::<Asking>() {
            asking.with(|| posted.entered());
        }
        Ok(Self { posted, page })
    }
}

/// The request for the page that a form came from.
pub(super) fn page_of(request: &Request) -> Request {
    let mut page = Request::new(Body::empty());
    *page.uri_mut() = request.uri().clone();
    *page.headers_mut() = request.headers().clone();
    *page.extensions_mut() = request.extensions().clone();
    page
}

impl Form {
    /// The page again, with what was entered and why it was refused.
    async fn refused(self, state: &AppState, visit: Visit, error: ApiError) -> Response {
        let form = Some(self.posted.refused(error));
        pages::refused(state, visit, PageState { form, ..PageState::default() }, self.page).await
    }

    /// Another page in its place, with why it was refused. The application does not take such a page over.
    async fn refused_on(mut self, page: &'static str, state: &AppState, visit: Visit, error: ApiError) -> Response {
        *self.page.uri_mut() = Uri::from_static(page);
        let form = Some(self.posted.refused(error));
        pages::refused(state, visit, PageState { form, still: true, ..PageState::default() }, self.page).await
    }

    /// A form that came too late, for what was entered into it; a file is left out. `None` when there is nothing to be kept.
    pub(super) async fn to_keep(request: Request, state: &AppState) -> Option<Self> {
        let page = page_of(&request);
        let kind = request.headers().get(header::CONTENT_TYPE);
        let posted = if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
            Posted::texts(request, state).await
        } else {
            Posted::from_request(request, state).await.ok()
        };
        posted.map(|posted| Self { posted, page })
    }

    /// The sign-in page in its place, which carries what was entered, so that the page can be shown with it afterwards. The
    /// form back when that cannot be done.
    pub(super) async fn after_sign_in(mut self, state: &AppState, visit: Visit) -> Result<Response, Self> {
        let Some(resume) = self.posted.resume() else { return Err(self) };
        let next = self.page.uri().path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
        let values = [("next".to_owned(), next), ("resume".to_owned(), resume)].into();
        let form = Some(FormState { values, error: Problem::SignInRequired.into() });
        *self.page.uri_mut() = Uri::from_static("/sign-in");
        Ok(pages::refused(state, visit, PageState { form, ..PageState::default() }, self.page).await)
    }

    /// Leaves what was entered in the session, for its page, until a step is done that comes first; answers where that page is. `None`
    /// when there is nothing to be kept.
    pub(super) async fn until_step(self, state: &AppState, session: SessionId) -> Option<String> {
        let next = self.page.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        let kept = KeptForm::of(next, &self.posted.resume()?)?;
        state.desk.keep_form(session, &kept).await.ok()?;
        Some(next.to_owned())
    }
}

/// Who acts, and on whom.
fn acting<'a>(visit: &'a Visit, id: &str) -> Result<(&'a Caller, UserId), ApiError> {
    let caller = caller(visit)?;
    let user = Thing::User.named(id)?;
    Ok((caller, user))
}

/// On to the page at `to` with a message, or the form again with the error. What waits for a second administrator is no error.
async fn finish(state: &AppState, visit: Visit, form: Form, to: &str, result: Result<Flash, ApiError>) -> Response {
    let flash = match result {
        Ok(flash) => flash,
        Err(error) if error.problem == Problem::AwaitsApproval && form.page.uri().path() != to => {
            Flash { tone: Tone::Warn, message: error.text(visit.words()) }
        }
        Err(error) => return form.refused(state, visit, error).await,
    };
    if let Some(found) = &visit.session {
        // Without its note it is done all the same.
        let _noted = state.desk.set_flash(found.caller.session, Some(&flash)).await;
    }
    Redirect::to(to).into_response()
}
