"""The model card: what a model is for, what it was made from, how good it is, and where it fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import EvalResult, ModelCard, ModelCardData
from yaml import YAMLError

from framing.errors import InputError
from framing.hub import METADATA
from framing.model import Model
from training.plots import line_chart, matrix_chart

_TEMPLATE = Path(__file__).parent / "card.md"
_SCORES = {
    "stance_macro_f1": "stance, macro-F1, sentences in documents",
    "stance_macro_f1_sentences_alone": "stance, macro-F1, sentences alone",
    "bloc_micro_f1": "blocs, micro-F1",
    "speaker_exact_f1": "speaker, F1 of the exact words",
}
_CONFUSION, _RELIABILITY, _CURVES = "confusion.svg", "reliability.svg", "learning-curves.svg"
_UNKNOWN = "Nothing more is known here of the data: write it down before you pass this model on."
_WORST = 3  # confusions that the card names


@dataclass(frozen=True)
class Effort:
    """What a run took: seconds, the most bytes of memory (None: not known here), and processes."""

    seconds: float
    memory: int | None
    jobs: int

    @classmethod
    def since(cls, begun: float, jobs: int) -> Effort:
        """Return the effort of a run that began when `time.monotonic` was ``begun``."""
        return cls(time.monotonic() - begun, _peak_memory(), jobs)

    def __str__(self) -> str:
        memory = "memory unknown" if self.memory is None else f"{self.memory / 1e9:.1f} GB of memory at most"
        several = f" in the main one of {self.jobs} processes" if self.jobs > 1 else ""
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"Took {minutes} min {seconds} s and {memory}{several}."


def _peak_memory() -> int | None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def write_card(model: Model, notes: str = "", effort: Effort | None = None) -> str:
    """Return the card of a model whose config `training.run.run` wrote, as Markdown after metadata.

    ``notes`` say where the data come from, who annotated them, and under which licences. They may begin with
    metadata of their own, as a card does: what they say there of the model, such as its licence, stands.
    """
    config = model.config
    data, versions = config["data"], config["versions"]
    own, notes = parted_notes(notes)
    return f"---\n{metadata(model, own)}\n---\n" + _TEMPLATE.read_text(encoding="utf-8").format(
        version=config["version"],
        date=config["date"],
        command=config["command"],
        does=" ".join(_abilities(model)),
        rows=f"{data['rows']:,}",
        documents=f"{data['documents']:,}",
        left_out=f"; {data['left_out']:,} rows that could not be used were left out"
        if data["left_out"]
        else "",
        counts=_table(_count_lines(data)),
        sha256=data["sha256"],
        notes=notes.strip() or _UNKNOWN,
        folds=config["folds"],
        grouped_by=config["grouped_by"],
        searched=_searched(config["search"]),
        figures=_table([_SCORES[name], _figure(score)] for name, score in config["cross_validated"].items()),
        labels=_table(_label_lines(config["labels"])),
        charts="\n".join(f"![{title}]({name})" for name, title in _titles(config).items()),
        advice="\n".join(f"- {curve['advice']}" for curve in config["learning_curves"].values()),
        failures="\n".join(f"- {line}" for line in _failures(model)),
        effort=effort or "",
        python=versions["python"],
        libraries=", ".join(f"{name} {number}" for name, number in versions.items() if name != "python"),
        seed=config["seed"],
    )


def metadata(model: Model, own: Mapping[str, Any]) -> ModelCardData:
    """Return what the Hub reads of a card: ``own`` words on the model, and its figures as an evaluation."""
    config = model.config
    rows, grouped_by = config["data"]["rows"], config["grouped_by"]
    results = [
        EvalResult(
            task_type="token-classification" if name.startswith("speaker") else METADATA["pipeline_tag"],
            dataset_type="annotated-sentences",
            dataset_name=f"its {rows:,} training sentences, cross-validated by {grouped_by}",
            metric_type="f1",
            metric_name=_SCORES[name],
            metric_value=score["value"],
        )
        for name, score in config["cross_validated"].items()
    ]
    return ModelCardData(**{"model_name": "framing", "eval_results": results, **METADATA, **own})


def parted_notes(notes: str) -> tuple[dict[str, Any], str]:
    """Return the metadata that notes begin with, if they do, and the rest. Raises InputError for no YAML."""
    if not notes.startswith("---\n"):
        return {}, notes
    try:
        card = ModelCard(notes)
    except (ValueError, YAMLError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"the notes begin with --- but not with metadata in YAML ({reason})") from error
    found: Any = card.data
    return found.to_dict(), card.text


def charts(model: Model) -> dict[str, str]:
    """Return the name and the SVG of each picture that the card shows."""
    config = model.config
    found = {}
    for name, title in _titles(config).items():
        if name == _CONFUSION:
            axes = "true", "given"
            found[name] = matrix_chart(title, axes, model.stance.labels_, config["confusion"])
        elif name == _RELIABILITY:
            points = [(part["probability"], part["accuracy"]) for part in config["calibration"]["bins"]]
            axes = "probability of the stance", "share right"
            found[name] = line_chart(title, axes, {"sentences in documents": points}, diagonal=True)
        else:
            curves = {
                part: [(float(point["rows"]), point["score"]["value"]) for point in curve["points"]]
                for part, curve in config["learning_curves"].items()
            }
            right = max(x for points in curves.values() for x, _ in points)
            found[name] = line_chart(title, ("labelled sentences", "F1"), curves, right=right)
    return found


def _titles(config: Mapping[str, Any]) -> dict[str, str]:
    titles = {_CURVES: "Learning curves, cross-validated"}
    if "confusion" in config:
        titles = {
            _CONFUSION: "Stances, cross-validated",
            _RELIABILITY: "Reliability of the stance, cross-validated",
        } | titles
    return titles


def _abilities(model: Model) -> Iterator[str]:
    if model.config["data"]["speakers"]:
        yield "It names the **speaker** to whom a sentence attributes its content."
    for name, labels in (("blocs", model.blocs.labels_), ("stance", model.stance.labels_)):
        if labels:
            whose = "of the speaker" if name == "blocs" else "of the statement"
            each = ", ".join(f"`{label}`" for label in labels)
            yield f"It gives the **{name}** {whose}, with probabilities: {each}."


def _table(lines: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _count_lines(data: Mapping[str, Any]) -> Iterator[list[str]]:
    for part in ("stances", "blocs", "speakers"):
        for label, times in data[part].items():
            yield [f"{part.removesuffix('s')}: {label}", f"{times:,}"]


def _label_lines(labels: Mapping[str, Mapping[str, float]]) -> Iterator[list[str]]:
    for label, own in labels.items():
        yield [label, f"{own['rows']:,.0f}", *(f"{own[name]:.3f}" for name in ("precision", "recall", "f1"))]


def _figure(score: Mapping[str, float]) -> str:
    return f"{score['value']:.3f} [{score['low']:.3f}, {score['high']:.3f}]"


def _searched(trials: Sequence[Mapping[str, Any]]) -> str:
    """Return in words what a search tried, and what that does to the scores."""
    if not trials:
        return ""
    lines = ["\n\nThese scores chose the settings, so they are a little too high (Cawley & Talbot 2010):\n"]
    for part in dict.fromkeys(trial["part"] for trial in trials):
        each = [trial for trial in trials if trial["part"] == part]
        best = max(each, key=lambda trial: trial["score"])
        for trial in each:
            settings = ", ".join(f"{name} {value:g}" for name, value in trial["params"].items())
            mark = " (chosen)" if trial is best else ""
            lines.append(f"- {part}, {settings}: {trial['score']:.3f}{mark}")
    return "\n".join(lines)


def _failures(model: Model) -> Iterator[str]:
    """Yield what cross-validation found the model to be worst at."""
    config = model.config
    labels = model.stance.labels_
    if config["labels"]:
        name, worst = min(config["labels"].items(), key=lambda item: item[1]["f1"])
        yield f"The label found worst is {name}, with an F1 of {worst['f1']:.2f}."
    wrong = [
        (count / sum(line), labels[row], labels[column])
        for row, line in enumerate(config.get("confusion", ()))
        for column, count in enumerate(line)
        if row != column and count
    ]
    for share, true, given in sorted(wrong, reverse=True)[:_WORST]:
        yield f"{share:.0%} of the sentences with the stance `{true}` are called `{given}`."
    if speaker := config["cross_validated"].get("speaker_exact_f1"):
        yield f"The words of the speaker are not exactly right in many sentences (F1 {speaker['value']:.2f})."
