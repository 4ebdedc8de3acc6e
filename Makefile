# The few commands of this project. `make` lists them. Arguments for a command: ARGS='…'.

NEXTEST_VERSION := 0.9.143
DENY_VERSION := 0.20.2

ARGS ?=
SECONDS ?= 60
CARGO ?= cargo
WITH_POSTGRES := tests/support/postgres run --
SMARTCITY := $(CARGO) run --locked --quiet --
SMARTCITY_RELEASE := $(CARGO) run --release --locked --quiet --
AS_ROOT = $(if $(filter 0,$(shell id -u)),,sudo)
PYTHON := tests/support/.venv/bin/python
LINTERS := openapi/lint/node_modules/.package-lock.json

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Build, load the data and serve it on 127.0.0.1:8080 (ARGS: more flags of `smartcity serve`)
	$(CARGO) build --release --locked
	$(SMARTCITY_RELEASE) load data/catalogue.json
	$(SMARTCITY_RELEASE) load data/citizens.json
	$(SMARTCITY_RELEASE) serve --demo $(ARGS)

.PHONY: test
test: nextest scripting ## Run all tests on SQLite and PostgreSQL (ARGS: more flags of `cargo nextest run`)
	$(WITH_POSTGRES) $(CARGO) nextest run --locked $(ARGS)

.PHONY: torture
torture: nextest scripting ## Kill, restore, cut off and fill up the program for minutes, and look for what was lost (SECONDS of each story)
	SMARTCITY_TORTURE_SECONDS=$(SECONDS) $(WITH_POSTGRES) $(CARGO) nextest run --locked --no-fail-fast \
		--test-threads 1 -E 'test(/^torture::/)' $(ARGS)

.PHONY: fmt
fmt: ## Format the code
	$(CARGO) fmt

.PHONY: lint
lint: fmt-check clippy deny ## Check formatting, clippy, licences, banned crates and sources

.PHONY: fmt-check
fmt-check:
	$(CARGO) fmt --check

.PHONY: clippy
clippy:
	$(CARGO) clippy --locked --all-targets -- -D warnings

.PHONY: deny
deny:
	@$(CARGO) deny --version >/dev/null 2>&1 || $(CARGO) install --locked cargo-deny@$(DENY_VERSION)
	$(CARGO) deny --locked check licenses bans sources

.PHONY: openapi
openapi: ## Write openapi/v1.json and openapi/v1.yaml anew from the code
	$(SMARTCITY) openapi --format json --out openapi/v1.json
	$(SMARTCITY) openapi --format yaml --out openapi/v1.yaml

.PHONY: openapi-lint
openapi-lint: $(LINTERS) ## Lint openapi/v1.json with Spectral, the OWASP rules and Redocly
	npm --prefix openapi/lint run --silent lint

.PHONY: examples
examples: nextest scripting ## Write openapi/examples anew from the server's answers; `make openapi` comes after it
	UPDATE_EXAMPLES=1 $(WITH_POSTGRES) $(CARGO) nextest run --locked \
		-E 'test(the_examples_are_what_the_server_answers)'

.PHONY: bench
bench: ## Compare with a minimal program that answers the same bytes from memory (ARGS: of the benchmark)
	$(CARGO) bench --locked --bench http -- $(ARGS)

.PHONY: bench-submissions
bench-submissions: ## Compare a thousand submissions with a million (ARGS: of the benchmark); takes some minutes
	$(CARGO) bench --locked --bench submissions -- $(ARGS)

.PHONY: clean
clean: ## Remove what was built and installed here; the data directory stays
	$(CARGO) clean
	rm -rf openapi/lint/node_modules tests/support/.venv

.PHONY: nextest
nextest:
	@$(CARGO) nextest --version >/dev/null 2>&1 || $(CARGO) install --locked cargo-nextest@$(NEXTEST_VERSION)

# The examples of the documentation are tried in Node and in Python.
.PHONY: scripting
scripting: $(PYTHON)
	@command -v node >/dev/null || { $(AS_ROOT) apt-get update && \
		$(AS_ROOT) apt-get install -y --no-install-recommends nodejs; }

$(PYTHON): tests/support/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { $(AS_ROOT) apt-get update && \
		$(AS_ROOT) apt-get install -y --no-install-recommends python3 python3-venv; }
	python3 -m venv tests/support/.venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r tests/support/requirements.txt
	@touch $(PYTHON)

$(LINTERS): openapi/lint/package.json openapi/lint/package-lock.json
	@command -v npm >/dev/null || { $(AS_ROOT) apt-get update && \
		$(AS_ROOT) apt-get install -y --no-install-recommends nodejs npm; }
	npm --prefix openapi/lint ci --ignore-scripts --no-audit --no-fund
