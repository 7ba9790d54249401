"""What to label next: sentences that a model is unsure of and that are unlike one another.

Diverse mini-batch active learning (Zhdanov 2019, https://arxiv.org/abs/1901.05954): of the sentences with the
smallest margin between the two most probable stances, `PREFILTER` times as many as are wanted are clustered
by k-means over TF-IDF, weighted by how unsure the model is; the one nearest to each centre is suggested.
"""

from __future__ import annotations

import argparse
import heapq
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from tqdm import tqdm

from framing.datatypes import Statement
from framing.errors import InputError
from framing.model import Model, load
from framing.rows import Row, group_rows, is_rows, read_rows, read_texts
from framing.sentences import split_sentences
from framing.writers import atomic_output, write_jsonl
from training.annotations import text_hash

PREFILTER = 10
"""The paper's beta; 10 is the least that it tried."""
_BEFORE = 2  # sentences that help to tell who "he" is

Documents = Iterable[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a pool: where it is, what stands before it, what the model says, and how unsure it is."""

    document: str
    number: int
    before: str
    statement: Statement
    uncertainty: float

    def to_row(self) -> Row:
        """Return a row of the corpus schema that holds the model's labels, to be corrected."""
        said = self.statement
        name = f"{self.document}#{self.number}"
        return {
            "id": name,
            "doc": name,  # by itself: its neighbours are not in the file
            "text": said.text,
            "stance": said.stance.label,
            "blocs": list(said.blocs),
            "speaker": said.speaker.text if said.speaker else None,
            "context": int(said.context is not None),
            "source": self.document,
            "before": self.before,
            "uncertainty": round(self.uncertainty, 6),
        }


def add_parser(commands: Any) -> None:
    """Add the command ``suggest``."""
    parser = commands.add_parser("suggest", help="choose the sentences that are most worth labelling next")
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="a model folder")
    parser.add_argument(
        "--pool",
        required=True,
        metavar="TEXTS",
        help="a .txt file, a folder of them, or .jsonl, .csv or .parquet with a column text (and maybe doc)",
    )
    parser.add_argument("-n", type=int, default=200, metavar="N", help="how many (default: 200)")
    parser.add_argument(
        "--exclude", nargs="+", default=(), metavar="CORPUS", help="rows whose sentences are labelled already"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the clustering (default: 0)")
    parser.add_argument(
        "--output", metavar="FILE", help="the .jsonl file to write (default: standard output)"
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    if args.n < 1:
        raise InputError(f"-n {args.n}: name a number of sentences from 1 on")
    known = {text_hash(row["text"]) for path in args.exclude for row in read_rows(path)}
    documents = read_pool(args.pool)
    with atomic_output(args.output) if args.output else nullcontext(sys.stdout.buffer) as file:
        with tqdm(documents, unit="document", disable=not sys.stderr.isatty()) as bar:
            found = suggest(load(args.model), bar, args.n, known, seed=args.seed)
        if not found:
            raise InputError(
                f"{args.pool}: no sentence that is not labelled already; name a pool with others"
            )
        write_jsonl((one.to_row() for one in found), file)


def read_pool(source: str) -> list[tuple[str, list[str]]]:
    """Return the documents of a pool: the name of each, and its sentences; raises InputError.

    Rows that share ``doc`` are one document. Texts of rows are split into sentences like those of files.
    """
    if not is_rows(source):
        return [(one.name, _sentences(one.text)) for one in read_texts(source, sys.stdin.buffer)]
    return [
        (
            str(rows[0][1].get("doc") or f"row {rows[0][0] + 1}"),
            [sentence for _, row in rows for sentence in _sentences(row["text"])],
        )
        for rows in group_rows(read_rows(source), "doc")
    ]


def _sentences(text: str) -> list[str]:
    return [span.text for span in split_sentences(text)]


def suggest(
    model: Model, documents: Documents, count: int, known: Iterable[str] = (), *, seed: int = 0
) -> list[Candidate]:
    """Return the ``count`` sentences of ``documents`` to label next, the most uncertain first.

    A text is suggested once, and not at all if its `text_hash` is in ``known``. The same model, documents,
    seed and versions give the same sentences. Raises InputError for a model without two stances.
    """
    if len(model.stance.labels_) < 2:
        raise InputError("the model tells no stances apart, so it cannot be unsure; name one that does")
    unsure = attrgetter("uncertainty")
    chosen = heapq.nlargest(PREFILTER * count, _candidates(model, documents, set(known)), key=unsure)
    if len(chosen) > count:
        chosen = [chosen[place] for place in _diverse(chosen, count, seed)]
    return sorted(chosen, key=unsure, reverse=True)


def _candidates(model: Model, documents: Documents, known: set[str]) -> Iterator[Candidate]:
    for name, sentences in documents:
        (statements,) = model.annotate_sentences([sentences])
        for number, said in enumerate(statements):
            digest = text_hash(said.text)
            if digest not in known:
                known.add(digest)
                before = " ".join(sentences[max(number - _BEFORE, 0) : number])
                second, first = sorted(said.stance.probabilities.values())[-2:]
                yield Candidate(name, number + 1, before, said, 1 - (first - second))


def _diverse(candidates: Sequence[Candidate], count: int, seed: int) -> list[int]:
    """Return the places of the candidates nearest to the centres of ``count`` weighted clusters."""
    texts = [one.statement.text for one in candidates]
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    vectors = vectorizer.fit_transform(texts)
    weights = np.array([one.uncertainty for one in candidates])
    kinds = len({tuple(sorted(words)) for words in map(vectorizer.build_analyzer(), texts)})
    means = KMeans(min(count, kinds), n_init=1, random_state=seed).fit(vectors, sample_weight=weights)
    distance: NDArray[np.float64] = means.transform(vectors)[np.arange(len(weights)), means.labels_]
    order = np.lexsort((distance, means.labels_))
    nearest = order[np.unique(means.labels_[order], return_index=True)[1]]
    # Sentences of the same words share a centre; the most uncertain of the others make up the number.
    others = np.setdiff1d(np.arange(len(weights)), nearest)
    return [*nearest.tolist(), *others[: count - len(nearest)].tolist()]
