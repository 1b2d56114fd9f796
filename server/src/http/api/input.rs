//! What comes with a call: JSON bodies, queries, and the versions that a change names. All are strict: a name that is not
//! known is refused, and so is one that comes twice.

use super::problem::{CallProblem, Failure};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts};
use serde::de::DeserializeOwned;

/// A JSON body. A call that sends none sends an empty object.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).cloned();
        let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        read(kind.as_ref(), &bytes).map(Self).map_err(IntoResponse::into_response)
    }
}

fn read<T: DeserializeOwned>(kind: Option<&HeaderValue>, body: &[u8]) -> Result<T, Failure> {
    let body = match kind {
        None if body.is_empty() => b"{}",
        Some(kind) if is_json(kind) => body,
        _ => return Err(CallProblem::NotJson.into()),
    };
    serde_json::from_slice(body)
        .map_err(|error| if error.is_data() { Failure::Unfit(error.to_string()) } else { CallProblem::Unreadable.into() })
}

fn is_json(kind: &HeaderValue) -> bool {
    let kind = kind.to_str().unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    ["application/json", "application/merge-patch+json"].iter().any(|json| essence.eq_ignore_ascii_case(json))
}

/// A query, with its pairs as they came, for the addresses of further pages.
pub(super) struct Query<T> {
    pub(super) asked: T,
    pub(super) pairs: Vec<(String, String)>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        let unfit = |error: serde_urlencoded::de::Error| Failure::Unfit(error.to_string());
        Ok(Self {
            asked: serde_urlencoded::from_str(query).map_err(unfit)?,
            pairs: serde_urlencoded::from_str(query).map_err(unfit)?,
        })
    }
}

/// The versions that a change may be made to (`If-Match`, RFC 9110 §13.1.1).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct IfMatch(Option<Vec<i64>>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        if_match(&parts.headers).ok_or_else(|| CallProblem::NoMatch.into())
    }
}

fn if_match(headers: &HeaderMap) -> Option<IfMatch> {
    let sent: Vec<&str> = headers.get_all(header::IF_MATCH).iter().filter_map(|value| value.to_str().ok()).collect();
    if sent.is_empty() {
        return None;
    }
    let tags = sent.iter().flat_map(|value| value.split(',')).map(str::trim);
    if tags.clone().any(|tag| tag == "*") {
        return Some(IfMatch(None));
    }
    // A weak tag matches nothing here, and neither does one that is none of ours.
    let version = |tag: &str| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok();
    Some(IfMatch(Some(tags.filter_map(version).collect())))
}

impl IfMatch {
    /// Goes on only if this version was meant.
    pub(super) fn admit(&self, version: i64) -> Result<(), Failure> {
        match &self.0 {
            Some(versions) if !versions.contains(&version) => Err(CallProblem::Stale.into()),
            _ => Ok(()),
        }
    }
}

/// A version as the header that names it.
pub(super) fn etag(version: i64) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{version}\""))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Sample {
        name: String,
    }

    fn body(kind: Option<&'static str>, text: &str) -> Result<Sample, Failure> {
        read(kind.map(HeaderValue::from_static).as_ref(), text.as_bytes())
    }

    #[test]
    fn bodies_are_json_and_say_so() {
        assert_eq!(body(Some("application/json; charset=utf-8"), r#"{"name":"x"}"#).unwrap().name, "x");
        assert_eq!(body(None, "").unwrap(), Sample::default());
        assert!(matches!(body(Some("text/plain"), "{}"), Err(Failure::Call(CallProblem::NotJson))));
        assert!(matches!(body(None, "{}"), Err(Failure::Call(CallProblem::NotJson))));
        assert!(matches!(body(Some("application/json"), "{"), Err(Failure::Call(CallProblem::Unreadable))));
        for unfit in [r#"{"role":"x"}"#, r#"{"name":1}"#, r#"{"name":"x","name":"y"}"#, "[1]"] {
            assert!(matches!(body(Some("application/json"), unfit), Err(Failure::Unfit(_))), "{unfit}");
        }
    }

    #[test]
    fn a_change_names_the_version_it_was_made_to() {
        let sent = |values: &[&'static str]| {
            let headers = values.iter().map(|value| (header::IF_MATCH, HeaderValue::from_static(value))).collect();
            if_match(&headers)
        };
        assert_eq!(sent(&[]), None);
        assert!(sent(&["*"]).unwrap().admit(7).is_ok());
        assert!(sent(&["\"6\", \"7\""]).unwrap().admit(7).is_ok());
        for other in ["\"6\"", "W/\"7\"", "7", "\"x\"", ""] {
            assert!(sent(&[other]).unwrap().admit(7).is_err(), "{other}");
        }
    }
}
