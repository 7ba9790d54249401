"""Damage and malice, seeded: bytes flipped or cut, JSON with values that nobody expects, odd texts."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

WORDS = ("Moscow", "denied", "the", "charge", "said", "Kyiv’s", "U.S.", "“No", "way.”", "and", "Xi", "WHO")
SPECIALS = (
    *"\x00\ufeff\u200b\u200d\u2060\u00ad\u202e\u2066\u2069\ud800\udfff\ufffe\U0010ffff",  # seen by nobody
    *"\r\n\t\u2028\u2029\x85\u3000\u0130\u0131ßﬁⅧ",  # lines, spaces, letters that change their length
    *"\"“”‘’«([),;|=+-@'\\",
    *("\r\n", "\n\n", "<script>", "{{", "\U0001f468\u200d\U0001f469", "e\u0301\u0323"),
    *("中文。", "שלום", "١٢", "𝔐𝔬"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, "", "x", "\ud800", "a" * 5000, [], {}, [[]], [None], {"": {}}, [0] * 300),
    *(0, -1, 1, 2**31, 2**63, 2**64, -(2**70), 10**400, 0.0, -0.0, 1e-320, 1e308),
    *(float("inf"), float("-inf"), float("nan"), "NaN", "1e999", "../../etc/passwd", "/dev/zero"),
)
_NUMBERS = (0, 1, 7, 8, 255, 2**16, 2**31 - 1, 2**32, 2**40, 2**63, 2**64 - 1)


class Mutator:
    """A source of mutations; the same ``seed`` gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def bytes(self, data: bytes) -> bytes:
        """Return ``data`` after one to three changes: flips, cuts, insertions, repetitions."""
        changes: Sequence[Callable[[bytearray], None]]
        changes = (self._flip, self._flip, self._overwrite, self._cut, self._drop, self._insert, self._repeat)
        changed = bytearray(data)
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            self.rng.choice(changes)(changed)
        return bytes(changed)

    def _place(self, data: bytearray) -> int:
        # Formats keep what matters at the front.
        return self.rng.randrange(min(len(data), self.rng.choice((16, 256, 1 << 30))) + 1)

    def _flip(self, data: bytearray) -> None:
        if data:
            data[self._place(data) % len(data)] ^= 1 << self.rng.randrange(8)

    def _overwrite(self, data: bytearray) -> None:
        number = self.rng.choice(_NUMBERS).to_bytes(8, "little")
        place = self._place(data)
        data[place : place + 8] = number

    def _cut(self, data: bytearray) -> None:
        del data[self._place(data) :]

    def _drop(self, data: bytearray) -> None:
        place = self._place(data)
        del data[place : place + self.rng.randrange(1, 64)]

    def _insert(self, data: bytearray) -> None:
        piece = self.rng.choice(
            (b"\x00", b"\xff\xfe", b'"', b"\n", b",", b"[" * 2000, b"\xed\xa0\x80", b"1e999", b"|")
        )
        place = self._place(data)
        data[place:place] = piece * self.rng.choice((1, 1, 3))

    def _repeat(self, data: bytearray) -> None:
        place = self._place(data)
        piece = data[place : place + self.rng.randrange(1, 200)]
        data[place:place] = piece * self.rng.randrange(1, 4)

    def json(self, value: Any) -> Any:
        """Return a JSON ``value`` with one of its values replaced, removed or doubled, at any depth."""
        root: list[Any] = [json.loads(json.dumps(value))]
        holder: Any = root
        key: Any = 0
        while isinstance(holder[key], (dict, list)) and holder[key] and self.rng.random() > 0.15:
            holder = holder[key]
            key = (
                self.rng.choice(list(holder)) if isinstance(holder, dict) else self.rng.randrange(len(holder))
            )
        action = self.rng.random()
        if action < 0.7:
            holder[key] = self.rng.choice(VALUES)
        elif action < 0.85 or isinstance(holder, dict):
            del holder[key]
        else:
            holder.append(holder[key])
        return root[0] if root else None

    def text(self, pieces: int = 30) -> str:
        """Return a text of words and oddities, some of them again and again."""
        parts: list[str] = []
        for _ in range(self.rng.randrange(1, pieces)):
            kind = self.rng.random()
            if kind < 0.5:
                part = self.rng.choice(WORDS) + self.rng.choice((" ", " ", ". ", ", "))
            elif kind < 0.9:
                part = self.rng.choice(SPECIALS)
            else:
                part = chr(self.rng.randrange(0x110000))
            parts.append(part * self.rng.choice((1, 1, 1, 1, 2, 40)))
        return "".join(parts)
