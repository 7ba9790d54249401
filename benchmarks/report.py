"""Results files to RESULTS.md, its plots, and the figures in README.md; nothing is measured here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.held_report import held_section
from benchmarks.peers_report import peers_headline, peers_plot, peers_section
from benchmarks.plots import bar_chart
from benchmarks.quality import SETTINGS
from benchmarks.results import FOLDER, Result, read_results
from benchmarks.speed import AT_MOST, ROUNDS, TARGETS
from benchmarks.tables import cell, plot_name, table
from framing import InputError
from training.plots import line_chart

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"

_HEADLINES = (  # title, setting, figure
    ("stance macro-F1, whole articles", "documents", "stance_macro_f1"),
    ("stance macro-F1, sentences alone", "sentences", "stance_macro_f1"),
    ("bloc micro-F1, whole articles", "documents", "bloc_micro_f1"),
    ("bloc micro-F1, where the sentence itself tells", "documents", "bloc_micro_f1_no_context"),
    ("speaker F1, same words", "documents", "speaker_exact_f1"),
    ("speaker F1, overlapping words", "documents", "speaker_overlap_f1"),
    ("stance and blocs both right", "documents", "joint_accuracy"),
)
_SHOWN_COVERAGES = ("0.25", "0.50", "0.75", "1.00")
_INTRODUCTION = """# Results
Written by `python -m benchmarks report` from the files in `results/`; do not edit. Brackets hold 95%
intervals: for corpora from 1000 bootstrap samples of whole documents, for paired tests Wilson's. The lines
under a heading say what made its figures."""


def write_report(
    results: Path = FOLDER, markdown: Path | None = None, readme: Path | None = None
) -> list[Path]:
    """Write RESULTS.md, the plots beside the results, and the part of README.md between its marks.

    Returns the files written. Raises InputError where README.md lacks the marks.
    """
    markdown, readme = markdown or ROOT / "benchmarks" / "RESULTS.md", readme or ROOT / "README.md"
    found = read_results(results)
    texts = {results / name: svg for name, svg in plots(found).items()}
    texts[markdown] = results_page(found, results.name)
    texts[readme] = with_figures(readme.read_text(encoding="utf-8"), found)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def with_figures(readme: str, results: Sequence[Result]) -> str:
    """Return the README with the figures of ``results`` between its marks."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InputError(f"README.md: the marks {BEGIN} and {END} are missing; put them where the figures go")
    return f"{before}{BEGIN}\n{headline_figures(results)}\n{END}{after}"


def headline_figures(results: Sequence[Result]) -> str:
    """Return the README's tables: a column for each corpus, then the paired tests, PolNeAR and the peers."""
    corpora = _of(results, "quality")
    errors = {r["data"]["name"]: r["scores"] for r in _of(results, "calibration")}
    rows = [
        [title, *(cell(r["scores"][setting]["figures"][figure]) for r in corpora)]
        for title, setting, figure in _HEADLINES
    ]
    for setting, title in zip(SETTINGS, ("whole articles", "sentences alone"), strict=True):
        scores = [errors.get(r["data"]["name"], {}).get(setting, {}) for r in corpora]
        cells = [cell(score.get("expected_calibration_error")) for score in scores]
        rows.append([f"expected calibration error of the stance, {title}", *cells])
    heads = [f"{r['data']['name']} ({r['data']['rows']} sentences)" for r in corpora]
    blocks = [table(["figure", *heads], rows)] if corpora else []
    for result in _of(results, "robustness"):
        kinds = [[name, *_rate_cells(g)] for name, g in result["scores"].items() if "/" not in name]
        blocks.append(table(["paired tests", *_RATE_HEADS], kinds))
    for result in _of(results, "polnear"):
        roles = {name: found["f1"] for name, found in result["scores"].items() if isinstance(found, dict)}
        blocks.append(table(["PolNeAR's test articles", *roles], [["exact F1", *map(cell, roles.values())]]))
    blocks += peers_headline(_of(results, "peers"), "benchmarks/results")
    return "\n\n".join(blocks) or "No results yet."


