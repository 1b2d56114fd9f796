//! Builds what browsers load: the front end's WebAssembly with its glue, the style sheet and the public files.
//!
//! `bundle release` makes them small and compresses them: `target/site` of the clone, which a release build of the server
//! embeds. `bundle dev` makes them quickly: `target/site-dev`, which a debug build of the server reads from disk. `bundle
//! watch` does so again, and starts the server again, whenever a source file changes. Run it from the top of the clone.

mod cargo;
mod compress;
mod css;
mod front;
mod lock;
mod optimise;
mod site;
mod split;
mod stamp;
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

impl Mode {
    /// The folder of the finished files. Each mode has its own, since each is read by another build of the server.
    fn site(self) -> &'static Path {
        Path::new(match self {
            Self::Dev => "target/site-dev",
            Self::Release => "target/site",
        })
    }

    /// Where unfinished files lie, and what is remembered of the last run.
    fn work(self) -> &'static Path {
        Path::new(match self {
            Self::Dev => "target/bundle/dev",
            Self::Release => "target/bundle/release",
        })
    }
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

/// Brings the site up to date; files whose content has not changed are not touched.
fn build(mode: Mode) -> Result<()> {
    // Two runs at once would leave the glue of one beside the WebAssembly of the other.
    let _lock = lock::take(&mode.work().join("lock"))?;
    let mut site = Site::new(mode.site(), mode);
    front::build(&mut site, mode)?;
    site.put(format!("pkg/{NAME}.css"), css::bundle(Path::new("style/main.css"), mode)?.as_bytes())?;
    site.put_folder(Path::new("frontend/public"))?;
    site.finish()
}
