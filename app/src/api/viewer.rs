//! The reader and the house.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{backend, enter};
use crate::model::{Organisation, Viewer};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The reader, for the frame around the pages.
#[server(name = ViewerRpc, prefix = "/rpc", endpoint = "viewer", input = Json)]
pub async fn viewer() -> Result<Viewer, ApiError> {
    let (backend, caller) = enter()?;
    backend.viewer(&caller).await
}

/// The house's name and contact. Public.
#[server(name = OrganisationRpc, prefix = "/rpc", endpoint = "organisation", input = Json)]
pub async fn organisation() -> Result<Organisation, ApiError> {
    backend()?.organisation().await
}