def results_page(results: Sequence[Result], folder: str) -> str:
    """Return RESULTS.md; ``folder`` is where its plots are, seen from it."""
    sections = [_INTRODUCTION]
    for result in (result for result in results if "table" not in result):
        name = f"{result['benchmark'].capitalize()}: {result['data']['name']}"
        body = _SECTIONS.get(result["benchmark"], _any_section)(result, folder)
        sections.append("\n\n".join([f"## {name}", _signature(result), *body]))
    sections += held_section(results, _signature)
    return "\n\n".join(sections) + "\n"


def plots(results: Sequence[Result]) -> dict[str, str]:
    """Return the file name and SVG text of each plot: reliability, risk and coverage, and the peers."""
    found = {plot_name(result, "peers"): peers_plot(result) for result in _of(results, "peers")}
    for result in _of(results, "calibration"):
        scores, name = result["scores"], result["data"]["name"]
        reliability = {s: [(b["probability"], b["accuracy"]) for b in scores[s]["bins"]] for s in SETTINGS}
        found[plot_name(result, "reliability")] = line_chart(
            f"Reliability, {name}", ("probability of the stance", "share right"), reliability, diagonal=True
        )
        risk = {s: [(float(c), f["value"]) for c, f in scores[s]["risk"].items()] for s in SETTINGS}
        highest = max(value for points in risk.values() for _, value in points)
        top = max(0.1, -(-highest // 0.1) / 10)
        found[plot_name(result, "risk")] = line_chart(
            f"Risk and coverage, {name}", ("share of sentences labelled", "share wrong"), risk, top=top
        )
    for result in _of(results, "speed"):
        ratios = {n: f["value"] for n, f in result["scores"].items() if n in TARGETS and isinstance(f, dict)}
        bounds = {name: TARGETS[name] for name in ratios}
        found[plot_name(result, "speed")] = bar_chart("Speed: ratio (bar) and promise (line)", ratios, bounds)
    return found


_FEW = "Intervals over fewer than ten documents are too narrow."


def _quality_section(result: Result, _folder: str) -> list[str]:
    scores = result["scores"]
    names = list(scores["documents"]["figures"])
    rows = [
        [name.replace("_", " "), *(cell(scores[s]["figures"].get(name)) for s in SETTINGS)] for name in names
    ]
    parts = [table(["figure", "whole documents", "sentences alone"], rows)]
    for column, groups in scores["documents"]["groups"].items():
        if groups:
            title = f"By {column}, whole documents; macro-F1 over the stances that occur. {_FEW}"
            parts += [title, _group_table(column, groups)]
    return parts


_RATE_HEADS = ("pairs", "failure", "first already wrong", "not both right")


def _rate_cells(group: dict[str, Any]) -> list[str]:
    failures = cell(group["failure"]), cell(group["strict_failure"])
    return [f"{group['n']:.0f}", failures[0], f"{group['unusable']:.0f}", failures[1]]


def _robustness_section(result: Result, _folder: str) -> list[str]:
    ordered = sorted(result["scores"].items(), key=lambda item: ("/" in item[0], item[0]))
    explained = (
        "Failure, for swap and denial: the label does not follow, as a share of the pairs whose first"
        " sentence is labelled right. For invariance: the label moves."
    )
    return [explained, table(["test", *_RATE_HEADS], [[name, *_rate_cells(g)] for name, g in ordered])]


def _calibration_section(result: Result, folder: str) -> list[str]:
    scores = result["scores"]
    rows = [
        ["expected calibration error", *(cell(scores[s]["expected_calibration_error"]) for s in SETTINGS)]
    ]
    for share in _SHOWN_COVERAGES:
        title = f"share wrong among the {float(share):.0%} most probable"
        rows.append([title, *(cell(scores[s]["risk"][share]) for s in SETTINGS)])
    images = " ".join(f"![{kind}]({folder}/{plot_name(result, kind)})" for kind in ("reliability", "risk"))
    return [table(["stance", "whole documents", "sentences alone"], rows), images]


_UNSEEN = """By {one}, sentences alone: models that had seen other documents of the {one}, and models that
had not (leave one {one} out; speakers' blocs from cross-validation by document in both):"""


def _ablation_section(result: Result, _folder: str) -> list[str]:
    scores = result["scores"]
    parts = [[name, *(cell(found[s]) for s in SETTINGS)] for name, found in scores["parts"].items()]
    sections = [
        "Cross-validated macro-F1 of the stance on the sentences of documents, five parts by document:",
        table(["model", "whole documents", "sentences alone"], parts),
    ]
    for one, plural in (("source", "sources"), ("year", "years")):
        rows = [[name, cell(f["seen"]), cell(f["unseen"])] for name, f in scores.get(plural, {}).items()]
        if rows:
            heads = [one, f"{one} seen", f"{one} not seen"]
            sections += [_UNSEEN.format(one=one), table(heads, rows)]
    return sections


def _drift_section(result: Result, _folder: str) -> list[str]:
    scores = result["scores"]
    whose = "models that had not seen the document" if scores["held_out"] else "the bundled model"
    parts = [f"Whole documents, labelled by {whose}; macro-F1 over the stances that occur. {_FEW}"]
    return parts + [_group_table(column, groups) for column, groups in scores["groups"].items()]


def _group_table(column: str, groups: dict[str, Any]) -> str:
    """Return a table with a row for each group of sentences."""
    names = list(next(iter(groups.values())))
    cells = [[value, *(cell(group[name]) for name in names)] for value, group in groups.items()]
    return table([column, *(name.replace("_", " ") for name in names)], cells)


def _newsmtsc_section(result: Result, _folder: str) -> list[str]:
    scores = result["scores"]
    names = list(next(iter(scores.values()))["models"])
    explained = (
        "Macro-F1 over negative, neutral and positive, and accuracy. The bootstrap draws articles. Published:"
        " GRU-TSC over RoBERTa, Hamborg & Donnay 2021."
    )
    heads = ["model", *(f"{test}, {figure}" for test in scores for figure in ("macro-F1", "accuracy"))]
    rows = [
        [name, *(cell(scores[test]["models"][name][f]) for test in scores for f in ("macro_f1", "accuracy"))]
        for name in names
    ]
    published = [shown for test in scores for shown in (cell(scores[test]["published"]), "-")]
    return [explained, table(heads, [*rows, ["published", *published]])]


def _speed_section(result: Result, folder: str) -> list[str]:
    scores = dict(result["scores"])
    sizes = scores.pop("sizes")
    rows = []
    for name, figure in scores.items():
        bound = TARGETS.get(name)
        sign = "at most" if name in AT_MOST else "at least"
        rows.append([name, cell(figure), "" if bound is None else f"{sign} {bound:g}"])
    explained = (
        f"Ratios on the same {sizes['count']} sentences, everything in one run, one core unless said: medians"
        f" of {ROUNDS} rounds in turns after a warm-up, with the least and the greatest. Ratios say how many"
        " times as long the other takes (word and view scores: a scikit-learn pipeline of word 1-2-grams, and"
        " of those with character 3-5-grams within words); cold start is `framing analyze` of one article"
        " by `import sklearn.linear_model`; growth is the time of ten times as many sentences as"
        f" {sizes['grown']}; the peak is that of {sizes['streamed']} streamed sentences."
    )
    return [
        explained,
        table(["figure", "value", "promised"], rows),
        f"![speed]({folder}/{plot_name(result, 'speed')})",
    ]


def _any_section(result: Result, _folder: str) -> list[str]:
    """Return a table of whatever figures a benchmark of its own form has."""
    return [table(["figure", "value"], [[name, cell(v)] for name, v in _flat(result["scores"])])]


_SECTIONS: dict[str, Callable[[Result, str], list[str]]] = {
    "quality": _quality_section,
    "robustness": _robustness_section,
    "peers": peers_section,
    "calibration": _calibration_section,
    "ablation": _ablation_section,
    "newsmtsc": _newsmtsc_section,
    "drift": _drift_section,
    "speed": _speed_section,
}


def _flat(scores: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in scores.items():
        if isinstance(value, dict) and "value" not in value:
            yield from _flat(value, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}".replace("_", " "), value


def _of(results: Sequence[Result], benchmark: str) -> list[Result]:
    return [result for result in results if result["benchmark"] == benchmark]


def _signature(result: Result) -> str:
    data = result["data"]
    size = ", ".join(f"{data[unit]} {unit}" for unit in ("rows", "documents") if unit in data)
    model = f" model {result['model'][:12]}," if result["model"] else ""
    return (
        f"`{result['command']}`  \n{result['date']}, framing {result['framing']},"
        f"{model} data {data['sha256'][:12]} ({size}), Python {result['python']},"
        f" NumPy {result['numpy']}, {result['machine']}"
    )
