# Two commands: `make run` and `make test`. Needs make and a Python from 3.11 to 3.13; everything else is fetched by pip.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check package bench bench-intake bench-start bench-search bench-sms bench-integrity clean

# The newest that is there. A name may be there without working, so each is asked.
PYTHON := $(shell for one in python3.13 python3.12 python3.11 python3; do \
	$$one -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 && echo $$one && break; done)
RUN := .venv/.run-stamp
TOOLS := .venv/.tools-stamp
ENGINE := .venv-engine/.stamp
PY := .venv/bin/python
UNIT := $(wildcard tests/unit tests/guard tests/contract)
WHOLE := $(wildcard tests/integration tests/browser)

help:
	@echo 'make run                      the whole service at http://localhost:1700, until Ctrl-C'
	@echo '     KNOWLEDGE=folder         with these IPDC pages (folder or address) for its knowledge'
	@echo '     INDEX=opensearch         with a real OpenSearch (needs Java 17 or newer and Maven)'
	@echo '     PORT=1700 SMTP_PORT=2525 with other doors'
	@echo 'make test                     all that this machine can test; tells what it left out. CI=true: leaves nothing out'
	@echo 'make check                    style, types, templates, rules of the house'
	@echo 'make package                  what goes to AWS, in dist/'
	@echo 'make bench                    all benchmarks; one by one: bench-intake, bench-start, bench-search, bench-sms, bench-integrity'
	@echo '     CORPUS= QUERIES= EVERYDAY=  other files for bench-search'
	@echo 'make clean                    forget what the local run and the tests keep in .local/'

run: $(RUN) $(ENGINE)
	@KNOWLEDGE='$(KNOWLEDGE)' INDEX='$(or $(INDEX),tantivy)' PORT='$(or $(PORT),1700)' SMTP_PORT='$(or $(SMTP_PORT),2525)' \
		$(PY) -m infra.local.run

test: $(TOOLS) $(ENGINE)
	@status=0; \
	echo '== Units, rules of the house, contracts'; \
	$(PY) -m pytest -n 2 --dist loadfile $(UNIT) || status=1; \
	echo '== The whole, on the local engine and in a browser'; \
	$(PY) -m pytest -n 3 --dist loadfile $(WHOLE) || status=1; \
	exit $$status

check: $(TOOLS)
	@status=0; \
	for one in 'ruff check .' 'ruff format --check .' 'mypy' 'python -m pytest tests/guard' \
		'python -m infra.packaging .local/package-for-check' \
		'cfn-lint --regions eu-central-1 -- .local/package-for-check/sam.yaml infra/edge.yaml' \
		'cfn-lint --regions us-east-1 -- infra/edge-global.yaml'; \
	do echo "== $$one"; .venv/bin/$$one || status=1; done; \
	exit $$status

package: $(RUN)
	@$(PY) -m infra.packaging --handout dist && echo 'dist/ holds what goes to AWS; dist/HOW-TO-DEPLOY.txt says how.'

bench: bench-intake bench-start bench-search bench-sms bench-integrity

bench-intake: $(TOOLS) $(ENGINE)
	@$(PY) -m tests.bench.intake

bench-start: $(TOOLS) $(ENGINE)
	@$(PY) -m tests.bench.start

bench-search: $(TOOLS) $(ENGINE)
	@CORPUS='$(CORPUS)' QUERIES='$(QUERIES)' EVERYDAY='$(EVERYDAY)' $(PY) -m tests.bench.search

bench-sms: $(TOOLS)
	@$(PY) -m tests.bench.sms

bench-integrity: $(TOOLS) $(ENGINE)
	@SECONDS='$(SECONDS)' $(PY) -m tests.bench.integrity

clean:
	rm -rf .local dist

# --- The two environments: the engine has one of its own, so that functions see nothing that is not in their package ---
$(RUN): requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Fetching what the local run needs (once, about a minute)'
	@$(PY) -m pip install --disable-pip-version-check -q 'pip>=25.1,<26.3'
	@$(PY) -m pip install --disable-pip-version-check --progress-bar on -r requirements.txt --group dev
	@touch $@

$(TOOLS): requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Fetching what tests and checks need (once, about a minute)'
	@$(PY) -m pip install --disable-pip-version-check -q 'pip>=25.1,<26.3'
	@$(PY) -m pip install --disable-pip-version-check --progress-bar on -r requirements.txt --group dev --group test
	@touch $@ $(RUN)

$(ENGINE): infra/local/engine-requirements.txt | python
	@echo 'Fetching the local AWS engine (once, about a minute)'
	@test -x .venv-engine/bin/python || $(PYTHON) -m venv .venv-engine
	@.venv-engine/bin/python -m pip install --disable-pip-version-check --progress-bar on -r infra/local/engine-requirements.txt
	@touch $@

.venv/bin/python: | python
	@$(PYTHON) -m venv .venv

.PHONY: python
python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11, 3.12 or 3.13 with venv is missing: apt-get install python3 python3-venv'; exit 1; }
