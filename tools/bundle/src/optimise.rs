//! wasm-opt, which halves what browsers load.

use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the compiler may emit today, so that the optimiser accepts it; nothing newer is let in.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Where wasm-opt is: the program the environment names in `WASM_OPT`, or one on the path.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("WASM_OPT").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("wasm-opt")).find(|file| file.is_file())
}

/// Makes the WebAssembly files smaller where wasm-opt is there; they work without, only larger.
pub(crate) fn run(optimiser: Option<&Path>, files: &[PathBuf]) -> Result<()> {
    let Some(optimiser) = optimiser else {
        println!("    wasm-opt is not there: the WebAssembly stays about twice as large as it could be");
        return Ok(());
    };
    let before = size(files)?;
    files.iter().try_for_each(|file| optimise(optimiser, file))?;
    println!("    wasm-opt: {} kB in {} files, was {} kB", size(files)? / 1000, files.len(), before / 1000);
    Ok(())
}

fn optimise(optimiser: &Path, file: &Path) -> Result<()> {
    let output = Command::new(optimiser)
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        .args(FEATURES)
        .arg(file)
        .arg("-o")
        .arg(file)
        .output()
        .with_context(|| format!("{} could not be started", optimiser.display()))?;
    // It warns of name sections newer than itself, which it is told to leave out anyway: heard only when it fails.
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "wasm-opt failed on {}: {words}", file.display());
    Ok(())
}

fn size(files: &[PathBuf]) -> Result<u64> {
    files.iter().map(|file| Ok(fs::metadata(file)?.len())).sum()
}
