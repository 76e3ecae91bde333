# Each of these is one command from a clean clone; a second run finds its stamps and is quick.

.PHONY: install demo up test check rules pure style types borders pages migration bench soak mutation clean

# A Python of 3.11 or newer; python3.11 is preferred, since requirements are pinned with it.
PYTHON ?= $(firstword $(shell command -v python3.11 python3 python 2>/dev/null))
STATE  := .venv/stamps
RUN    := .venv/bin/python -m
RUNNING := tests/node tests/faults tests/journeys tests/browser tests/simulation
RULES  := tests/policy tests/standards tests/architecture
PURE    = $(RUN) pytest -p no:xdist -m pure
PIP    := $(RUN) pip --quiet --disable-pip-version-check --no-input

# What was compiled is kept, whatever the environment says: tests start some two hundred processes.
unexport PYTHONDONTWRITEBYTECODE

install: $(STATE)/runtime  ## install what Tongchou needs; then .venv/bin/tongchou answers

demo: $(STATE)/runtime  ## play one working life through three provinces and the ministry
	@$(RUN) tongchou.node demo

up: $(STATE)/runtime  ## start nodes and leave them running: make up PROVINCES=34,32 or PROVINCES=all
	@exec $(RUN) tongchou.node up $(if $(PROVINCES),--provinces $(PROVINCES))

test: $(STATE)/dev check  ## everything, in a browser too
	@.venv/bin/python tools/browser.py
	@echo "── tests with databases, nodes and a browser"
	@$(RUN) pytest --numprocesses=2 --no-loadscope-reorder -m "not pure" tests

check: $(STATE)/dev  ## the fast half: style, types, borders, every test without a database
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target --keep-going rules pure style types borders

rules pure style types borders: $(STATE)/dev
style:   ; @echo "── style";   $(RUN) ruff check --quiet && $(RUN) ruff format --check --quiet
# As the ministry, which installs no items: a faulty one is told as an error of its types.
types:   ; @echo "── types";   TONGCHOU_NODE=00 $(RUN) mypy
borders: ; @echo "── borders"; .venv/bin/lint-imports > .venv/borders.log || { cat .venv/borders.log; false; }
# Two processes of one part each: workers that share the tests would collect all of them twice.
rules:   ; @echo "── tests of the rules: law, standards, house"; $(PURE) $(RULES)
pure:    ; @echo "── other tests without a database"; \
	$(PURE) $(RULES:%=--ignore=%) $(RUNNING:%=--ignore=%) tests

pages: $(STATE)/dev  ## write anew what the docs say of the code: law, worksheets, messages
	@.venv/bin/python tools/law_page.py
	@.venv/bin/python tools/worksheet_pages.py
	@$(RUN) tongchou.standards.messages.schema

migration: $(STATE)/dev  ## write what a changed model asks for: make migration PART=registry NAME=paused_employers
	@TONGCHOU_NODE=34 DJANGO_SETTINGS_MODULE=tongchou.node.settings \
	  .venv/bin/python -W ignore::RuntimeWarning -m django makemigrations $(PART) --name $(NAME)

bench: $(STATE)/bench  ## every benchmark, each against its named limit
	@for bench in bench/*.py; do echo "── $$bench"; .venv/bin/python $$bench || exit 1; done

soak: $(STATE)/bench  ## storms of faults, simulations and benches at large sizes, into docs/soak.md: make soak PART=storm
	@.venv/bin/python tools/soak.py $(PART)

mutation: $(STATE)/dev  ## try the tests of the rules with every small fault, and record the score; PART=pension/ of one chapter
	@.venv/bin/python tools/mutation.py --write $(PART)

clean:  ## forget the environment and the state of all nodes that ran here
	rm -rf .venv .tongchou .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(STATE)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Tongchou needs Python 3.11 or newer; name yours with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "── making the virtual environment .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv && mkdir -p $(STATE) && touch $@

$(STATE)/runtime: requirements.txt pyproject.toml | $(STATE)/venv
	@echo "── installing what Tongchou needs, by hash (some 80 MB the first time)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(STATE)/dev: requirements-dev.txt $(STATE)/runtime
	@echo "── installing what the tests need, by hash (some 100 MB the first time)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(STATE)/bench: requirements-bench.txt $(STATE)/dev
	@echo "── installing the peers that the benchmarks measure against, by hash"
	@$(PIP) install --require-hashes --no-deps -r requirements-bench.txt
	@touch $@
