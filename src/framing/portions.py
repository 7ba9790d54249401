"""How much text is read at a time: chunks of documents, and pieces of documents that are too long.

What is computed for a text takes some 250 bytes a character. No article comes near the length at which a
document is cut; what is longer is read as several documents that follow one another, so that memory has a
bound however long the input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from framing.blocs import Blocs
from framing.errors import InputError
from framing.statements import Sentences, Told

_T = TypeVar("_T")

CHUNK = 200_000
"""Characters of documents that are annotated together."""
LONGEST_DOCUMENT = 500_000
"""Characters of sentences from which on a document is cut, before its next sentence."""
LONGEST_SENTENCE = 1_000_000
"""Characters. A sentence cannot be cut without changing what it says; a longer one is refused."""


def chunks(documents: Iterable[_T], size_of: Callable[[_T], int]) -> Iterator[list[_T]]:
    """Yield lists of documents of about `CHUNK` characters, and none of no document."""
    chunk: list[_T] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += size_of(document) + 1
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def cuts(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pieces of a document of these sentences, as bounds [low, high): one, unless it is too long.

    Raises InputError where a sentence is too long.
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    if (longest := int(lengths.max(initial=0))) > LONGEST_SENTENCE:
        raise InputError(
            f"{longest} characters are no sentence, of which {LONGEST_SENTENCE} are read at most; "
            "split the text into sentences first"
        )
    piece = (np.cumsum(lengths) - lengths) // LONGEST_DOCUMENT
    bounds = np.concatenate(([0], np.flatnonzero(np.diff(piece)) + 1, [len(texts)])).tolist()
    return list(pairwise(bounds))


def told_in_pieces(tell: Callable[..., Told], documents: Sequence[Sentences], **settings: Any) -> Told:
    """Return what `framing.model.Model.tell` says of documents, however long, as told of each as a whole."""
    return _joined([tell(batch, **settings) for batch in _batches(documents)], documents)


def _batches(documents: Sequence[Sentences]) -> Iterator[list[Sentences]]:
    """Yield the documents, or their pieces, in lists of at most about twice `LONGEST_DOCUMENT` characters."""
    batch: list[Sentences] = []
    size = 0
    for texts, starts in documents:
        for low, high in cuts(texts):
            if size >= LONGEST_DOCUMENT:
                yield batch
                batch, size = [], 0
            batch.append(Sentences(texts[low:high], starts[low:high]))
            size += sum(map(len, batch[-1].texts))
    yield batch


def _joined(parts: Sequence[Told], documents: Sequence[Sentences]) -> Told:
    """Return what was told of the batches of ``documents`` as told of these."""
    if len(parts) == 1 and len(parts[0].first) == len(documents) + 1:
        return parts[0]
    count = np.cumsum([0, *(len(document.texts) for document in documents)])
    begins, contexts, base = np.repeat(count[:-1], np.diff(count)), [], 0
    for part in parts:  # the sentence that decided, among all
        own = part.blocs.context
        begin = base + np.repeat(part.first[:-1], np.diff(part.first))
        contexts.append(np.where(own >= 0, own + begin, -1))
        base += len(own)
    context = np.concatenate(contexts)
    return Told(
        Sentences(
            [text for document in documents for text in document.texts],
            [start for document in documents for start in document.starts],
        ),
        count.astype(np.int64),
        [speakers for part in parts for speakers in part.speakers],
        Blocs(
            parts[0].blocs.labels,
            np.concatenate([part.blocs.probabilities for part in parts]),
            np.concatenate([part.blocs.chosen for part in parts]),
            np.where(context >= 0, context - begins, -1),
        ),
        np.concatenate([part.stances for part in parts]),
        np.concatenate([part.chosen for part in parts]),
        np.concatenate([part.least for part in parts]),
    )
