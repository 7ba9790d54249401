"""fastText's supervised classifier.

Joulin, Grave, Bojanowski and Mikolov 2017, "Bag of Tricks for Efficient Text Classification", EACL.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.systems.base import Documents, Found, Predict, Rows, System, sentences

_FILE = "model.bin"
_LABEL = "__label__"
_MARKS = re.compile(r"([^\w\s])")


@dataclass(frozen=True)
class FastText(System):
    """Epochs, learning rate and word n-grams of fastText's tutorial on classification.

    The rows of a rarer stance are given several times, since fastText does not weigh its classes.
    """

    epoch: int = 25
    lr: float = 1.0
    largest_ngram: int = 2
    seed: int = 0
    needs: ClassVar[tuple[str, ...]] = ("fasttext",)

    def fit(self, rows: Rows, folder: Path) -> None:
        """Write the model."""
        import fasttext

        counts = Counter(row["stance"] for row in rows)
        most = max(counts.values())
        lines = [
            f"{_LABEL}{row['stance']} {_words(row['text'])}\n"
            for row in rows
            for _ in range(round(most / counts[row["stance"]]))
        ]
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "rows.txt"
            path.write_text("".join(lines), encoding="utf-8")
            # One thread: with more, two runs differ.
            model = fasttext.train_supervised(
                str(path), epoch=self.epoch, lr=self.lr, wordNgrams=self.largest_ngram, seed=self.seed,
                thread=1, verbose=0,
            )  # fmt: skip
        model.save_model(str(folder / _FILE))

    def load(self, folder: Path) -> Predict:
        """Return the most probable labels."""
        import fasttext

        model = fasttext.load_model(str(folder / _FILE))

        def predict(documents: Documents) -> list[Found]:
            labels, _ = model.predict([_words(sentence) for sentence in sentences(documents)])
            return [Found(label.removeprefix(_LABEL)) for (label,) in labels]

        return predict


def _words(text: str) -> str:
    """Return ``text`` on one line, in lower case, with its marks apart, as in the tutorial."""
    return " ".join(_MARKS.sub(r" \1 ", text.lower()).split())
