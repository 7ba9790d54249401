"""The command ``python -m training teach``: a teacher learns from annotated rows and reads weak sentences."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from framing.errors import InputError, MissingExtraError
from framing.writers import atomic_output
from training.corpus import read_corpus
from training.readers.brat import read_passages, split_paragraphs
from training.teacher_spans import alone
from training.weak import WeakSentence, read_weak

if TYPE_CHECKING:
    from training.teacher import Teacher


def add_parser(commands: Any) -> None:
    """Add the command to the parsers of ``python -m training``."""
    teach = commands.add_parser("teach", help="let a fine-tuned transformer label sentences for fit --weak")
    teach.add_argument("corpus", nargs="*", metavar="CORPUS", help="annotated rows, as for fit")
    teach.add_argument(
        "--encoder", type=Path, required=True, metavar="DIR", help="a BERT-like model in transformers' format"
    )
    teach.add_argument(
        "--polnear", type=Path, metavar="DIR", help="PolNeAR, to learn sources, cues and contents from"
    )
    teach.add_argument(
        "--weak", type=Path, required=True, metavar="FILE", help=".jsonl.gz with text and side"
    )
    teach.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="the same rows, .jsonl.gz, with answers"
    )
    teach.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="write the fine-tuned encoder there, an --encoder to learn more with",
    )
    teach.add_argument(
        "--epochs", type=int, default=4, metavar="N", help="passes over the corpus (default: 4)"
    )
    teach.add_argument(
        "--rate",
        type=float,
        default=1e-4,
        metavar="R",
        help="the encoder's peak learning rate (default: 1e-4)",
    )
    teach.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Fine-tune, then write the weak sentences with answers.

    Answers are ``stance`` and ``speaker`` if annotated rows taught them, and ``attributions`` if PolNeAR did;
    those that the sentences bring along stay. So an encoder that has learned from PolNeAR first can go on to
    annotated rows (Phang, Févry & Bowman 2018, "Sentence encoders on STILTs").

    What each epoch has reached is kept beside the output until that is written, so that an interrupted run
    goes on where it was.
    """
    if not args.corpus and not args.polnear:
        raise InputError("there is nothing to learn from; name annotated rows, or PolNeAR with --polnear")
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise MissingExtraError("a teacher needs PyTorch; run: pip install 'framing-stance[teacher]'")
    if not (args.encoder / "config.json").is_file():
        raise InputError(f"{args.encoder}: no config.json; name the folder of a model saved by transformers")
    from training.teacher import Teacher  # noqa: PLC0415 - PyTorch takes seconds to import

    rows = read_corpus(args.corpus) if args.corpus else []
    passages = list(read_passages(args.polnear / "train.tar.gz", split_paragraphs)) if args.polnear else []
    sentences = read_weak(args.weak)
    kept = args.output.with_name(args.output.name + ".teacher")
    with tqdm(desc="teacher", unit="step", disable=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        teacher = Teacher(args.encoder, epochs=args.epochs, rate=args.rate).fit(rows, passages, show, kept)
    if args.keep:
        teacher.save_encoder(args.keep)
    with atomic_output(args.output) as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        for row in _read(teacher, sentences):
            packed.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    kept.unlink()


def _read(teacher: Teacher, sentences: list[WeakSentence]) -> Iterator[dict[str, Any]]:
    texts = list(dict.fromkeys(sentence.text for sentence in sentences))
    judged = tqdm(teacher.judge(texts), "sentences", len(texts), disable=not sys.stderr.isatty())
    answers = dict(zip(texts, judged, strict=True))
    for sentence in sentences:
        row = sentence.to_row()
        answer = answers[sentence.text]
        start, end = answer.speaker or (0, 0)
        if teacher.stances_:
            row["stance"] = teacher.stances_[int(answer.stances.argmax())]
            row["speaker"] = sentence.text[start:end] or None
        if teacher.has_roles_:
            row["attributions"] = [alone(*span) for span in answer.roles]
        yield row
