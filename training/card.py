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


def write_card(model: Model, notes: str = "") -> str:
    """Return the card of a model that `training.recipe.provenance` describes, as Markdown.

    ``notes`` say where the data come from, who annotated them, and under which licences.
    """
    config = model.config
    data, scores = config["data"], config["cross_validated"]
    counts = ", ".join(f"{label} {count:,}" for label, count in data["stances"].items())
    figures = "\n".join(f"| {_SCORES[name]} | {score:.3f} |" for name, score in scores.items())
    return _TEMPLATE.read_text(encoding="utf-8").format(
        version=config["version"],
        date=config["date"],
        command=config["command"],
        stances=", ".join(f"`{label}`" for label in model.stance.labels_),
        blocs=", ".join(f"`{label}`" for label in model.blocs.labels_),
        rows=f"{data['rows']:,}",
        documents=f"{data['documents']:,}",
        counts=counts,
        sha256=data["sha256"],
        notes=notes.strip()
        or "Nothing more is known here of the data: write it down before you pass this model on.",
        figures=figures,
    )
