# Heard. Needs Python 3.11 or newer; `make run`, then open http://localhost:8000
PYTHON ?= python3
PORT ?= 8000
DATA ?= instance
export PORT DATA

bin := .venv/bin
install := $(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes
compile := $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-annotate --custom-compile-command "make pins"
pin := $(compile) pyproject.toml
checkers := tests/browser/node_modules/.package-lock.json

# What each target runs: tests/support/tiers.py. `make test T=tests/web/additions/test_only_shown_counts_as_read.py` runs one file.
T ?=
pytest := $(bin)/python -m pytest -n 3 --dist worksteal
cheap := tests/unit tests/policy tests/vectors tests/migrations

.PHONY: run demo quick test check prove lint bench rehearse frozen hooks pins sbom
.DELETE_ON_ERROR:

run: .venv/run.stamp ## serve; the first time make everything that is needed
	@exec $(bin)/python -m app serve

demo: export DATA = demo-data$(if $(CASE),-case)
demo: export DEMO = 1
demo: .venv/run.stamp ## a fictional club and school, in a folder of its own
	@$(bin)/python -m app first-start >/dev/null
	@$(bin)/flask --app wsgi demo load $(if $(CASE),--case)
	@exec $(bin)/python -m app serve

# The tests start hundreds of processes: each would compile every module where a machine forbids
# keeping what was compiled.
quick test check prove lint: export PYTHONDONTWRITEBYTECODE =

quick: .venv/test.stamp ## the rules below the pages and about the code, on SQLite: two minutes
	@$(pytest) --durations=5 --durations-min=1 -m "not (postgresql or browser or server or java or costly or long or prove)" $(cheap)

test: .venv/test.stamp $(checkers) ## pages and damage too, on SQLite, but for long tests: ten minutes
	@$(pytest) $(if $(T),$(T),-m "not (postgresql or browser or server or long or prove)")

check: .venv/test.stamp $(checkers) ## all that must pass before a change is taken; says what it could not run
	@$(pytest) --durations=30 --durations-min=5 -m "not prove"

prove: .venv/test.stamp $(checkers) ## what takes long: a hundred kills, every page on PostgreSQL, planted faults
	@$(pytest) -m prove
	@$(bin)/python -m tests.faults

lint: .venv/test.stamp ## style, types, directions, templates, migrations
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/lint-imports
	@$(bin)/djlint --lint --quiet app/templates referral_forms/templates
	@$(bin)/python -m app migrate check
	@$(bin)/python tools/check_changes.py

bench: .venv/test.stamp ## the figures of docs/performance.md, against a bare Flask
	@$(bin)/python -m tests.bench
	@$(bin)/python -m tests.bench.attack_table

# The number of concerns: `make rehearse N=2000`.
N ?= 10000
rehearse: .venv/test.stamp ## back up, restore and move a large made-up club; writes docs/restore-rehearsal.md
	@$(bin)/python -m tests.bench.rehearsal $(N)

frozen: .venv/test.stamp ## write again what is made from the questions and the stored names
	@$(bin)/python tools/make_frozen.py

hooks: ## in this checkout: refuse a long commit subject, and let blame pass over pure moves
	@git config core.hooksPath tools/hooks
	@git config blame.ignoreRevsFile .git-blame-ignore-revs

pins: .venv/test.stamp ## exact versions with hashes, from the ranges of pyproject.toml
	@$(pin) -o requirements/run.txt
	@$(pin) --group test -c requirements/run.txt -o requirements/test.txt
	@$(compile) --group sbom -o requirements/sbom.txt

# What a server runs is installed without the tests, and the programs that list it next to it.
sbom: .venv/test.stamp ## a bill of materials (CycloneDX) and a list of licences, in build/sbom
	@mkdir -p build/sbom; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; set -e; \
	for name in run sbom; do \
	$(bin)/uv venv --quiet --python $(bin)/python "$$folder/$$name"; \
	$(bin)/uv pip install --quiet --require-hashes --python "$$folder/$$name" \
	-r requirements/$$name.txt; done; \
	"$$folder/sbom/bin/cyclonedx-py" environment --pyproject pyproject.toml \
	--output-reproducible -o build/sbom/heard.cdx.json "$$folder/run/bin/python"; \
	"$$folder/sbom/bin/pip-licenses" --python "$$folder/run/bin/python" --from mixed --with-urls \
	--format markdown --output-file build/sbom/licences.md

.venv/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Heard needs Python 3.11 or newer: make PYTHON=…")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: requirements/run.txt | .venv/pip.stamp
	@echo "Installing what Heard needs: once, about a minute."
	@$(install) -r requirements/run.txt
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	@$(install) -r requirements/test.txt
	@touch $@

$(checkers): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else echo "npm is not on this machine: axe and vnu will be missing"; fi
