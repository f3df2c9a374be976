# Everything a newcomer needs. Only Python >= 3.11, git and make are assumed.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
RUN_READY := .venv/.run-ready
DEV_READY := .venv/.dev-ready
INSTALL := $(BIN)/python deploy/install_locked.py

WORKERS ?= logical
PYTEST := $(BIN)/pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal
# Kept byte code spares every worker and every server of the suite compiling everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-all mutants clients demo evals bench studio check format integrations destinations image lambda-try deploy-check cost site sbom soak secrets lock clean screenshots

help:  ## what you can do
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: $(RUN_READY)  ## set up on first use, then serve on 127.0.0.1:8000
	@$(BIN)/incident-responder serve

test: $(DEV_READY)  ## set up on first use, then the test suite
	@$(PYTEST) -m "not long"

test-all: $(DEV_READY)  ## the suite with the long fault, history and model tests
	@$(PYTEST)

mutants: $(DEV_READY)  ## how many of 400 small faults in the rules, the intake and the acts the tests notice; TARGET=redaction, tokens, access
	@$(BIN)/python -m tests.mutants $(TARGET)

clients: $(DEV_READY)  ## programs of others: a client generated from openapi.json, and a short fuzz (EXAMPLES=60 for a long one)
	@tests/clients/generated.sh
	@EXAMPLES=$(or $(EXAMPLES),3) tests/clients/fuzz.sh

demo: $(RUN_READY)  ## a small story through the real API, told in the terminal
	@$(BIN)/python -m api.demo

evals: $(DEV_READY)  ## the golden incidents, offline; fails below evals/thresholds.toml
	@$(BIN)/python -m evals

bench: $(DEV_READY)  ## every speed figure of docs/PERFORMANCE.md, in one run; AGAINST=PATH also compares the build there
	@$(BIN)/python -m bench $(if $(AGAINST),--against $(AGAINST))

studio: $(DEV_READY)  ## LangGraph Studio's server, offline
	@LANGSMITH_TRACING=false LANGGRAPH_CLI_NO_ANALYTICS=1 LANGGRAPH_NO_VERSION_CHECK=1 $(BIN)/langgraph dev --no-browser

check: $(DEV_READY)  ## lint, format, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEV_READY)  ## apply the formatter and the safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

integrations: $(DEV_READY)  ## write what the registry and the samples say into the pages of docs/integrations
	@$(BIN)/python -m tools.inbound.pages docs/integrations

destinations: $(DEV_READY)  ## draw the messages in the pages of docs/destinations anew
	@$(BIN)/python -m tools.notify.pictures docs/destinations

image: $(DEV_READY)  ## build the container image with buildah and try it; says why when it must skip
	@bash deploy/docker/image.sh

lambda-try: $(DEV_READY)  ## the function on AWS's own Runtime Interface Emulator, with a double of S3
	@bash deploy/lambda/try.sh

deploy-check:  ## every static check of the templates, the chart and the image, each tool in an environment of its own
	@bash deploy/check.sh

site:  ## the pages as a site in build/site/html, in an environment of its own; broken links are errors
	@PYTHON=$(PYTHON) bash deploy/site/build.sh

cost:  ## what a million reports cost, at the prices of deploy/prices.toml; ARGS="--duplicates 0.99 --keyed"
	@$(PYTHON) deploy/cost.py $(ARGS)

sbom: $(DEV_READY)  ## what an installation consists of, as CycloneDX, and its licences: build/sbom.json, build/licences.md
	@bash deploy/sbom.sh

secrets: $(DEV_READY)  ## look for secrets in every file that git knows, with a program of others; known places are in deploy/known-secrets.json
	@bash deploy/secrets.sh

soak: $(DEV_READY)  ## an hour on constant data: memory must stay flat within 5 % after the first sixth; SECONDS=180 for less
	@$(BIN)/python -m bench.soak $(or $(SECONDS),3600)

screenshots: $(DEV_READY)  ## the README's pictures of the pages, into docs/pictures (needs Chromium)
	@mkdir -p docs/pictures && $(BIN)/python -m tests.support.screenshots docs/pictures

lock:  ## rebuild both lock files from pyproject.toml (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group build --group weights --group dev -o requirements-dev.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group build --group weights -c requirements-dev.lock -o requirements.lock

clean:  ## remove the environment and caches; never your data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, and none was found. Name one: make run PYTHON=/path/to/python3"; exit 1; }
	@echo "Creating .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv

$(RUN_READY): requirements.lock pyproject.toml | .venv/bin/python
	@$(INSTALL) requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements-dev.lock pyproject.toml | .venv/bin/python
	@$(INSTALL) requirements-dev.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_READY)
