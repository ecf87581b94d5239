# Two commands for a newcomer: `make run` and `make test`. Needs Python 3.11+, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The tests mostly wait, so two workers share them out.
SIDE_BY_SIDE := -n 2 --dist worksteal
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint fast bench soak clean help

help: ## This list.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/matters: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Matters Arising needs (a minute, the first time)…"
	@$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.test-tools: $(BIN)/matters
	@echo "Installing what the tests need…"
	@$(PIP) -c constraints.txt -e '.[test,lint]'
	@touch $@

run: $(BIN)/matters ## Start the bot (and, without Slack settings, the local workspace).
	@exec $(BIN)/matters run

test: lint ## Install what tests need and run them all.
	$(BIN)/python -m pytest -m "not soak and not browser" $(SIDE_BY_SIDE)
	$(BIN)/python -m pytest -m "browser and not soak"

fast: $(VENV)/.test-tools ## Tests without a browser.
	$(BIN)/python -m pytest -m "not browser and not soak" $(SIDE_BY_SIDE)

lint: $(VENV)/.test-tools ## Style, types and import rules.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test-tools ## Measure, beside a baseline of the same run.
	$(BIN)/python -m tests.benchmarks

soak: $(VENV)/.test-tools ## What takes too long for every run.
	$(BIN)/python -m pytest -m soak --timeout 3600

clean: ## Forget the virtual environment (the database in var/ stays).
	rm -rf $(VENV)
