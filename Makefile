# Everything is done by the scripts in tools/; each says what it does and skips what is done.
SHELL := bash
ENV := . tools/lib.sh && load_env

.DEFAULT_GOAL := help
.PHONY: help run test dev bench timing prove fuzz recipes audit shots fmt lint clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: ## Set up, build and start the demonstration at http://127.0.0.1:3000
	@bash tools/run.sh

test: ## Set up and run every check; ONLY=lint|unit|it|e2e runs a part, FILTER=word some tests
	@bash tools/test.sh

dev: ## Build for development, watch the sources, reload open pages
	@bash tools/dev.sh

bench: ## Measure the release program and write docs/benchmarks.md
	@bash tools/bench.sh

timing: ## Measure whether the time of an answer tells who has an account
	@BENCH_ONLY=enumeration bash tools/bench.sh

prove: ## Kill the release program under load, reconcile, write docs/reliability.md
	@bash tools/prove.sh

fuzz: ## Feed what reads other people's bytes, 30 seconds each; FUZZ_SECONDS=600 longer, ONLY=csv one
	@bash tools/fuzz.sh

recipes: ## Run nginx and Caddy as deploy/ says, look at answers and logs
	@bash tools/recipes.sh

audit: ## Look for known weaknesses, licences and sources of dependencies
	@bash tools/audit.sh

shots: ## Take the pictures in docs/ of a demonstration
	@bash tools/shots.sh

fmt: ## Format the sources
	@$(ENV) && cargo fmt --all

lint: ## Check the format and run clippy on both targets
	@ONLY=lint bash tools/test.sh

clean: ## Remove what was built (not the tools in the cache folder)
	@$(ENV) && cargo clean && rm -rf target
