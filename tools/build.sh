#!/usr/bin/env bash
# Builds the pages' files and the program that holds them, for release. Its path: <target>/release/latchkey.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
load_env
cd "$root"

say "Building the front end (the first time: 8 minutes on two cores; otherwise seconds)"
cargo_build build "${native[@]}" --bin bundle
in_few_lines "$CARGO_TARGET_DIR/debug/bundle" release
say "Building the server (the first time: 8 minutes on two cores; otherwise seconds)"
cargo_build build --release "${native[@]}" --bin latchkey
