# `make help` lists what can be done. Everything runs in a virtual environment of its own.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO_DB := demo.db

.DEFAULT_GOAL := help
.PHONY: help demo test lint types check fuzz bench corpus dist docs pictures clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --group dev --editable '.[parquet,xlsx,site,charts]'
	@touch $@

demo: $(VENV)/.installed  ## Install, load the sample reports, print the latest week's answers
	@rm -f $(DEMO_DB) $(DEMO_DB)-wal $(DEMO_DB)-shm
	$(BIN)/detainers ingest sample_reports/*.pdf --db $(DEMO_DB)
	$(BIN)/detainers top-counties --week --db $(DEMO_DB)
	$(BIN)/detainers split --week --db $(DEMO_DB)

test: $(VENV)/.developed  ## Install, run the whole test suite
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developed
	$(BIN)/mypy

check: lint types test  ## What CI runs: lint, types, tests

fuzz: $(VENV)/.developed  ## A thousand mutants of reports
	$(BIN)/python -m pytest -m fuzz -n 2

$(VENV)/.benched: $(VENV)/.developed
	@$(BIN)/python -m pip install --quiet --group bench
	@touch $@

bench: $(VENV)/.benched  ## Speed, memory and accuracy beside the peers, into bench/RESULTS.md
	$(BIN)/python bench/run.py $(PARTS)

SEED      ?= 1
N         ?= 60
PRODUCERS ?=
corpus: $(VENV)/.developed  ## N reports from SEED by many PRODUCERS, read and compared (docs/corpus.md)
	@test ! -x "$$(command -v npm)" || npm install --silent --no-fund --no-audit \
	  --prefix tests/corpus/node
	$(BIN)/python -m tests.corpus run --seed $(SEED) -n $(N) --producers "$(PRODUCERS)" $(CORPUS)

dist: $(VENV)/.developed  ## Build wheel and sdist, run the demo from the wheel in a fresh environment
	$(BIN)/python scripts/try_dist.py

docs: $(VENV)/.developed  ## Write docs/commands.md and the picture of the README
	$(BIN)/python scripts/make_command_reference.py
	$(BIN)/python scripts/make_picture.py

pictures: $(VENV)/.developed  ## Draw the pictures of README and docs from the sample reports
	$(BIN)/python scripts/make_pictures.py

clean:  ## Remove the environment and the demo database
	rm -rf $(VENV) $(DEMO_DB) $(DEMO_DB)-wal $(DEMO_DB)-shm build dist *.egg-info
