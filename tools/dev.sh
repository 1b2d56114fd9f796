#!/usr/bin/env bash
# The development loop: a debug build that is made again, and open pages that load again, whenever a source file changes.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

bash "$root/tools/setup.sh"
load_env
cd "$root"
say "Building once (the first time: 8 minutes on two cores); then watching. Ctrl-C ends it"
cargo_build build "${native[@]}" --bin bundle --bin latchkey
exec "$CARGO_TARGET_DIR/debug/bundle" watch
