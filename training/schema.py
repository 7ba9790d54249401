"""The schema of a corpus: its declared features, and how a row that was read becomes one of them."""

from __future__ import annotations

import contextlib
import difflib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from datasets import Features, List, Value

from framing.rows import Row

PARTS = ("stance", "blocs", "speaker")
"""What a row may be labelled with; the column ``labelled`` says which of them its file has."""
_SPANS = List(List(Value("int32")))
FEATURES = Features(
    {
        "place": Value("string"),  # file and row, for messages
        "id": Value("string"),
        "doc": Value("string"),
        "text": Value("string"),
        "stance": Value("string"),
        "blocs": List(Value("string")),
        "speaker": Value("string"),
        "labelled": List(Value("string")),
        "context": Value("int8"),
        "source": Value("string"),
        "publisher": Value("string"),
        "year": Value("int32"),
        "group": Value("string"),
        "pair": Value("string"),
        "attributions": List({"source": _SPANS, "cue": _SPANS, "content": _SPANS}),
    }
)
_SEPARATOR = "|"


class Fault(NamedTuple):
    """Why a row cannot be used: the ``kind`` of fault, and a line with file, row and remedy."""

    kind: str
    line: str


@dataclass(frozen=True)
class Columns:
    """Where a corpus has what: names of columns, None for the usual name where there is such a column.

    ``stances`` and ``blocs_known`` are the legal labels; where empty, every label is legal.
    """

    text: str | None = None
    stance: str | None = None
    blocs: str | None = None
    speaker: str | None = None
    document: str | None = None
    group: str | None = None
    source: str | None = None
    stances: tuple[str, ...] = ()
    blocs_known: tuple[str, ...] = ()

    def named(self) -> dict[str, str]:
        """Return the columns that were asked for, by the option that does."""
        given = {name: getattr(self, name) for name in ("text", *PARTS, "document", "group", "source")}
        return {name: column for name, column in given.items() if column is not None}

    def of(self, names: Iterable[str]) -> dict[str, str]:
        """Return the column of each field, as far as the ``names`` of a file's columns have it."""
        usual = {name: name for name in ("text", *PARTS, "source")} | {"document": "doc"}
        wanted = usual | self.named()
        return {name: column for name, column in wanted.items() if column in names}


USUAL = Columns()


def schema_row(row: Row, values: Row, columns: Columns, place: str) -> tuple[Row, list[Fault]]:
    """Return the row of the schema for one that was read, and its faults."""
    made: Row = dict.fromkeys(FEATURES) | {"place": place, "labelled": [p for p in PARTS if p in values]}
    faults: list[Fault] = []
    readers: dict[str, Callable[[], Any]] = {
        "text": lambda: _text(values["text"]),
        "stance": lambda: _stance(values["stance"], columns.stances),
        "blocs": lambda: _blocs(values["blocs"], columns.blocs_known),
        "speaker": lambda: _speaker(values["speaker"], values["text"]),
    }
    for name, read in readers.items():
        if name in values:
            try:
                made[name] = read()
            except _Unusable as wrong:
                faults.append(Fault(wrong.kind, f"{place}: {wrong}"))
                if name == "text":
                    break
    made |= {"doc": _name(values.get("document")), "source": _name(values.get("source"))}
    made |= {name: _name(row.get(name)) for name in ("id", "pair", "publisher")}
    made["year"] = _year(row.get("year"))
    if columns.group:
        made["group"] = _name(row.get(columns.group))
    made["context"] = int(row.get("context") not in (None, "", 0, "0", "False", "false"))
    made["attributions"] = row.get("attributions")
    return made, faults


class _Unusable(Exception):  # noqa: N818 - caught here; it never leaves this module
    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def _name(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _year(value: Any) -> int | None:
    digits = str(value).removesuffix(".0")  # as pandas writes a column with gaps
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Unusable("missing text", f"text is {value!r}; put the sentence there")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _Unusable("missing text", f"text is not Unicode ({error.reason}); write it again") from error
    return value


def _unpacked(value: Any) -> Any:
    """Return what a cell says that holds JSON, as ``framing analyze`` writes nested values into CSV."""
    if isinstance(value, str) and value.startswith(('{"', '["', "[]")):
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


def _stance(value: Any, known: Sequence[str]) -> str:
    value = _unpacked(value)
    return _label("stance", value.get("label") if isinstance(value, dict) else value, known)


def _label(kind: str, value: Any, known: Sequence[str]) -> str:
    label = str(value) if isinstance(value, int) else value
    if not isinstance(label, str) or not label.strip():
        raise _Unusable(f"missing {kind}", f"{kind} is {value!r}; give a label")
    if known and label not in known:
        near = difflib.get_close_matches(label, known, 1)
        hint = f"is it {near[0]!r}?" if near else f"the labels are {', '.join(known)}"
        raise _Unusable(f"unknown {kind}", f"{kind} {label!r} is not a known label; {hint}")
    return label


def _blocs(value: Any, known: Sequence[str]) -> list[str]:
    value = _unpacked(value)
    if isinstance(value, str):
        value = value.split(_SEPARATOR) if value else []
    if not isinstance(value, list):
        raise _Unusable("missing bloc", f"blocs is {value!r}; give a list of labels, empty for no speaker's")
    return [_label("bloc", one, known) for one in value]


def _speaker(value: Any, text: Any) -> str | None:
    value = _unpacked(value)
    if isinstance(value, dict):
        value = value.get("text")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in str(text):
        raise _Unusable(
            "speaker not in the text",
            f"speaker {value!r} is not in the text; copy the words, or leave it empty",
        )
    return value
