"""Tables and plot of a comparison with peers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.pairs import KINDS
from benchmarks.plots import Mark, scatter_chart
from benchmarks.results import Result
from benchmarks.systems import BUNDLED, CONVERTED, PLAIN, RETRAINED
from benchmarks.tables import cell, plot_name, table

_MEGABYTE = 1e6
_ACCURACY = (
    ("stance macro-F1", "stance_macro_f1"),
    (f"minus that of “{RETRAINED.name}”", "stance_macro_f1_difference"),
    ("stance accuracy", "stance_accuracy"),
    ("speaker F1, same words", "speaker_exact_f1"),
    ("speaker F1, overlapping words", "speaker_overlap_f1"),
)
_COSTS: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
    ("speed", lambda scores: _ratio(scores["speed"])),
    ("model, MB", lambda scores: f"{scores['model_size'] / _MEGABYTE:.1f}"),
    ("memory, MB", lambda scores: f"{scores['peak_memory'] / _MEGABYTE:.0f}"),
    ("cold start, s", lambda scores: _seconds(scores["cold_start"])),
)


_TRAIN_FIELDS = ("name", "rows", "documents", "shared")
_LEARNED = """All but “{bundled}” and textacy's rules learned from the same rows: {name}, {rows} rows of
{documents} documents, data {sha}; {shared} of the corpus's sentences are among them. The peers read each
sentence by itself; scikit-learn's penalties were chosen by cross-validation on these rows. Differences
are paired by document."""
_COST = """Cost, on one thread, in processor time. Speed: sentences a second over those of “{bundled}”,
which also labels speakers and blocs, in {rounds} rounds of {sentences} sentences that all systems took
turns in. Memory: the peak of a process that labelled the corpus. Cold start: from a new process to its
first label, {cold_starts} times. Here brackets hold the lowest and the highest, before them the median."""
_CONVERTED = """ONNX's text operators can express the plain pipeline: {same} of the labels are
scikit-learn's own; what differs are sublinear counts. It runs at {ratio:.2f} times scikit-learn's speed,
with a dense row of all terms for each sentence. Those operators have no way to say this library's views
(masked actors, speakers, blocs, the document), so only the plain pipeline is converted."""


def peers_section(result: Result, folder: str) -> list[str]:
    """Return the paragraphs of RESULTS.md for one comparison; ``folder`` is where its plot is."""
    scores = result["scores"]
    systems, train = scores["systems"], scores["train"]
    accuracy = [
        [name, *(cell(own["figures"].get(key)) for _, key in _ACCURACY)] for name, own in systems.items()
    ]
    failures = [
        [name, *(cell(own["pairs"][kind]) for kind in KINDS)] for name, own in systems.items() if own["pairs"]
    ]
    costs = [[name, *(show(own) for _, show in _COSTS)] for name, own in systems.items()]
    settings, packages = result["settings"], result["packages"]
    parts = [
        _LEARNED.format(
            bundled=BUNDLED.name, sha=train["sha256"][:12], **{k: train[k] for k in _TRAIN_FIELDS}
        ),
        table(["system", *(title for title, _ in _ACCURACY)], accuracy),
        "Paired tests: share of pairs of which not both sentences are labelled right.",
        table(["system", *KINDS], failures),
        _COST.format(bundled=BUNDLED.name, **settings),
        table(["system", *(title for title, _ in _COSTS)], costs),
        f"![accuracy and speed]({folder}/{plot_name(result, 'peers')})",
        *_conversion(systems),
        "Packages: " + ", ".join(f"{name} {number}" for name, number in packages.items()) + ".",
    ]
    if scores["skipped"]:
        parts.append(
            "Skipped: " + "; ".join(f"{name} ({why})" for name, why in scores["skipped"].items()) + "."
        )
    return parts


def peers_headline(results: Sequence[Result], folder: str) -> list[str]:
    """Return the README's table and plot, of the comparison with the most training rows."""
    if not results:
        return []
    result = max(results, key=lambda one: int(one["scores"]["train"]["rows"]))
    scores, name = result["scores"], result["data"]["name"]
    heads = [f"beside peers, {name}", "stance macro-F1", "swaps", "denials", "speaker F1, same words"]
    rows = []
    for system, own in scores["systems"].items():
        failures = [cell(own["pairs"].get(kind)).partition(" ")[0] for kind in ("swap", "denial")]
        figures = own["figures"]
        rows.append([
            system, cell(figures.get("stance_macro_f1")), *failures, cell(figures.get("speaker_exact_f1")),
            *(show(own).partition(" ")[0] for _, show in _COSTS),
        ])  # fmt: skip
    image = f"![accuracy and speed of the peers]({folder}/{plot_name(result, 'peers')})"
    return [table([*heads, *(title for title, _ in _COSTS)], rows), image]


def peers_plot(result: Result) -> str:
    """Return an SVG of every system's macro-F1 over its speed."""
    marks = []
    for name, own in result["scores"]["systems"].items():
        figure = own["figures"].get("stance_macro_f1")
        if figure:
            spread = figure["low"], figure["high"]
            marks.append(
                Mark(name, own["speed"]["value"], figure["value"], spread, name.startswith("framing"))
            )
    axes = f"sentences a second, over those of “{BUNDLED.name}”", "stance macro-F1"
    return scatter_chart(f"Accuracy and speed, {result['data']['name']}", axes, marks)


def _conversion(systems: dict[str, Any]) -> list[str]:
    """Return what converting the plain model to ONNX changed."""
    same = systems.get(CONVERTED.name, {}).get("figures", {}).get("same_labels")
    if same is None:
        return []
    ratio = systems[CONVERTED.name]["speed"]["value"] / systems[PLAIN.name]["speed"]["value"]
    return [_CONVERTED.format(same=cell(same), ratio=ratio)]


def _ratio(figure: dict[str, float]) -> str:
    value, low, high = (f"{figure[key]:.3g}" for key in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _seconds(figure: dict[str, float]) -> str:
    value, low, high = (f"{figure[key]:.2f}" for key in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"
