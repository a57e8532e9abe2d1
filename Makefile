# Each target sets up what it needs; `make` alone lists them. GNU make 3.81 or newer.

SHELL = /bin/sh
.DEFAULT_GOAL = help
.PHONY: help setup browser data run test test-fast lint check bench champion kills screenshots docs lock mlflow clean

# Nothing reports home; a test holds this list to core/privacy.py.
export ORT_DISABLE_TELEMETRY = 1
export MLFLOW_DISABLE_TELEMETRY = true
export STREAMLIT_BROWSER_GATHER_USAGE_STATS = false
export ITERATIVE_DO_NOT_TRACK = 1
export DO_NOT_TRACK = 1
export TF_CPP_MIN_LOG_LEVEL = 2
export GIT_PYTHON_REFRESH = quiet
export PORT
export PYTHON
export GPU

IN_VENV = .venv/bin/python
# In the order of the folders: by number of tests, the longest files would come last.
TWO_AT_A_TIME = --numprocesses 2 --dist loadfile --no-loadscope-reorder
# COVERAGE=1 also measures which lines the tests run, and fails below the floor in pyproject.toml.
MEASURED = $(if $(COVERAGE),--cov --cov-report=term)
# The browser's come last: whoever waits for a page must not wait for all the trainings too.
EVERY_TEST = failed=0; \
	$(IN_VENV) -m pytest $(TWO_AT_A_TIME) $(MEASURED) -m "not browser" || failed=1; \
	$(IN_VENV) -m pytest $(TWO_AT_A_TIME) tests/e2e || failed=1; \
	exit $$failed

help: ## list the targets
	@echo "Fitting Room: a strictly local lab for Fashion-MNIST"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PORT=8502 another port · PYTHON=python3.12 another Python · GPU=1 with CUDA (Linux) · COVERAGE=1 with tests"

setup: ## make .venv and install the pinned packages
	@python=$$(sh tools/find_python.sh) && "$$python" tools/set_up.py

data: setup ## get the four dataset files and check them
	@$(IN_VENV) -m core data fetch

run: ## start the app on 127.0.0.1:8501
	@python=$$(sh tools/find_python.sh) && "$$python" tools/start_app.py --check
	@$(MAKE) --no-print-directory data
	@$(IN_VENV) -m core prepare
	@$(IN_VENV) tools/start_app.py

browser: setup
	@$(IN_VENV) tools/browser.py --install

test: data browser ## run every test, those in a real browser included
	@$(if $(ARGS),$(IN_VENV) -m pytest $(ARGS),$(EVERY_TEST))

test-fast: setup ## run the tests that need no browser
	@$(IN_VENV) -m pytest $(TWO_AT_A_TIME) $(MEASURED) -m "not browser" $(ARGS)

lint: setup ## look at format, lint and types, without tests
	@$(IN_VENV) -m ruff format --check .
	@$(IN_VENV) -m ruff check .
	@$(IN_VENV) -m mypy

check: lint test ## format, lint, types, then every test

bench: data ## measure the figures of docs/benchmarks.md: make bench ARGS=NAME
	@$(IN_VENV) -m benchmarks $(ARGS)

champion: data ## train the model that is shipped, the same again
	@$(IN_VENV) -m core champion $(ARGS)

kills: data ## kill a training twenty times at random moments, continue it, compare the weights
	@$(IN_VENV) -m benchmarks kills

screenshots: data browser ## take the pictures of the README
	@$(IN_VENV) -m tools.take_screenshots

docs: setup ## write the generated parts of docs/development anew
	@$(IN_VENV) -m tests.house.documents

lock: setup ## compile the three locks anew from pyproject.toml
	@$(IN_VENV) tools/compile_lock.py

mlflow: setup ## open MLflow's own pages on the registry, 127.0.0.1:5000
	@$(IN_VENV) -m tools.start_mlflow

clean: ## remove .venv and caches; data and models stay
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .coverage test-results
	@find app benchmarks core pages tests tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null; true
	@echo "Removed .venv, caches and test-results. Kept: data/ and models/ (remove them by hand)."
