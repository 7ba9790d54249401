"""Model: the whole line from text to statements, bundled, loaded from a folder, or fitted by training/."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.blocs import BlocClassifier, Blocs
from framing.datatypes import Document, Explanation, Speaker, Stance, Statement
from framing.engine import expect
from framing.errors import ModelFormatError
from framing.sentences import split_sentences
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from framing.storage import Arrays, Config, read_model, under_prefix, with_prefix, write_model
from framing.tokens import Ints, Tokens, tokenize

BUNDLED = Path(__file__).parent / "models" / "en"
UNDECIDED = "undecided"
"""The stance label of a sentence whose label is less probable than was asked for."""

_CHUNK = 200_000  # characters annotated at a time, so that memory stays flat however long the input


class _Sentences(NamedTuple):
    """The sentences of a document, and where each begins in its text."""

    texts: Sequence[str]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the models say of n sentences."""

    speakers: list[tuple[Speaker, ...]]
    blocs: Blocs
    stances: NDArray[np.float64]
    chosen: Ints


class Model:
    """Says who is given the word in a text, which bloc they belong to and whose framing a statement carries.

    Made by `load` or by the scripts in training/. ``actors`` is the table of names that the bloc and stance
    models look up; ``config`` what is written into config.json besides; ``card`` the model card, Markdown.
    A model keeps no state between calls, so threads may share it.
    """

    def __init__(
        self,
        tagger: SpeakerTagger,
        blocs: BlocClassifier,
        stance: StanceClassifier,
        *,
        actors: ActorTable | None = None,
        config: Config | None = None,
        card: str = "",
    ) -> None:
        self.tagger = tagger
        self.blocs = blocs
        self.stance = stance
        self.actors = actors or ActorTable.default()
        self.blocs.actors = self.actors
        self.config = config or {}
        self.card = card

    def annotate(
        self, text: str, *, min_probability: float | None = None, max_error: float | None = None
    ) -> Document:
        """Return the statements of ``text``, one a sentence, with offsets into it.

        A stance whose probability is below ``min_probability`` comes out as ``undecided``; with ``max_error``
        so many do that at most this share of all sentences like the training data's is labelled wrongly (see
        `framing.softmax.SoftmaxRegression.least_probability`). Text without words gives a document without
        statements.
        """
        (document,) = self.annotate_many([text], min_probability=min_probability, max_error=max_error)
        return document

    def annotate_many(
        self,
        texts: Iterable[str],
        *,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[Document]:
        """Yield the document of each text, in order; texts are read ahead in chunks and not kept."""
        waiting: deque[str] = deque()

        def feed() -> Iterator[_Sentences]:
            for text in texts:
                waiting.append(text)
                spans = split_sentences(text)
                yield _Sentences([span.text for span in spans], [span.start for span in spans])

        abstention = min_probability, max_error
        for statements in self._annotated(feed(), True, *abstention):
            yield Document(waiting.popleft(), statements)

    def annotate_sentences(
        self,
        documents: Iterable[Sequence[str]],
        *,
        context: bool = True,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[tuple[Statement, ...]]:
        """Yield the statements of each document, given as its sentences; offsets are in a sentence.

        With ``context=False`` each sentence is judged as if it stood alone.
        """
        feed = (_Sentences(sentences, [0] * len(sentences)) for sentences in documents)
        return self._annotated(feed, context, min_probability, max_error)

    def _annotated(
        self,
        documents: Iterable[_Sentences],
        context: bool,
        min_probability: float | None,
        max_error: float | None,
    ) -> Iterator[tuple[Statement, ...]]:
        for chunk in _chunks(documents):
            whole = _Sentences(
                [text for document in chunk for text in document.texts],
                [start for document in chunk for start in document.starts],
            )
            first = np.concatenate(([0], np.cumsum([len(d.texts) for d in chunk]))).astype(np.int64)
            least = np.full(len(whole.texts), min_probability or 0.0)
            if max_error is not None:
                least = np.maximum(least, self.stance.least_probabilities(max_error, first, context=context))
            statements = self._statements(whole, first, context, least) if whole.texts else []
            for low, high in pairwise(first.tolist()):
                yield tuple(statements[low:high])

    def _read(self, sentences: Sequence[str], first: Ints, context: bool) -> tuple[Tokens, _Reading]:
        tokens = tokenize(sentences)
        speakers = self.tagger.predict(sentences, tokens)
        chief = [found[0] if found else None for found in speakers]
        blocs = self.blocs.predict(sentences, chief, first, tokens=tokens, context=context)
        stances, chosen = self.stance.predict(
            tokens, blocs.probabilities, first, actors=self.actors, context=context
        )
        return tokens, _Reading(speakers, blocs, stances, chosen)

    def _statements(
        self, sentences: _Sentences, first: Ints, context: bool, least: NDArray[np.float64]
    ) -> list[Statement]:
        _, read = self._read(sentences.texts, first, context)
        labels, blocs = self.stance.labels_, read.blocs.labels
        probability = read.stances[np.arange(len(read.chosen)), read.chosen]
        given = np.where(probability < least, len(labels), read.chosen)
        named = (*labels, UNDECIDED)
        # Rows of plain Python numbers: reading arrays one number at a time costs many times more.
        rows = zip(
            sentences.texts,
            sentences.starts,
            read.speakers,
            given.tolist(),
            probability.tolist(),
            read.stances.tolist(),
            read.blocs.names(),
            read.blocs.probabilities.tolist(),
            read.blocs.context.tolist(),
            strict=True,
        )
        result = []
        for text, start, speakers, label, sure, stances, own, voices, decided in rows:
            found = tuple([speaker.shift(start) for speaker in speakers]) if start else speakers
            result.append(
                Statement(
                    text,
                    start,
                    start + len(text),
                    Stance(named[label], sure, dict(zip(labels, stances, strict=True))),
                    own,
                    dict(zip(blocs, voices, strict=True)),
                    found[0] if found else None,
                    found,
                    decided if decided >= 0 else None,
                )
            )
        return result

    def explain(self, sentence: str) -> tuple[Explanation, ...]:
        """Return what adds up to the scores of stances, blocs and speaker of one sentence by itself.

        Contributions sum to the score with the intercept; the strongest come first. A sentence without words
        has nothing to explain; one without a speaker has no explanation of a speaker.
        """
        if not sentence.strip():
            return ()
        tokens, read = self._read([sentence], np.array([0, 1], np.int64), context=False)
        found = read.speakers[0]
        blocs = self.blocs.explain(sentence, found[0] if found else None)
        stances = self.stance.explain(tokens, read.blocs.probabilities, self.actors, [sentence])
        speaker = self.tagger.explain(sentence)
        return (*stances, *blocs, *([speaker] if speaker else []))

    def info(self) -> dict[str, Any]:
        """Return what the model is: labels, sizes and provenance, as JSON values."""
        settings, arrays = self._state()
        return {
            "stances": list(self.stance.labels_),
            "blocs": list(self.blocs.labels_),
            "actors": len(self.actors),
            "numbers": {
                part: sum(array.size for array in under_prefix(part, arrays).values()) for part in settings
            },
            "bytes": sum(array.nbytes for array in arrays.values()),
            **self.config,
        }

    def _state(self) -> tuple[dict[str, Any], Arrays]:
        """Return the settings of each part, and all arrays by the part they belong to."""
        states = {
            "speakers": self.tagger.state(),
            "blocs": self.blocs.state(),
            "stance": self.stance.state(),
        }
        arrays: Arrays = {}
        for name, (_, own) in states.items():
            arrays |= with_prefix(name, own)
        return {name: settings for name, (settings, _) in states.items()}, arrays

    def save(self, folder: str | Path) -> None:
        """Write the model into ``folder``, whole or not at all; see `framing.storage.write_model`."""
        settings, arrays = self._state()
        write_model(folder, {**self.config, "settings": settings}, arrays, self.card)


def load(path: str | Path | None = None, *, actors: str | Path | ActorTable | None = None) -> Model:
    """Return the bundled model, or the one in the folder ``path``.

    ``actors`` are further names of actors and their blocs (a CSV file with the columns name and bloc, or a
    table), which go before the bundled ones and take effect without retraining. Raises ModelFormatError for
    what is no model folder or a broken one, InputError for a table that cannot be read. Loading runs no code
    of the folder.
    """
    folder = BUNDLED if path is None else Path(path)
    config, arrays, card = read_model(folder)
    try:
        settings = config.pop("settings")
        tagger = SpeakerTagger.from_state(settings["speakers"], under_prefix("speakers", arrays))
        blocs = BlocClassifier.from_state(settings["blocs"], under_prefix("blocs", arrays))
        stance = StanceClassifier.from_state(settings["stance"], under_prefix("stance", arrays))
    except ModelFormatError as error:
        raise ModelFormatError(f"{folder}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelFormatError(
            f"{folder}: config.json lacks settings ({error!r}); save the model again"
        ) from error
    del config["format"]
    if stance.voice_labels_ != blocs.labels_:
        raise ModelFormatError(
            f"{folder}: stance and bloc models were not trained together; save the model again"
        )
    table = ActorTable.default()
    if actors is not None:
        table = table.merged(actors if isinstance(actors, ActorTable) else ActorTable.read(actors))
    return Model(tagger, blocs, stance, actors=table, config=config, card=card)


def _chunks(documents: Iterable[_Sentences]) -> Iterator[list[_Sentences]]:
    """Yield lists of documents of about ``_CHUNK`` characters, and none of no document."""
    chunk: list[_Sentences] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += sum(map(len, document.texts)) + 1
        if size >= _CHUNK:
            expect(size)
            yield chunk
            chunk, size = [], 0
    if chunk:
        expect(size)
        yield chunk
