"""A teacher learns from rows, reads sentences, goes on where it was interrupted, and names what it lacks."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from framing.attributions import Attribution
from framing.datatypes import Span
from training.__main__ import main
from training.readers.brat import Passage
from training.speakers import taught_rows
from training.weak import read_weak

EXAMPLE = Path(__file__).resolve().parent.parent / "training" / "corpora" / "example.jsonl"
ROWS: list[dict[str, Any]] = [
    {"text": text.format(name), "stance": stance, "blocs": [bloc], "speaker": name}
    for text, stance in (("{} said no.", "neutral"), ("{} blamed the West.", "pro_moscow_beijing"))
    for name, bloc in (("Lavrov", "russia"), ("Wang", "china"), ("Blinken", "west"), ("Kallas", "west"))
] * 16


def passage(row: dict[str, Any]) -> Passage:
    text, speaker = row["text"], row["speaker"]
    cue, content = text.removeprefix(speaker + " ").removesuffix(".").split(" ", 1)
    at = [(text.index(words), words) for words in (speaker, cue, content)]
    told = Attribution(*((Span(start, start + len(words), words),) for start, words in at))
    return Passage("a", text, (told,))


PASSAGES = list(map(passage, ROWS))


def write_polnear(folder: Path) -> None:
    """Write PASSAGES as one article in PolNeAR's form."""
    text = "\n".join(passage.text for passage in PASSAGES)
    notes, base = list[str](), 0
    for number, passage in enumerate(PASSAGES):
        (told,) = passage.attributions
        roles = {"Source": told.source, "Cue": told.cue, "Content": told.content}
        names = {role: f"T{4 * number + place}" for place, role in enumerate(roles)}
        for role, (span,) in roles.items():
            notes.append(f"{names[role]}\t{role} {base + span.start} {base + span.end}\t{span.text}")
        notes.append(
            f"E{number}\tAttribution:T0 " + " ".join(f"{role}:{name}" for role, name in names.items())
        )
        base += len(passage.text) + 1
    folder.mkdir()
    with tarfile.open(folder / "train.tar.gz", "w:gz") as archive:
        for name, content in (("a.txt", text), ("a.ann", "\n".join(notes))):
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reason = "PyTorch and transformers are not installed (pip install 'framing-stance[teacher]')"
    transformers = pytest.importorskip("transformers", reason=reason)
    torch = pytest.importorskip("torch", reason=reason)
    folder = tmp_path_factory.mktemp("encoder")
    words = {word for row in ROWS for word in row["text"].lower().replace(".", " .").split()}
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(words)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(0)
    sizes = {"num_hidden_layers": 1, "num_attention_heads": 2, "hidden_size": 32, "intermediate_size": 64}
    config = transformers.BertConfig(vocab_size=len(vocabulary), **sizes)
    transformers.BertModel(config).save_pretrained(folder)
    transformers.BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def teacher(encoder: Path, **settings: Any) -> Any:
    from training.teacher import Teacher

    return Teacher(encoder, **settings)


@pytest.mark.filterwarnings("ignore")  # those of PyTorch and transformers are not ours
def test_it_learns_who_speaks_and_with_what_stance(encoder: Path) -> None:
    found = list(teacher(encoder, epochs=30, rate=3e-3).fit(ROWS).judge([row["text"] for row in ROWS[:8]]))
    spoken = [row["text"][slice(*(one.speaker or (0, 0)))] for row, one in zip(ROWS, found, strict=False)]
    assert spoken == [row["speaker"] for row in ROWS[:8]]
    assert [int(one.stances.argmax()) for one in found] == [0] * 4 + [1] * 4
    assert all(one.stances.sum() == pytest.approx(1, abs=1e-4) for one in found)


@pytest.mark.filterwarnings("ignore")
def test_interrupted_it_goes_on_to_the_same_end(encoder: Path, tmp_path: Path) -> None:
    whole = next(teacher(encoder, epochs=3).fit(ROWS).judge(["Wang said no."]))

    def interrupt(done: int, total: int) -> None:
        if done > total * 0.7:
            raise KeyboardInterrupt

    kept = tmp_path / "kept"
    with pytest.raises(KeyboardInterrupt):
        teacher(encoder, epochs=3).fit(ROWS, progress=interrupt, checkpoint=kept)
    steps: list[int] = []
    resumed = teacher(encoder, epochs=3).fit(
        ROWS, progress=lambda done, _: steps.append(done), checkpoint=kept
    )
    assert min(steps) > 1  # the first epochs are not done again
    again = next(resumed.judge(["Wang said no."]))
    np.testing.assert_allclose(again.stances, whole.stances, atol=1e-3)
    assert again.speaker == whole.speaker


