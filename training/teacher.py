"""A small transformer, fine-tuned on annotated rows, that labels sentences for linear models to learn from.

The linear models then see the words of many more sentences than were annotated, with labels from a model that
knows more of the language (Buciluă, Caruana & Niculescu-Mizil 2006, "Model compression"; Hinton, Vinyals &
Dean 2015, "Distilling the knowledge in a neural network"). Only training needs it: what ships stays linear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer

from framing.rows import Row
from training.readers.brat import Passage
from training.teacher_network import Network, mean_loss
from training.teacher_spans import (
    UNTOLD,
    Spans,
    best_span,
    role_parts,
    role_spans,
    speaker_parts,
)

Progress = Callable[[int, int], None]

_LONGEST = 128  # word pieces; one sentence in a thousand is longer
_BATCH = 32
_HEAD_RATE = 1e-3
_WARM_UP = 0.06  # share of the steps; a full first step would undo what the encoder knows
_TOKEN_WEIGHT = 8.0  # most pieces are outside a speaker and cost next to nothing
_ROLE_WEIGHT = 3.0  # most are in a content


@dataclass(frozen=True)
class Judgement:
    """What the teacher says of a sentence.

    ``speaker`` are character offsets or None, ``margin`` the log-odds of that answer; ``stances`` (k,) are
    probabilities; ``roles`` are the sources, cues and contents, for a teacher that was shown any.
    """

    speaker: tuple[int, int] | None
    margin: float
    stances: NDArray[np.float64]
    roles: Spans


@dataclass(frozen=True)
class _Example:
    """A sentence in word pieces; what it is not labelled with is UNTOLD, and without ``blocs``."""

    pieces: list[int]
    offsets: list[tuple[int, int]]
    parts: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    stance: int = UNTOLD
    blocs: list[float] | None = None


class Teacher:
    """Labels sentences as annotated rows do: main speaker and stance; blocs are a task of training alone.

    Passages with all their attributions teach the same encoder sources, cues and contents.

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
        passages: Sequence[Passage] = (),
        progress: Progress = lambda _done, _total: None,
        checkpoint: Path | None = None,
    ) -> Teacher:
        """Fine-tune on rows of the corpus schema, and ``passages``; ``progress`` is told steps done and all.

        What an epoch has reached is kept in the file ``checkpoint``; where there is one, fitting goes on from
        it.
        """
        torch.manual_seed(self.seed)
        self.stances_ = tuple(sorted({row["stance"] for row in rows}))
        self.blocs_ = tuple(sorted({bloc for row in rows for bloc in row["blocs"]}))
        self._tokenizer = AutoTokenizer.from_pretrained(self.encoder, local_files_only=True)
        self._network = Network(self.encoder, len(self.stances_), len(self.blocs_))
        self.has_roles_ = bool(passages)
        examples = [*self._labelled(rows), *self._told(passages)]
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

    def save_encoder(self, folder: Path) -> None:
        """Write the fine-tuned encoder and its tokenizer in transformers' format, without the heads."""
        self._network.encoder.save_pretrained(folder)
        self._tokenizer.save_pretrained(folder)

    def _judge(self, texts: Sequence[str]) -> list[Judgement]:
        examples = [_Example(*read) for read in self._read(texts)]
        found: dict[int, Judgement] = {}
        for batch in _batches(examples, 2 * _BATCH, None):
            chosen = [examples[place] for place in batch]
            with torch.no_grad():
                parts, roles, stance, _ = self._run(chosen)
            logs = functional.log_softmax(parts, -1).numpy()
            stances, offsets = stance.softmax(-1).numpy(), [example.offsets for example in chosen]
            spans: list[Spans] = [[] for _ in batch]
            if self.has_roles_:
                spans = role_spans(functional.log_softmax(roles, -1).numpy(), offsets)
            for row, place in enumerate(batch):
                speaker, margin = best_span(logs[row, : len(offsets[row])], offsets[row])
                found[place] = Judgement(speaker, margin, stances[row], spans[row])
        return [found[place] for place in range(len(texts))]

    def _run(self, examples: Sequence[_Example]) -> tuple[torch.Tensor, ...]:
        padding = self._tokenizer.pad_token_id or 0
        pieces = _padded([example.pieces for example in examples], padding)
        mask = _padded([[1] * len(example.pieces) for example in examples], 0)
        outputs = self._network(pieces, mask)
        return tuple(output.float() for output in outputs)

    def _loss(self, examples: Sequence[_Example]) -> torch.Tensor:
        parts, roles, stance, blocs = self._run(examples)
        loss = _TOKEN_WEIGHT * mean_loss(parts, _padded([example.parts for example in examples], UNTOLD))
        loss = loss + _ROLE_WEIGHT * mean_loss(
            roles, _padded([example.roles for example in examples], UNTOLD)
        )
        loss = loss + mean_loss(stance, torch.tensor([example.stance for example in examples]))
        told = [place for place, example in enumerate(examples) if example.blocs is not None]
        if told:
            sides = torch.tensor([examples[place].blocs for place in told])
            loss = loss + functional.binary_cross_entropy_with_logits(blocs[told], sides)
        return loss

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

    def _labelled(self, rows: Sequence[Row]) -> Iterator[_Example]:
        read = self._read([row["text"] for row in rows])
        for row, (pieces, offsets) in zip(rows, read, strict=True):
            stance = self.stances_.index(row["stance"])
            blocs = [float(bloc in row["blocs"]) for bloc in self.blocs_]
            untold = [UNTOLD] * len(pieces)
            yield _Example(pieces, offsets, speaker_parts(row, offsets), untold, stance, blocs)

    def _told(self, passages: Sequence[Passage]) -> Iterator[_Example]:
        texts = [passage.text for passage in passages]
        read = list(self._read(texts))
        roles = role_parts(texts, [passage.attributions for passage in passages], [o for _, o in read])
        for (pieces, offsets), role in zip(read, roles, strict=True):
            yield _Example(pieces, offsets, [UNTOLD] * len(pieces), role)

    def _read(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[tuple[int, int]]]]:
        """Return the pieces of each text and their places in it."""
        if not texts:  # the tokenizer stumbles over none
            return iter(())
        read = self._tokenizer(list(texts), truncation=True, max_length=_LONGEST, return_offsets_mapping=True)
        return zip(read["input_ids"], read["offset_mapping"], strict=True)


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
