"""The rows that were written for this repository, and what each must hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
STANCES = {"neutral", "pro_moscow_beijing", "western_criticism"}
BLOCS = {"china", "frontline", "other", "russia", "west"}
FIELDS: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "doc": str,
    "text": str,
    "stance": str,
    "blocs": list,
    "speaker": (str, type(None)),
    "context": int,
    "source": str,
    "publisher": str,
    "year": int,
}
Rows = list[dict[str, Any]]


def rows_of(path: str) -> Rows:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
