"""The model card: what a model is for, what it was made from, how good it is, and where it fails."""

from __future__ import annotations

from pathlib import Path

from framing.model import Model

_TEMPLATE = Path(__file__).parent / "card.md"
_SCORES = {
    "stance_macro_f1": "stance, macro-F1, sentences in documents",
    "stance_macro_f1_sentences_alone": "stance, macro-F1, sentences alone",
    "bloc_micro_f1": "blocs, micro-F1",
    "speaker_exact_f1": "speaker, F1 of the exact words",
}


def write_card(model: Model, template: Path = _TEMPLATE) -> str:
    """Return the card of a model that `training.recipe.provenance` describes, as Markdown."""
    config = model.config
    data, scores = config["data"], config["cross_validated"]
    counts = ", ".join(f"{label} {count:,}" for label, count in data["stances"].items())
    figures = "\n".join(f"| {_SCORES[name]} | {score:.3f} |" for name, score in scores.items())
    return template.read_text(encoding="utf-8").format(
        version=config["version"],
        date=config["date"],
        command=config["command"],
        stances=", ".join(f"`{label}`" for label in model.stance.labels_),
        blocs=", ".join(f"`{label}`" for label in model.blocs.labels_),
        rows=f"{data['rows']:,}",
        documents=f"{data['documents']:,}",
        counts=counts,
        sha256=data["sha256"],
        figures=figures,
    )
