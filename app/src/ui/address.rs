//! E-mail addresses in running text.

use leptos::prelude::*;

/// An address that may break before its `@`, where readers expect it to.
#[component]
pub fn Address<'a>(
    /// The address.
    address: &'a str,
) -> impl IntoView {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let local = local.to_owned();
    let domain = (!domain.is_empty()).then(|| format!("@{domain}"));
    view! { <bdi>{local} <wbr /> {domain}</bdi> }
}
