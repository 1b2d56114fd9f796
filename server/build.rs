//! A release build embeds `target/site`, so it must be made again when a file there comes, goes or changes. A debug build reads
//! `target/site-dev` while it runs.

use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // What the program adjusts when it is loaded stays in memory; packed it is a fiftieth: three megabytes less at rest.
    println!("cargo::rustc-link-arg-bin=latchkey=-Wl,-z,pack-relative-relocs");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let site = Path::new(if is_release { "../target/site" } else { "../target/site-dev" });
    // A folder that is not there counts as changed at every build, and what comes into it later is not served: the path that it
    // is compared with is taken when the program is compiled.
    std::fs::create_dir_all(site)?;
    if is_release {
        println!("cargo::rerun-if-changed={}", site.display());
    }
    Ok(())
}
