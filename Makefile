# Everything that is done to Gongping by hand. Each captioned target is listed by `make help`.
# No target needs another to be called first; each may be called again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Some machines forbid byte code; without it each start recompiles and takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

PYTHON3 ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# Arguments for pytest, e.g. `make test TESTS="tests/scoring -k grade"`.
TESTS ?=
# Examples of each of the four properties of `make fuzz`.
FUZZ ?= 2500
export PYTHON3 HOST PORT

BIN := .venv/bin
CATALOGUE := evaluator/translations/zh_CN/LC_MESSAGES/messages
COMPILED := $(patsubst %.po,%.mo,$(wildcard $(CATALOGUE).po))
PYBABEL := $(BIN)/pybabel --quiet

.PHONY: help setup run test lint types check bench fabricators fuzz reference faults lab catalogue migration lock

help:  ## list what can be done
	@echo 'Gongping 公评: make <target>'
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 19

setup: .venv/.ok $(COMPILED)  ## prepare .venv with the pinned packages and compile the catalogue
	@:

.venv/.ok: requirements.lock pyproject.toml .ci/python
	@.ci/python

%.mo: %.po | .venv/.ok
	@echo 'Compiling the catalogue $<'
	@$(PYBABEL) compile -i $< -o $@

run: setup  ## prepare everything, load the demo programme and serve it (HOST, PORT, PUBLIC_URL)
	@$(BIN)/gongping demo
	@$(BIN)/gongping serve

test: setup  ## run every test (SKIP_BROWSER=1 leaves out the browser, TESTS= narrows)
	@.ci/browser
	@echo 'Running the tests'
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadgroup $(TESTS)

lint: setup  ## ruff (rules and format) and the import directions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: setup  ## mypy, strict
	@$(BIN)/mypy

check: lint types test  ## all that must be green at every commit

bench: setup  ## time the benchmarks; each prints a table
	@shopt -s nullglob; for bench in benchmarks/[a-z]*.py; do \
	  echo "== $$bench"; $(BIN)/python "$$bench" || { echo "$$bench failed; see above."; exit 1; }; \
	done

fabricators: setup  ## plant fabricators in the virtual city, write the table to docs/methods.md
	@$(BIN)/python benchmarks/fabricators.py --write

fuzz: setup  ## odd plans and data through all of scoring, ten thousand of them (FUZZ=2500 a property)
	@GONGPING_FUZZ=$(FUZZ) $(BIN)/python -m pytest -n logical --maxprocesses 4 --timeout 7200 \
	  -p no:cacheprovider tests/scoring/test_evaluate_fuzz.py

reference: setup  ## compare every number of GONGPING_REFERENCE with ours (ARGS=--write, --json FILE)
	@$(BIN)/python -m tests.reference $(ARGS)

faults: setup  ## hold interviews over a bad network with a server killed (FAULT_INTERVIEWS)
	@$(BIN)/python -m benchmarks.faults

lab: setup  ## measure how often intervals, ranks and exits are right (ARGS=--write)
	@$(BIN)/python -m benchmarks.laboratory $(ARGS)

catalogue: .venv/.ok  ## gather the texts and bring the zh_CN catalogue up to date
	@echo 'Gathering texts from Python and templates'
	@mkdir -p $(dir $(CATALOGUE))
	@$(PYBABEL) extract -F pyproject.toml --add-location=file --sort-output \
	  --project gongping --version 0 --copyright-holder 'the Gongping authors' \
	  -o evaluator/translations/messages.pot .
	@if [ -e $(CATALOGUE).po ]; then action=update; extra='--no-fuzzy-matching --ignore-obsolete'; \
	else action=init; extra=; fi; \
	$(PYBABEL) $$action $$extra -i evaluator/translations/messages.pot -d evaluator/translations -l zh_CN
	@$(PYBABEL) compile -i $(CATALOGUE).po -o $(CATALOGUE).mo
	@echo 'Done: fill every empty msgstr in $(CATALOGUE).po; a test refuses gaps.'

migration: setup  ## write a migration from the models: make migration MESSAGE="add waves"
	@[ -n "$(MESSAGE)" ] || { echo 'Say what changes: make migration MESSAGE="add waves"'; exit 2; }
	@$(BIN)/gongping db mkdir
	@# Compared with a fresh database, so that nobody's own one is touched.
	@GONGPING_HOME=$$(mktemp -d); export GONGPING_HOME; trap 'rm -rf "$$GONGPING_HOME"' EXIT; \
	$(BIN)/gongping db upgrade && $(BIN)/gongping db revision "$(MESSAGE)"

lock: .venv/.ok  ## renew requirements.lock from pyproject.toml (pins with hashes, no addresses)
	@echo 'Resolving the dependencies'
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate --extra pg --extra cluster --extra dev pyproject.toml \
	  -o requirements.lock $(if $(UPGRADE),--upgrade)
	@grep -c '==' requirements.lock | sed 's/$$/ packages pinned in requirements.lock/'
