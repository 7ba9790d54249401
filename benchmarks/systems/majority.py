"""The commonest stance, whatever the sentence: what any figure has to be compared with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.systems.base import Documents, Found, Predict, Rows, System, sentences


@dataclass(frozen=True)
class Majority(System):
    """Says of every sentence what was said most often of the training rows."""

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the commonest stance."""
        ((stance, _),) = Counter(row["stance"] for row in rows).most_common(1)
        (folder / "stance.txt").write_text(stance, encoding="utf-8")

    def load(self, folder: Path) -> Predict:
        """Return that stance, for every sentence."""
        stance = (folder / "stance.txt").read_text(encoding="utf-8")

        def predict(documents: Documents) -> list[Found]:
            return [Found(stance) for _ in sentences(documents)]

        return predict
