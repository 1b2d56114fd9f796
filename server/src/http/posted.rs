//! Forms as posted.

use super::{LARGEST_BODY, failed};
use crate::service::KeptForm;
use app::{
    api::{ApiError, Problem},
    model::{FormState, TypedPassword},
    rules::forms::OWN_PASSWORD,
};
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Fields whose values are never sent back.
const SECRET_FIELDS: [&str; 6] = [OWN_PASSWORD, "current_password", "code", "draft", "handle", "credential"];

/// The largest form, without its secrets, that is carried through a sign-in, in bytes as it is carried: it comes back in another
/// form, beside a user name and a password, and that must still be a request we take.
const LARGEST_RESUMED: usize = LARGEST_BODY - 16 * 1024;

/// A form's body. Each field may come once: `email=a&email=b` has fooled others.
#[derive(Debug)]
pub(super) struct Posted {
    body: Bytes,
    values: BTreeMap<String, String>,
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let refused = |status| failed::told(status, Problem::UnreadableForm.into());
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        if !is_form {
            return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let body = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| refused(StatusCode::BAD_REQUEST))?;
        let count = pairs.len();
        let values: BTreeMap<_, _> = pairs.into_iter().collect();
        if values.len() != count {
            return Err(refused(StatusCode::BAD_REQUEST));
        }
        Ok(Self { body, values })
    }
}

impl Posted {
    /// A form of which nothing can be shown again.
    pub(super) const fn none() -> Self {
        Self { body: Bytes::new(), values: BTreeMap::new() }
    }

    /// A form that came in another way, of which these values are shown again.
    pub(super) const fn of(values: BTreeMap<String, String>) -> Self {
        Self { body: Bytes::new(), values }
    }

    /// The texts of a form that may hold a file, up to that file; `None` when there are none.
    pub(super) async fn texts<S: Send + Sync>(request: Request, state: &S) -> Option<Self> {
        let mut form = Multipart::from_request(request, state).await.ok()?;
        let mut values = BTreeMap::new();
        while let Some(field) = form.next_field().await.ok()? {
            if field.file_name().is_some() {
                break;
            }
            let name = field.name()?.to_owned();
            values.insert(name, field.text().await.ok()?);
        }
        (!values.is_empty()).then(|| Self::of(values))
    }

    /// The fields as a request. Missing ones are empty or an error of the field, as the type says.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_urlencoded::from_bytes(&self.body).map_err(|_| Problem::UnreadableForm.into())
    }

    /// One field, empty when it is missing.
    pub(super) fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// The reader's own password, where it was typed once more.
    pub(super) fn own_password(&self) -> TypedPassword {
        TypedPassword::new(self.value(OWN_PASSWORD))
    }

    /// Everything entered, but no secret.
    fn open(&self) -> impl Iterator<Item = (&str, &str)> {
        let values = self.values.iter().map(|(field, value)| (field.as_str(), value.as_str()));
        values.filter(|(field, _)| !SECRET_FIELDS.contains(field))
    }

    /// What is shown again.
    pub(super) fn entered(&self) -> BTreeMap<String, String> {
        self.open().map(|(field, value)| (field.to_owned(), value.to_owned())).collect()
    }

    /// The form as it is shown again.
    pub(super) fn refused(&self, error: ApiError) -> FormState {
        FormState { values: self.entered(), error }
    }

    /// The form as it is carried through a sign-in. `None` when it is too large for that.
    pub(super) fn resume(&self) -> Option<String> {
        KeptForm::carry(&self.open().collect()).filter(|resume| resume.len() <= LARGEST_RESUMED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::rules::templates::{LONGEST_PART, LONGEST_SUBJECT};

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        let values = pairs.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
        Posted { body: Bytes::new(), values }
    }

    #[test]
    fn a_form_is_carried_through_a_sign_in_without_its_secrets() {
        let form = posted(&[("display_name", "李 & Søhne=100%"), ("email", ""), ("password", "sesame"), ("code", "26 letters")]);
        let back = KeptForm::of("/users/new", &form.resume().unwrap()).and_then(|kept| kept.for_page("/users/new")).unwrap();
        assert_eq!(back.values, posted(&[("display_name", "李 & Søhne=100%"), ("email", "")]).values);
    }

    #[test]
    fn the_largest_template_is_carried() {
        let part = "\u{1f511}".repeat(usize::try_from(LONGEST_PART).unwrap());
        let subject = "\u{1f511}".repeat(usize::try_from(LONGEST_SUBJECT).unwrap());
        let fields = [
            ("subject", subject.as_str()),
            ("html", part.as_str()),
            ("text", part.as_str()),
            ("language", "de"),
            ("version", "7"),
        ];
        assert!(serde_urlencoded::to_string(fields).unwrap().len() < LARGEST_BODY, "it can be sent at all");
        assert!(posted(&fields).resume().is_some());
    }

    #[test]
    fn what_is_too_large_to_come_back_is_not_carried() {
        // Four letters carry three bytes.
        let most = LARGEST_RESUMED / 4 * 3 - r#"{"a":""}"#.len();
        assert!(posted(&[("a", &"x".repeat(most))]).resume().is_some());
        assert!(posted(&[("a", &"x".repeat(most + 1))]).resume().is_none());
        assert!(posted(&[("a", &"\"".repeat(most / 2 + 1))]).resume().is_none(), "it is measured as it is written");
    }
}
