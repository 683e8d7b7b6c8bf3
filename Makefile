# Every command of the project; what it needs and the machine lacks is installed first.

PYTHON := .venv/bin/python
PSQL := $(PYTHON) -m gateway.commands.cluster psql
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
# The newest major version of PostgreSQL that apt offers with its pg_cron.
offered = $(shell apt-cache search --names-only '^postgresql-1[5-8]-cron$$' | grep -o '1[5-8]' | sort | tail -n 1)
# The version to install: MEDBOOK_PG's, or the offered one; none when MEDBOOK_PG is the path of a pg_config.
version = $(if $(findstring /,$(MEDBOOK_PG)),,$(or $(MEDBOOK_PG),$(offered),$(shell $(SUDO) apt-get -qq update >&2)$(offered)))
RUN_PACKAGES = python3-venv $(foreach pg,$(version),postgresql-$(pg) postgresql-$(pg)-cron)
TEST_PACKAGES = $(RUN_PACKAGES) $(foreach pg,$(version),postgresql-$(pg)-pgtap postgresql-$(pg)-plpgsql-check) \
	libtap-parser-sourcehandler-pgtap-perl wrk pgbouncer redis-server
BENCH_PACKAGES := nodejs npm
RELEASE ?= $(if $(shell grep -x VERSION_CODENAME=trixie /etc/os-release),bookworm,trixie)
SHORT_TESTS := tests/pgtap tests/isolation tests/commands tests/gateway/test_booking_life.py
SEED ?= $(shell date +%s)

# $(call install,packages): installs those that are missing, and says so.
install = @missing=$$(for name in $(1); do \
	dpkg-query -W -f '$${db:Status-Abbrev}' $$name 2>/dev/null | grep -q '^ii' || echo $$name; done); \
	if [ -n "$$missing" ]; then echo "Installing with apt: "$$missing >&2 && $(SUDO) apt-get -qq update && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing >/dev/null; fi

# $(call environment,lock file): makes .venv hold what the lock file lists.
environment = @echo "Installing with pip into .venv: $(1)" >&2 && python3 -m venv .venv && \
	$(PYTHON) -m pip --disable-pip-version-check install -q --require-hashes -r $(1) && touch $@

# A virtual environment of another Python, as after an upgrade of Debian, holds nothing: it is filled anew.
$(shell .venv/bin/python -c 'import pip' 2>/dev/null || rm -f .venv/run .venv/test)

.DEFAULT_GOAL := help
.PHONY: help run test test-debian test-pg18 check fuzz bench migrate open-slots import psql url stop clean upgrade \
	break-lock lock cluster run-packages test-packages

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: migrate ## Start everything and serve http://127.0.0.1:8000
	@exec $(PYTHON) -m gateway.commands.run

test: test-packages check ## Run all tests
	@$(PYTHON) -m pytest -n 2 --dist loadfile

test-debian: .venv/test ## Run all tests on RELEASE=trixie, in its own root; SHORT=1: the main ones
	$(if $(SUDO),,$(call install,debootstrap))
	@tests/releases/debian $(RELEASE) $(if $(SHORT),$(SHORT_TESTS))

test-pg18: test-packages .venv/test ## Run the main tests on PostgreSQL 18, of PyPI
	@tests/releases/postgresql18 $(SHORT_TESTS)

check: .venv/test ## Lint the code and check its types
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy

fuzz: test-packages .venv/test ## Fuzz for minutes; SEED=n repeats a run
	@FUZZ_SEED=$(SEED) $(PYTHON) -m pytest tests/fuzz

bench: test-packages .venv/test ## Measure against the seed's function and an Express gateway
	$(call install,$(if $(shell command -v npm),,$(BENCH_PACKAGES)))
	@$(PYTHON) -m tests.bench

migrate: cluster ## Bring the database up to date
	@$(PYTHON) -m gateway.commands.migrate

psql: cluster ## Open psql as the database's administrator
	@exec $(PSQL)

url: .venv/run ## Print the database's URL for its administrator
	@$(PYTHON) -m gateway.commands.cluster url

stop: .venv/run ## Stop the private PostgreSQL; its data stays
	@$(PYTHON) -m gateway.commands.cluster stop

clean: .venv/run ## Stop the private PostgreSQL and delete its data
	@$(PYTHON) -m gateway.commands.cluster destroy

upgrade: run-packages .venv/run ## Upgrade the private cluster of an older PostgreSQL; the old data stays beside it
	@$(PYTHON) -m gateway.commands.upgrade

open-slots: migrate ## Make the slots of all doctors up to the booking horizon
	@$(PSQL) -X -c 'call calendar.open_all_slots()'

# A byte order mark is no text. At a line \. psql would stop, and it drops what follows a NUL: as 0xff both are refused.
import: migrate ## Add the doctors in FILE=clinic.csv, all or none
	@{ LC_ALL=C sed '1s/^\xEF\xBB\xBF//; s/\x00/\xFF/g; s/^\\\.\r\?$$/\xFF/' | \
		$(PSQL) -qAtX -v ON_ERROR_STOP=1 -f sql/import.sql; } < "$${FILE:?says which file: make import FILE=clinic.csv}"

break-lock: cluster ## Remove the lock of a killed migration
	@$(PSQL) -qX -c 'delete from yoyo_lock'

lock: .venv/test ## Lock the newest releases of the Python packages
	@$(PYTHON) -m pip install -q uv
	@for lock in "-o requirements.lock" "--extra test -o tests/requirements.lock"; do \
		$(PYTHON) -m uv pip compile -q -U --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11 pyproject.toml $$lock; done

cluster: run-packages .venv/run
	@$(PYTHON) -m gateway.commands.cluster start

run-packages:
	$(call install,$(RUN_PACKAGES))

test-packages:
	$(call install,$(TEST_PACKAGES))

.venv/run: requirements.lock | run-packages
	$(call environment,requirements.lock)

.venv/test: tests/requirements.lock requirements.lock | run-packages
	$(call environment,tests/requirements.lock)
	@touch .venv/run
