.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Each process has a PostgreSQL of its own; more than eight ask for more memory than they save time.
PYTEST := $(BIN)/python -m pytest --numprocesses=logical --maxprocesses=8 --dist=worksteal

.PHONY: help install console run test check audit audit-tools audit-python audit-console fuzz bench bench-memory example clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Sluice needs Python 3.11 or newer; say make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

install: $(VENV)/.installed ## Make the virtual environment

# Without Node.js Sluice runs all the same, and `/` says how the console comes to be.
console/dist/.built: console/package-lock.json console/index.html console/vite.config.ts $(shell find console/src console/public console/fixed.graphql -type f -not -path '*/generated/*')
	@if command -v npm > /dev/null; then \
		cd console && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build && touch dist/.built; \
	else echo 'Node.js 20 or newer is not here: the console is not built'; fi

console: console/dist/.built ## Build the web console (needs Node.js 20)

run: install console ## Serve with the embedded PostgreSQL and the demo tenant
	@exec $(BIN)/sluice serve --demo

test: install ## Run all tests, on every core
	$(PYTEST)

check: install ## Lint, types, room directions, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST)

fuzz: install ## Send documents made at random to a server, ten minutes long
	$(BIN)/python -W ignore -m tests.fuzz

$(VENV)/.audit-installed: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,audit]'
	@touch $@

audit: audit-python audit-console ## Compare the dependencies with the published advisories (needs the network)

audit-tools: $(VENV)/.audit-installed

audit-python: audit-tools
	$(BIN)/pip-audit --strict --progress-spinner off .

audit-console:
	@if command -v npm > /dev/null; then cd console && npm audit --omit=dev; \
	else echo 'Node.js is not here: the packages of the console are not compared'; fi

$(VENV)/.bench-installed: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@

bench: $(VENV)/.bench-installed ## Measure what docs/performance.md states
	$(BIN)/python -m tests.bench

bench-memory: install ## Measure the memory of a process that serves 1,000 tenants
	$(BIN)/python -m tests.bench.memory

example: install ## Load the Maven CRM data through the API
	$(BIN)/python examples/maven_crm/load.py

clean: ## Remove the virtual environment and caches (data stay)
	rm -rf $(VENV) console/node_modules console/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
