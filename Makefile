# Two commands: `make demo` runs the main job on a private Neo4j, `make test` runs the tests.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PEOPLE ?= 2000
PORT ?= 8000
DEMO := .demo

.PHONY: setup demo test quick lint bench notebooks schema docs clean

setup: $(VENV)/.installed ## the environment and Neo4j's jars

$(VENV)/.installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there; say which Python 3.11 or later: make setup PYTHON=python3"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip==26.1.1
	$(BIN)/python -m pip install --quiet --editable '.[analysts,dev]'
	$(BIN)/python -m graph.jars fetch
	@touch $@

demo: setup ## a borough loaded, three questions answered, the service running
	@PEOPLE=$(PEOPLE) PORT=$(PORT) DEMO=$(DEMO) bash docs/demo.sh

test: setup ## everything: tests on a real Neo4j, notebooks, lint, types
	$(MAKE) lint
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=600 notebooks/rendered 2>/dev/null || true

quick: setup ## the fast loop
	$(BIN)/python -m pytest -m "not slow"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy graph loaders queries api tests

bench: setup ## speed, as ratios to a floor measured in the same run
	$(BIN)/python -m tests.bench

schema: setup ## write api/schema.graphql anew
	$(BIN)/python -c "from api.schema import printed; open('api/schema.graphql', 'w', encoding='utf-8').write(printed())"

docs: setup ## write the data dictionary anew
	$(BIN)/python -m graph.dictionary > docs/data-dictionary.md

clean:
	rm -rf $(VENV) $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis
