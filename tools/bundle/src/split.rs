//! The division of the WebAssembly: what every page needs, and the chunks of the pages that load their code when they open.

use anyhow::{Context as _, Result, anyhow};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasm_split_cli_support::Options;

/// Which files, without their ending, each chunk of the sources consists of: its own, and those it has in common with others.
/// Leptos looks here for what a page will load, and announces it in the page's head.
pub(crate) type Manifest = BTreeMap<String, Vec<String>>;

/// Divides `compiled`, which must still hold its relocations: the part that wasm-bindgen goes on with becomes `main`, the
/// chunks and their loader go into `folder`, where the glue `glue` will lie beside them.
pub(crate) fn split(compiled: &Path, main: &Path, folder: &Path, glue: &str) -> Result<Manifest> {
    let input = fs::read(compiled).with_context(|| format!("{} cannot be read", compiled.display()))?;
    let glue = format!("./{glue}");
    let mut options = Options::new(&input);
    options.main_out_path = main;
    options.output_dir = folder;
    options.main_module = &glue;
    let parts = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"));
    Ok(parts.context("the WebAssembly could not be divided")?.prefetch_map.into_iter().collect())
}
