# The few commands of the house; `make help` lists them.

# A fresh rustup puts cargo there before a new shell knows it.
export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help demo test check bench proof screens setup

help: ## Lists these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

demo: setup ## Builds MudRock and opens it on sample wells; without a terminal, prints instead
	cargo build
	cargo run --quiet -- demo

test: setup ## Runs all tests
	cargo test

check: setup ## Checks format, lints and documentation
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

bench: setup ## Measures speed, and the quality of layouts
	cargo bench

proof: setup ## Draws 10,000 random pipelines for each law of the canvas and reads them back
	MUDROCK_CASES=10000 cargo test --test it canvas::

screens: setup ## Draws the screens of the documentation anew
	cargo run --quiet -- screens docs/screens

setup: ## Installs what is missing
	@scripts/setup.sh
