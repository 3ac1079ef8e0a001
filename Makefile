# Two commands: `make demo` (set up, train, register, serve) and `make test` (set up, test).
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST := $(BIN)/python -m pytest

.PHONY: demo test test-full check clean
.DELETE_ON_ERROR:

demo: .venv/training.stamp  ## Train on the sample, register, serve at http://127.0.0.1:8000; ONCE=1 answers one complaint and ends.
	$(BIN)/python experiments/demo/demo.py --port $(PORT) $(if $(ONCE),--once)

test: .venv/dev.stamp  ## The daily suite, at most 12 minutes on 2 cores.
	$(PYTEST) -q -m "not full"

test-full: .venv/dev.stamp  ## What is longer than the daily suite.
	$(PYTEST) -q -m full

check: .venv/dev.stamp  ## Lint, types, import rules and a strict build of the documentation.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zensical build --strict --clean

clean:
	rm -rf .venv runs mlruns mlartifacts site build *.egg-info

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv

.venv/training.stamp: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing (the first time takes a few minutes) ..." >&2
	$(PIP) -e '.[training]'
	@touch $@

.venv/dev.stamp: .venv/training.stamp
	@echo "Installing the tools of development ..." >&2
	$(PIP) -e '.[training,dev]'
	@touch $@
