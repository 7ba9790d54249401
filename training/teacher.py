"""A small transformer, fine-tuned on annotated rows, that labels sentences for linear models to learn from.

The linear models then see the words of many more sentences than were annotated, with labels from a model that
knows more of the language (Buciluă, Caruana & Niculescu-Mizil 2006, "Model compression"; Hinton, Vinyals &
Dean 2015, "Distilling the knowledge in a neural network"). Only training needs it: what ships stays linear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from framing.rows import Row
from training.teacher_spans import PARTS, best_span, speaker_parts

Progress = Callable[[int, int], None]

_LONGEST = 128  # word pieces; one sentence in a thousand is longer
_BATCH = 32
_HEAD_RATE = 1e-3
_WARM_UP = 0.06  # share of the steps; a full first step would undo what the encoder knows
_TOKEN_WEIGHT = 8.0  # most pieces are outside a speaker and cost next to nothing


@dataclass(frozen=True)
class Judgement:
    """What the teacher says of a sentence.

    ``speaker`` are character offsets or None, ``margin`` the log-odds of that answer; ``stances`` (k,) are
    probabilities.
    """

    speaker: tuple[int, int] | None
    margin: float
    stances: NDArray[np.float64]


@dataclass(frozen=True)
class _Example:
    pieces: list[int]
    offsets: list[tuple[int, int]]
    parts: list[int]
    stance: int
    blocs: list[float]


class _Network(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without PyTorch
    """An encoder with heads for each piece's part in the speaker, the stance and the blocs."""

    def __init__(self, encoder: Path, stances: int, blocs: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, local_files_only=True)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.parts = nn.Linear(width, PARTS)
        self.stance = nn.Linear(2 * width, stances)
        self.blocs = nn.Linear(2 * width, blocs)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        weight = mask[:, :, None].to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        whole = self.dropout(torch.cat([hidden[:, 0], mean], 1))
        return self.parts(self.dropout(hidden)), self.stance(whole), self.blocs(whole)


class Teacher:
    """Labels sentences as annotated rows do: main speaker and stance; blocs are a task of training alone.

    ``encoder`` is the folder of a BERT-like model in transformers' format with a fast tokenizer. ``rate`` is
    the encoder's peak learning rate. The same seed, versions and machine give the same teacher; after `fit`,
    ``stances_`` and ``blocs_`` are the labels.
    """

    def __init__(self, encoder: Path, *, epochs: int = 4, rate: float = 1e-4, seed: int = 0) -> None:
        self.encoder = encoder
        self.epochs = epochs
        self.rate = rate
        self.seed = seed

    def fit(
        self,
        rows: Sequence[Row],
        progress: Progress = lambda _done, _total: None,
        checkpoint: Path | None = None,
    ) -> Teacher:
        """Fine-tune on rows of the corpus schema; ``progress`` is told steps done and all steps.

        What an epoch has reached is kept in the file ``checkpoint``; where there is one, fitting goes on from
        it.
        """
        torch.manual_seed(self.seed)
        self.stances_ = tuple(sorted({row["stance"] for row in rows}))
        self.blocs_ = tuple(sorted({bloc for row in rows for bloc in row["blocs"]}))
        self._tokenizer = AutoTokenizer.from_pretrained(self.encoder, local_files_only=True)
        self._network = _Network(self.encoder, len(self.stances_), len(self.blocs_))
        examples = self._examples(rows, labelled=True)
        per_epoch = math.ceil(len(examples) / _BATCH)
        optimizer, schedule = self._optimizer(per_epoch * self.epochs)
        begun = _resume(checkpoint, self._network, optimizer, schedule)
        for epoch in range(begun, self.epochs):
            self._network.train()
            batches = _batches(examples, _BATCH, np.random.default_rng((self.seed, epoch)))
            for number, batch in enumerate(batches):
                self._loss([examples[place] for place in batch]).backward()
                nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
                progress(epoch * per_epoch + number + 1, per_epoch * self.epochs)
            if checkpoint:
                _keep(checkpoint, epoch + 1, self._network, optimizer, schedule)
        return self

    def judge(self, texts: Sequence[str]) -> Iterator[Judgement]:
        """Yield what the teacher says of each text, in order."""
        self._network.eval()
        for low in range(0, len(texts), 64 * _BATCH):
            yield from self._judge(texts[low : low + 64 * _BATCH])

    def _judge(self, texts: Sequence[str]) -> list[Judgement]:
        examples = self._examples([{"text": text} for text in texts], labelled=False)
        found: dict[int, Judgement] = {}
        for batch in _batches(examples, 2 * _BATCH, None):
            chosen = [examples[place] for place in batch]
            with torch.no_grad():
                parts, stance, _ = self._run(chosen)
            logs = functional.log_softmax(parts, -1).numpy()
            stances = stance.softmax(-1).numpy()
            for row, place in enumerate(batch):
                offsets = examples[place].offsets
                speaker, margin = best_span(logs[row, : len(offsets)], offsets)
                found[place] = Judgement(speaker, margin, stances[row])
        return [found[place] for place in range(len(texts))]

    def _run(self, examples: Sequence[_Example]) -> tuple[torch.Tensor, ...]:
        padding = self._tokenizer.pad_token_id or 0
        pieces = _padded([example.pieces for example in examples], padding)
        mask = _padded([[1] * len(example.pieces) for example in examples], 0)
        # Half the numbers' width costs nothing in accuracy here and is several times faster where the
        # processor can do it.
        with torch.autocast("cpu", torch.bfloat16):
            outputs = self._network(pieces, mask)
        return tuple(output.float() for output in outputs)

    def _loss(self, examples: Sequence[_Example]) -> torch.Tensor:
        parts, stance, blocs = self._run(examples)
        target = _padded([example.parts for example in examples], -100)
        loss = _TOKEN_WEIGHT * functional.cross_entropy(
            parts.flatten(0, 1), target.flatten(), ignore_index=-100
        )
        loss = loss + functional.cross_entropy(stance, torch.tensor([example.stance for example in examples]))
        sides = torch.tensor([example.blocs for example in examples])
        return loss + functional.binary_cross_entropy_with_logits(blocs, sides)

    def _optimizer(self, steps: int) -> tuple[torch.optim.Optimizer, Any]:
        encoder = list(self._network.encoder.parameters())
        heads = [value for name, value in self._network.named_parameters() if not name.startswith("encoder.")]
        groups = [{"params": encoder, "lr": self.rate}, {"params": heads, "lr": _HEAD_RATE}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = max(_WARM_UP * steps, 1.0)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)
        )
        return optimizer, schedule

    def _examples(self, rows: Sequence[Row], *, labelled: bool) -> list[_Example]:
        read = self._tokenizer(
            [row["text"] for row in rows], truncation=True, max_length=_LONGEST, return_offsets_mapping=True
        )
        examples = []
        for row, pieces, offsets in zip(rows, read["input_ids"], read["offset_mapping"], strict=True):
            example = _Example(pieces, offsets, [], 0, [])
            if labelled:
                blocs = [float(bloc in row["blocs"]) for bloc in self.blocs_]
                stance = self.stances_.index(row["stance"])
                example = _Example(pieces, offsets, speaker_parts(row, offsets), stance, blocs)
            examples.append(example)
        return examples


def _batches(examples: Sequence[_Example], size: int, rng: np.random.Generator | None) -> list[list[int]]:
    """Return places of examples of about the same length; with ``rng``, in random order."""
    length = np.array([len(example.pieces) for example in examples], np.float64)
    if rng is not None:
        length += rng.uniform(0, 6, len(length))
    order = np.argsort(length, kind="stable").tolist()
    batches = [order[low : low + size] for low in range(0, len(order), size)]
    if rng is not None:
        rng.shuffle(batches)
    return batches


def _padded(rows: Sequence[Sequence[int]], value: int) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])


def _keep(
    path: Path, epoch: int, network: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any
) -> None:
    state = {"epoch": epoch, "network": network.state_dict(), "random": torch.get_rng_state()}
    state |= {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def _resume(path: Path | None, network: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any) -> int:
    """Return how many epochs have been finished, after taking up what they reached."""
    if path is None or not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["random"])
    return int(state["epoch"])
