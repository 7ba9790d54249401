"""The obvious model, for comparison: scikit-learn's TF-IDF of words and logistic regression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def fit_plain(rows: Sequence[dict[str, Any]]) -> Callable[[Sequence[str]], list[str]]:
    """Return a function from sentences to stances, learned from rows with ``text`` and ``stance``."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000),
    )
    model.fit([row["text"] for row in rows], [row["stance"] for row in rows])
    return lambda texts: [str(label) for label in model.predict(list(texts))]
