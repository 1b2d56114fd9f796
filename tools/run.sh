#!/usr/bin/env bash
# Set-up, build, and the demonstration with its data in ./data.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

bash "$root/tools/setup.sh"
load_env
bash "$root/tools/build.sh"
cd "$root"
exec "$CARGO_TARGET_DIR/release/latchkey" demo
