# `make` lists the targets. Each does its own set-up: nothing need be typed before it.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
TOOLS := .venv/tools

.DEFAULT_GOAL := help
.PHONY: help setup handbook test test-fast check conformance format golden bench docs picture lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into .venv, and the libraries of the system where apt can

$(READY): requirements.txt pyproject.toml scripts/setup scripts/system_libraries.py
	@PYTHON="$(PYTHON)" sh scripts/setup
	@touch $@

$(TOOLS): $(READY) src/handbook/machine.py
	@$(BIN)/python scripts/system_libraries.py --tools
	@touch $@

handbook: $(READY) ## Build the Defence Attaché Field Handbook into build/
	$(BIN)/handbook build

test: $(TOOLS) ## Run all tests, those that set pages included
	$(BIN)/pytest

test-fast: $(READY) ## Run the fast tests alone
	$(BIN)/pytest -m "not slow and not pdf"

check: $(TOOLS) ## Check format, lint, types, generated pages, and the words of the book
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python docs/make_cli.py --check
	$(BIN)/python docs/make_findings.py --check
	$(BIN)/python docs/make_coverage.py --check
	$(BIN)/handbook check --strict
	$(BIN)/python scripts/spelling.py

conformance: $(TOOLS) handbook ## Judge the book, and one of all examples, by PDF/UA-1 and PDF/A-2a
	PYTHONPATH=scripts $(BIN)/python -m conformance $(FILES)

format: $(READY) ## Put the code into its format
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

golden: $(READY) ## Write the expected texts of the tests anew; then read the diff
	$(BIN)/pytest --golden

bench: $(READY) ## Measure against the bare engine and Typst; BENCH=--quick for 12 chapters
	PYTHONPATH=tests $(BIN)/python -m bench $(BENCH)

docs: $(READY) ## Write docs/cli.md, findings.md and coverage.md anew from the program and the book
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_findings.py
	$(BIN)/python docs/make_coverage.py

picture: $(TOOLS) handbook ## Draw the pictures of the documents from the built book
	$(BIN)/python scripts/picture.py

lock: $(READY) ## Choose the versions in requirements.txt anew
	$(BIN)/python scripts/lock.py

clean: ## Remove what was built; .venv stays
	rm -rf build dist .handbook .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests docs scripts -name __pycache__ -prune -exec rm -rf {} +
