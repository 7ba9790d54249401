"""The table of actors (who belongs to which bloc) and the search for their names in token arrays."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import StringIO
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError
from framing.hashtable import HashTable
from framing.tokens import U64, UPPER, Bools, Ints, Tokens, combine, hash_string, tokenize

DEFAULT = Path(__file__).parent / "data" / "actors.csv"

_LARGEST = 32 * 2**20  # bytes of a table
_LONGEST = 200  # characters of a name; the bundled table has none of more than 64
_ACRONYM = 5  # letters; "US", "WHO" and their like are other words in lower case
_STRAIGHT, _CURLY = np.uint64(hash_string("'")), np.uint64(hash_string("\u2019"))


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where actors are named: tokens [start, end) and the actor's row, each of shape (n,), by start."""

    start: Ints
    end: Ints
    actor: Ints


@dataclass(frozen=True, slots=True)
class _Aliases:
    """Hashes of each alias, of its first token and of its acronym as written (0: any case); lengths."""

    key: U64
    first: U64
    exact: U64
    length: Ints
    capital: Bools
    actor: Ints

    def __getitem__(self, chosen: Ints) -> _Aliases:
        return _Aliases(
            self.key[chosen],
            self.first[chosen],
            self.exact[chosen],
            self.length[chosen],
            self.capital[chosen],
            self.actor[chosen],
        )


class ActorTable:
    """Actors with their names, bloc and kind ("country", "person", "media", ...).

    A name is found whatever its case, except that one written with a capital must begin with one in the
    text, and an acronym must be written as it is. Of overlapping names the longest counts, then the first.
    Of actors that share a name, the earlier row has it.
    """

    def __init__(
        self, names: Sequence[Sequence[str]], blocs: Sequence[str], kinds: Sequence[str] | None = None
    ) -> None:
        kinds = [""] * len(names) if kinds is None else kinds
        self.names = [list(aliases) for aliases in names]
        self.labels, self.bloc = _codes(blocs)
        self.kinds, self.kind = _codes(kinds)
        aliases = _hash_aliases(self.names)
        _, chosen = np.unique(aliases.key, return_index=True)
        self._aliases = aliases[chosen]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def persons(self) -> Bools:
        """Whether each actor is of the kind "person", shape (n_actors,)."""
        return np.array([kind == "person" for kind in self.kinds], bool)[self.kind]

    @classmethod
    def read(cls, path: str | Path) -> ActorTable:
        """Read a CSV file with the columns ``name`` and ``bloc``, and maybe ``aliases`` (|) and ``kind``.

        Other columns are for the reader. Raises InputError with the row where something is missing.
        """
        names, blocs, kinds = [], [], []
        for line, row in _rows(Path(path)):
            name, bloc = row.get("name", "").strip(), row.get("bloc", "").strip()
            if not (name and bloc):
                raise InputError(f"{path}, line {line}: fill in both name and bloc, or delete the line")
            names.append([name, *filter(None, map(str.strip, row.get("aliases", "").split("|")))])
            if (longest := max(map(len, names[-1]))) > _LONGEST:
                raise InputError(
                    f"{path}, line {line}: a name of {longest} characters, of {_LONGEST} at most; shorten it"
                )
            blocs.append(bloc)
            kinds.append(row.get("kind", "").strip())
        return cls(names, blocs, kinds)

    @classmethod
    def default(cls) -> ActorTable:
        """Return the table of the package, read once."""
        return _default()

    def merged(self, other: ActorTable) -> ActorTable:
        """Return a table with the actors of both; where they share a name, that of ``other`` counts."""
        tables = (other, self)
        return ActorTable(
            [aliases for table in tables for aliases in table.names],
            [table.labels[code] for table in tables for code in table.bloc],
            [table.kinds[code] for table in tables for code in table.kind],
        )

    @cached_property
    def _table(self) -> HashTable:
        return HashTable(self._aliases.key)

    @cached_property
    def _starts(self) -> tuple[HashTable, Ints]:
        """First tokens of aliases, and the length of the longest alias that begins so."""
        first, inverse = np.unique(self._aliases.first, return_inverse=True)
        longest = np.zeros(len(first), np.int64)
        np.maximum.at(longest, inverse, self._aliases.length)
        return HashTable(first), longest

    def find(self, tokens: Tokens) -> Mentions:
        """Return every mention of an actor in ``tokens``; none overlaps another or crosses texts."""
        table, longest = self._starts
        row = table.find(tokens.lower)
        begin = np.flatnonzero(row >= 0)
        reach = longest[row[begin]]
        lower, exact = _straight(tokens.lower), _straight(tokens.exact)
        upper = tokens.classes[tokens.start] == UPPER if len(tokens) else np.zeros(0, bool)
        found: list[tuple[Ints, Ints]] = []  # by length: start, alias
        value, written = lower[begin], exact[begin]
        for length in range(1, int(reach.max(initial=0)) + 1):
            if length > 1:
                last = begin + length - 1
                inside = (reach >= length) & (last < len(tokens))
                inside[inside] = tokens.text[last[inside]] == tokens.text[begin[inside]]
                begin, reach = begin[inside], reach[inside]
                value = combine(value[inside], lower[last[inside]])
                written = combine(written[inside], exact[last[inside]])
            alias = self._table.find(value)
            known = np.flatnonzero(alias >= 0)
            entry = self._aliases[alias[known]]
            fits = (entry.exact == 0) | (entry.exact == written[known])
            fits &= ~entry.capital | upper[begin[known]]
            found.append((begin[known[fits]], alias[known[fits]]))
        return self._settle(found, len(tokens))

    def _settle(self, found: list[tuple[Ints, Ints]], count: int) -> Mentions:
        """Choose the longest of overlapping mentions, and of equally long ones the first."""
        taken = np.zeros(count + 1, bool)
        chosen = []
        for length in range(len(found), 0, -1):
            start, alias = found[length - 1]
            free = ~np.any(taken[start[:, None] + np.arange(length)], axis=1)
            start, alias = start[free], alias[free]
            while (near := np.flatnonzero(np.diff(start) < length)).size:
                # The first of a run of overlapping mentions stays, so the one after it goes.
                drop = near[np.diff(near, prepend=-2) > 1] + 1
                start, alias = np.delete(start, drop), np.delete(alias, drop)
            taken[(start[:, None] + np.arange(length)).ravel()] = True
            chosen.append((start, start + length, self._aliases.actor[alias]))
        if not chosen:
            empty = np.zeros(0, np.int64)
            return Mentions(empty, empty, empty)
        start, end, actor = (np.concatenate(parts) for parts in zip(*chosen, strict=True))
        order = np.argsort(start)
        return Mentions(start[order], end[order], actor[order])

    def mask(self, tokens: Tokens) -> tuple[NDArray[np.int8], Bools]:
        """Return each token's bloc code + 1 (0: in no mention) and whether a mention begins there.

        Codes index ``labels``; both arrays have shape (n_tokens,).
        """
        mentions = self.find(tokens)
        step = np.zeros(len(tokens) + 1, np.int64)
        code = self.bloc[mentions.actor] + 1
        np.add.at(step, mentions.start, code)
        np.subtract.at(step, mentions.end, code)
        begins = np.zeros(len(tokens), bool)
        begins[mentions.start] = True
        return np.cumsum(step[:-1]).astype(np.int8), begins


