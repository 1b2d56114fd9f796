//! A release build embeds `target/site`, so it must be made again when a file there comes, goes or changes.

use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let site = Path::new("../target/site");
        // A folder that is not there counts as changed at every build.
        std::fs::create_dir_all(site)?;
        println!("cargo::rerun-if-changed={}", site.display());
    }
    Ok(())
}
