#!/usr/bin/env bash
# Builds the standard library for WebAssembly from Debian's source package into the folder $1 (a sysroot), once per
# compiler version. Only for machines where rustup cannot fetch it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

sysroot=$1
lib=lib/rustlib/$wasm_target/lib
work=$(mktemp -d "$cache/wasm-std.XXXXXX")
trap 'rm -rf "$work"' EXIT

mkdir "$work/src"
printf '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n' >"$work/Cargo.toml"
printf '#![no_std]\n' >"$work/src/lib.rs"

# The one place where an unstable flag is used: `-Zbuild-std` on a stable compiler. The project itself is stable Rust.
# With its bitcode, since the front end is optimised as a whole, the library with it.
cd "$work"
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=$work/target quietly wasm-std cargo build --release --target "$wasm_target" \
  -Zbuild-std=std,panic_abort ${LATCHKEY_STD_FEATURES:+-Zbuild-std-features=$LATCHKEY_STD_FEATURES} ||
  fail "the standard library for WebAssembly could not be built; install https://rustup.rs, run 'rustup target add $wasm_target' and start again"

mkdir -p "$work/sysroot/$lib"
cp "target/$wasm_target/release/deps/"*.rlib "$work/sysroot/$lib/"
rm -f "$work/sysroot/$lib/"libempty-*.rlib
rm -rf "$sysroot"
mv "$work/sysroot" "$sysroot"
