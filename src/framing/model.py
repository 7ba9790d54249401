"""Model: the whole line from text to statements, bundled, loaded from a folder, or fitted by training/."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.actors import ActorTable
from framing.blocs import BlocClassifier, Blocs
from framing.datatypes import UNDECIDED, Document, Explanation, Speaker, Stance, Statement
from framing.errors import ModelFormatError
from framing.sentences import split_sentences
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from framing.stance_words import explain_document
from framing.storage import Arrays, Config, read_model, under_prefix, with_prefix, write_model
from framing.tokens import Ints, Tokens, tokenize

BUNDLED = Path(__file__).parent / "models" / "en"
_CHUNK = 200_000  # characters annotated at a time, so that memory stays flat however long the input


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
    A model keeps no state between calls, so threads may share it. Parts that its training data did not label
    find nothing: no speaker, no bloc, or a stance without label and probabilities.
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
        waiting: deque[tuple[str, list[int]]] = deque()

        def feed() -> Iterator[list[str]]:
            for text in texts:
                spans = split_sentences(text)
                waiting.append((text, [span.start for span in spans]))
                yield [span.text for span in spans]

        found = self.annotate_sentences(feed(), min_probability=min_probability, max_error=max_error)
        for statements in found:
            text, starts = waiting.popleft()
            yield Document(text, tuple(s.shift(start) for s, start in zip(statements, starts, strict=True)))

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
        for chunk in _chunks(documents):
            sentences = [sentence for document in chunk for sentence in document]
            first = np.concatenate(([0], np.cumsum([len(document) for document in chunk]))).astype(np.int64)
            least = np.full(len(sentences), min_probability or 0.0)
            if max_error is not None:
                least = np.maximum(least, self.stance.least_probabilities(max_error, first, context=context))
            statements = self._statements(sentences, first, context, least)
            for low, high in pairwise(first):
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
        self, sentences: Sequence[str], first: Ints, context: bool, least: NDArray[np.float64]
    ) -> list[Statement]:
        if not sentences:
            return []
        _, read = self._read(sentences, first, context)
        labels, names = self.stance.labels_, read.blocs.names()
        result = []
        for row, text in enumerate(sentences):
            found = read.speakers[row]
            result.append(
                Statement(
                    text=text,
                    start=0,
                    end=len(text),
                    stance=_stance(labels, read.stances[row], read.chosen[row], least[row]),
                    blocs=names[row],
                    bloc_probabilities=dict(
                        zip(read.blocs.labels, read.blocs.probabilities[row].tolist(), strict=True)
                    ),
                    speaker=found[0] if found else None,
                    speakers=found,
                    context=int(read.blocs.context[row]) if read.blocs.context[row] >= 0 else None,
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

    def explain_statements(self, statements: Iterable[Statement]) -> tuple[Explanation, ...]:
        """Return, for each of one document's ``statements``, what adds up to its stance's score there.

        A word contributes its shares of all the terms it is part of; who may speak and the sentences around
        contribute as wholes. An undecided stance is explained by its most probable label. Raises LabelError
        for statements that this model did not make.
        """
        statements = tuple(statements)
        return tuple(explain_document(self.stance, statements, self.actors)) if statements else ()

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


def _stance(labels: Sequence[str], probabilities: NDArray[np.float64], chosen: int, least: float) -> Stance:
    if not labels:
        return Stance("", 0.0, {})
    probability = float(probabilities[chosen])
    label = labels[chosen] if probability >= least else UNDECIDED
    return Stance(label, probability, dict(zip(labels, probabilities.tolist(), strict=True)))


def _chunks(documents: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Yield lists of documents of about ``_CHUNK`` characters, and none of no document."""
    chunk: list[Sequence[str]] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += sum(map(len, document)) + 1
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