@pytest.mark.filterwarnings("ignore")
def test_the_command_writes_every_row_and_its_answers_where_it_read_it(encoder: Path, tmp_path: Path) -> None:
    weak, corpus, taught = (tmp_path / name for name in ("weak.jsonl.gz", "corpus.jsonl", "taught.jsonl.gz"))
    corpus.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    rows = [{"text": f"Wang said no {n} times.", "side": "china"} for n in range(5)]
    with gzip.open(weak, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    command = ["teach", str(corpus), "--encoder", str(encoder), "--weak", str(weak), "--output", str(taught)]
    assert main([*command, "--epochs", "1"]) == 0
    found = read_weak(taught)
    assert [one.text for one in found] == [row["text"] for row in rows]
    assert {one.stance for one in found} <= {"neutral", "pro_moscow_beijing"}
    assert None not in {one.stance for one in found}
    assert not taught.with_name("taught.jsonl.gz.teacher").exists()


@pytest.mark.filterwarnings("ignore")
def test_it_learns_sources_cues_and_contents_from_passages(encoder: Path) -> None:
    taught = teacher(encoder, epochs=30, rate=3e-3).fit([], PASSAGES)
    text = "Blinken blamed the West."
    (found,) = taught.judge([text])
    assert [(role, text[start:end]) for role, start, end in found.roles] == [
        ("source", "Blinken"),
        ("cue", "blamed"),
        ("content", "the West"),
    ]
    assert not taught.stances_


@pytest.mark.filterwarnings("ignore")
def test_what_passages_alone_have_taught_is_written_as_attributions(encoder: Path, tmp_path: Path) -> None:
    polnear, weak, taught = tmp_path / "polnear", tmp_path / "weak.jsonl.gz", tmp_path / "taught.jsonl.gz"
    write_polnear(polnear)
    with gzip.open(weak, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "Wang said no.", "side": "china"}) + "\n")
    command = ["teach", "--polnear", str(polnear), "--encoder", str(encoder), "--weak", str(weak)]
    assert main([*command, "--output", str(taught), "--epochs", "60", "--rate", "3e-3"]) == 0
    (row,) = read_weak(taught)
    assert (row.stance, row.is_read) == (None, True)
    assert taught_rows([row]) == [{"text": row.text, "attributions": row.attributions}]
    assert {"source": [[0, 4]], "cue": [], "content": []} in (row.attributions or [])


@pytest.mark.filterwarnings("ignore")
def test_a_kept_encoder_learns_more_and_adds_its_answers(encoder: Path, tmp_path: Path) -> None:
    polnear, corpus, kept = tmp_path / "polnear", tmp_path / "corpus.jsonl", tmp_path / "kept"
    weak, roles, taught = (tmp_path / f"{name}.jsonl.gz" for name in ("weak", "roles", "taught"))
    write_polnear(polnear)
    corpus.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    with gzip.open(weak, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "Wang said no.", "side": "china"}) + "\n")
    first = ["--polnear", str(polnear), "--encoder", str(encoder), "--weak", str(weak)]
    assert (
        main(
            ["teach", *first, "--output", str(roles), "--epochs", "60", "--rate", "3e-3", "--keep", str(kept)]
        )
        == 0
    )
    assert (kept / "model.safetensors").read_bytes() != (encoder / "model.safetensors").read_bytes()
    then = ["--encoder", str(kept), "--weak", str(roles), "--output", str(taught)]
    assert main(["teach", str(corpus), *then, "--epochs", "1"]) == 0
    (before,), (after,) = read_weak(roles), read_weak(taught)
    assert before.attributions
    assert after.attributions == before.attributions
    assert after.stance in {"neutral", "pro_moscow_beijing"}


def test_a_teacher_without_anything_to_learn_from_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["teach", "--encoder", str(tmp_path), "--weak", "w", "--output", "o"]) == 2
    assert "nothing to learn from" in capsys.readouterr().err


def test_a_folder_without_a_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["teach", str(EXAMPLE), "--encoder", str(tmp_path), "--weak", "w", "--output", "o"]
    assert main(command) == 2
    error = capsys.readouterr().err
    assert "no config.json" in error or "framing-stance[teacher]" in error
