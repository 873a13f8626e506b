# Each target sets up what it needs, from nothing but Python 3.11 to 3.13, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BUNDLE := dist/mscp-desktop/mscp-desktop
SOURCES := $(shell find mscp_desktop resources -type f -not -name '*.pyc')
export QT_LOGGING_RULES ?= qt.qpa.*=false
# Compiled modules are kept, wherever the caller's environment says otherwise: each process starts twice as fast.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help setup demo run test lint bench safety screenshots lock forms bundle clean

help:
	@echo "make demo    a sample partnership, its roster in out/, and the window where there is a display"
	@echo "make run     the program"
	@echo "make test    the tests            make lint    style, types and architecture"
	@echo "make bench   speed against the bare libraries"
	@echo "make safety  the long drills      make bundle  the frozen program in dist/"
	@echo "make screenshots  every page in six states, in out/screenshots"

setup: $(READY)

$(READY): .ci/requirements.txt pyproject.toml .ci/system
	@PYTHON=$(PYTHON) sh .ci/system before
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@PYTHON=$(BIN)/python sh .ci/system after
	@touch $(READY)

demo: $(READY)
	$(BIN)/mscp-desktop demo

run: $(READY)
	$(BIN)/mscp-desktop

test: $(READY) $(BUNDLE)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/bench/run.py

safety: $(READY)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m safety

screenshots: $(READY)
	$(BIN)/python tests/screenshots/take.py out/screenshots

forms: $(READY)
	for form in forms/*.ui; do $(BIN)/pyside6-uic $$form -o mscp_desktop/desktop/forms/ui_$$(basename $$form .ui).py; done
	$(BIN)/ruff check --isolated --quiet --select F401 --fix mscp_desktop/desktop/forms  # what Qt's compiler imports for nothing

bundle: $(BUNDLE)

$(BUNDLE): $(READY) build.spec $(SOURCES)
	$(BIN)/pyinstaller --noconfirm --log-level ERROR build.spec
	@touch $@

# Pins every dependency with its hashes; the file names no host.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --python-version 3.11 --quiet -o .ci/requirements.txt

clean:
	rm -rf $(VENV) build dist out
