# Everything a person or a build machine types. Bare `make` lists the targets.

PYTHON ?= python3
#: Test processes at once.
JOBS ?= 2
#: Made-up requests for each operation of the API on each engine, shared by all roles.
EXAMPLES ?= 1000
#: "must": not being able to ask about a version is an error too; "off": nobody is asked.
AUDIT ?= on
#: The second linter of the OpenAPI document.
REDOCLY := 2.77.0

VENV := .venv
BIN := $(VENV)/bin
# Folders that ruff and mypy read; those that do not exist yet are left out.
SOURCES = $(wildcard service migrations seeds tests bench)
# --require-hashes: nothing is installed that the lock does not name by its content.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
INSTALL := $(PIP) install --require-hashes --no-deps -r

export PIP_ROOT_USER_ACTION := ignore
export PYTHONNOUSERSITE := 1
unexport PYTHONPATH PYTHONHOME

# Scripts in a virtual environment hold absolute paths: one that came from another folder is made anew.
ifneq ($(shell cat $(VENV)/.made-for 2>/dev/null),$(CURDIR))
ELSEWHERE := made-elsewhere
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test faults browser screenshots check format coverage bench seed lock clean
.PHONY: fuzz audit lint-openapi
.PHONY: browser-installed made-elsewhere

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev browser-installed ## make the virtual environment with everything for running, tests and checks
	@echo "Everything is in place: make run, make test, make check"

run: $(VENV)/.run ## start Hearsay here: web, scheduler, sample claims; Ctrl-C ends it
	@exec $(BIN)/hearsay run

test: $(VENV)/.dev browser-installed ## run every test on SQLite and PostgreSQL; T=tests/domain runs a part
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal --cov --cov-report= $(T)
	@echo "coverage: $$($(BIN)/coverage report --format=total) % of service ('make coverage' lists what is not covered)"

browser: $(VENV)/.dev browser-installed ## look at every page in Chromium: both themes, narrow and wide, empty, full, failed
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "whole_matrix or not whole_matrix" tests/browser

faults: $(VENV)/.dev ## kill, cut, fill and crowd: every test that docs/faults.md names, on both engines
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "faults or not faults" \
		$$($(BIN)/python -m tests.faults.listed)

screenshots: $(VENV)/.dev browser-installed ## take the pictures in docs/screenshots/ anew
	@exec $(BIN)/python -m tests.browser.screenshots

coverage: $(VENV)/.dev ## list what the last `make test` did not cover
	@$(BIN)/coverage report

fuzz: $(VENV)/.dev ## send EXAMPLES=1000 made-up requests to each operation of the API, on both engines, as everybody
	@HEARSAY_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m fuzz tests/api

check: $(VENV)/.dev audit ## lint, format, types, and known faults of what we build on (AUDIT=off leaves those out)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy $(SOURCES)

audit: $(VENV)/.dev ## ask the package index whether a locked version is known to be vulnerable
ifeq ($(AUDIT),off)
	@echo "AUDIT=off: nobody was asked about vulnerable versions"
else
	@$(BIN)/python -m tests.audit requirements/run.txt --also requirements/dev.txt requirements/bench.txt || { \
		status=$$?; [ $$status = 2 ] && [ "$(AUDIT)" != must ] || exit $$status; \
		echo "The audit is not complete (see above); AUDIT=must makes that an error" >&2; }
endif

lint-openapi: $(VENV)/.dev ## hold the OpenAPI document to a second linter (Redocly CLI; needs npm and the network)
	@$(BIN)/python -m tests.api.api_document > $(VENV)/openapi.json
	@REDOCLY_TELEMETRY=off npx --yes @redocly/cli@$(REDOCLY) lint $(VENV)/openapi.json --format=stylish

format: $(VENV)/.dev ## put imports and layout in order
	@$(BIN)/ruff check --select I --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

bench: $(VENV)/.bench ## measure, as ratios within one run
	@exec $(BIN)/python -m bench

seed: $(VENV)/.run ## play the sample histories into the configured database
	@exec $(BIN)/hearsay seed

lock: $(VENV)/.uv ## lock the newest allowed versions again, with hashes
	@for name in run dev bench; do \
		echo "Locking requirements/$$name.txt"; \
		UV_PYTHON_DOWNLOADS=never $(VENV)/uv/bin/uv pip compile --quiet --upgrade --universal \
			--python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
			--override requirements/left-out.txt \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## remove the virtual environment and all caches; data in var/ stays
	rm -rf $(VENV) *.egg-info build .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find service migrations seeds tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# One stamp per lock file: nothing below runs again until a lock changes.

$(VENV)/.venv: $(ELSEWHERE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Hearsay needs Python 3.11 or newer; '$(PYTHON)' is not. Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing $$package, which Debian keeps apart from Python"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$package >/dev/null; \
		else \
			echo "Python's venv module is missing. Install it, then try again: sudo apt-get install $$package" >&2; exit 1; \
		fi; }
	@echo "Making the virtual environment in $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@echo '$(CURDIR)' > $(VENV)/.made-for
	@touch $@

$(VENV)/.run: requirements/run.txt pyproject.toml $(VENV)/.venv
	@echo "Installing what Hearsay runs on (locked in requirements/run.txt)"
	@$(INSTALL) requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing what tests and checks need (locked in requirements/dev.txt)"
	@$(INSTALL) requirements/dev.txt
	@touch $@

# Not a stamp: a browser may go as it came.
browser-installed: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.installed 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium and its driver, through which tests look at the pages"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
				--no-install-recommends chromium chromium-driver >/dev/null; \
		fi; \
		$(BIN)/python -m tests.browser.installed; }

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	@echo "Installing what the benchmark compares with (locked in requirements/bench.txt)"
	@$(INSTALL) requirements/bench.txt
	@touch $@

$(VENV)/.uv: $(VENV)/.venv
	@echo "Installing the locking tool"
	@$(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/python -m pip --disable-pip-version-check --quiet install uv
	@touch $@
