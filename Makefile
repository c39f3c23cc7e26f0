# make run    everything from nothing: environment, sample offices, web app
# make test   everything the tests need, then checks and tests
# make help   all targets
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# Quiet by policy: nothing here phones home.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export PYTHAINLP_OFFLINE := 1

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Khaosan needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

.venv/.run: $(BIN)/uv requirements.lock pyproject.toml
	@echo "Installing Khaosan into .venv …"
	$(BIN)/uv pip install -q --compile-bytecode -p $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install -q --no-deps -p $(BIN)/python -e .
	touch $@

.venv/.test: .venv/.run requirements-test.lock
	@$(BIN)/uv pip install -q --compile-bytecode -p $(BIN)/python -r requirements-test.lock
	touch $@

.PHONY: setup
setup: .venv/.run ## build .venv; it holds .venv/bin/khaosan

.PHONY: run
run: .venv/.run ## crawl the sample offices and open the web app
	@$(BIN)/khaosan demo

.PHONY: services
services: ## bring in what the tests run against: Elasticsearch, Chromium, fonts, PostgreSQL
	@$(PYTHON) tests/services/setup.py

.PHONY: lint
lint: .venv/.test ## format, lint, layers: seconds
	@$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/lint-imports

.PHONY: check
check: lint ## lint, types, layers
	@$(BIN)/mypy

# Types take one core most of a minute when nothing is cached: they are checked beside the tests, which wait often.
# pytest answers an interrupt by itself: without the second trap the shell would go on and wait for the types.
.PHONY: test
test: ## checks and tests, on the real services
	@$(MAKE) -s -j2 .venv/.test services
	$(MAKE) -s lint
	mkdir -p .cache
	nice $(BIN)/mypy > .cache/types.log 2>&1 & types=$$!
	trap 'kill $$types 2>/dev/null || :' EXIT; trap 'exit 130' INT
	failed=0
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder || failed=$$?
	wait $$types || failed=1
	cat .cache/types.log
	exit $$failed

.PHONY: bench
bench: bench-thai bench-dedup bench-crawl bench-search bench-index bench-web bench-flow ## all of them; ratios beside peers, in one run each

.PHONY: bench-thai
bench-thai: .venv/.test services ## text, dates, places, PDF: beside pythainlp, dateparser, htmldate, look-up
	@$(BIN)/python -m tests.bench.bench_thai

.PHONY: bench-dedup
bench-dedup: .venv/.test ## placing copies: beside exact hashing and others
	@$(BIN)/python -m tests.bench.bench_dedup

PASSAGES ?= 100000

.PHONY: bench-search
bench-search: .venv/.test services ## both engines on the same passages; PASSAGES=1000000
	@$(BIN)/python -m tests.bench.bench_search --passages $(PASSAGES)

.PHONY: bench-index
bench-index: .venv/.test services ## from store to index: a pool beside one process, the whole beside its parts
	@$(BIN)/python -m tests.bench.bench_index

ARTICLES ?= 100000

.PHONY: bench-web
bench-web: .venv/.test ## the web app under 50 readers for a minute, beside its engine; ARTICLES=100000
	@$(BIN)/python -m tests.bench.bench_web --articles $(ARTICLES)

.PHONY: bench-crawl
bench-crawl: .venv/.test ## a crawl of 5,000 pages on loopback beside bare Scrapy
	@$(BIN)/python -m tests.bench.bench_crawl

OFFICES ?= 100,300,1000

.PHONY: bench-flow
bench-flow: .venv/.test ## a day of many offices by stage, memory of all processes, Prefect's share; OFFICES=100,1000
	@$(BIN)/python -m tests.bench.bench_flow --offices $(OFFICES)

# Seconds for each of the three targets of make torture.
SECONDS_EACH ?= 600

.PHONY: torture
torture: .venv/.test ## fuzz for long (SECONDS_EACH=600); 300 offices; kills; 14 days with faults; two machines
	@$(BIN)/python -m tests.fuzz growth
	@for target in decode dates families; do $(BIN)/python -m tests.fuzz $$target --seconds $(SECONDS_EACH); done
	KHAOSAN_API_EXAMPLES=200 $(BIN)/pytest -q --timeout 3600 tests/search/web/test_api_anything.py
	KHAOSAN_NATION=300 $(BIN)/pytest -q --timeout 3600 tests/crawlers/test_nation.py
	KHAOSAN_LINKS=2000 $(BIN)/pytest -q tests/crawlers/test_crawl.py -k killed_at_random_moments
	KHAOSAN_FORTNIGHT=14 $(BIN)/pytest -q --timeout 3600 tests/flows/test_fortnight.py
	KHAOSAN_NODES=3 KHAOSAN_MACHINES=20 $(BIN)/pytest -q --timeout 3600 tests/flows/test_machines.py

.PHONY: lock
lock: $(BIN)/uv ## resolve the dependencies again
	@$(BIN)/uv pip compile -q --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --no-header --no-annotate --python-version 3.11 --extra test pyproject.toml -o requirements-test.lock

.PHONY: clean
clean: ## remove the environment and everything built, not the home
	@rm -rf .venv .cache .mypy_cache .ruff_cache .import_linter_cache dist
