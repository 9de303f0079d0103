# Each target sets up what it needs first and leaves alone what is there already.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
export PYTHON
# Compiled once, everything starts quicker.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint judges bench docker requirements

help:
	$(info make setup         install everything the other targets need)
	$(info make demo          the product with made-up people, on http://127.0.0.1:8000)
	$(info make test          the tests; ARGS="-k name" chooses some)
	$(info make lint          style, types, layers, migrations and deployment files)
	$(info make judges        what is written in FHIR, before two independent judges (needs Node.js))
	$(info make bench         the timings, as ratios)
	$(info make docker        the product in containers, from .env)
	$(info make requirements  pin the versions in requirements/ again, from pyproject.toml)
	@:

setup:
	@bin/setup test

demo:
	@bin/setup run
	@$(BIN)/python manage.py demo $(ARGS)

test:
	@bin/setup test
	@bin/test $(ARGS)

lint:
	@bin/setup lint
	@bin/lint

judges:
	@bin/setup lint
	@bin/fhir-judges

bench:
	@bin/setup run
	@$(BIN)/python manage.py bench $(ARGS)

docker:
	@bin/docker

requirements:
	@bin/setup lint
	@bin/pin-requirements
