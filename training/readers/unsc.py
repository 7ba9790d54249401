"""UN Security Council speeches, sentence by sentence, with criticism of other states marked.

Zaczynska, Bourgonje & Stede 2024, "How Diplomats Dispute: The UN Security Council Conflict Corpus"
(LREC-COLING), https://aclanthology.org/2024.lrec-main.716. From https://github.com/discourse-lab/UMUC, file
Corpora/Annotated/Conflicts/main_conflicts_sents.csv, which states no licence; its sister release
https://github.com/linatal/UNSCon is under CC BY-SA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from framing.errors import InputError
from framing.rows import Row, placed_rows

STANCES = {
    ("_", "_"): "none",
    ("Direct_NegEval", "_"): "direct_negative_evaluation",
    ("Indirect_NegEval", "_"): "indirect_negative_evaluation",
    ("_", "Challenge"): "challenge",
    ("_", "Correction"): "correction",
}
_COLUMNS = ("text", "fileid", "filename", "speech_sentence_id")
_LABELS = ("A0_Negative_Evaluation", "B1_ChallengeType")
_COUNTRIES = ("A4_Country_Name", "A4_Country_Name_2", "B3_Country_Name", "B3_Country_Name_2")
_NOBODY = {"_", "-NONE-", ""}
_FILE = re.compile(r"UNSC_(\d{4})_.*_preproc_(.+)\.txt$")


def read_unsc(path: Path) -> Iterator[Row]:
    """Yield a row for each sentence of the conflicts CSV; the blank rows between paragraphs are left out.

    ``doc`` is the speech, ``publisher`` the state that speaks ("Russian Federation"), ``stance`` one of
    `STANCES`, and ``targets`` the states that it criticises, as the corpus writes them
    ("russian_federation"). Raises InputError with the file and the row.
    """
    for place, row in placed_rows(str(path)):
        missing = [name for name in (*_COLUMNS, *_LABELS, *_COUNTRIES) if not isinstance(row.get(name), str)]
        if missing:
            raise InputError(f"{place}: no column {missing[0]!r}; name UMUC's main_conflicts_sents.csv")
        labels = tuple(row[name] for name in _LABELS)
        file = _FILE.search(row["filename"])
        if labels not in STANCES or not file:
            raise InputError(
                f"{place}: labels {labels!r}, filename {row['filename']!r}; labels are one of"
                f" {', '.join(map(repr, STANCES))}, names like UNSC_2014_..._preproc_China.txt"
            )
        if row["text"].strip():
            yield {
                "id": f"{row['fileid']}-{row['speech_sentence_id']}",
                "doc": row["fileid"],
                "text": row["text"],
                "source": "umuc",
                "publisher": file[2].replace("_", " "),
                "year": int(file[1]),
                "stance": STANCES[labels],
                "targets": sorted({row[name] for name in _COUNTRIES} - _NOBODY),
            }
