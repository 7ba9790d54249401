"""Datasets of the library `datasets`, through its `map` over Arrow tables and its cache."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

import framing
from framing.errors import InputError, MissingExtraError
from framing.model import Model, load
from framing.slabs import document_starts
from framing.tables import Options, annotated, output_schema, own_columns
from framing.tokens import Ints

_BATCH_ROWS = 1000


def annotate_dataset(
    dataset: Any,
    *,
    model: Model | None = None,
    text_column: str = "text",
    document_column: str | None = None,
    split: bool = True,
    context: bool = True,
    min_probability: float | None = None,
    max_error: float | None = None,
    num_proc: int | None = None,
    batch_size: int = _BATCH_ROWS,
) -> Any:
    """Return a `datasets.Dataset` or `DatasetDict` with the columns of the annotation.

    Arguments and rows are those of `framing.annotate_table`; each of ``num_proc`` processes holds
    ``batch_size`` rows at a time, and the rest of the last one's document. What was annotated before, with
    the same model and arguments, comes from the cache of `datasets`. Raises InputError as `annotate_table`
    does, and for a dataset that is streamed; MissingExtraError without `datasets`.
    """
    model = load() if model is None else model
    options = Options(text_column, document_column, split, context, min_probability, max_error)
    if isinstance(dataset, dict):
        return type(dataset)(
            {name: _annotated(part, model, options, num_proc, batch_size) for name, part in dataset.items()}
        )
    return _annotated(dataset, model, options, num_proc, batch_size)


def _annotated(dataset: Any, model: Model, options: Options, num_proc: int | None, batch_size: int) -> Any:
    try:
        from datasets import Dataset, Features
    except ImportError as error:
        raise MissingExtraError(
            f"a dataset needs the library `datasets` ({error}); pip install 'framing-stance[train]'"
        ) from error
    if not isinstance(dataset, Dataset):
        raise InputError(
            f"{type(dataset).__name__} is no datasets.Dataset or DatasetDict; load one without streaming"
        )
    own = dataset.features.arrow_schema
    options.check(own)
    schema = output_schema(own, model, options)
    features = Features.from_arrow_schema(schema)
    # Arrow has no class labels and the like: own columns are described as they were.
    features |= zip(
        schema.names, (dataset.features[name] for name in own_columns(own, options)), strict=False
    )
    if not len(dataset):  # `map` would leave it as it is
        return Dataset.from_dict({name: [] for name in features}, features=features)
    arrow = dataset.with_format("arrow")
    done = arrow.map(
        _Batches(arrow, model, options, _starts(arrow, options.document_column)),
        batched=True,
        batch_size=batch_size,
        with_indices=True,
        num_proc=num_proc,
        remove_columns=dataset.column_names,
        features=features,
        new_fingerprint=_fingerprint(dataset, model, options),
        desc="framing",
    )
    return done.with_format(dataset.format["type"], **dataset.format["format_kwargs"])


@dataclass(frozen=True)
class _Batches:
    """What `map` does with a batch: annotates the documents that begin in it, whole."""

    dataset: Any
    model: Model
    options: Options
    starts: Ints | None

    def __call__(self, batch: pa.Table, rows: list[int]) -> pa.Table:
        first = rows[0]
        if self.starts is not None:
            first, stop = self.starts[np.searchsorted(self.starts, [first, rows[-1] + 1])].tolist()
            batch = self.dataset[first:stop]
        return annotated(batch, self.model, self.options, first=first)


def _starts(arrow: Any, column: str | None) -> Ints | None:
    """Return the rows that documents begin at, and the number of all rows."""
    if column is None:
        return None
    parts = arrow.select_columns(column).iter(_BATCH_ROWS)
    starts = document_starts(part.column(column) for part in parts)
    return np.array([*starts, len(arrow)], dtype=np.int64)


def _fingerprint(dataset: Any, model: Model, options: Options) -> str:
    """Return what `datasets` keeps the result under: a hash of all that it follows from."""
    known = dataset._fingerprint  # noqa: SLF001 - documented, though its name is private
    parts = [known, model.fingerprint(), framing.__version__, asdict(options)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
