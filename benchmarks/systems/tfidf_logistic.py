"""The obvious model: scikit-learn's TF-IDF of words and word pairs, and logistic regression."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.systems.base import Predict, Rows, System
from benchmarks.systems.pipelines import PENALTIES, chosen_pipeline, load_pipeline, save_pipeline


@dataclass(frozen=True)
class TfidfLogistic(System):
    """A Pipeline of TfidfVectorizer and LogisticRegression."""

    largest_ngram: int = 2
    min_df: int = 2
    needs: ClassVar[tuple[str, ...]] = ("sklearn",)

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the pipeline with the best penalty."""
        save_pipeline(self.pipeline(rows), folder)

    def pipeline(self, rows: Rows) -> Any:
        """Return the pipeline, fitted to ``rows``."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, self.largest_ngram), min_df=self.min_df, sublinear_tf=True),
            LogisticRegression(class_weight="balanced", max_iter=1000),
        )
        grid = {"logisticregression__C": PENALTIES}
        return chosen_pipeline(model, grid, rows, [row["text"] for row in rows])

    def load(self, folder: Path) -> Predict:
        """Return the pipeline's labels."""
        return load_pipeline(folder)
