# Needs Python 3.11 or later with venv, and make. `make` alone prints this help.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := build/web
# Tests sync thousands of small files: in memory, where it has room, they take a third of the time.
MEMORY := $(shell df -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')
PYTEST = $(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY) )$(BIN)/python -m pytest -q
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCK := $(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

# Tests start Python dozens of times; compiled anew each time, the suite takes a twentieth longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help site test lint check-deep lock ontology register wheel clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1 /' | while read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done

site: $(VENV)/.site ## Build the release and its site from the embedded register into public/
	$(BIN)/cncert-kg build -o public

test: lint $(WEB)/.installed ## Check format, rules and types, then run every test
	$(PYTEST) --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev ## Check format, rules and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check-deep: lint $(WEB)/.installed ## Run every test with many more examples and random kills; installs 390 MB into build/ once
	CNCERT_KG_DEEP=1 $(PYTEST)

lock: $(VENV)/.dev ## Write the lock files anew, to the newest versions pyproject.toml allows
	$(LOCK) --upgrade --output-file requirements.lock pyproject.toml
	$(LOCK) --upgrade --extra dev --output-file requirements-dev.lock pyproject.toml
	echo "sssom==0.4.21" | $(LOCK) --upgrade --output-file requirements-sssom.lock -
	echo "datasette==0.65.5" | $(LOCK) --upgrade --output-file requirements-datasette.lock -

ontology: $(VENV)/.site ## Write the code list of indicators from its table
	$(BIN)/python -m cncert_kg.indicators > ontology/codes/indicator.ttl.new
	mv ontology/codes/indicator.ttl.new ontology/codes/indicator.ttl

register: $(VENV)/.site ## Read ../shared anew and write the embedded register of figures
	$(BIN)/cncert-kg extract ../shared/corpus/wechat ../shared/seeds --format register \
		--output cncert_kg/data/register || [ $$? -eq 1 ] # 1: done, some documents quarantined

wheel: $(VENV)/.dev ## Build the source archive and the wheel into dist/
	$(BIN)/python -m build --no-isolation

clean: ## Remove everything that was made, the published release excepted
	rm -rf $(VENV) build dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find cncert_kg tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: what they stand for is done again when a lock file or pyproject.toml is newer.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.site
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

# Checkers of pages that only npm has, at the versions and hashes of tests/web/package-lock.json.
$(WEB)/.installed: tests/web/package.json tests/web/package-lock.json $(VENV)/.dev
	rm -rf $(WEB) && mkdir -p $(WEB) && cp tests/web/package.json tests/web/package-lock.json $(WEB)/
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --prefix $(WEB) --silent --no-audit --no-fund --ignore-scripts
	touch $@
