//! Builds what browsers load: the front end's WebAssembly with its glue, the style sheet and the public files.
//!
//! `bundle release` makes them small and compresses them, `bundle dev` makes them quickly, and `bundle watch` makes them
//! again, and starts the server again, whenever a source file changes. The result is `target/site` of the clone, which a
//! release build of the server embeds and a debug build reads from disk. Run it from the top of the clone.

mod cargo;
mod compress;
mod css;
mod front;
mod site;
mod watch;

use anyhow::{Result, bail, ensure};
use site::Site;
use std::path::Path;

/// The base name of the front end's files: `latchkey.js`, `latchkey_bg.wasm` and `latchkey.css`, as Leptos asks for them.
const NAME: &str = "latchkey";

/// What the files are made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    /// Quick to make, with names in stack traces.
    Dev,
    /// Quick to load: optimised, minified, compressed.
    Release,
}

fn main() -> Result<()> {
    ensure!(Path::new("frontend/Cargo.toml").is_file(), "run this from the top of the clone");
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["dev"] => build(Mode::Dev),
        ["release"] => build(Mode::Release),
        ["watch"] => watch::watch(),
        _ => bail!("usage: bundle dev | release | watch"),
    }
}

/// Brings `target/site` up to date; files whose content has not changed are not touched.
fn build(mode: Mode) -> Result<()> {
    let mut site = Site::new("target/site", mode);
    front::build(&mut site, mode)?;
    site.put(format!("pkg/{NAME}.css"), css::bundle(Path::new("style/main.css"), mode)?.as_bytes())?;
    site.put_folder(Path::new("frontend/public"))?;
    site.finish()
}
