//! One style sheet out of many.

use crate::Mode;
use anyhow::{Context as _, Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

/// The oldest browsers the style sheet is lowered for: those that have cascade layers and `<dialog>`. Newer things (nesting,
/// `light-dark()`) are rewritten.
const OLDEST: Browsers = Browsers {
    chrome: Some(version(99, 0)),
    edge: Some(version(99, 0)),
    firefox: Some(version(102, 0)),
    safari: Some(version(15, 4)),
    ios_saf: Some(version(15, 4)),
    android: None,
    ie: None,
    opera: None,
    samsung: None,
};

/// A browser version as Lightning CSS writes it.
const fn version(major: u32, minor: u32) -> u32 {
    major << 16 | minor << 8
}

/// The style sheet `entry` with everything it imports, lowered for [`OLDEST`], and minified in a release.
pub(crate) fn bundle(entry: &Path, mode: Mode) -> Result<String> {
    let files = FileProvider::new();
    let targets = Targets::from(OLDEST);
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(entry)
        .map_err(|error| anyhow!("{error}"))
        .with_context(|| format!("{} cannot be bundled", entry.display()))?;
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() }).map_err(|error| anyhow!("{error}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: mode == Mode::Release, targets, ..PrinterOptions::default() })?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::tests::Folder;

    /// What the oldest browsers do not know is rewritten, and imports keep their layers.
    #[test]
    fn newer_syntax_is_lowered() {
        let folder = Folder::new("lowered");
        let entry = folder.path().join("main.css");
        std::fs::write(&entry, "@layer base;\n@import \"base.css\" layer(base);").unwrap();
        let base = ":root { color-scheme: light dark }\np { & a { color: light-dark(red, blue) } }";
        std::fs::write(folder.path().join("base.css"), base).unwrap();
        let sheet = bundle(&entry, Mode::Release).unwrap();
        assert!(sheet.contains("@layer base{"), "{sheet}");
        assert!(sheet.contains("p a{"), "{sheet}");
        assert!(!sheet.contains("light-dark("), "{sheet}");
    }

    /// The message says which file and what is wrong with it.
    #[test]
    fn a_missing_file_is_named() {
        let error = bundle(Path::new("no-such.css"), Mode::Dev).unwrap_err();
        assert!(format!("{error:#}").contains("no-such.css"));
    }
}
