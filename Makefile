# Two commands are all anyone types: make run, make test. The rest is listed by make help.
PYTHON3 ?= python3
CITY = .venv/bin
BRAIN = nlu/.venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-city test-brain stress lint format train evaluate bench-nlu rehearse shell clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup ## set up what is missing and start everything: citizens on :8080, staff on :8081
	@$(CITY)/python scripts/run.py

test: test-city test-brain ## set up what is missing and run every test

setup: ## set up what is missing to run
	@$(PYTHON3) scripts/setup.py run

setup-dev: ## set up what is missing to test
	@$(PYTHON3) scripts/setup.py dev
	@$(CITY)/python scripts/browser.py

test-city: setup-dev ## the tests of the city's runtime, conversations included
	$(CITY)/python -m pytest tests --ignore=tests/nlu

test-brain: setup-dev ## the tests of the brain's runtime
	$(BRAIN)/python -m pytest tests/nlu

stress: setup-dev ## ten thousand random steps of eight writers through the bookings, on SQLite and on PostgreSQL
	SHIMIN_TEST_BOOKING_STEPS=10000 $(CITY)/python -m pytest -q tests/city/booking/test_walk.py

lint: setup-dev ## format, rules, types, import arrows
	$(CITY)/ruff format --check .
	$(CITY)/ruff check .
	$(CITY)/mypy
	$(BRAIN)/mypy --config-file nlu/mypy.ini nlu
	$(CITY)/python -m pytest -q tests/architecture

format: setup-dev ## put the code into its format
	$(CITY)/ruff format .
	$(CITY)/ruff check --fix .

train: setup ## train the model if its inputs changed
	@$(BRAIN)/python -m nlu train

evaluate: setup ## measure the model on the held-out set -> reports/nlu.json, nlu.html
	@$(BRAIN)/python -m nlu evaluate

bench-nlu: setup ## measure against Rasa's default pipeline (SETS=folder of public sets, FULL=1) -> reports/nlu-bench.json, .html
	@$(PYTHON3) scripts/bench_nlu.py $(if $(SETS),--sets "$(SETS)") $(if $(FULL),--full)

rehearse: setup-dev ## play all conversations in a city of its own with a candidate: MODEL=<archive>
	@$(CITY)/python scripts/rehearse.py $(MODEL)

shell: setup ## talk to the brain alone, in the terminal
	@$(BRAIN)/rasa shell

clean: ## remove state, models and environments
	rm -rf var models reports .venv nlu/.venv bench/.venv .tools .rasa
