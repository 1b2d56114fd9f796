#!/usr/bin/env bash
# Every check of the project. ONLY=lint, unit, it or e2e (or several, separated by commas) runs a part; FILTER=word runs
# the tests that have the word in their names.
# Ends with one line, "N passed, M failed": tests, and each check without tests of its own that failed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tools/postgres.sh"

passed=0
failed=0
seconds=()

wants() { [ -z "${ONLY:-}" ] || [[ ,$ONLY, == *,$1,* ]]; }

# Runs one step, and goes on when it fails, so that one run shows everything that is wrong.
step() {
  local name=$1 began=$SECONDS failed_before=$failed
  shift
  say "$name"
  if ! "$@" && [ "$failed" = "$failed_before" ]; then
    failed=$((failed + 1))
    warn "$name: failed"
  fi
  seconds+=("$(printf '%6d s  %s' $((SECONDS - began)) "$name")")
}

# cargo test, its tests counted.
cargo_test() {
  local log=$cache/logs/cargo-test.log status=0
  mkdir -p "$cache/logs"
  cargo_build test --no-fail-fast "$@" -- --quiet ${FILTER:+"$FILTER"} | tee "$log" || status=$?
  passed=$((passed + $(count passed "$log")))
  failed=$((failed + $(count failed "$log")))
  return $status
}

# Adds up one column of the `test result:` lines.
count() {
  awk -v word="$1;" '/^test result:/ { for (i = 2; i <= NF; i++) if ($i == word) sum += $(i - 1) } END { print sum + 0 }' "$2"
}

playwright() {
  local report=$root/target/playwright/report.json status=0
  mkdir -p "$root/target/playwright"
  rm -f "$report"
  (cd "$root/end2end" && PLAYWRIGHT_JSON_OUTPUT_NAME=$report npx playwright test --reporter=list,json ${FILTER:+--grep "$FILTER"}) || status=$?
  [ -s "$report" ] || return 1
  passed=$((passed + $(playwright_count "$report" expected)))
  failed=$((failed + $(playwright_count "$report" unexpected) + $(playwright_count "$report" flaky)))
  return $status
}

playwright_count() {
  node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).stats[process.argv[2]]' "$1" "$2"
}

finish() {
  local status=$?
  pg_stop
  # A sentence above said what stopped the run.
  [ $status = 0 ] || failed=$((failed + 1))
  [ ${#seconds[@]} = 0 ] || printf '%s\n' "${seconds[@]}"
  echo "$passed passed, $failed failed"
  [ $failed = 0 ] || exit 1
}
trap finish EXIT
trap 'exit 130' INT TERM

step "Set-up" bash "$root/tools/setup.sh" test
[ "$failed" = 0 ] || fail "the set-up is not complete"
load_env
cd "$root"

if wants lint; then
  step "Format" cargo fmt --all --check
  step "Clippy on this system" cargo_build clippy "${native[@]}" --all-targets -- -D warnings
  step "Clippy in the browser" cargo_build clippy --package frontend --package door --package attend --package latchkey-app --package latchkey-domain --target "$wasm_target" -- -D warnings
fi
if wants lint && [ -f end2end/tsconfig.json ]; then
  step "Types of the browser tests" npm --prefix end2end exec -- tsc --project end2end
fi
if wants unit; then
  step "Unit tests" cargo_test "${native[@]}" --lib --bins
fi
if wants it || wants e2e; then
  step "PostgreSQL" pg_start
fi
if wants it; then
  step "PgBouncer" pooler_start
  step "Integration tests" cargo_test "${native[@]}" --test it
fi
if wants e2e; then
  step "Release build" bash "$root/tools/build.sh"
  export LATCHKEY_BIN=$CARGO_TARGET_DIR/release/latchkey
  CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
  export CHROMIUM
  step "Browser tests" playwright
fi
