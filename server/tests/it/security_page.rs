//! What `SECURITY.md` promises is shown by tests that there are.

use std::{
    fs,
    path::{Path, PathBuf},
};

const PAGE: &str = include_str!("../../../SECURITY.md");

/// Everything below a folder whose name ends like a source of tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The tests that the page names: a file's name and a function's.
fn named() -> Vec<(&'static str, &'static str)> {
    PAGE.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(".rs::")).collect()
}

/// A file is not a test: of what it shows nobody could say whether it is still shown.
#[test]
fn no_file_stands_for_its_tests() {
    let named = PAGE.split('`').skip(1).step_by(2);
    let files: Vec<_> =
        named.filter(|code| Path::new(code).extension().is_some_and(|kind| kind == "rs") && !code.contains('*')).collect();
    assert!(files.is_empty(), "SECURITY.md names no test in {files:?}");
}

#[test]
fn every_test_that_the_security_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in ["server/src", "server/tests", "app/src", "app/domain/src"] {
        sources(&root.join(folder), &mut files);
    }
    let named = named();
    assert!(named.len() > 60, "the page names {} tests", named.len());
    for (file, test) in named {
        let file_name = format!("{file}.rs");
        let declared = [format!("fn {test}("), format!("fn {test}(\n")];
        let is_there = files.iter().filter(|path| path.file_name().is_some_and(|name| name == file_name.as_str())).any(|path| {
            let text = fs::read_to_string(path).unwrap();
            declared.iter().any(|declared| text.contains(declared))
        });
        assert!(is_there, "SECURITY.md names {file_name}::{test}, which there is not");
    }
}
