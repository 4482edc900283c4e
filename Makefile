# Everything works on a machine that has only Python 3.11 or newer (with venv) and make.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= .rebond-demo

.PHONY: demo test format benchmark lock clean

demo: $(VENV)/installed ## set up, take in the simulated exports, open the dashboard on localhost
	$(BIN)/rebond demo --home $(DEMO_HOME)

test: $(VENV)/installed-dev ## every check there is
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 0 --disable-progress-bar sql
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar sql

benchmark: $(VENV)/installed-dev ## by hand: figures, not verdicts
	$(BIN)/python -m tests.benchmarks

lock: $(BIN)/uv ## pin every dependency, of use and of development, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) $(DEMO_HOME)

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# One lock serves both, so `demo` and `test` never disagree about a version. What is compiled here
# is not compiled anew by every process that may not write beside the packages (3 s of each check).
$(VENV)/installed $(VENV)/installed-dev: requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes \
		-r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $(VENV)/installed $(VENV)/installed-dev
