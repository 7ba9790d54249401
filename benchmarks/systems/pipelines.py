"""scikit-learn models of sentences, with penalties chosen by cross-validation on the training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.systems.base import Documents, Found, Predict, Rows, sentences

PENALTIES = (0.3, 1.0, 3.0, 10.0)
FOLDS = 3
_FILE = "pipeline.joblib"


def chosen_pipeline(model: Any, grid: Mapping[str, Sequence[float]], rows: Rows, inputs: Any) -> Any:
    """Return ``model`` fitted to ``inputs``, one a row, with the best macro-F1 on held-out documents."""
    from sklearn.model_selection import GridSearchCV, PredefinedSplit

    from training.folds import document_folds

    split = PredefinedSplit(document_folds(rows, FOLDS))
    search = GridSearchCV(
        model, {name: list(values) for name, values in grid.items()}, scoring="f1_macro", cv=split
    )
    return search.fit(inputs, [row["stance"] for row in rows]).best_estimator_


def save_pipeline(model: Any, folder: Path) -> None:
    """Write ``model`` as scikit-learn's users do; the file is read back by the run that wrote it."""
    import joblib

    joblib.dump(model, folder / _FILE)


def read_pipeline(folder: Path) -> Any:
    """Return the model that `save_pipeline` wrote."""
    import joblib

    return joblib.load(folder / _FILE)


def load_pipeline(folder: Path) -> Predict:
    """Return the pipeline in ``folder`` as a function of documents."""
    model = read_pipeline(folder)

    def predict(documents: Documents) -> list[Found]:
        return [Found(str(label)) for label in model.predict(sentences(documents))]

    return predict
