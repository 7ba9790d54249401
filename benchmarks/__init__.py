"""How good a model is: quality, robustness, calibration. Not installed; run as ``python -m benchmarks``."""
