"""brat stand-off annotation of attributions, as in PolNeAR: texts with Source, Cue and Content.

PolNeAR: Newell, Margolin & Ruths 2018, "An Attribution Relations Corpus for Political News" (LREC). 1,008 US
political news articles; https://github.com/networkdynamics/PolNeAR, where no licence is stated: the articles
are their publishers'. The format: https://brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from framing.attributions import Attribution
from framing.datatypes import Span
from framing.errors import InputError
from framing.rows import Row
from framing.sentences import split_sentences
from training.files import list_files, read_members

ROLES = ("Source", "Cue", "Content")
Split = Callable[[str], Sequence[Span]]
_Pieces = tuple[tuple[int, int], ...]
_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t|$)")
_LINE = re.compile(r"^[^\S\n]*\S[^\n]*", re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """A piece of an article with what of its attributions lies in it."""

    document: str
    text: str
    attributions: tuple[Attribution, ...]


def read_brat(path: Path) -> Iterator[Row]:
    """Yield a row for each sentence of a folder or archive of ``.txt`` and ``.ann`` files, by article.

    ``speaker`` holds the words of the main source, null where no source lies in the sentence; its place is
    ``speaker_start`` and ``speaker_end``, in characters. The main source is that of the longest content; of
    one in several pieces it is the longest. ``attributions`` are all of them, each with the ``source``,
    ``cue`` and ``content`` that lie in the sentence: lists of start and end. Raises InputError with the file
    and the line.
    """
    for passage in read_passages(path):
        main = _main_source(passage.attributions)
        yield {
            "doc": passage.document,
            "text": passage.text,
            "source": "brat",
            "speaker": main.text if main else None,
            "speaker_start": main.start if main else None,
            "speaker_end": main.end if main else None,
            "attributions": [
                {role.lower(): [[s.start, s.end] for s in getattr(one, role.lower())] for role in ROLES}
                for one in passage.attributions
            ],
        }


def split_paragraphs(text: str) -> list[Span]:
    """Return the lines of a text that are not blank: PolNeAR's paragraphs."""
    return [Span(found.start(), found.end(), found[0]) for found in _LINE.finditer(text)]


def read_passages(path: Path, split: Split = split_sentences) -> Iterator[Passage]:
    """Yield the passages of the articles in a folder or archive, article by article.

    ``split`` cuts an article into passages. An annotation file is named as its text, or (PolNeAR) with the
    annotator after the last underscore; where several annotators read an article, the first one's work is
    taken. Texts without annotation are left out. Raises InputError with the file and the line.
    """
    texts: dict[str, str] = {}
    notes: dict[str, tuple[str, str]] = {}
    for name, content in _text_files(path):
        stem = PurePosixPath(name).stem
        if name.endswith(".txt"):
            texts[stem] = content
        else:
            notes[stem] = name, content
    first: dict[str, tuple[str, str]] = {}
    for stem in sorted(notes):
        first.setdefault(stem if stem in texts else stem.rsplit("_", 1)[0], notes[stem])
    if not texts.keys() & first.keys():
        raise InputError(f"{path}: no .txt file with an .ann file of its name; name a folder of brat files")
    for document in sorted(texts.keys() & first.keys()):
        name, annotation = first[document]
        yield from passages(document, texts[document], annotation, split, place=f"{path}: {name}")


def passages(
    document: str, text: str, annotation: str, split: Split = split_sentences, *, place: str = "annotation"
) -> Iterator[Passage]:
    """Yield the passages of one article with what of its brat ``annotation`` lies in each.

    ``place`` begins the message of the InputError for a line that is broken or does not fit the text.
    """
    found = list(_attributions(annotation, len(text), place))
    for span in split(text):
        made = [Attribution(*(_inside(one[role], span) for role in ROLES)) for one in found]
        held = tuple(one for one in made if one.source or one.cue or one.content)
        yield Passage(document, span.text, held)


def _text_files(path: Path) -> Iterator[tuple[str, str]]:
    for file in list_files(path):
        for name, content in read_members(file):
            pure = PurePosixPath(name)
            if pure.suffix in {".txt", ".ann"} and not pure.name.startswith("."):
                try:
                    yield name, content.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise InputError(f"{path}: {name}: not UTF-8: {error}; save it as UTF-8") from error


def _attributions(annotation: str, length: int, place: str) -> Iterator[Mapping[str, _Pieces]]:
    pieces: dict[str, tuple[str, _Pieces]] = {}
    lines = annotation.split("\n")  # splitlines() would also break at marks inside the quoted words
    for number, line in enumerate(lines, 1):
        if not re.match(r"T\d", line):
            continue
        match = _SPAN.match(line)
        bounds = [part.split() for part in match[3].split(";")] if match else []
        spans = tuple((int(a), int(b)) for a, b in bounds)
        if not match or not all(a < b <= length for a, b in spans):
            raise InputError(
                f"{place}: line {number}: {line[:60]!r} is no span of its text of {length} characters;"
                " write id, role, start and end, and keep .txt and .ann together"
            )
        pieces[match[1]] = (match[2], spans)
    for number, line in enumerate(lines, 1):
        if line.startswith("E"):
            yield _event(line, pieces, f"{place}: line {number}")


def _event(line: str, pieces: Mapping[str, tuple[str, _Pieces]], place: str) -> Mapping[str, _Pieces]:
    roles: dict[str, _Pieces] = dict.fromkeys(ROLES, ())
    for reference in re.findall(r":(T\d+)", line):
        if reference not in pieces:
            raise InputError(f"{place}: the event names {reference}, which is not in the file; add its line")
        role, spans = pieces[reference]
        if role in roles:
            roles[role] += spans
    return roles


def _inside(pieces: _Pieces, passage: Span) -> tuple[Span, ...]:
    """Return what of the pieces lies in a passage, in its offsets."""
    cut = [(max(a, passage.start) - passage.start, min(b, passage.end) - passage.start) for a, b in pieces]
    return tuple(Span(a, b, passage.text[a:b]) for a, b in sorted(cut) if a < b)


def _main_source(attributions: Sequence[Attribution]) -> Span | None:
    named = [one for one in attributions if one.source]
    if not named:
        return None
    main = max(named, key=lambda one: sum(span.end - span.start for span in one.content))
    return max(main.source, key=lambda span: span.end - span.start)
