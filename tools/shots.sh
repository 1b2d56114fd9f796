#!/usr/bin/env bash
# Fills a demonstration and takes the pictures in docs/ of it, in the system's Chromium. Look at them before they are kept.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

bash "$root/tools/setup.sh" test
load_env
bash "$root/tools/build.sh"
export LATCHKEY_BIN=$CARGO_TARGET_DIR/release/latchkey
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
export CHROMIUM
cd "$root/end2end"
npx playwright test --config shots.config.ts
say "The pictures in docs/ are taken: look at them"
