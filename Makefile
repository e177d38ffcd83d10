# Common Ground. `make help` lists what can be asked for.
#
# Needs Python 3.11 or newer and make; everything else is installed into ./.venv.
# Set PORT and VAR_DIR on the command line: `make run PORT=8010 VAR_DIR=/tmp/cg`.

PORT ?= 8000
VAR_DIR ?= ./var
ARGS ?=

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python that is new enough; `make PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$each >/dev/null 2>&1 && \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo $$each && break; done)

BIN := .venv/bin
# A changed requirements file has another sum, so another stamp, so it is installed again.
RUN_STAMP := .venv/.installed-run-$(shell cksum < requirements.txt | cut -d' ' -f1)
DEV_STAMP := .venv/.installed-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
EMBEDDED := env -u DATABASE_URL -u REDIS_URL -u CELERY_BROKER_URL -u DJANGO_SETTINGS_MODULE
TESTS := VAR_DIR="$(abspath $(VAR_DIR))/tests" $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

.PHONY: help
help: ## What can be asked for
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUN_STAMP) ## Run the site and its worker on this machine (PORT, VAR_DIR)
	@PORT="$(PORT)" VAR_DIR="$(VAR_DIR)" exec $(BIN)/python -P community/launch.py

.PHONY: test
test: $(DEV_STAMP) ## The whole suite on the embedded default, browser journeys included
	@$(EMBEDDED) $(TESTS)

.PHONY: test-services
test-services: $(DEV_STAMP) ## The same suite on the services of DATABASE_URL and REDIS_URL
	@if [ -z "$$DATABASE_URL" ] || [ -z "$$REDIS_URL" ]; then \
		echo "make test-services needs both, for example:"; \
		echo "  DATABASE_URL=postgres://user:password@127.0.0.1:5432/postgres REDIS_URL=redis://127.0.0.1:6379/0 make test-services"; \
		echo "Or let it start throw-away ones:  $(BIN)/python scripts/with_services.py make test-services"; \
		exit 2; fi
	@$(TESTS)

.PHONY: lint
lint: $(DEV_STAMP) ## Style, storeys, types, templates, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy community directory forum
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(EMBEDDED) $(BIN)/python manage.py makemigrations --check --dry-run

.PHONY: format
format: $(DEV_STAMP) ## Put code and templates into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

.PHONY: check-deploy
check-deploy: $(RUN_STAMP) ## Django's deployment checks on the production settings
	$(BIN)/python scripts/check_deploy.py

.PHONY: screenshots
screenshots: $(DEV_STAMP) ## Every page type, three sizes, each kind of person, into screenshots/
	@$(EMBEDDED) $(BIN)/python -m scripts.screenshots $(ARGS)

.PHONY: bench
bench: $(DEV_STAMP) ## Measure pages on throw-away PostgreSQL and Redis (see bench/README.md)
	@$(BIN)/python scripts/with_services.py --durable $(BIN)/python -m bench $(ARGS)

.PHONY: demo-large
demo-large: $(RUN_STAMP) ## Build the large community for measuring, in VAR_DIR
	@mkdir -p "$(VAR_DIR)"
	VAR_DIR="$(VAR_DIR)" $(BIN)/python manage.py migrate --verbosity=0
	VAR_DIR="$(VAR_DIR)" $(BIN)/python manage.py load_demo --large

.PHONY: clean
clean: ## Remove what the tools left behind; keeps ./var and ./.venv
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

$(RUN_STAMP): requirements.txt
	@$(MAKE) --no-print-directory .venv/bin/python
	@echo "Installing what Common Ground needs (once, about a minute)…"
	@$(PIP) -r requirements.txt
	@rm -f .venv/.installed-run-* && touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt
	@$(MAKE) --no-print-directory .venv/bin/python
	@echo "Installing the development tools (once, about a minute)…"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@rm -f .venv/.installed-* && touch $@ $(RUN_STAMP)

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Common Ground needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv"; \
		echo "On macOS: brew install python"; exit 1; fi
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