@cache
def _default() -> ActorTable:
    return ActorTable.read(DEFAULT)


def _codes(values: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    labels = tuple(dict.fromkeys(values))
    number = {label: code for code, label in enumerate(labels)}
    return labels, np.array([number[value] for value in values], dtype=np.int64)


def _straight(hashes: U64) -> U64:
    """Return token hashes with a curly apostrophe like a straight one."""
    return np.where(hashes == _CURLY, _STRAIGHT, hashes)


def _hash_aliases(names: Sequence[Sequence[str]]) -> _Aliases:
    """Return the hashes of all names, in order; those without a token are left out."""
    flat = list(chain.from_iterable(names))
    actor = np.repeat(np.arange(len(names)), [len(aliases) for aliases in names])
    tokens = tokenize(flat)
    length = np.diff(tokens.first)
    full = np.flatnonzero(length)
    lower, exact = _straight(tokens.lower), _straight(tokens.exact)
    first = tokens.first[:-1][full]
    length, key = length[full], lower[first]
    for step in range(1, int(length.max(initial=1))):
        longer = length > step
        key[longer] = combine(key[longer], lower[first[longer] + step])
    acronym = np.array(
        [1 < len(name) <= _ACRONYM and name.isalpha() and name.isupper() for name in flat], bool
    )
    return _Aliases(
        key=key,
        first=lower[first],
        exact=np.where(acronym[full], exact[first], np.uint64(0)),
        length=length,
        capital=tokens.classes[tokens.start[first]] == UPPER,
        actor=actor[full],
    )


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV file with the number of each one's last line."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path}: more than {_LARGEST} bytes; give a CSV file of actors")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a CSV file of actors") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    reader = csv.reader(StringIO(text, newline=""))
    try:
        header = next(reader, [])
        missing = {"name", "bloc"} - set(header)
        if missing:
            raise InputError(
                f"{path}, line 1: no column {' or '.join(sorted(missing))}; begin with: name,bloc"
            )
        return [(reader.line_num, dict(zip(header, row, strict=False))) for row in reader if row]
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: {error}; save the file as plain CSV") from error
