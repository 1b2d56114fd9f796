#!/usr/bin/env bash
# Measures the release program and writes docs/benchmarks.md. Leave the machine alone meanwhile; it takes about a quarter of an
# hour after the build. BENCH_SIZES=10000,100000 leaves the directory of a million out, which is half of that. BENCH_ONLY=part
# measures one part, prints it and writes nothing.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tools/postgres.sh"
trap pg_stop EXIT
trap 'exit 130' INT TERM

bash "$root/tools/setup.sh" test
have wrk && have argon2 || apt_install "the benchmarks" wrk argon2
load_env
bash "$root/tools/build.sh"
cd "$root"
say "Building the benchmarks (half a minute)"
cargo_build build --release "${native[@]}" --bin latchkey --bin bench
pg_start
export LATCHKEY_BIN=$CARGO_TARGET_DIR/release/latchkey
export BENCH_BROWSER=$root/tools/bench/pages.mjs
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
export CHROMIUM
say "Measuring, and then writing docs/benchmarks.md (a quarter of an hour)"
mkdir -p "$cache/logs"
"$CARGO_TARGET_DIR/release/bench" >"$cache/logs/benchmarks.md" || fail "the figures are in $cache/logs/benchmarks.md, and the reason above"
if [ -n "${BENCH_ONLY:-}" ]; then
  cat "$cache/logs/benchmarks.md"
  exit
fi
mv "$cache/logs/benchmarks.md" docs/benchmarks.md
say "docs/benchmarks.md is written"
