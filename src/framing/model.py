"""Model: the whole line from text to statements, bundled, loaded from a folder, or fitted by training/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from framing.actors import ActorTable
from framing.blocs import BlocClassifier
from framing.checked_arrays import Arrays
from framing.datatypes import Document, Explanation, Statement
from framing.engine import expect
from framing.errors import ModelFormatError
from framing.hub import HubMethods
from framing.parallel import mapped
from framing.portions import chunks, cuts, told_in_pieces
from framing.sentences import split_sentences
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from framing.stance_words import explain_document
from framing.statements import Sentences, Told
from framing.storage import Config, fingerprint, read_model, under_prefix, with_prefix, write_model
from framing.tokens import tokenize

BUNDLED = Path(__file__).parent / "models" / "en"


class Model(HubMethods):
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
        n_jobs: int = 1,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[Document]:
        """Yield the document of each text, in order; texts are read ahead in chunks and not kept.

        ``n_jobs`` processes share the work (-1: one a core), with the same result; more than one need joblib,
        of the extra ``fast``.
        """
        work = partial(_told_of_texts, min_probability=min_probability, max_error=max_error)
        for chunk, told in mapped(work, self, chunks(texts, len), n_jobs):
            for text, statements in zip(chunk, told.statements(self.stance.labels_), strict=True):
                yield Document(text, statements)

    def annotate_sentences(
        self,
        documents: Iterable[Sequence[str]],
        *,
        n_jobs: int = 1,
        context: bool = True,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Iterator[tuple[Statement, ...]]:
        """Yield the statements of each document, given as its sentences; offsets are in a sentence.

        With ``context=False`` each sentence is judged as if it stood alone; ``n_jobs`` as in `annotate_many`.
        Raises InputError for a sentence of more than a million characters, which is none.
        """
        work = partial(
            _told_of_sentences, context=context, min_probability=min_probability, max_error=max_error
        )
        portions = chunks(documents, lambda document: sum(map(len, document)))
        for _, told in mapped(work, self, portions, n_jobs):
            yield from told.statements(self.stance.labels_)

    def tell(
        self,
        documents: Sequence[Sentences],
        *,
        context: bool = True,
        min_probability: float | None = None,
        max_error: float | None = None,
    ) -> Told:
        """Return what the models say of documents, all at once, as arrays."""
        texts = [text for document in documents for text in document.texts]
        starts = [start for document in documents for start in document.starts]
        first = np.concatenate(([0], np.cumsum([len(d.texts) for d in documents]))).astype(np.int64)
        least = np.full(len(texts), min_probability or 0.0)
        if max_error is not None:
            least = np.maximum(least, self.stance.least_probabilities(max_error, first, context=context))
        expect(sum(map(len, texts)))
        tokens = tokenize(texts)
        speakers, heard = self.tagger.hear(texts, tokens)
        blocs = self.blocs.predict(texts, heard, first, tokens=tokens, context=context)
        stances, chosen = self.stance.predict(
            tokens, blocs.probabilities, first, actors=self.actors, context=context
        )
        return Told(Sentences(texts, starts), first, speakers, blocs, stances, chosen, least)

    def explain(self, sentence: str) -> tuple[Explanation, ...]:
        """Return what adds up to the scores of stances, blocs and speaker of one sentence by itself.

        Contributions sum to the score with the intercept; the strongest come first. A sentence without words
        has nothing to explain; one without a speaker has no explanation of a speaker.
        """
        if not sentence.strip():
            return ()
        told = self.tell([Sentences([sentence], [0])], context=False)
        tokens, found = tokenize([sentence]), told.speakers[0]
        blocs = self.blocs.explain(sentence, found[0] if found else None)
        stances = self.stance.explain(tokens, told.blocs.probabilities, self.actors, [sentence])
        speaker = self.tagger.explain(sentence)
        return (*stances, *blocs, *([speaker] if speaker else []))

    def explain_statements(self, statements: Iterable[Statement]) -> tuple[Explanation, ...]:
        """Return, for each of one document's ``statements``, what adds up to its stance's score there.

        A word contributes its shares of all the terms it is part of; who may speak and the sentences around
        contribute as wholes. An undecided stance is explained by its most probable label. Raises LabelError
        for statements that this model did not make.
        """
        statements = tuple(statements)
        if not statements:
            return ()
        return tuple(
            explanation
            for low, high in cuts([statement.text for statement in statements])
            for explanation in explain_document(self.stance, statements[low:high], self.actors)
        )

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

    def fingerprint(self) -> str:
        """Return a SHA-256 of all that the results follow from: settings, arrays and actors."""
        settings, arrays = self._state()
        actors = self.actors
        codes = {"actors.bloc": actors.bloc, "actors.kind": actors.kind}
        return fingerprint([settings, actors.names, actors.labels, actors.kinds], arrays | codes)

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

    @classmethod
    def _read(cls, folder: Path, actors: str | Path | ActorTable | None) -> Model:
        config, arrays, card = read_model(folder)
        try:
            settings = config.pop("settings")
            tagger = SpeakerTagger.from_state(settings["speakers"], under_prefix("speakers", arrays))
            blocs = BlocClassifier.from_state(settings["blocs"], under_prefix("blocs", arrays))
            stance = StanceClassifier.from_state(settings["stance"], under_prefix("stance", arrays))
        except ModelFormatError as error:
            raise ModelFormatError(f"{folder}: {error}") from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
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
        return cls(tagger, blocs, stance, actors=table, config=config, card=card)


def load(
    path: str | Path | None = None,
    *,
    actors: str | Path | ActorTable | None = None,
    revision: str | None = None,
) -> Model:
    """Return the bundled model, the one in the folder ``path``, or the one of that name on the Hub.

    ``actors`` are further names of actors and their blocs (a CSV file with the columns name and bloc, or a
    table), which go before the bundled ones and take effect without retraining. A name such as "owner/name",
    where there is no such folder, is looked up on the Hub, at ``revision`` (a branch, tag or commit); nothing
    else uses the network. Raises ModelFormatError for what is no model folder or a broken one, InputError for
    a table that cannot be read. Loading runs no code of the folder.
    """
    return Model.from_pretrained(BUNDLED if path is None else path, actors=actors, revision=revision)


def _told_of_texts(model: Model, texts: Sequence[str], **settings: Any) -> Told:
    split = map(split_sentences, texts)
    return told_in_pieces(
        model.tell,
        [Sentences([s.text for s in spans], [s.start for s in spans]) for spans in split],
        **settings,
    )


def _told_of_sentences(model: Model, documents: Sequence[Sequence[str]], **settings: Any) -> Told:
    return told_in_pieces(model.tell, [Sentences(texts, [0] * len(texts)) for texts in documents], **settings)
