# Two commands matter: `make run` and `make test`. Both set up what they need, from nothing.
SHELL := /bin/bash
.DEFAULT_GOAL := help

UV := $(shell if uv --version >/dev/null 2>&1; then command -v uv; else echo .venv-uv/bin/uv; fi)
BIN := .venv/bin
ARGS ?=
PYTEST_ARGS ?=

.PHONY: help run test setup setup-for-tests rasa system-packages lint format clean

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: setup  ## set everything up and serve (ARGS="--port 9000" goes to `yuban serve`)
	@exec $(BIN)/yuban serve $(ARGS)

test: setup-for-tests rasa system-packages lint  ## set everything up and run every check and test (PYTEST_ARGS="-k slots")
	@echo "== tests"
	@$(BIN)/python -m pytest -p tools.left_out -n 2 --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

lint: setup-for-tests  ## format, lint, types and the direction of imports
	@echo "== format" && $(BIN)/ruff format --check --quiet .
	@echo "== lint" && $(BIN)/ruff check --quiet .
	@echo "== types" && $(BIN)/mypy
	@echo "== imports" && $(BIN)/lint-imports --no-logo

format: setup-for-tests  ## put the code into its form
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

setup: | $(UV)  ## the hall's environment
	@echo "== environment" && $(UV) sync --locked --inexact --no-dev

setup-for-tests: | $(UV)
	@echo "== environment, with the tools for tests" && $(UV) sync --locked --inexact

rasa: setup-for-tests  ## Rasa's own environment (`make run` sets it up as well)
	@echo "== Rasa's environment" && $(BIN)/python -m tools.set_up_rasa

system-packages:  ## Chromium and Chinese fonts for the browser tests, as root on Debian or Ubuntu
	@echo "== system packages" && tools/system_packages.sh

clean:  ## throw the environments away; the data folder stays
	rm -rf .venv .venv-uv bot/rasa/.venv

.venv-uv/bin/uv:
	@echo "== uv" && tools/get_uv.sh
