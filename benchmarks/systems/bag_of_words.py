"""Counts of words with naive Bayes or a linear SVM: the baselines of EUvsDisinfo.

Leite, Razuvayevskaya, Bontcheva and Scarton 2024, "EUvsDisinfo: A Dataset for Multilingual Detection of
Pro-Kremlin Disinformation in News Articles", CIKM.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.systems.base import Predict, Rows, System
from benchmarks.systems.pipelines import PENALTIES, chosen_pipeline, load_pipeline, save_pipeline


@dataclass(frozen=True)
class BagOfWords(System):
    """A Pipeline of CountVectorizer and, as ``learner`` says, ``bayes`` or ``svm``."""

    learner: str = "bayes"
    needs: ClassVar[tuple[str, ...]] = ("sklearn",)

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the pipeline with the best smoothing or penalty."""
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.pipeline import Pipeline

        learner, grid = self._learner()
        model = Pipeline([("words", CountVectorizer()), ("learner", learner)])
        texts = [row["text"] for row in rows]
        save_pipeline(
            chosen_pipeline(model, {f"learner__{k}": v for k, v in grid.items()}, rows, texts), folder
        )

    def _learner(self) -> tuple[Any, dict[str, tuple[float, ...]]]:
        from sklearn.naive_bayes import MultinomialNB
        from sklearn.svm import LinearSVC

        if self.learner == "bayes":
            return MultinomialNB(), {"alpha": (0.03, 0.1, 0.3, 1.0)}
        # Counts are larger than TF-IDF, so the penalty has to be, too.
        return LinearSVC(class_weight="balanced"), {"C": tuple(penalty / 30 for penalty in PENALTIES)}

    def load(self, folder: Path) -> Predict:
        """Return the pipeline's labels."""
        return load_pipeline(folder)
