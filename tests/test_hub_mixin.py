"""huggingface_hub's own client, against a Hub on the loopback interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import ModelCard, constants

import framing
from framing.cli import main
from framing.model import BUNDLED
from framing.storage import CARD, CONFIG, WEIGHTS, read_model
from tests.loopback_hub import Files, LoopbackHub

TEXT = "The Kremlin said the boycott was an attempt to politicise sport."
PLACE = "/{repo_id}/resolve/{revision}/{filename}"
HELD = {name: (BUNDLED / name).read_bytes() for name in (CARD, CONFIG, WEIGHTS)}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    files: Files = {**HELD, "setup.py": b"raise SystemExit", "pytorch_model.bin": b"\x80\x04."}
    broken: Files = {**HELD, CONFIG: b"[" * 100_000}
    with LoopbackHub(acme__model=files, acme__broken=broken, acme__empty={}).running() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", server.url + PLACE)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        yield server


def test_a_model_comes_from_the_hub_without_its_other_files(hub: LoopbackHub, tmp_path: Path) -> None:
    model = framing.load("acme/model")
    assert model.annotate(TEXT) == framing.load().annotate(TEXT)
    assert {path.name for path in (tmp_path / "cache").glob("*/snapshots/*/*")} == {CARD, CONFIG, WEIGHTS}
    assert not [line for line in hub.requests if "setup.py" in line or "pytorch_model.bin" in line]


def test_what_was_fetched_once_needs_no_network(hub: LoopbackHub) -> None:
    first = framing.load("acme/model", revision="main")
    hub.requests.clear()
    again = framing.Model.from_pretrained("acme/model", local_files_only=True)
    assert again.info() == first.info()
    assert hub.requests == []


@pytest.mark.usefixtures("hub")
def test_the_command_line_takes_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--model", "acme/model"]) == 0
    assert '"stances"' in capsys.readouterr().out


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("name", "revision", "words"),
    [
        ("acme/none", None, "acme/none: no such folder here, and none from the Hub .*404"),
        ("acme/model", "v2", "acme/model: no such folder here, and none from the Hub .*Revision"),
        ("acme/broken", None, "config.json: not JSON"),
        ("acme/empty", None, "acme/empty: what the Hub has is no model of framing"),
    ],
)
def test_what_cannot_be_had_is_refused_in_a_line(name: str, revision: str | None, words: str) -> None:
    with pytest.raises(framing.ModelFormatError, match=words) as caught:
        framing.load(name, revision=revision)
    assert "\n" not in str(caught.value)


def test_a_hub_out_of_reach_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(framing.ModelFormatError, match="check the name, the revision and the network"):
        framing.Model.from_pretrained("acme/model", cache_dir=tmp_path)


def test_a_pushed_model_comes_back_the_same(hub: LoopbackHub, tmp_path: Path) -> None:
    url = framing.load().push_to_hub("me/mine", token="hf_secret", private=True)
    assert url.startswith(f"{hub.url}/me/mine/commit/")
    assert set(hub.repositories["me/mine"]) == {CARD, CONFIG, WEIGHTS}
    back = framing.load("me/mine")
    assert back.info() == framing.load().info()
    assert back.fingerprint() == framing.load().fingerprint()
    name = framing.load().save_pretrained(tmp_path / "other", push_to_hub=True, token="hf_secret")
    assert name is not None and "/me/other/commit/" in name


def test_the_card_of_a_pushed_model_is_one_that_the_hub_reads(hub: LoopbackHub) -> None:
    model = framing.load()
    model.card = "# Mine\n![Curves](curves.svg)\n![Far](https://example.org/a.png)\n"
    model.push_to_hub("me/mine", token="hf_secret")
    card = ModelCard(hub.repositories["me/mine"][CARD].decode())
    assert card.text.split() == ["#", "Mine", "![Far](https://example.org/a.png)"]
    assert (card.data.get("library_name"), card.data.get("pipeline_tag")) == (
        "framing",
        "text-classification",
    )
    assert "stance-detection" in card.data.get("tags")
    assert model.card.startswith("# Mine")


@pytest.mark.usefixtures("hub")
def test_a_push_that_is_refused_says_so() -> None:
    with pytest.raises(framing.InputError, match=r"me/mine: cannot be pushed .*401.*hf auth login"):
        framing.load().push_to_hub("me/mine", token=False)


def test_the_bundled_card_has_the_figures_of_its_config() -> None:
    config, _, text = read_model(BUNDLED)
    card = ModelCard(text)
    assert card.data.get("license") == "apache-2.0"
    found = {result.metric_name: result.metric_value for result in card.data.get("eval_results")}
    assert sorted(found.values()) == sorted(score["value"] for score in config["cross_validated"].values())
