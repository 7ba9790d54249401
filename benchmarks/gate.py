"""The figures that may not fall: thresholds with reasons, and what a model scores against them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.calibration import calibration
from benchmarks.corpus import Corpus
from benchmarks.pairs import Pair
from benchmarks.quality import SETTINGS, quality
from benchmarks.robustness import robustness
from framing import InputError
from framing.analysis import Annotator

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

THRESHOLDS = Path(__file__).parent / "thresholds.toml"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The worst value of a figure that passes; ``measured`` is what it was when the threshold was set.

    ``at_most`` is for figures where less is better, such as failure rates.
    """

    figure: str
    measured: float
    reason: str
    at_least: float | None = None
    at_most: float | None = None

    def admits(self, value: float) -> bool:
        """Return whether ``value`` passes; NaN never does."""
        if self.at_most is not None:
            return value <= self.at_most
        return self.at_least is not None and value >= self.at_least

    def verdict(self, value: float) -> str:
        """Return one line with the figure, its threshold, its old and its new value."""
        bound = f"<= {self.at_most:.3f}" if self.at_most is not None else f">= {self.at_least:.3f}"
        mark = "ok  " if self.admits(value) else "FAIL"
        return f"{mark}  {self.figure:44} {bound}   was {self.measured:.3f}   is {value:.3f}"


def read_thresholds(path: Path = THRESHOLDS) -> list[Threshold]:
    """Read the tables ``[[threshold]]`` of a TOML file; raises InputError for one with other keys."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("threshold", [])
    thresholds = []
    for table in tables:
        if len({"at_least", "at_most"} & set(table)) != 1 or not table.get("reason"):
            raise InputError(f"{path}: {table.get('figure')}: give at_least or at_most, and a reason")
        thresholds.append(Threshold(**table))
    return thresholds


def measure(model: Annotator, corpus: Corpus, pairs: Sequence[Pair]) -> dict[str, float]:
    """Return the figures a threshold can name: ``documents.stance_macro_f1``, ``pairs.swap.failure`` ..."""
    scores, probabilities, rates = (
        quality(model, corpus),
        calibration(model, corpus),
        robustness(model, pairs),
    )
    found: dict[str, float] = {}
    for setting in SETTINGS:
        error = probabilities[setting]["expected_calibration_error"]
        figures = scores[setting]["figures"] | {"expected_calibration_error": error}
        found |= {f"{setting}.{name}": figure["value"] for name, figure in figures.items()}
    for name, group in rates.items():
        for figure in ("failure", "strict_failure"):
            found[f"pairs.{name}.{figure}"] = group[figure]["value"]
    return found


def gate(thresholds: Sequence[Threshold], values: Mapping[str, float]) -> tuple[bool, list[str]]:
    """Return whether every threshold admits its figure, and a line for each, failures last."""
    unknown = [t.figure for t in thresholds if t.figure not in values]
    if unknown:
        raise InputError(f"thresholds for unknown figures: {', '.join(unknown)}; correct their names")
    ordered = sorted(thresholds, key=lambda t: not t.admits(values[t.figure]))
    lines = [t.verdict(values[t.figure]) for t in ordered]
    return all(t.admits(values[t.figure]) for t in thresholds), lines
