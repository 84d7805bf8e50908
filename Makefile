# The one door to this project; CI comes in by it too. Needs Python 3.11 or newer and make.
#
#   make demo     load the demo, write sample board papers, serve the site (PORT=8000)
#   make test     the whole suite, on SQLite and on PostgreSQL
#   make quick    the tests nearest to what was changed, in seconds (FILE="path path ...")
#   make coverage the whole suite, and which branches it never takes
#   make check    style, types, templates, layers, migrations, deployment
#   make fix      put right what ruff can
#   make browser  only the tests that drive a browser
#   make bench    print how long the heavy work takes, as ratios
#   make load     print how long 200 people wait on the last day of a quarter, and beside imports (SECONDS=120)
#   make fuzz     upload hostile files, 1,000 workbooks and 300 profiles with something changed, and post what no page sends (SEED=9)
#   make load-papers  print how long readers of a published paper wait on the day of a board
#   make kill     kill real processes while they write, many times, on both databases (PART=saves)
#   make import-accuracy  print how much of trusts' own trackers, and which columns of judged workbooks, an import gets right (VERBOSE=yes for each miss)
#   make paper-fidelity  print how much of trusts' own papers the composed ones say (VERBOSE=yes for each miss)
#   make production-rehearsal  run every command of docs/operating.md on this machine (root, Debian), and take it away
#   make lock     compile requirements*.in into the lock files (UPGRADE=yes for new versions)

PORT ?= 8000

# The first Python on the path that is new enough; `make PYTHON=...` names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$name" && break; done)
VENV_PYTHON := .venv/bin/python

.PHONY: help demo test quick coverage check fix browser bench load load-papers import-accuracy paper-fidelity lock setup-demo setup-test fuzz production-rehearsal kill

help:
	@sed -n 's/^#  \( make .*\)/ \1/p' Makefile

setup-demo setup-test:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name one with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) .ci/setup.py $(@:setup-%=%)

demo: setup-demo
	@$(VENV_PYTHON) .ci/demo.py --port $(PORT)

test: setup-test
	@$(VENV_PYTHON) .ci/test.py

quick: setup-test
	@$(VENV_PYTHON) .ci/quick.py $(FILE)

coverage: setup-test
	@$(VENV_PYTHON) .ci/test.py coverage

browser: setup-test
	@$(VENV_PYTHON) .ci/test.py browser

check: setup-test
	@$(VENV_PYTHON) .ci/check.py

fix: setup-test
	@$(VENV_PYTHON) -m ruff check --fix --quiet . .ci || true
	@$(VENV_PYTHON) -m ruff format . .ci

bench: setup-test
	@$(VENV_PYTHON) -m tests.bench

load: setup-test
	@$(VENV_PYTHON) .ci/with_postgres.py $(VENV_PYTHON) -m tests.load

fuzz: setup-test
	@$(VENV_PYTHON) -m tests.fuzz $(if $(SEED),--seed $(SEED))
	@FUZZ_TIMES=4 DJANGO_SETTINGS_MODULE=tests.settings $(VENV_PYTHON) -m pytest -q -p no:cacheprovider tests/test_fuzz.py

load-papers: setup-test
	@$(VENV_PYTHON) -m tests.load_papers

kill: setup-test
	@$(VENV_PYTHON) -m tests.kill $(PART)

import-accuracy: setup-test
	@$(VENV_PYTHON) -m tests.workbooks.accuracy $(if $(VERBOSE),--verbose)
	@$(VENV_PYTHON) -m tests.workbooks.corpus_accuracy $(if $(VERBOSE),--verbose)
	@$(VENV_PYTHON) -m tests.workbooks.corpus_accuracy --replaced $(if $(VERBOSE),--verbose)

paper-fidelity: setup-test
	@$(VENV_PYTHON) -m tests.paper_fidelity $(if $(VERBOSE),--verbose)

# It makes an environment of its own, so that it needs none here.
production-rehearsal:
	@$(PYTHON) .ci/rehearsal.py

lock: setup-test
	@$(VENV_PYTHON) .ci/lock.py $(if $(UPGRADE),--upgrade)
