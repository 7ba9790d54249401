"""Reads PolNeAR (Newell et al. 2018, "An Attribution Relations Corpus for Political News"), brat archives."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from framing.attributions import Attribution
from framing.datatypes import Span
from framing.sentences import split_sentences

ROLES = ("Source", "Cue", "Content")
_Pieces = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Passage:
    """A piece of an article with what of its attributions lies in it."""

    document: str
    text: str
    attributions: tuple[Attribution, ...]


def split_paragraphs(text: str) -> list[Span]:
    """Return the lines of a text that are not blank: PolNeAR's paragraphs."""
    return [Span(found.start(), found.end(), found[0]) for found in re.finditer(r"[^\n]*\S[^\n]*", text)]


def read_polnear(
    archive: Path, split: Callable[[str], Sequence[Span]] = split_sentences
) -> Iterator[Passage]:
    """Yield the passages of an archive (train.tar.gz, dev.tar.gz, test.tar.gz), article by article.

    ``split`` cuts an article into passages. Where several annotators read an article, the first one's work
    is taken. Raises FileNotFoundError for a missing archive and tarfile.ReadError for a file that is none.
    """
    texts: dict[str, str] = {}
    notes: dict[str, str] = {}
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda member: member.name):
            path = PurePosixPath(member.name)
            file = tar.extractfile(member) if path.suffix in {".txt", ".ann"} else None
            if file is None or path.name.startswith("."):
                continue
            content = file.read().decode("utf-8")
            if path.suffix == ".txt":
                texts[path.stem] = content
            else:
                notes.setdefault(path.stem.rsplit("_", 1)[0], content)
    for document in sorted(texts.keys() & notes.keys()):
        yield from passages(document, texts[document], notes[document], split)


def passages(
    document: str, text: str, annotation: str, split: Callable[[str], Sequence[Span]] = split_sentences
) -> Iterator[Passage]:
    """Yield the passages of one article with what of its brat ``annotation`` lies in each."""
    found = list(_attributions(annotation))
    for span in split(text):
        made = [Attribution(*(_inside(one[role], span) for role in ROLES)) for one in found]
        held = tuple(one for one in made if one.source or one.cue or one.content)
        yield Passage(document, span.text, held)


def _attributions(annotation: str) -> Iterator[Mapping[str, _Pieces]]:
    pieces: dict[str, tuple[str, _Pieces]] = {}
    lines = annotation.splitlines()
    for line in lines:
        if match := re.match(r"(T\d+)\t(\S+) ([\d ;]+)\t", line):
            spans = tuple((int(a), int(b)) for a, b in (part.split() for part in match[3].split(";")))
            pieces[match[1]] = (match[2], spans)
    for line in lines:
        if line.startswith("E"):
            roles: dict[str, _Pieces] = dict.fromkeys(ROLES, ())
            for reference in re.findall(r":(T\d+)", line):
                role, spans = pieces[reference]
                if role in roles:
                    roles[role] += spans
            yield roles


def _inside(pieces: _Pieces, passage: Span) -> tuple[Span, ...]:
    """Return what of the pieces lies in a passage, in its offsets."""
    cut = [(max(a, passage.start) - passage.start, min(b, passage.end) - passage.start) for a, b in pieces]
    return tuple(Span(a, b, passage.text[a:b]) for a, b in sorted(cut) if a < b)
