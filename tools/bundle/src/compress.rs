//! Compressed copies beside each file that gains from them.

use anyhow::{Context as _, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;

/// Text and WebAssembly; images and fonts are compressed already.
const COMPRESSIBLE: [&str; 9] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// The endings of the compressed copies.
pub(crate) const ENDINGS: [&str; 2] = ["br", "gz"];

/// Whether compressed copies of this file are worth keeping, by its name.
pub(crate) fn is_compressible(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|ending| COMPRESSIBLE.contains(&ending))
}

/// The bytes as brotli (`br`, quality 11) or gzip (`gz`, level 9), by the ending of the copy.
pub(crate) fn compress(bytes: &[u8], ending: &str) -> Result<Vec<u8>> {
    let packed = match ending {
        "br" => brotli_11(bytes),
        _ => gzip_9(bytes),
    };
    packed.with_context(|| format!("compression as {ending} failed"))
}

fn brotli_11(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed)
}

fn gzip_9(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
