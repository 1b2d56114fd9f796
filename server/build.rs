//! A release build embeds `target/site`, so it must be made again when a file there comes, goes or changes. A debug build reads
//! `target/site-dev` while it runs.

use std::{path::Path, process::Command};

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let site = Path::new(if is_release { "../target/site" } else { "../target/site-dev" });
    // A folder that is not there counts as changed at every build, and what comes into it later is not served: the path that it
    // is compared with is taken when the program is compiled.
    std::fs::create_dir_all(site)?;
    if is_release {
        println!("cargo::rerun-if-changed={}", site.display());
    }
    if is_release && takes_packed_relocations() {
        // What the program adjusts when it is loaded stays in memory; packed it is a fiftieth: three megabytes less at rest.
        println!("cargo::rustc-link-arg-bin=latchkey=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

/// Whether this system's C library, for which the program is made, loads packed relocations: glibc 2.36 and later do.
fn takes_packed_relocations() -> bool {
    let of_target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let is_glibc = of_target("OS") == "linux" && of_target("ENV") == "gnu";
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let version = told.ok().and_then(|told| glibc_version(&String::from_utf8_lossy(&told.stdout)));
    is_glibc && version.is_some_and(|version| version >= (2, 36))
}

/// The numbers of "glibc 2.36".
fn glibc_version(told: &str) -> Option<(u32, u32)> {
    let (major, minor) = told.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
