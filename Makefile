# `make serve` and `make test` work on a bare machine with Python >= 3.11; `make help` lists the other targets.
PYTHON ?= python3
CRASHES ?= 10000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# All but torch and what it alone needs, of which each index has other builds: they come by their version.
HASHED := $(PIP) --require-hashes --no-deps --requirement
INSTALL := $(PIP) --constraint constraints.txt --no-build-isolation --editable
UV ?= uv
# The run that `make bench-compare` compares with. Whoever makes a release copies .rujuk/bench/run.json there.
KEPT ?= benchmarks/release.json

.PHONY: help serve test crash venv static check eval bench bench-compare ranking hashes clean

serve: .venv/serving  ## install, make the first library, serve it on http://127.0.0.1:8000 (what `make` alone does)
	$(BIN)/rujuk serve

test: .venv/developing  ## install and run every test
	$(BIN)/pytest --numprocesses 2 --dist loadfile

crash: .venv/developing  ## kill CRASHES processes while they change a library, and check what is left
	CRASHES=$(CRASHES) $(BIN)/pytest tests/crash

venv: .venv/developing  ## install into .venv, with the developers' tools

static: .venv/developing  ## check style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: static test  ## what CI runs: static and test

eval: .venv/serving  ## ask the bundled questions; write the report .rujuk/eval.html
	@mkdir -p .rujuk
	$(BIN)/rujuk --library .rujuk/bundled eval --report .rujuk/eval.html $(EVAL)

bench: .venv/developing  ## measure speed beside an obvious service: both models, reader on and off; into .rujuk/bench
	@mkdir -p .rujuk/bench
	$(BIN)/python -m benchmarks.service --json .rujuk/bench/run.json $(BENCH)
	$(BIN)/python -m benchmarks.report .rujuk/bench/run.json --svg .rujuk/bench/bench.svg

bench-compare: .venv/developing  ## compare the last bench with a kept one (KEPT=FILE)
	@test -f $(KEPT) || { echo "There is no $(KEPT) yet: name a kept run, make bench-compare KEPT=run.json"; exit 1; }
	$(BIN)/python -m benchmarks.compare $(KEPT) .rujuk/bench/run.json

ranking: .venv/developing  ## measure hit@1 of each leg on SETS="FOLDER ..."
	$(BIN)/python -m benchmarks.ranking $(SETS)

hashes:  ## write hashes/ for the versions in constraints.txt; needs uv and a package index
	for list in serving developing; do \
		printf 'torch\n' | $(UV) pip compile pyproject.toml --extra build $$([ $$list = serving ] || echo --extra dev) \
			--constraint constraints.txt --excludes - --generate-hashes --universal --python-version 3.11 \
			--no-header --no-annotate --quiet --output-file hashes/$$list.txt || exit; \
	done

help:  ## list these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 15

clean:  ## remove .venv, .rujuk and the tools' caches
	rm -rf .venv .rujuk .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/serving: pyproject.toml constraints.txt hashes/serving.txt | .venv/bin/python
	@echo "Installing Rujuk into .venv (a few minutes the first time) ..."
	$(HASHED) hashes/serving.txt
	$(INSTALL) .
	@touch $@

.venv/developing: pyproject.toml constraints.txt hashes/developing.txt | .venv/bin/python
	@echo "Installing Rujuk and its developers' tools into .venv (a few minutes the first time) ..."
	$(HASHED) hashes/developing.txt
	$(INSTALL) '.[dev]'
	@touch $@ .venv/serving

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Rujuk needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
