# Each target sets up all that it needs, from nothing; the second time it is quick. `make help` lists them.

PYTHON ?= python3
# Processes that share the tests.
WORKERS ?= 2
# How `make grade` and `make demo` mark: by plain nbgrader, or for instance BY="--workers 4".
BY ?=
# More for `jupyter lab`, for instance LAB="--port=9000".
LAB ?=

VENV := .venv
# nbgrader looks for `alembic` on PATH; jupyter_config/ switches off those of its extensions that need a shared exchange.
RUN := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" JUPYTER_CONFIG_PATH="$(CURDIR)/jupyter_config"

.DEFAULT_GOAL := help
.PHONY: help lab test demo grade bench lint notebooks clean chromium

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

lab: $(VENV)/.ready  ## open JupyterLab on the course
	@flags="--ServerApp.root_dir=$(CURDIR) --LabApp.default_url=/lab/tree/notebooks"; \
	if [ "$$(id -u)" = 0 ]; then flags="$$flags --allow-root"; fi; \
	if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		flags="$$flags --no-browser"; echo "No display here: open the address below that ends in token=... in your browser."; fi; \
	$(RUN) jupyter lab $$flags $(LAB)

test: $(VENV)/.ready-dev chromium  ## run every test
	$(RUN) python -m pytest -n $(WORKERS) --no-loadscope-reorder

demo: $(VENV)/.ready  ## grade a made-up class and compare its scores with the plan; UNIT=... for one unit
	$(RUN) python -m grading demo $(UNIT) $(BY)

grade: $(VENV)/.ready  ## grade what lies in submitted/ and write feedback: make grade UNIT=...
	@if [ -z "$(UNIT)" ]; then echo "Which unit? Say make grade UNIT=... with one of:" $$(ls source); exit 2; fi
	$(RUN) python -m grading grade "$(UNIT)" $(BY)

bench: $(VENV)/.ready-dev chromium  ## measure what the course promises to be quick
	@for each in benchmarks/*.py; do echo "$$each"; $(RUN) python "$$each" || exit 1; done

lint: $(VENV)/.ready-dev  ## check style, spelling, and that built notebooks are as built
	$(RUN) ruff check backprop grading tests benchmarks course
	git ls-files -z | xargs -0 $(VENV)/bin/codespell
	$(RUN) python -m grading notebooks --check

notebooks: $(VENV)/.ready  ## build notebooks/, source/ and release/ from course/
	$(RUN) python -m grading notebooks

clean:  ## remove what these targets made, never students' work
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .hypothesis demo screenshots
	find backprop grading course tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The course needs Python 3.11 or newer; \`$(PYTHON)\` is $$($(PYTHON) --version 2>&1 | tail -n 1)."; \
		echo "Name another one like this: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV); the first time this takes a minute or two."
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -e ".[dev]"
	@touch $@

# Tests and benchmarks that need a real page drive Debian's Chromium, or any other on PATH.
chromium:
	@has() { command -v "$$1" >/dev/null; }; \
	if has chromium || has chromium-browser || has google-chrome; then :; \
	elif [ "$$(id -u)" = 0 ] && has apt-get; then \
		apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y chromium; \
	else \
		echo "The browser tests need chromium, chromium-browser or google-chrome on your PATH, and there is none."; \
		echo "  Debian:  sudo apt-get install chromium"; \
		echo "  else:    install Chromium or Chrome and put it, or a link to it, on your PATH"; \
		echo "To run all the other tests: $(VENV)/bin/python -m pytest -m \"not browser\""; \
		exit 1; fi
