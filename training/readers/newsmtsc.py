"""NewsMTSC: sentiment towards persons and organisations named in sentences of US news.

Hamborg & Donnay 2021, "NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification in Political
News Articles" (EACL), https://aclanthology.org/2021.eacl-main.142. MIT licence. From
https://github.com/fhamborg/NewsMTSC, files train.jsonl, devtest_rw.jsonl (sentences as they come) and
devtest_mt.jsonl (sentences with several targets).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.rows import Row, placed_rows

MARK = "Xtarget"
"""The word that stands before the target in ``marked``; no text has it."""
POLARITIES = {2: "negative", 4: "neutral", 6: "positive"}


def read_newsmtsc(path: Path) -> Iterator[Row]:
    """Yield a row for each target of each sentence of a NewsMTSC file.

    ``stance`` is the sentiment towards the ``target``, whose words stand at ``target_start`` to
    ``target_end`` (characters); ``marked`` is the text with `MARK` before them, for a model that
    sees nothing but text. ``mentions`` are the bounds of further words for it in the sentence.
    ``article`` is the same in all rows of an article, so that folds can be grouped by it. Raises InputError
    with the file and the row.
    """
    for place, row in placed_rows(str(path)):
        text, targets = row.get("sentence_normalized"), row.get("targets")
        if not isinstance(text, str) or not isinstance(targets, list):
            raise InputError(
                f"{place}: no sentence_normalized and targets; name a file of NewsMTSC, such as train.jsonl"
            )
        for target in targets:
            yield _target(text, target, place)


def _target(text: str, target: Any, place: str) -> Row:
    try:
        start, end, mention = int(target["from"]), int(target["to"]), target["mention"]
        stance = POLARITIES[target["polarity"]]
        mentions = [[int(one["from"]), int(one["to"])] for one in target.get("further_mentions", ())]
        name = str(target["Input.gid"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{place}: a target is damaged ({error!r}); it needs Input.gid, from, to, mention, and polarity"
            " 2, 4 or 6"
        ) from error
    if text[start:end] != mention:
        raise InputError(
            f"{place}: the mention {mention!r} is not at {start} to {end} of the sentence; mend the offsets"
        )
    return {
        "id": name,
        "doc": name,
        "article": "_".join(name.split("_")[:3]),
        "text": text,
        "marked": f"{text[:start]}{MARK} {text[start:]}",
        "source": "newsmtsc",
        "stance": stance,
        "target": mention,
        "target_start": start,
        "target_end": end,
        "mentions": mentions,
    }
