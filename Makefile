# Needs only Python 3.10 to 3.13 and make. PYTHON=python3.12 chooses another interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The peers of the benchmarks stand apart: they bring some 2 GB, and versions of their own. TORCH chooses the build.
PEERS_VENV := .venv-peers
TORCH ?= torch==2.13.0

.PHONY: demo test gate benchmark figures peers pictures clean

demo: $(VENV)/.installed ## analyse an example article
	$(BIN)/framing analyze examples/winter-olympics-call.txt

test: $(VENV)/.installed-dev ## everything that CI runs, but the quality gate
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

gate: $(VENV)/.installed-dev ## the benchmarks' figures against their thresholds
	$(BIN)/python -m benchmarks gate

benchmark: figures peers ## measure everything anew on the repository's own data, and write it down
	$(BIN)/python -m benchmarks report

figures: $(VENV)/.installed-dev ## the same without the peers
	$(BIN)/python -m benchmarks quality
	$(BIN)/python -m benchmarks calibration
	$(BIN)/python -m benchmarks robustness
	$(BIN)/python -m benchmarks drift
	$(BIN)/python -m benchmarks report

pictures: $(VENV)/.installed-dev ## the pictures of the reports in docs; needs Chromium
	$(BIN)/python -m docs.pictures

peers: $(PEERS_VENV)/.installed ## this library and its peers: trained on the same rows, and at the same speed test
	$(PEERS_VENV)/bin/python -m benchmarks speed
	$(PEERS_VENV)/bin/python -m benchmarks peers

clean:
	rm -rf $(VENV) $(PEERS_VENV) .benchmarks dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Built anew whenever pyproject.toml changes, so that no old dependency lingers.
$(VENV)/.installed: pyproject.toml
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[report]'
	touch $@

$(PEERS_VENV)/.installed: pyproject.toml
	rm -rf $(PEERS_VENV)
	$(PYTHON) -m venv $(PEERS_VENV)
	$(PEERS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check '$(TORCH)'
	$(PEERS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[peers]'
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
