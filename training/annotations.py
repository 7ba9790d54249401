"""Labels without their sentences: a table that names each annotated sentence by a hash of its text.

Text of the news is its publishers', so it cannot be passed on; labels and hashes can. Whoever has the texts
gets the corpus back by ``python -m training rebuild``.

How a text is normalised before it is hashed, in this order (`cleaned`, then `folded`):

1. Unicode normalisation form C;
2. zero-width characters and soft hyphens go (U+200B to U+200D, U+2060, U+FEFF, U+00AD);
3. each run of white space becomes one space, and none is left at the ends;
4. curly and angular quotation marks, primes and the backtick become ``"`` or ``'``, dashes and the minus sign
   ``-``: one character for one, so that offsets stay.

The hash is the SHA-256 of the result in UTF-8. Offsets of speakers are in characters of it, which are those
of the text after step 3; the rebuilt corpus holds that text.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.rows import Row
from framing.writers import atomic_output
from training.blocs import annotated_speaker
from training.corpus import read_corpus

ANNOTATIONS = Path(__file__).parent / "corpora" / "annotations.tsv"

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_DOUBLE, _SINGLE, _DASHES = "“”„‟«»″", "‘’‚‛‹›′`´", "‐‑‒–—―−"
_FOLD = str.maketrans(
    _DOUBLE + _SINGLE + _DASHES, '"' * len(_DOUBLE) + "'" * len(_SINGLE) + "-" * len(_DASHES)
)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A sentence's labels and the hash of its text; its speaker, if any, is at ``start`` to ``end``."""

    sha256: str
    id: str
    doc: str
    stance: str
    blocs: tuple[str, ...]
    start: int | None
    end: int | None
    context: int
    source: str
    publisher: str


COLUMNS = tuple(field.name for field in fields(Annotation))


def add_parser(commands: Any) -> None:
    """Add the command ``annotations``."""
    parser = commands.add_parser(
        "annotations", help="write a corpus's labels with hashes in place of its text"
    )
    parser.add_argument("corpus", type=Path, metavar="GOLD", help="rows with every label, as fit reads them")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the .tsv file to write")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    found = to_annotations(read_corpus([args.corpus]))
    write_annotations(found, args.output)
    print(f"{args.output}: {len(found)} annotations")


def cleaned(text: str) -> str:
    """Return ``text`` after steps 1 to 3 of the module's normalisation."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def folded(text: str) -> str:
    """Return ``text`` with plain quotation marks and dashes (step 4), as long as before."""
    return text.translate(_FOLD)


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, normalised, in hexadecimal."""
    return hashlib.sha256(folded(cleaned(text)).encode("utf-8", "surrogatepass")).hexdigest()


def to_annotations(rows: Iterable[Row]) -> list[Annotation]:
    """Return the labels of rows from `training.corpus.read_corpus`, in their order.

    Raises InputError for a row without stance or blocs, and for a speaker whose words normalisation loses.
    """
    return [_annotation(row) for row in rows]


def _annotation(row: Row) -> Annotation:
    if row["stance"] is None or row["blocs"] is None:
        raise InputError(f"{row['place']}: no stance or no blocs; an annotation has all labels")
    text, words = cleaned(row["text"]), cleaned(row["speaker"] or "")
    speaker = annotated_speaker({"text": text, "speaker": words})
    if words and speaker is None:
        raise InputError(f"{row['place']}: the speaker {words!r} is not in the normalised text; copy it")
    return Annotation(
        sha256=text_hash(text),
        id=str(row.get("id") or ""),
        doc=row["doc"].partition("/")[2],  # without the number of its file
        stance=row["stance"],
        blocs=tuple(row["blocs"]),
        start=speaker.start if speaker else None,
        end=speaker.end if speaker else None,
        context=row["context"],
        source=str(row.get("source") or ""),
        publisher=str(row.get("publisher") or ""),
    )


def write_annotations(found: Iterable[Annotation], path: Path) -> None:
    """Write annotations as tab-separated values with a header, whole or not at all."""
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    for one in found:
        table.writerow((asdict(one) | {"blocs": "|".join(one.blocs)}).values())
    with atomic_output(path) as file:
        file.write(text.getvalue().encode())


def read_annotations(path: Path = ANNOTATIONS) -> list[Annotation]:
    """Return the annotations of a file; raises InputError with the file and the row."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(_parsed(csv.DictReader(file, delimiter="\t", strict=True), path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {error}; name a file that annotations wrote") from error


def _parsed(rows: Iterable[dict[str, str]], path: Path) -> Iterator[Annotation]:
    number = 0
    try:
        for row in rows:
            number += 1
            start, end = (int(row[name]) if row[name] else None for name in ("start", "end"))
            yield Annotation(
                **{name: row[name] for name in ("sha256", "id", "doc", "stance", "source", "publisher")},
                blocs=tuple(row["blocs"].split("|")) if row["blocs"] else (),
                start=start,
                end=end,
                context=int(row["context"]),
            )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: row {number}: {error!r}; the columns are {', '.join(COLUMNS)}") from error
