//! What a page is about, by the address.

use crate::api::{ApiError, Thing};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::str::FromStr;

/// The id in the address; what is none is one of nothing.
pub(super) fn use_id<T: FromStr + PartialEq + Send + Sync + 'static>(of: Thing) -> Memo<Result<T, ApiError>> {
    use_param("id", of)
}

/// A part of the address; what cannot be read is one of nothing.
pub(super) fn use_param<T: FromStr + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    of: Thing,
) -> Memo<Result<T, ApiError>> {
    let params = use_params_map();
    Memo::new(move |_| of.named(&params.with(|params| params.get(name).unwrap_or_default())))
}
