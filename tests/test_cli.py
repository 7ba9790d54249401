"""The command line: results whole and in order, mistakes in one line with exit code 2."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from framing.cli import main
from tests.fakes import FakeModel

Capture = pytest.CaptureFixture[str]
ARTICLE = "Li said they are to blame. It rained.\n\nThey praise us."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    texts = ["Li said no. It rained.", "", "They blame us.", "a\x00b \ud800"]
    lines = [
        json.dumps({"id": n, "doc": "xyxy"[n], "text": t, "stance": "gold"}) for n, t in enumerate(texts)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def refusal(capsys: Capture, *argv: object) -> str:
    """Return the one line of a refused command; nothing else may have come out."""
    assert main([str(word) for word in argv]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    assert err.startswith("framing: ")
    return err


@pytest.mark.usefixtures("fake_model")
class TestAnalyze:
    def test_an_article_becomes_a_table(self, article: Path, capsys: Capture) -> None:
        assert main(["analyze", str(article)]) == 0
        out, err = capsys.readouterr()
        assert [line.split()[:3] for line in out.splitlines()[1:]] == [
            ["1", "▲", "against"],
            ["2", "·", "neutral"],
            ["3", "■", "for"],
        ]
        assert err == ""
        assert "\x1b" not in out

    def test_a_folder_becomes_a_table_for_each_text(self, article: Path, capsys: Capture) -> None:
        (article.parent / "b.txt").write_text("It rained.")
        assert main(["analyze", str(article.parent)]) == 0
        titles = [line for line in capsys.readouterr().out.splitlines() if line.endswith(".txt")]
        assert titles == ["article.txt", "b.txt"]

    def test_text_rows_carry_document_and_offsets(self, article: Path, capsys: Capture) -> None:
        assert main(["analyze", str(article), "--format", "jsonl"]) == 0
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["document"] for row in found] == ["article.txt"] * 3
        assert [ARTICLE[row["start"] : row["end"]] for row in found] == [row["text"] for row in found]
        assert found[0]["speaker"]["text"] == "Li"
        assert found[0]["stance"]["label"] == "against"

    def test_standard_input_is_text(self, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
        assert main(["analyze", "-", "--format", "jsonl"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 3

    def test_rows_stay_one_for_one(self, rows: Path, tmp_path: Path, fake_model: FakeModel) -> None:
        out = tmp_path / "out.jsonl"
        assert main(["analyze", str(rows), "--split", "none", "--output", str(out)]) == 0
        asked = [json.loads(line) for line in rows.read_text().splitlines()]
        found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        for name in ("id", "doc", "text"):
            assert [row[name] for row in found] == [row[name] for row in asked]
        assert {row["input_stance"] for row in found} == {"gold"}
        assert fake_model.documents == [[asked[0]["text"], asked[2]["text"]], ["", asked[3]["text"]]]

    def test_rows_split_by_default(self, rows: Path, capsys: Capture) -> None:
        assert main(["analyze", str(rows), "--format", "jsonl"]) == 0
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["id"] for row in found] == [0, 0, 1, 2, 3]

    @pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "txt"])
    def test_the_format_follows_the_extension(self, rows: Path, tmp_path: Path, form: str) -> None:
        out = tmp_path / f"out.{form}"
        assert main(["analyze", str(rows), "--output", str(out), "--split", "none"]) == 0
        lengths = {
            "jsonl": lambda: len(out.read_bytes().splitlines()),
            "csv": lambda: len(list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))),
            "parquet": lambda: len(pq.read_table(out)),
            "txt": lambda: len(out.read_text(encoding="utf-8").splitlines()) - 1,
        }
        assert lengths[form]() == 4

    def test_rows_go_through_every_format_and_back(self, rows: Path, tmp_path: Path) -> None:
        ids = []
        for form in ("csv", "parquet", "jsonl"):
            out = tmp_path / f"again.{form}"
            assert main(["analyze", str(rows), "--output", str(out), "--split", "none"]) == 0
            rows = out
        ids = [json.loads(line)["id"] for line in rows.read_text(encoding="utf-8").splitlines()]
        assert ids == ["0", "1", "2", "3"]

    def test_another_document_column_is_used(self, rows: Path, fake_model: FakeModel) -> None:
        assert main(["analyze", str(rows), "--split", "none", "--document-column", "id"]) == 0
        assert [len(document) for document in fake_model.documents] == [1, 1, 1, 1]

    def test_actors_reach_the_model(self, article: Path, fake_model: FakeModel) -> None:
        assert main(["analyze", str(article), "--actors", "mine.csv"]) == 0
        assert fake_model.actors == "mine.csv"

    @pytest.mark.parametrize("option", ["--format=html", "--output=out.html", "-o=out.htm"])
    def test_an_article_becomes_a_page(
        self, article: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, option: str
    ) -> None:
        monkeypatch.chdir(article.parent)
        assert main(["analyze", str(article), *option.split("=")]) == 0
        out, err = capsys.readouterr()
        page = Path(option.split("=")[1]).read_text(encoding="utf-8") if "out" in option else out
        assert page.startswith("<!doctype html>")
        assert "The run of stance" in page and "article.txt" in page
        assert err == ""

    def test_rows_become_a_page_by_publisher_and_time(self, tmp_path: Path) -> None:
        rows, page = tmp_path / "rows.csv", tmp_path / "out.html"
        rows.write_text("body,paper,day\nThey blame us.,Post,2023\nThey praise us.,Wire,2024\n")
        command = ["analyze", str(rows), "--text-column", "body", "-o", str(page)]
        assert main([*command, "--publisher-column", "paper", "--date-column", "day"]) == 0
        assert all(part in page.read_text() for part in ("Framing by publisher", "Framing over time", "Wire"))
        assert main(command) == 0
        assert not any(part in page.read_text() for part in ("Framing by publisher", "Framing over time"))

    def test_a_folder_becomes_a_page_of_all_its_texts(self, article: Path, tmp_path: Path) -> None:
        (article.parent / "b.txt").write_text("It rained.")
        assert main(["analyze", str(article.parent), "-o", str(tmp_path / "out.html")]) == 0
        page = (tmp_path / "out.html").read_text()
        assert "2 articles: 4 statements" in page and "article.txt" in page and "b.txt" in page

    def test_standard_input_becomes_a_page(self, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
        assert main(["analyze", "-", "--format", "html"]) == 0
        assert "3 statements" in capsys.readouterr().out

    def test_two_inputs_are_compared(self, article: Path, rows: Path, tmp_path: Path) -> None:
        assert main(["compare", str(article), str(rows), "-o", str(tmp_path / "out.html")]) == 0
        page = (tmp_path / "out.html").read_text()
        assert "Framing, side by side" in page and "article.txt" in page and "rows.jsonl" in page

    @pytest.mark.parametrize("name", ["empty.txt", "empty.jsonl", "empty.csv", "empty.parquet"])
    @pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "table", "html"])
    def test_empty_input_gives_an_empty_result(self, tmp_path: Path, name: str, form: str) -> None:
        (tmp_path / name).write_bytes(b"")
        out = tmp_path / "out"
        assert main(["analyze", str(tmp_path / name), "--output", str(out), "--format", form]) == 0
        assert out.exists()

    def test_ten_megabytes_on_one_line_pass(self, tmp_path: Path) -> None:
        text = f"The minister said {'hello ' * 100}again. " * 16_000
        assert len(text) >= 10_000_000
        (tmp_path / "long.txt").write_text(text)
        (tmp_path / "long.jsonl").write_text(json.dumps({"text": text}))
        for name in ("long.txt", "long.jsonl"):
            assert main(["analyze", str(tmp_path / name), "--output", str(tmp_path / "out.jsonl")]) == 0
            with (tmp_path / "out.jsonl").open() as lines:
                assert sum(1 for _ in lines) == 16_000

    def test_nul_and_lone_surrogates_pass(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(b"A \x00 byte. Another.")
        (tmp_path / "a.jsonl").write_text('{"text": "A \\ud800 half. \\u0000."}')
        for name in ("a.txt", "a.jsonl"):
            for form in ("table", "jsonl", "csv", "parquet", "html"):
                out = str(tmp_path / f"out.{form}")
                assert main(["analyze", str(tmp_path / name), "--output", out, "--format", form]) == 0


@pytest.mark.usefixtures("fake_model")
class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.docx", b"", ["a.docx", "extension .docx", ".txt, .jsonl, .csv, .parquet"]),
            ("a.txt", b"n\xe9", ["a.txt", "byte 0xe9 at offset 1", "save the file as UTF-8"]),
            (
                "a.jsonl",
                b'{"text": "a"}\n{"body": "b"}',
                ["a.jsonl: row 2", "no column 'text'", "--text-column"],
            ),
            ("a.jsonl", b'{"text": null}', ["a.jsonl: row 1", "is null"]),
            ("a.jsonl", b"{'text': 1}", ["a.jsonl: row 1", "bad JSON"]),
            ("a.csv", b"body\nb\n", ["a.csv: row 1", "no column 'text'"]),
            ("a.parquet", b"not it", ["a.parquet", "not a readable Parquet file"]),
        ],
    )
    def test_bad_files_are_refused_and_nothing_is_written(
        self, tmp_path: Path, capsys: Capture, name: str, content: bytes, words: list[str]
    ) -> None:
        (tmp_path / name).write_bytes(content)
        line = refusal(capsys, "analyze", tmp_path / name, "--output", tmp_path / "out.jsonl")
        assert all(word in line for word in words), line
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_a_late_bad_row_leaves_the_earlier_output(self, tmp_path: Path, capsys: Capture) -> None:
        (tmp_path / "out.jsonl").write_text("before")
        (tmp_path / "a.jsonl").write_text('{"text": "a"}\n' * 5000 + "{")
        assert "row 5001" in refusal(
            capsys, "analyze", tmp_path / "a.jsonl", "--output", tmp_path / "out.jsonl"
        )
        assert (tmp_path / "out.jsonl").read_text() == "before"
        assert len(list(tmp_path.iterdir())) == 2

    def test_missing_inputs_are_refused(self, tmp_path: Path, capsys: Capture) -> None:
        assert "no such file" in refusal(capsys, "analyze", tmp_path / "none.txt")
        assert "holds no .txt file" in refusal(capsys, "analyze", tmp_path)

    def test_a_missing_document_column_is_refused(self, rows: Path, capsys: Capture) -> None:
        line = refusal(capsys, "analyze", rows, "--document-column", "article")
        assert "no column 'article'" in line

    def test_columns_and_dates_of_a_page_are_checked(self, tmp_path: Path, capsys: Capture) -> None:
        rows = tmp_path / "a.jsonl"
        rows.write_text('{"text": "It rained.", "date": "31.5.2024"}')
        command = ["analyze", rows, "--output", tmp_path / "out.html"]
        line = refusal(capsys, *command, "--publisher-column", "paper")
        assert "a.jsonl: row 1: no column 'paper'" in line and "--publisher-column" in line
        assert "'31.5.2024' is not like 2024-05-31" in refusal(capsys, *command)
        assert not (tmp_path / "out.html").exists()
        assert "no such file" in refusal(capsys, "compare", rows, tmp_path / "none.txt")

    def test_a_name_with_line_ends_stays_one_line(self, capsys: Capture) -> None:
        assert "no such file" in refusal(capsys, "analyze", "two\nlines.txt")

    def test_outputs_that_cannot_be_are_refused(self, article: Path, tmp_path: Path, capsys: Capture) -> None:
        assert "--output" in refusal(capsys, "analyze", article, "--format", "parquet")
        assert "--format" in refusal(capsys, "analyze", article, "--output", tmp_path / "out.xlsx")
        assert "is a folder" in refusal(capsys, "analyze", article, "--format", "csv", "--output", tmp_path)

    @pytest.mark.parametrize(
        "argv",
        [
            [],
            ["nonsense"],
            ["analyze"],
            ["analyze", "x.txt", "--format", "html5"],
            ["analyze", "x.txt", "--min-probability", "2"],
            ["analyze", "x.txt", "--min-probability", "nan"],
            ["explain"],
            ["explain", "x", "--top", "0"],
            ["info", "--what"],
        ],
    )
    def test_bad_usage_is_one_line(self, capsys: Capture, argv: list[str]) -> None:
        assert "--help" in refusal(capsys, *argv)


@pytest.mark.usefixtures("fake_model")
def test_explain_shows_what_adds_up_to_the_score(capsys: Capture) -> None:
    assert main(["explain", "They blame them.", "--top", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "stance against: score +0.350",
        "    +0.500  word: blame",
        "    -0.250  (1 other features)",
        "    +0.100  (intercept)",
    ]


@pytest.mark.usefixtures("fake_model")
def test_info_is_json(capsys: Capture) -> None:
    assert main(["info"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "fake"


def test_help_is_no_error(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["analyze", "--help"])
    assert stopped.value.code == 0
    assert "--text-column" in capsys.readouterr().out


def test_an_interrupted_command_writes_nothing(
    rows: Path, tmp_path: Path, fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fake_model, "annotate_sentences", interrupt)
    assert main(["analyze", str(rows), "--output", str(tmp_path / "out.jsonl")]) == 130
    assert capsys.readouterr().err == "framing: interrupted\n"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


def framing(*argv: object, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """Run the real command with the bundled model in a process of its own."""
    command = [sys.executable, "-m", "framing", *map(str, argv)]
    return subprocess.run(command, capture_output=True, check=False, env=os.environ | settings)


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The minister said hello. " * 5000)
    command = [sys.executable, "-m", "framing", "analyze", str(tmp_path / "a.txt"), "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_results_are_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Пекин said “no”. 中国.", encoding="utf-8")
    for form in ("jsonl", "table"):
        done = framing("analyze", tmp_path / "a.txt", "--format", form, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, b"")
    assert "Пекин" in framing("analyze", tmp_path / "a.txt", "--format", "jsonl").stdout.decode("utf-8")


# What the bundled model is broken into, and what the one line has to say.
def _missing(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _format_number(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"format": 999}), encoding="utf-8")


def _not_json(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def _weights_cut_short(folder: Path) -> None:
    weights = (folder / "weights.safetensors").read_bytes()
    (folder / "weights.safetensors").write_bytes(weights[: len(weights) // 2])


def _weights_of_another_shape(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    arrays = load_file(folder / "weights.safetensors")
    save_file(
        {name: array[: len(array) // 2].copy() for name, array in arrays.items()},
        folder / "weights.safetensors",
    )


def _pickle(folder: Path) -> None:
    import pickle

    (folder / "weights.safetensors").write_bytes(pickle.dumps({"stance": [1.0]}))


@pytest.mark.parametrize(
    ("breakage", "word"),
    [
        (_missing, "config.json"),
        (_format_number, "999"),
        (_not_json, "config.json"),
        (_weights_cut_short, "weights.safetensors"),
        (_weights_of_another_shape, ""),
        (_pickle, "weights.safetensors"),
    ],
)
def test_broken_model_folders_are_refused(
    article: Path, tmp_path: Path, capsys: Capture, breakage: Callable[[Path], None], word: str
) -> None:
    import framing as library

    folder = tmp_path / "model"
    library.load().save(folder)
    breakage(folder)
    line = refusal(capsys, "analyze", article, "--model", folder, "--output", tmp_path / "out.jsonl")
    assert str(folder) in line
    assert word in line
    assert not (tmp_path / "out.jsonl").exists()


def test_what_is_no_model_folder_is_refused(article: Path, tmp_path: Path, capsys: Capture) -> None:
    assert "none" in refusal(capsys, "analyze", article, "--model", tmp_path / "none")
    assert "article.txt" in refusal(capsys, "info", "--model", article)


def test_jobs_reach_the_model(tmp_path: Path, fake_model: FakeModel) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Li said no.", encoding="utf-8")
    assert main(["analyze", str(source), "--jobs", "3"]) == 0
    assert fake_model.jobs == 3
    assert main(["analyze", str(source), "--jobs", "0"]) == 2
