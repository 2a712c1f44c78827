# `make serve` and `make test` work from a bare machine with Python >= 3.11; the rest is for developers.
PYTHON ?= python3
CRASHES ?= 10000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# All but torch and what it alone needs, of which each index has other builds: they come by their version.
HASHED := $(PIP) --require-hashes --no-deps --requirement
INSTALL := $(PIP) --constraint constraints.txt --no-build-isolation --editable
UV ?= uv
KEPT ?= benchmarks/release.json

.PHONY: serve test crash venv static check eval bench bench-compare ranking hashes clean

serve: .venv/serving  ## install, make the first library, serve it on http://127.0.0.1:8000
	$(BIN)/rujuk serve

test: .venv/developing  ## install and run every test
	$(BIN)/pytest --numprocesses 2 --dist loadfile

crash: .venv/developing  ## kill processes that change a library, CRASHES of them, and look what is left
	CRASHES=$(CRASHES) $(BIN)/pytest tests/crash

venv: .venv/developing  ## the environment, with what developers need

static: .venv/developing  ## lint, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: static test  ## all that CI runs

eval: .venv/serving  ## the bundled questions against a library of the bundled release; makes .rujuk/eval.html
	@mkdir -p .rujuk
	$(BIN)/rujuk --library .rujuk/bundled eval --report .rujuk/eval.html $(EVAL)

bench: .venv/developing  ## both models, with the reader and without, beside a service made in the obvious way; into .rujuk/bench
	@mkdir -p .rujuk/bench
	$(BIN)/python -m benchmarks.service --json .rujuk/bench/run.json $(BENCH)
	$(BIN)/python -m benchmarks.report .rujuk/bench/run.json --svg .rujuk/bench/bench.svg

bench-compare: .venv/developing  ## the last bench's ratios beside those of the last release, KEPT
	$(BIN)/python -m benchmarks.compare $(KEPT) .rujuk/bench/run.json

ranking: .venv/developing  ## what each leg finds, on the bundled questions' release and on the sets named in SETS
	$(BIN)/python -m benchmarks.ranking $(SETS)

hashes:  ## the hashes of all wheels of the versions in constraints.txt, for every system; asks the index, with uv
	for list in serving developing; do \
		printf 'torch\n' | $(UV) pip compile pyproject.toml --extra build $$([ $$list = serving ] || echo --extra dev) \
			--constraint constraints.txt --excludes - --generate-hashes --universal --python-version 3.11 \
			--no-header --no-annotate --quiet --output-file hashes/$$list.txt || exit; \
	done

clean:
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
