"""The component `framing` of spaCy pipelines: speakers, cues and contents as spans, stances of sentences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, cast

import numpy as np

from framing import datatypes
from framing.datatypes import Speaker, Statement
from framing.errors import MissingExtraError
from framing.model import Model, load
from framing.sentences import split_sentences

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.util import minibatch
except ImportError as error:
    raise MissingExtraError(
        f"the component needs spaCy ({error}); pip install 'framing-stance[spacy]'"
    ) from error

SPEAKERS, CUES, CONTENTS = "speakers", "cues", "contents"
"""The groups of `Doc.spans` that are filled."""

_VALUES = (
    "framing_stance",
    "framing_stance_probabilities",
    "framing_blocs",
    "framing_bloc_probabilities",
)
_SETTINGS: dict[str, Any] = {"model": None, "actors": None, "min_probability": None, "max_error": None}


class FramingPipe:
    """Annotates documents by a model, each in the context of its sentences, and many at once in `pipe`.

    Sentences are those that the document has; where none are set, the library's own are, as far as they begin
    with a token. ``doc.spans`` gets the groups ``speakers`` (labelled with the blocs of a sentence's main
    speaker, joined by |, else empty), ``cues`` and ``contents``, grown to whole tokens; a cue and a content
    have the ``id`` of their speaker. Each sentence that is not blank gets ``_.framing_stance`` (a label),
    ``_.framing_stance_probabilities``, ``_.framing_blocs`` (a list, empty for the author's own voice) and
    ``_.framing_bloc_probabilities``, plain values all; ``_.framing_speaker`` is the span of its main speaker,
    or None.
    ``min_probability`` and ``max_error`` are those of `Model.annotate`.
    """

    def __init__(
        self, model: Model, *, min_probability: float | None = None, max_error: float | None = None
    ) -> None:
        self.model = model
        self.min_probability = min_probability
        self.max_error = max_error

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document, and return it."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate documents, ``batch_size`` at a time, and yield them in order."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            sentences = [_sentences(doc) for doc in docs]
            texts = [[sentence.text.strip() for sentence in own] for own in sentences]
            annotated = self.model.annotate_sentences(
                texts, min_probability=self.min_probability, max_error=self.max_error
            )
            for doc, own, statements in zip(docs, sentences, annotated, strict=True):
                _annotate(doc, own, statements)
                yield doc


@Language.factory(
    "framing",
    assigns=["doc.spans", "token.is_sent_start", *(f"span._.{name}" for name in _VALUES)],
    default_config=_SETTINGS,
)
def make_framing(
    nlp: Language,  # noqa: ARG001 - spaCy gives both
    name: str,  # noqa: ARG001
    *,
    model: str | None,
    actors: str | None,
    min_probability: float | None,
    max_error: float | None,
) -> FramingPipe:
    """Return the component for a pipeline; ``model`` and ``actors`` are what `framing.load` is given."""
    return FramingPipe(load(model, actors=actors), min_probability=min_probability, max_error=max_error)


def _sentences(doc: Doc) -> list[Span]:
    """Return the sentences that are not blank, after setting their bounds where none are set."""
    if not doc.has_annotation("SENT_START"):
        starts = [span.start for span in split_sentences(doc.text)]
        begins = np.isin([token.idx for token in doc], starts)
        # Token by token, spaCy would look through the whole document for each.
        values: Any = np.where(begins, 1, -1).astype(np.uint64)
        doc.from_array(["SENT_START"], values)
    return [sentence for sentence in doc.sents if not sentence.text.isspace()]


def _annotate(doc: Doc, sentences: Iterable[Span], statements: Iterable[Statement]) -> None:
    """Put what is said of a document's sentences into it."""
    groups: dict[str, list[Span]] = {SPEAKERS: [], CUES: [], CONTENTS: []}
    for sentence, statement in zip(sentences, statements, strict=True):
        text = sentence.text
        offset = sentence.start_char + len(text) - len(text.lstrip())
        label = "|".join(statement.blocs)
        for speaker in (found.shift(offset) for found in statement.speakers):
            number = len(groups[SPEAKERS]) + 1  # 0 is no id
            groups[SPEAKERS].append(_span(doc, speaker, number, label))
            label = ""  # the blocs are the main speaker's, who comes first
            for group, part in ((CUES, speaker.cue), (CONTENTS, speaker.content)):
                if part is not None:
                    groups[group].append(_span(doc, part, number))
        values = (
            statement.stance.label,
            dict(statement.stance.probabilities),
            list(statement.blocs),
            dict(statement.bloc_probabilities),
        )
        for name, value in zip(_VALUES, values, strict=True):
            sentence._.set(name, value)
    for group, spans in groups.items():
        doc.spans[group] = spans


def _span(doc: Doc, part: Speaker | datatypes.Span, number: int, label: str = "") -> Span:
    found = doc.char_span(part.start, part.end, label, alignment_mode="expand", span_id=number)
    return cast("Span", found)  # it lies within the text, so it is not None


def _main_speaker(sentence: Span) -> Span | None:
    found: Any = sentence.doc.spans.get(SPEAKERS, ())
    # Speakers stand in the order of their sentences, each sentence's main one first.
    place = bisect_left(found, sentence.start, key=attrgetter("start"))
    span = found[place] if place < len(found) else None
    return span if span is not None and span.start < sentence.end else None


for _name in _VALUES:
    Span.set_extension(_name, default=None, force=True)
Span.set_extension("framing_speaker", getter=_main_speaker, force=True)
