# The commands of the project. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# DVC runs its stages with the `python` that it finds first.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Nothing that runs here calls home.
export DVC_NO_ANALYTICS := true
export MLFLOW_DISABLE_TELEMETRY := true
export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := true

.PHONY: help setup repro show decision-matrix publish ab sweep experiments compare gate calibrate test check serve lock store-info store-prune \
  review-sample review-import adopt-reviewed export refresh-dataset failure-report \
  bench bench-pii bench-clean bench-metrics bench-choice bench-matching bench-scoring bench-report bench-alerts bench-dashboards \
  bench-service load-test

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: $(READY) ## create .venv with the pinned packages

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"error: Python {v[0]}.{v[1]} found; Casewright needs 3.11 to 3.13: make PYTHON=python3.11 setup")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

repro: $(READY) ## run the pipeline, then show the leaderboard and the choice
	@dvc repro
	@python -m casewright.show

show: $(READY) ## show the leaderboard and the choice of the last run
	@python -m casewright.show

publish: $(READY) ## log the last run to MLflow, where the report could not reach it
	@python -m casewright.tracking

decision-matrix: $(READY) ## show which cell the last run bears out for speed, balance and quality, and why
	@cat reports/decision-matrix.md

test: $(READY) ## run the tests
	python -m pytest --numprocesses auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder

check: $(READY) ## lint, formatting and types
	ruff check .
	ruff format --check .
	mypy

serve: $(READY) ## serve the last choice on http://127.0.0.1:8001, with a page at /ui/ (.env.example has the settings)
	python -m service

ab: $(READY) ## compare two prompts with one model: A=improved_v1 B=rag MODEL=llama3.2:3b
	@python -m casewright.ab "$(A)" "$(B)" $(if $(MODEL),--model "$(MODEL)")

sweep: $(READY) ## run models by prompts through the queue: MODELS=a,b PROMPTS=p,q (WORKERS=1, ANY_SIZE=1)
	@python -m casewright.sweep --models "$(MODELS)" --prompts "$(PROMPTS)" --workers $(or $(WORKERS),1) \
	  $(if $(ANY_SIZE),--any-size)

experiments: $(READY) ## show the experiments in columns that fit a screen
	@python -m casewright.experiments

compare: $(READY) ## compare the chosen cells of A=<commit or experiment> and B=<another one, or nothing: the workspace>
	@python -m casewright.compare "$(A)" $(if $(B),"$(B)")

gate: $(READY) ## exit 1 where the chosen cell is not shown to be as good as that of BASE=<commit or experiment>
	@python -m casewright.gate "$(BASE)"

calibrate: $(READY) ## find the threshold of reference matching for MODEL=nomic-embed-text
	@python -m casewright.calibration $(if $(MODEL),--model "$(MODEL)")

store-info: $(READY) ## show where finished replies are kept, and how many
	@python -m casewright.store info

store-prune: $(READY) ## delete stored replies: OLDER_THAN_DAYS=90, MODEL=llama3.2:1b, or both
	@python -m casewright.store prune $(if $(OLDER_THAN_DAYS),--older-than-days $(OLDER_THAN_DAYS)) \
	  $(if $(MODEL),--model $(MODEL))

review-sample: $(READY) ## draw suites of the last run for people to review, blind
	@python -m casewright.review sample

review-import: $(READY) ## read what reviewers sent back: FILE=export.json, or several files
	@python -m casewright.review import $(FILE)

adopt-reviewed: $(READY) ## put what reviewers approved among the references
	@python -m casewright.review adopt

refresh-dataset: $(READY) ## draw examples for review from what the service kept: GOOD=5 RECOVERED=5 (SEED=1 DAYS=30)
	@python -m service.production refresh $(if $(GOOD),--good "$(GOOD)") $(if $(RECOVERED),--recovered "$(RECOVERED)") \
	  $(if $(SEED),--seed "$(SEED)") $(if $(DAYS),--days "$(DAYS)")

failure-report: $(READY) ## tell what failed in the service: DAYS=7 OUT=week.md
	@python -m service.production failures $(if $(DAYS),--days "$(DAYS)") $(if $(OUT),--out "$(OUT)")

export: $(READY) ## test cases for a test tool: FORMAT=testrail CELL="llama3.2:1b × rag" OUT=cases.csv STORIES=US-001,US-002
	@python -m casewright.exports $(if $(FORMAT),--format "$(FORMAT)",--list) $(if $(CELL),--cell "$(CELL)") \
	  $(if $(OUT),--out "$(OUT)") $(if $(STORIES),--stories "$(STORIES)") $(if $(REPEAT),--repeat "$(REPEAT)") \
	  $(if $(PROJECT),--project "$(PROJECT)")

bench: $(READY) ## measure what the README claims
	python -m bench.pipeline
	python -m bench.generate

bench-pii: $(READY) ## measure what the scrubber finds, leaves and spoils
	python -m bench.pii

bench-clean: $(READY) ## measure cleaning of 100,000 and 200,000 stories (minutes)
	python -m bench.clean

bench-metrics: $(READY) ## measure which metric notices which damage
	python -m bench.metrics

bench-choice: $(READY) ## measure how often the choice and its intervals are right, by simulation (minutes)
	python -m bench.choice

bench-matching: $(READY) ## measure reference matching on labelled pairs
	python -m bench.matching

bench-scoring: $(READY) ## measure the speed and memory of scoring (minutes)
	python -m bench.scoring

bench-alerts: $(READY) ## see alerts fire and resolve in a real Prometheus (minutes; needs prometheus, alertmanager)
	python -m bench.alerts

bench-dashboards: $(READY) ## ask every panel of the dashboards whether it is empty (needs prometheus)
	python -m bench.dashboards

bench-report: $(READY) ## measure how long the report takes and how large it is (minutes)
	python -m bench.report

bench-service: $(READY) ## measure what the service adds to a model's answer (minutes)
	python -m bench.service

load-test: $(READY) ## send a realistic mix of requests, and say whether the objectives are met (needs the extra `load`)
	python -m bench.service_load

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

lock: $(READY) ## resolve pyproject.toml into requirements.lock and service/requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --group dev $(LOCK) --output-file requirements.lock
	uv pip compile --group pyproject.toml:service --constraint requirements.lock $(LOCK) \
	  --output-file service/requirements.lock
