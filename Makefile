# Two commands: `make demo` runs the main job on a private Neo4j, `make test` runs the tests.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PEOPLE ?= 2000
PORT ?= 8000
DEMO := .demo
GALLERY ?= .gallery
QUICK := .quick
LOCK := requirements.lock
UPGRADE ?=
OPTIONS ?=
# Tests mount small disks: whoever is not root becomes root in a namespace of their own, if the system allows that.
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || ! unshare -rm true 2>/dev/null || echo unshare -rm)

.PHONY: setup lock demo demo-stop test quick lint notebooks audit non-interference faults bench bench-peer bench-million bench-sweep evaluate gallery schema docs clean

setup: $(VENV)/.installed ## the environment and Neo4j's jars; another Python: make setup PYTHON=python3.12

# Python 3.11 puts a setuptools into every environment; the lock has none.
$(VENV)/.installed: pyproject.toml $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; say which: make setup PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement $(LOCK)
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip uninstall -qq --yes setuptools
	@said=$$($(BIN)/python -m pip check) || { echo "$$said"; echo "$(LOCK) and pyproject.toml disagree: make lock, then make setup"; exit 2; }
	$(BIN)/python -m graph.jars fetch
	@touch $@

lock: ## renew the lock after a change of pyproject.toml; newer versions throughout: make lock UPGRADE=--upgrade
	@test -x $(BIN)/uv || $(MAKE) setup
	$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['build-system']['requires'], sep='\n')" \
	| $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --all-extras --generate-hashes \
	  --custom-compile-command 'make lock' --output-file $(LOCK) $(UPGRADE) pyproject.toml -

demo: setup ## a borough loaded, three questions answered, the service left running
	@PEOPLE=$(PEOPLE) PORT=$(PORT) DEMO=$(DEMO) bash docs/demo.sh

demo-stop: setup ## end the demonstration's service and store
	@DEMO=$(DEMO) bash docs/demo.sh stop

test: lint audit ## everything: lint, types, known vulnerabilities, tests on two real Neo4j side by side, notebooks
	$(AS_ROOT) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder  # in the order of tests/conftest.py

quick: setup ## the fast loop, on a store that is kept, with its plans, until it is idle
	THINKFAMILY_TEST_HOME=$(QUICK) $(BIN)/python -m pytest -m "not slow"

non-interference: setup ## what may not be seen changes no answer: some 30,000 answers, by random families and viewers
	THINKFAMILY_TEST_WORLDS=24 $(BIN)/python -m pytest -q tests/test_non_interference.py

faults: setup ## kills, a full disk, a store that stands still, two at once: at random points, for minutes
	$(AS_ROOT) env PYTHONPATH=tests $(BIN)/python -m faults $(OPTIONS)

lint: setup ## style and types
	$(BIN)/ruff check .
	$(BIN)/mypy graph loaders queries api tests

audit: setup ## known vulnerabilities of what is installed; says so where none can be looked up
	$(BIN)/python tests/dependencies.py

bench: setup ## speed, as ratios to a floor measured in the same run
	PYTHONPATH=tests $(BIN)/python -m bench

bench-peer: setup ## speed beside @neo4j/graphql over one store, which needs Node: make bench-peer OPTIONS="--people 2000"
	PYTHONPATH=tests $(BIN)/python -m bench.peer $(OPTIONS)

bench-million: setup ## speed in a borough of a million people; hours, and goes on where it was interrupted
	PYTHONPATH=tests $(BIN)/python -m bench.million $(OPTIONS)

bench-sweep: setup ## how long a sweep takes, and how that grows with the borough
	PYTHONPATH=tests $(BIN)/python -m bench.sweeping

evaluate: setup ## how often the rules are right, on boroughs whose truth is known
	PYTHONPATH=tests $(BIN)/python -m evaluate

notebooks: setup ## the notebooks run on the demonstration's store, as HTML with outputs
	@mkdir -p .notebooks
	THINKFAMILY_HOME=$${THINKFAMILY_HOME:-$(DEMO)/home} THINKFAMILY_DEMO=$${THINKFAMILY_DEMO:-$(DEMO)/borough} \
	MPLBACKEND=module://matplotlib_inline.backend_inline PYTHONPATH=. $(BIN)/python docs/notebooks.py .notebooks

gallery: setup ## invented families, and published cases, drawn into $(GALLERY), to be looked at
	PYTHONPATH=tests $(BIN)/python -m gallery $(GALLERY)

schema: setup ## write api/schema.graphql anew
	$(BIN)/python -c "from api.types.printed import printed; open('api/schema.graphql', 'w', encoding='utf-8').write(printed())"

docs: setup ## write the data dictionary anew
	$(BIN)/python -m graph.dictionary > docs/data-dictionary.md

clean: ## remove the environment, the demonstration and caches
	rm -rf $(VENV) $(DEMO) $(GALLERY) .quick .notebooks .pytest_cache .mypy_cache .ruff_cache .hypothesis
