"""Readers of public corpora, one function each: files as they are published, to rows of the corpus schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from framing.rows import Row
from training.readers.brat import read_brat
from training.readers.cofenet import read_cofenet
from training.readers.dse import read_dse
from training.readers.newsmtsc import read_newsmtsc
from training.readers.unsc import read_unsc

__all__ = ["READERS", "read_brat", "read_cofenet", "read_dse", "read_newsmtsc", "read_unsc"]

READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "brat": read_brat,
    "cofenet": read_cofenet,
    "dse": read_dse,
    "newsmtsc": read_newsmtsc,
    "unsc": read_unsc,
}
