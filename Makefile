# Everything that is done with this project. Needs make and Python 3.11; all else is brought into .tools/ and .venv/.
# Settings of the service come from the environment or the command line: make serve PORT=5006 (docs in README.md).
# EXTRA=tensorflow adds TensorFlow to the environment, for pipelines that need it; it stays there until make clean.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help serve test train chat ask eval check fuzz bench chromium servers clean

BOOTSTRAP_PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv),.tools/bin/uv)
PYTHON := .venv/bin/python
ENVIRONMENT := .venv/.synced
DEVELOPMENT := .venv/.with-dev
EXTRAS := $(EXTRA:%=.venv/.with-%)
HAVE_CHROMIUM := command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null
HAVE_SERVERS := command -v redis-server >/dev/null && command -v openssl >/dev/null && ls /usr/lib/postgresql/*/bin/postgres /usr/sbin/nginx >/dev/null 2>&1
# Test files that run at once, each beside a service of its own: what is waited for by one leaves the processor to the other.
JOBS := 2
export RASA_TELEMETRY_ENABLED := false

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

serve: $(ENVIRONMENT) $(EXTRAS) ## start the bot; prints one address (PORT, ACTION_PORT, HOST)
	@exec $(PYTHON) -m bot serve

test: $(DEVELOPMENT) chromium servers ## all tests
	@$(PYTHON) -m bot train --if-needed
	@$(PYTHON) -m pytest --numprocesses $(JOBS) --dist loadfile $$($(HAVE_CHROMIUM) || echo --ignore=tests/browser) $$($(HAVE_SERVERS) || echo --ignore=tests/cluster)
	@$(HAVE_CHROMIUM) || echo "left out: tests/browser, which needs Debian's package chromium-headless-shell or chromium"
	@$(HAVE_SERVERS) || echo "left out: tests/cluster and what needs PostgreSQL: Debian's packages redis-server, postgresql, nginx-light and openssl are needed"

# For tests/browser: installed where this may be done, by root with apt. Without it those tests are left out; in CI that is an error.
chromium:
	@$(HAVE_CHROMIUM) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq >/dev/null \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium-headless-shell fonts-noto-core >/dev/null; } \
	|| [ "$$CI" != true ] || { echo "error: chromium is needed for tests/browser and could not be installed" >&2; exit 1; }

# The same for tests/cluster. Debian starts what it installs; the tests start servers of their own, so it is told not to.
servers:
	@$(HAVE_SERVERS) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq >/dev/null \
	&& DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq --no-install-recommends redis-server postgresql nginx-light openssl >/dev/null; } \
	|| [ "$$CI" != true ] || { echo "error: redis-server, postgresql, nginx-light and openssl are needed for tests/cluster and could not be installed" >&2; exit 1; }

train: $(ENVIRONMENT) $(EXTRAS) ## train the model
	@$(PYTHON) -m bot train

chat: $(ENVIRONMENT) $(EXTRAS) ## talk in the terminal
	@$(PYTHON) -m bot chat $(if $(URL),--url $(URL))

# make turns every failure of a recipe into its own exit status 2 and offers no way to pass on another one.
ask: $(ENVIRONMENT) $(EXTRAS) ## one question to the running bot: make ask Q="…" (fails if it is not answered: .venv/bin/python -m bot ask with exit status 1, make with 2)
	@$(PYTHON) -m bot ask "$$Q" $(if $(URL),--url $(URL))

eval: $(ENVIRONMENT) $(EXTRAS) ## ask the banks of judged questions: BANK=file for another bank, URL=address for a running bot, FOLD=1 without diacritics
	@$(PYTHON) -m bot eval $(BANK) $(if $(URL),--url $(URL)) $(if $(FOLD),--fold)

check: $(DEVELOPMENT) | $(UV) ## style, types, Rasa's data, plan files; advisories against what is pinned, where their database is reached
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m bot.service.validation
	@$(PYTHON) -m bot plan check data/plan/*.yml
	@UV=$(UV) $(PYTHON) -m bot.service.audit

fuzz: $(DEVELOPMENT) ## ten thousand inputs for every entry, other ones each time: INPUTS=100000 for more (takes long)
	@FUZZ_INPUTS=$(or $(INPUTS),10000) $(PYTHON) -m pytest tests/fuzz

bench: $(DEVELOPMENT) .venv/.with-tensorflow chromium ## speed and memory, beside Rasa's stock pipeline (takes long, installs TensorFlow), and the widget's size; writes the tables of docs/nlu.md and docs/widget.md
	@$(PYTHON) -m bench.classifiers
	@$(PYTHON) -m bench.service
	@$(PYTHON) -m bench.risk
	@$(PYTHON) -m bench.report
	@$(PYTHON) -m bench.web

clean: ## remove environment, model and everything else that was made here
	rm -rf .venv .tools .state .rasa models results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is what the service needs, and each part that was asked for once: «dev» by make test, check and bench, an extra
# by EXTRA=…. A part has a stamp inside the environment, so that both go together; what has a stamp is kept by every later call.
# Compiled once here, so that no start compiles anything; some machines keep nothing compiled otherwise.
LOCKED := pyproject.toml uv.lock $(wildcard packages/*/pyproject.toml packages/*/src/*/*.py packages/*/startup/*)
SYNC = $(UV) sync --frozen --compile-bytecode --no-default-groups $(if $(wildcard $(PYTHON)),,--python $(BOOTSTRAP_PYTHON)) \
	$$([ ! -e .venv/.with-dev ] || echo --group dev) $$([ ! -e .venv/.with-tensorflow ] || echo --extra tensorflow)

$(ENVIRONMENT): $(LOCKED) | $(UV)
	@$(SYNC)
	@touch $@

.venv/.with-%: $(LOCKED) | $(ENVIRONMENT)
	@$(SYNC) $(if $(filter dev,$*),--group dev,--extra $*)
	@touch $@

.tools/bin/uv:
	@$(BOOTSTRAP_PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "error: Python 3.11 is needed; set BOOTSTRAP_PYTHON to it" >&2; exit 1; }
	@$(BOOTSTRAP_PYTHON) -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
