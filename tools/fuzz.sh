#!/usr/bin/env bash
# Feeds what reads other people's bytes (fuzz/fuzz_targets) with whatever libFuzzer comes upon, FUZZ_SECONDS each, and fails where a
# promise of server/src/promises.rs is broken: the input is left in fuzz/artifacts. ONLY=csv,filters are some of them. It needs
# cargo-fuzz. Any compiler will do: without a sanitizer, which finds little where unsafe code is forbidden, cargo-fuzz needs nothing that
# stable Rust cannot do once it is allowed to. FUZZ_SANITIZER=address looks into the dependencies, too, and takes the nightly compiler.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

have cargo-fuzz || fail "cargo-fuzz is missing. To install it: cargo install cargo-fuzz --locked"
cd "$root"
seconds=${FUZZ_SECONDS:-30}
sanitizer=${FUZZ_SANITIZER:-none}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/fuzz}
# What is in the environment counts instead of .cargo/config.toml.
export RUSTFLAGS="--cfg erase_components"
if [ "$sanitizer" = none ]; then
  export RUSTC_BOOTSTRAP=1
else
  export RUSTUP_TOOLCHAIN=nightly
fi
# The dependencies of the product, in its versions.
[ fuzz/Cargo.lock -nt Cargo.lock ] || cp Cargo.lock fuzz/Cargo.lock

targets=${ONLY:-$(cargo fuzz list)}
say "Building (ten minutes the first time)"
cargo_build fuzz build --dev --sanitizer "$sanitizer"
for target in ${targets//,/ }; do
  say "$target, $seconds seconds"
  mkdir -p "fuzz/corpus/$target"
  quietly "fuzz-$target" cargo fuzz run --dev --sanitizer "$sanitizer" "$target" -- \
    -max_total_time="$seconds" -timeout=10 -dict="$root/fuzz/dictionaries/$target.dict" -print_final_stats=1
  grep '^stat::number_of_executed_units' "$cache/logs/fuzz-$target.log"
done
say "Nothing was found"
