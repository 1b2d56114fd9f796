//! The front end: cargo, the division into chunks, wasm-bindgen, wasm-opt.

use crate::site::{Site, files_below, write_if_changed};
use crate::split::{Manifest, split};
use crate::stamp::{Stamp, digest};
use crate::{Mode, NAME, cargo, optimise};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// The file that tells the server which chunks belong together.
const MANIFEST: &str = "__wasm_split_manifest.json";

/// What this tool itself does to the compiler's output: another way makes other files of the same input.
const METHOD: [&[u8]; 3] = [include_bytes!("front.rs"), include_bytes!("split.rs"), include_bytes!("optimise.rs")];

/// A crate whose WebAssembly browsers load.
struct Part {
    /// The crate's name.
    package: &'static str,
    /// The base name of its files.
    name: &'static str,
    /// Their folder in the site.
    folder: &'static str,
}

/// All of them: the application, and what attends to the pages for everyone.
const PARTS: [Part; 2] =
    [Part { package: "frontend", name: NAME, folder: "pkg" }, Part { package: "door", name: "door", folder: "pkg/door" }];

/// Compiles the front end and puts its WebAssembly and its glue into the site.
pub(crate) fn build(site: &mut Site, mode: Mode) -> Result<()> {
    PARTS.iter().try_for_each(|part| part.build(site, mode))
}

impl Part {
    /// When the compiler's output and the tools are those of the last time, and the site still holds what was made of them,
    /// the rest is skipped.
    fn build(&self, site: &mut Site, mode: Mode) -> Result<()> {
        let compiled = self.compile(mode)?;
        let optimiser = match mode {
            Mode::Dev => None,
            Mode::Release => optimise::find(),
        };
        let source = source(&compiled, optimiser.as_deref())?;
        let work = mode.work().join(self.package);
        let stamp_file = work.join("stamp");
        if let Some(stamp) = Stamp::read(&stamp_file).filter(|stamp| stamp.holds(&source, mode.site())) {
            stamp.names().for_each(|name| site.keep(name));
            return Ok(());
        }
        let folder = work.join(self.folder);
        self.make(&compiled, &folder, mode, optimiser.as_deref())?;
        let mut stamp = Stamp::new(source);
        for path in files_below(&folder)? {
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            let name = path.strip_prefix(&work)?;
            site.put(name, &bytes)?;
            stamp.add(name.to_owned(), &bytes);
        }
        write_if_changed(&stamp_file, stamp.to_string().as_bytes())?;
        Ok(())
    }

    /// Compiles the crate to WebAssembly: together with the others, so that what they share is compiled once.
    fn compile(&self, mode: Mode) -> Result<PathBuf> {
        let packages = PARTS.map(|part| format!("--package={}", part.package));
        let mut args: Vec<&str> = packages.iter().map(String::as_str).collect();
        args.extend(["--lib", "--target", "wasm32-unknown-unknown"]);
        if mode == Mode::Release {
            args.extend(["--release", "--config", "tools/bundle/wasm-release.toml"]);
        }
        cargo::build(self.package, &args)?
            .into_iter()
            .find(|file| file.extension().is_some_and(|ending| ending == "wasm"))
            .with_context(|| format!("{} has no WebAssembly file", self.package))
    }

    /// Makes all files of the crate in `folder`.
    fn make(&self, compiled: &Path, folder: &Path, mode: Mode, optimiser: Option<&Path>) -> Result<()> {
        // Files of an earlier build must not pass for files of this one.
        if folder.is_dir() {
            fs::remove_dir_all(folder)?;
        }
        let main = mode.work().join(self.package).join("main.wasm");
        let manifest = split(compiled, &main, folder, &format!("{}.js", self.name))?;
        self.bind(&main, folder, mode)?;
        write_manifest(folder, &manifest)?;
        if mode == Mode::Release {
            optimise::run(optimiser, &wasm_files(folder)?)?;
        }
        Ok(())
    }

    /// Runs wasm-bindgen, as a library of exactly the version that the front end is built with.
    fn bind(&self, main: &Path, folder: &Path, mode: Mode) -> Result<()> {
        let release = mode == Mode::Release;
        Bindgen::new()
            .input_path(main)
            .out_name(self.name)
            .web(true)?
            .typescript(false)
            .demangle(!release)
            .remove_name_section(release)
            .remove_producers_section(release)
            .omit_default_module_path(true)
            // The chunks share the main part's memory, its table and its stack pointer.
            .keep_lld_exports(true)
            .generate(folder)
            .context("wasm-bindgen failed")?;
        ensure!(
            !folder.join("snippets").exists(),
            "a dependency brings JavaScript files of its own (snippets), which the bundle does not carry"
        );
        Ok(())
    }
}

/// Says in one line all that the finished files depend on.
fn source(compiled: &Path, optimiser: Option<&Path>) -> Result<String> {
    let bytes = fs::read(compiled).with_context(|| format!("{} cannot be read", compiled.display()))?;
    let method = METHOD.map(digest);
    Ok(format!("{:016x} {method:x?} {optimiser:?}", digest(&bytes)))
}

fn wasm_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = files_below(folder)?.into_iter();
    Ok(files.filter(|file| file.extension().is_some_and(|ending| ending == "wasm")).collect())
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<()> {
    fs::write(folder.join(MANIFEST), serde_json::to_vec(manifest)?).context("the list of chunks cannot be written")
}
