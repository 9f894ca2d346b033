# Everything a person or a build machine types. Bare `make` lists the targets.

PYTHON ?= python3
#: Test processes at once.
JOBS ?= 2

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
.PHONY: help setup run test check format coverage bench seed lock clean made-elsewhere

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev ## make the virtual environment with everything for running, tests and checks
	@echo "Everything is in place: make run, make test, make check"

run: $(VENV)/.run ## start Hearsay here: web, scheduler, sample claims; Ctrl-C ends it
	@exec $(BIN)/hearsay run

test: $(VENV)/.dev ## run every test on SQLite and PostgreSQL; T=tests/domain runs a part
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal --cov --cov-report= $(T)
	@echo "coverage: $$($(BIN)/coverage report --format=total) % of service ('make coverage' lists what is not covered)"

coverage: $(VENV)/.dev ## list what the last `make test` did not cover
	@$(BIN)/coverage report

check: $(VENV)/.dev ## lint, format and types
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy $(SOURCES)

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

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	@echo "Installing what the benchmark compares with (locked in requirements/bench.txt)"
	@$(INSTALL) requirements/bench.txt
	@touch $@

$(VENV)/.uv: $(VENV)/.venv
	@echo "Installing the locking tool"
	@$(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/python -m pip --disable-pip-version-check --quiet install uv
	@touch $@
