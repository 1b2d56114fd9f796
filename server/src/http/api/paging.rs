//! Pages of lists: rows and how many there are in all; where further pages are stands in `Link` (RFC 8288).

use super::problem::Failure;
use app::model::{Count, Page, Place};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many rows match in all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Total {
    /// The number counted; counting stops at 10,000.
    #[schema(example = 214)]
    count: i64,
    /// Whether there are more than were counted.
    more: bool,
}

impl From<Count> for Total {
    fn from(count: Count) -> Self {
        Self { count: count.counted, more: count.more }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listed<T> {
    /// The rows, in the list's order; at most 50.
    items: Vec<T>,
    /// How many match in all.
    total: Total,
}

/// Which stretch of a list to read that knows no filters. Beside filters the two stand again: flattened, a name that is not known
/// would no longer be refused.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Stretch {
    /// The page after the row with this key, from `Link`.
    pub(super) after: Option<String>,
    /// The page before the row with this key, from `Link`.
    pub(super) before: Option<String>,
}

/// Where a page starts, as a query names it.
pub(super) fn place(after: Option<String>, before: Option<String>) -> Result<Option<Place>, Failure> {
    match (after, before) {
        (Some(_), Some(_)) => Err(Failure::Unfit("`after` and `before`".to_owned())),
        (Some(key), None) => Ok(Some(Place::After(key))),
        (None, before) => Ok(before.map(Place::Before)),
    }
}

/// A page in answer to a query at this address.
pub(super) fn answer<T, U: Serialize + From<T>>(address: &str, pairs: &[(String, String)], page: Page<T>) -> Response {
    let link = |(relation, name, key): (&str, &str, &Option<String>)| {
        let kept = pairs.iter().filter(|(name, _)| name != "after" && name != "before");
        let pairs = kept.map(|(name, value)| (name.as_str(), value.as_str())).chain([(name, key.as_deref()?)]);
        let query = serde_urlencoded::to_string(pairs.collect::<Vec<_>>()).ok()?;
        Some(format!("<{address}?{query}>; rel=\"{relation}\""))
    };
    let links = [("next", "after", &page.next), ("prev", "before", &page.previous)].into_iter().filter_map(link);
    let links = links.collect::<Vec<_>>().join(", ");
    let listed = Listed { items: page.items.into_iter().map(U::from).collect(), total: page.total.into() };
    let mut response = Json(listed).into_response();
    if let Ok(value) = HeaderValue::from_str(&links)
        && !links.is_empty()
    {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_pages_keep_what_was_asked_for() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let pairs = [pair("q", "a & b"), pair("after", "old")];
        let page =
            Page { items: vec![1_i64], total: Count { counted: 51, more: false }, next: Some("k=1".to_owned()), previous: None };
        let response = answer::<i64, i64>("/api/v1/users", &pairs, page);
        assert_eq!(response.headers()[header::LINK], "</api/v1/users?q=a+%26+b&after=k%3D1>; rel=\"next\"");
    }
}
