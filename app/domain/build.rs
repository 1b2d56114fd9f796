//! Names the wire between a page's code and the server: `LATCHKEY_WIRE` is a digest of all that its types are written in, so that
//! two builds whose answers differ never take one for the other.

use std::{fs, io, path::Path};

/// The types, and the signatures that put them together.
const WRITTEN_IN: [&str; 2] = ["src", "../src/api"];

fn main() -> io::Result<()> {
    let mut digest = FNV_OFFSET;
    for folder in WRITTEN_IN {
        println!("cargo::rerun-if-changed={folder}");
        digest = below(Path::new(folder), digest)?;
    }
    println!("cargo::rustc-env=LATCHKEY_WIRE={digest:016x}");
    Ok(())
}

/// Adds the files of a folder, and of those in it, in the order of their names.
fn below(folder: &Path, mut digest: u64) -> io::Result<u64> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            digest = below(&path, digest)?;
        } else if is_source(&path) {
            digest = with(&fs::read(&path)?, digest);
        }
    }
    Ok(digest)
}

/// Editors keep files of their own beside sources.
fn is_source(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden && path.extension().is_some_and(|ending| ending == "rs")
}

/// Both from <http://www.isthe.com/chongo/tech/comp/fnv/>: FNV-1a of 64 bits, which is the same on every machine.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

fn with(bytes: &[u8], digest: u64) -> u64 {
    bytes.iter().fold(digest, |digest, byte| (digest ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}
