# Needs only Python 3.10 to 3.13 and make. PYTHON=python3.12 chooses another interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test gate benchmark clean

demo: $(VENV)/.installed ## analyse an example article
	$(BIN)/framing analyze examples/winter-olympics-call.txt

test: $(VENV)/.installed-dev ## everything that CI runs, but the quality gate
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

gate: $(VENV)/.installed-dev ## the benchmarks' figures against their thresholds
	$(BIN)/python -m benchmarks gate

benchmark: $(VENV)/.installed-dev ## measure everything anew on the repository's own data, and write it down
	$(BIN)/python -m benchmarks quality
	$(BIN)/python -m benchmarks calibration
	$(BIN)/python -m benchmarks robustness
	$(BIN)/python -m benchmarks speed
	$(BIN)/python -m benchmarks report

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Built anew whenever pyproject.toml changes, so that no old dependency lingers.
$(VENV)/.installed: pyproject.toml
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
