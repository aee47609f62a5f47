# make run    the product: embedded database, synthetic port, web and worker; PORT=8000, ARGS="--no-demo …"
# make test   everything: style, floors, types, tests, browser journeys; ARGS="-k measure" narrows the tests
# make lint   style, floors and types alone
# make bench  the figures of docs/benchmarks.md
# make lock   the locked requirements anew, after pyproject.toml changed
# make clean  removes what was built; the data folder var/ stays

SHELL := /bin/bash
PYTHON ?= $(firstword $(foreach name,python3 python3.11 python3.12 python3.13 python3.14,$(if $(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null | grep True),$(name))))
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
PORT ?= 8000
CHROMIUM ?= $(firstword $(wildcard /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome))
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade

.PHONY: run test lint bench lock clean
.SUFFIXES:
.DELETE_ON_ERROR:

run: $(VENV)/.run
	@exec $(BIN)/guomen start --port $(PORT) $(ARGS)

# The stamps hold the digest of what was installed: a touched but unchanged file installs nothing again.
$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	$(call install,requirements.txt)

$(VENV)/.test: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements-dev.txt)
	@touch $(VENV)/.run

define install
@if [ "$$(cat requirements*.txt pyproject.toml | sha256sum)$(CURDIR)" != "$$(cat $@ 2>/dev/null)" ]; then \
    echo "Installing $(1), about a minute at first 正在安装依赖" && \
    $(INSTALL) --require-hashes --only-binary :all: -r $(1) && \
    $(INSTALL) --no-build-isolation --editable . && \
    echo "$$(cat requirements*.txt pyproject.toml | sha256sum)$(CURDIR)" > $@; \
else touch $@; fi
endef

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed; name it: make run PYTHON=/path/to/python3" >&2; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "$(PYTHON) cannot make a virtual environment; install its venv module (Debian: apt install python3-venv)" >&2; exit 1; }

lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

test: lint
	@if [ -z "$(CHROMIUM)" ]; then $(BIN)/playwright install chromium || { \
	    echo "The journeys need a browser: install chromium, or name one: make test CHROMIUM=/path/to/chromium" >&2; exit 1; }; fi
	@status=0; CHROMIUM="$(CHROMIUM)" $(BIN)/pytest -n auto $(ARGS) || status=$$?; \
	    GUOMEN_HOME="$${GUOMEN_TEST_HOME:-var/test}" $(BIN)/guomen database stop; exit $$status

bench: $(VENV)/.test
	@for figure in benchmarks/[a-z]*.py; do echo "== $$figure"; $(BIN)/python $$figure $(ARGS) || exit 1; done

lock:
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
