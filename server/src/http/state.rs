//! What handlers share.

use super::assets::Assets;
use crate::{config::Config, service::Desk};
use leptos::config::LeptosOptions;
use std::{net::IpAddr, ops::Deref, sync::Arc};
use tokio_util::sync::CancellationToken;

/// The cookie's name where connections are encrypted: the prefix makes browsers keep it to this host and to https.
const COOKIE_HTTPS: &str = "__Host-latchkey";
/// And on plain http, as in the demo.
const COOKIE_HTTP: &str = "latchkey";
/// The names, likewise, of the cookie by which a browser is known.
const KNOWN_HTTPS: &str = "__Host-latchkey-known";
const KNOWN_HTTP: &str = "latchkey-known";

/// What handlers share. Cheap to clone: every layer has its own.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// The contents of an [`AppState`].
#[derive(Debug)]
pub struct Shared {
    pub(super) desk: Desk,
    pub(super) leptos: LeptosOptions,
    pub(super) assets: Assets,
    pub(super) origin: Arc<str>,
    pub(super) is_https: bool,
    pub(super) trusted_proxies: Arc<[IpAddr]>,
    pub(super) dev_reload: bool,
    /// Cancelled once the program is told to stop.
    pub(super) stopping: CancellationToken,
}

impl AppState {
    /// Puts the desk and the HTTP part of the configuration together.
    #[must_use]
    pub fn new(desk: Desk, config: &Config) -> Self {
        let assets = Assets::load();
        let leptos = LeptosOptions::builder()
            .output_name("latchkey")
            .site_pkg_dir(format!("pkg/{}", assets.digest()))
            .site_addr(config.listen)
            .hash_files(false)
            .build();
        Self(Arc::new(Shared {
            desk,
            leptos,
            assets,
            origin: config.public_url.origin().into(),
            is_https: config.public_url.is_https(),
            trusted_proxies: config.trusted_proxies.clone().into(),
            dev_reload: cfg!(debug_assertions) && std::env::var_os("LATCHKEY_DEV_RELOAD").is_some(),
            stopping: CancellationToken::new(),
        }))
    }

    /// From now on it is not ready, whatever else it still answers.
    pub fn stop(&self) {
        self.stopping.cancel();
    }
}

impl Shared {
    /// The session cookie's name.
    pub(super) const fn cookie_name(&self) -> &'static str {
        if self.is_https { COOKIE_HTTPS } else { COOKIE_HTTP }
    }

    /// The name of the cookie by which a browser is known.
    pub(super) const fn known_cookie_name(&self) -> &'static str {
        if self.is_https { KNOWN_HTTPS } else { KNOWN_HTTP }
    }
}
