"""Hostile input, case by case: each gives a result or one of the library's errors, and nothing else.

A case follows from its seed and its number alone; what escapes is told with both, to be run again.
"""

from __future__ import annotations

import csv
import io
import json
import math
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.hostile_models import HostileModels, write_small_model
from benchmarks.mutations import Mutator
from framing import FramingError, Model, load
from framing.actors import ActorTable
from framing.analysis import annotate_rows, result_row
from framing.datatypes import Span, Speaker, Statement
from framing.engine import COMPILED, NUMPY, using
from framing.report import results_page
from framing.report_input import Article
from framing.rows import read_rows
from framing.table import format_table
from framing.tokens import tokenize
from framing.writers import WRITERS
from training.corpus import read_corpus

FINE, REFUSED, ESCAPED = "result", "refused", "escaped"
TEXTS = (
    "Moscow denied the charge. “It is a smear,” the spokesman said. Kyiv’s envoy welcomed the vote.",
    "\u202eNorway\u200b called\ud800 it “an insult\x00",
)
_ROWS: list[dict[str, Any]] = [
    {
        "id": 1,
        "doc": "a",
        "text": "Beijing protested.",
        "stance": "neutral",
        "blocs": ["china"],
        "speaker": "Beijing",
    },
    {"id": 2, "doc": "a", "text": "He said no, Kyiv said.", "stance": "for", "blocs": [], "speaker": "Kyiv"},
    {"id": 3, "doc": "b", "text": "It rained.", "stance": "neutral", "blocs": ["west"], "speaker": ""},
]
_ACTORS = "name,bloc,aliases,kind\nZubrowka,china,Zub|The Zub,country\nAnna Ek,west,,person\n"


@dataclass
class Outcomes:
    """What became of the cases: counts by kind and outcome, the slowest of each kind, and what escaped."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    escaped: list[str] = field(default_factory=list)


class Fuzzer:
    """Runs cases; ``folder`` is an empty one to write in, ``seed`` what all of them follow from."""

    def __init__(self, folder: Path, seed: int = 0) -> None:
        self._folder = folder
        self._seed = seed
        write_small_model(folder / "small")
        self._model = load(folder / "small")
        self._mutator = Mutator(seed)
        self._models = HostileModels(folder / "small", folder / "hostile", self._mutator)
        self.kinds: dict[str, Callable[[], None]] = {
            "model": self._hostile_model,
            "text": self._text,
            "actors": self._actors,
            "jsonl": lambda: self._rows("jsonl"),
            "csv": lambda: self._rows("csv"),
            "parquet": lambda: self._rows("parquet"),
            "corpus": self._corpus,
        }
        self._clean = {"jsonl": _jsonl(), "csv": _csv(), "parquet": _parquet()}

    def run(self, cases: int, outcomes: Outcomes | None = None, first: int = 0) -> Outcomes:
        """Run the cases ``first``, ``first + 1``, ... and return what became of them."""
        outcomes = outcomes or Outcomes()
        names = ["model"] * 3 + list(self.kinds)
        for number in range(first, first + cases):
            name = names[number % len(names)]
            begin = time.process_time()
            outcomes.counts[name][self._case(name, number, outcomes)] += 1
            outcomes.slowest[name] = max(outcomes.slowest[name], time.process_time() - begin)
        return outcomes

    def _case(self, name: str, number: int, outcomes: Outcomes) -> str:
        self._mutator.rng.seed(f"{self._seed} {number}")
        self._engine = COMPILED if number % 2 else NUMPY
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a division by nothing is a fault as well
                self.kinds[name]()
        except FramingError:
            return REFUSED
        except Exception:  # noqa: BLE001 - what must not happen is what is looked for
            outcomes.escaped.append(f"case {number} of seed {self._seed}, {name}: {traceback.format_exc()}")
            return ESCAPED
        return FINE

    def _hostile_model(self) -> None:
        self._models.write()
        self._annotate(load(self._models.folder))

    def _annotate(self, model: Model, texts: Iterable[str] = TEXTS) -> None:
        with using(self._engine):
            for document in model.annotate_many(texts):
                _check(document.text, document.statements)
                model.explain_statements(document)
        json.dumps(model.info(), allow_nan=False)

    def _text(self) -> None:
        text = self._mutator.text()
        with using(self._engine):
            document = self._model.annotate(text)
        _check(text, document.statements)
        rows = [result_row({"document": text}, statement) for statement in document]
        for write in WRITERS.values():
            write(rows, io.BytesIO())
        format_table(document, 80, True)
        if self._mutator.rng.random() < 0.8:  # a page takes longer than everything else
            return
        page = results_page([Article.of(document, text, text)], text, self._model.explain_statements)
        page.encode("utf-8")

    def _actors(self) -> None:
        path = self._folder / "actors.csv"
        path.write_bytes(self._mutator.bytes(_ACTORS.encode()))
        table = ActorTable.read(path)
        with using(self._engine):
            table.merged(ActorTable([["Oslo"]], ["west"])).find(tokenize([*TEXTS, "The Zub met Anna Ek."]))

    def _hostile_rows(self, form: str) -> Path:
        path = self._folder / f"rows.{form}"
        if form == "jsonl" and self._mutator.rng.random() < 0.5:
            rows = [self._mutator.json(row) for row in _ROWS]
            path.write_text("\n".join(map(json.dumps, rows)).replace('"1e999"', "1e999"))
        else:
            path.write_bytes(self._mutator.bytes(self._clean[form]))
        return path

    def _rows(self, form: str) -> None:
        rows = list(read_rows(str(self._hostile_rows(form))))
        column = "doc" if rows and "doc" in rows[0] else None
        with using(self._engine):
            found = [result_row(*each) for each in annotate_rows(self._model, rows, document_column=column)]
        for write in WRITERS.values():
            write(found, io.BytesIO())

    def _corpus(self) -> None:
        read_corpus([self._hostile_rows(self._mutator.rng.choice(("jsonl", "csv", "parquet")))])


def _check(text: str, statements: Iterable[Statement]) -> None:
    """Raise AssertionError where statements cannot be those of ``text``."""
    for one in statements:
        spans: list[Statement | Speaker | Span]
        spans = [one, *one.speakers, *(s.cue for s in one.speakers if s.cue)]
        numbers = [*one.stance.probabilities.values(), *one.bloc_probabilities.values()]
        if any(text[span.start : span.end] != span.text for span in spans):
            raise AssertionError(f"offsets lead elsewhere: {one}")
        if not all(math.isfinite(number) and -1e-9 <= number <= 1 + 1e-9 for number in numbers):
            raise AssertionError(f"no probabilities: {one}")


def _jsonl() -> bytes:
    return "".join(json.dumps(row) + "\n" for row in _ROWS).encode()


def _csv() -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_ROWS[0])
    table.writerows([[v if not isinstance(v, list) else "|".join(v) for v in row.values()] for row in _ROWS])
    return text.getvalue().encode()


def _parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(_ROWS), file)
    return file.getvalue()
