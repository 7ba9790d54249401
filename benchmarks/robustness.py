"""Failure rates on pairs of invented sentences: swapped actors, denials, and changes that must not matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.metrics import wilson
from benchmarks.pairs import Pair, failure_rates
from framing.analysis import Annotator

Rates = dict[str, Any]


def robustness(model: Annotator, pairs: Sequence[Pair]) -> dict[str, Rates]:
    """Return the rates of ``pairs.failure_rates`` by kind and test, each share with its Wilson interval."""

    def predict(texts: Sequence[str]) -> list[str]:
        found = model.annotate_sentences([[text] for text in texts], context=False)
        return [statement.stance.label for (statement,) in found]

    return rates(predict, pairs)


def rates(predict: Callable[[Sequence[str]], list[str]], pairs: Sequence[Pair]) -> dict[str, Rates]:
    """Return the rates of any function from sentences to stances."""
    return {name: _with_intervals(group) for name, group in failure_rates(pairs, predict).items()}


def _with_intervals(group: dict[str, float]) -> Rates:
    n, usable = group["n"], group["n"] - group["unusable"]
    return {
        "n": n,
        "unusable": group["unusable"],
        "failure": wilson(round(group["failure"] * usable) if usable else 0, usable),
        "strict_failure": wilson(round(group["strict_failure"] * n), n),
    }
