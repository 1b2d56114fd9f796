//! Scripts, styles and icons, held in the program. Their addresses carry a digest of the contents, so that browsers may
//! keep them for ever.

use super::AppState;
use crate::security::hex;
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::{WasmSplitManifest, prelude::ArcStoredValue};
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[cfg_attr(not(debug_assertions), folder = "$CARGO_MANIFEST_DIR/../target/site")]
#[cfg_attr(debug_assertions, folder = "$CARGO_MANIFEST_DIR/../target/site-dev")]
#[allow_missing = true]
struct Site;

/// What the front end consists of, and the digest in its address.
#[derive(Debug)]
pub(super) struct Assets {
    digest: String,
    chunks: WasmSplitManifest,
}

/// Which files make up each chunk of the WebAssembly, and the script that loads them.
const CHUNKS: &str = "pkg/__wasm_split_manifest.json";
const CHUNK_LOADER: &str = "__wasm_split.js";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

impl Assets {
    pub(super) fn load() -> Self {
        let mut names: Vec<_> = Site::iter().filter(|name| name.starts_with("pkg/")).collect();
        names.sort_unstable();
        if names.is_empty() {
            tracing::warn!("this build holds no front end: pages work, but without scripts and styles (see `make run`)");
        }
        let mut hash = Sha256::new();
        for file in names.iter().filter_map(|name| Site::get(name)) {
            hash.update(file.metadata.sha256_hash());
        }
        let digest = hex(&hash.finalize()[..8]);
        let files = Site::get(CHUNKS).and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
        let chunks = WasmSplitManifest(ArcStoredValue::new((format!("/pkg/{digest}"), files, CHUNK_LOADER.to_owned())));
        Self { digest, chunks }
    }

    /// With this in the context, a page announces the chunks that it will load, so that they come together with its scripts.
    pub(super) fn chunks(&self) -> WasmSplitManifest {
        self.chunks.clone()
    }

    /// The part of the address that changes with the contents.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }
}

pub(super) fn routes() -> Router<AppState> {
    let router = Router::new().route("/pkg/{digest}/{*file}", get(packaged));
    let public = Site::iter().filter(|name| is_public(name)).map(|name| format!("/{name}"));
    public.fold(router, |router, path| router.route(&path, get(public_file)))
}

/// Files beside the package; their compressed forms are not addresses of their own.
fn is_public(name: &str) -> bool {
    !name.starts_with("pkg/") && !is_compressed(name)
}

fn is_compressed(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "br" || extension == "gz")
}

/// Which build is served, for pages that may be of an older one.
pub(super) async fn build(State(state): State<AppState>) -> String {
    state.assets.digest().to_owned()
}

async fn packaged(State(state): State<AppState>, Path((digest, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    // An address of another version: better nothing than the wrong thing.
    if digest != state.assets.digest() || is_compressed(&file) {
        return StatusCode::NOT_FOUND.into_response();
    }
    serve(&format!("pkg/{file}"), &headers, FOR_EVER)
}

async fn public_file(uri: http::Uri, headers: HeaderMap) -> Response {
    serve(uri.path().trim_start_matches('/'), &headers, FOR_A_DAY)
}

fn serve(name: &str, headers: &HeaderMap, cache: HeaderValue) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some((file, encoding)) = find(name, accepted) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = (StatusCode::OK, file.data).into_response();
    let response_headers = response.headers_mut();
    response_headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    response_headers.insert(header::CACHE_CONTROL, cache);
    response_headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        response_headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form of a file that the browser takes.
fn find(name: &str, accepted: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepts = |coding: &str| accepted.split(',').any(|part| part.split(';').next().unwrap_or_default().trim() == coding);
    [("br", "br"), ("gz", "gzip")]
        .into_iter()
        .filter(|(_, coding)| accepts(coding))
        .find_map(|(extension, coding)| Some((Site::get(&format!("{name}.{extension}"))?, Some(coding))))
        .or_else(|| Some((Site::get(name)?, None)))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
