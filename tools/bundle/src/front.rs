//! The front end: cargo, wasm-bindgen, wasm-opt.

use crate::site::{Site, write_if_changed};
use crate::{Mode, NAME, cargo};
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// What the compiler may emit today, so that the optimiser accepts it; nothing newer is let in.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Where unfinished files lie: beside the site, not in it.
const WORK: &str = "target/bundle";

/// Compiles the front end and puts its WebAssembly and its glue into the site.
///
/// When the compiler's output and the tools are those of the last time, the rest is skipped.
pub(crate) fn build(site: &mut Site, mode: Mode) -> Result<()> {
    let compiled = compile(mode)?;
    let optimiser = match mode {
        Mode::Dev => None,
        Mode::Release => find_optimiser(),
    };
    let stamp = stamp(&compiled, mode, optimiser.as_deref())?;
    let stamp_file = Path::new(WORK).join("stamp");
    let names = [format!("pkg/{NAME}.js"), format!("pkg/{NAME}_bg.wasm")];
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) && site.keep(&names) {
        return Ok(());
    }
    bind(&compiled, mode)?;
    if mode == Mode::Release {
        optimise(optimiser.as_deref())?;
    }
    for name in &names {
        let finished = Path::new(WORK).join(name);
        let bytes = fs::read(&finished).with_context(|| format!("{} cannot be read", finished.display()))?;
        site.put(name, &bytes)?;
    }
    write_if_changed(&stamp_file, stamp.as_bytes())?;
    Ok(())
}

/// Compiles the crate `frontend` to WebAssembly.
fn compile(mode: Mode) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Dev => "dev",
        Mode::Release => "wasm-release",
    };
    let target = "wasm32-unknown-unknown";
    let args = ["--package=frontend", "--lib", "--target", target, "--profile", profile];
    cargo::build("frontend", &args)?
        .into_iter()
        .find(|file| file.extension().is_some_and(|ending| ending == "wasm"))
        .context("the front end has no WebAssembly file")
}

/// Says all that the finished files depend on.
fn stamp(compiled: &Path, mode: Mode, optimiser: Option<&Path>) -> Result<String> {
    let bytes = fs::read(compiled).with_context(|| format!("{} cannot be read", compiled.display()))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    include_bytes!("front.rs").hash(&mut hasher);
    Ok(format!("{:016x} {mode:?} {optimiser:?}\n", hasher.finish()))
}

/// Runs wasm-bindgen, as a library of exactly the version that the front end is built with.
fn bind(compiled: &Path, mode: Mode) -> Result<()> {
    let release = mode == Mode::Release;
    let folder = Path::new(WORK).join("pkg");
    // Snippets of an earlier build must not hide that this one has none.
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .demangle(!release)
        .remove_name_section(release)
        .remove_producers_section(release)
        .omit_default_module_path(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    ensure!(
        !folder.join("snippets").exists(),
        "a dependency brings JavaScript files of its own (snippets), which the bundle does not carry"
    );
    Ok(())
}

/// Where wasm-opt is: the program the environment names in `WASM_OPT`, or one on the path.
fn find_optimiser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("WASM_OPT").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("wasm-opt")).find(|file| file.is_file())
}

/// Makes the WebAssembly smaller where wasm-opt is there; it works without, only larger.
fn optimise(optimiser: Option<&Path>) -> Result<()> {
    let Some(optimiser) = optimiser else {
        println!("    wasm-opt is not there: the WebAssembly stays about twice as large as it could be");
        return Ok(());
    };
    let file = Path::new(WORK).join(format!("pkg/{NAME}_bg.wasm"));
    let before = fs::metadata(&file)?.len();
    let status = Command::new(optimiser)
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg(&file)
        .arg("-o")
        .arg(&file)
        .status()
        .with_context(|| format!("{} could not be started", optimiser.display()))?;
    if !status.success() {
        bail!("wasm-opt failed: {status}");
    }
    let after = fs::metadata(&file)?.len();
    println!("    wasm-opt: {} kB, was {} kB", after / 1000, before / 1000);
    Ok(())
}
