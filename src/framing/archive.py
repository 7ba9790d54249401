"""Archives: Parquet files of any size to a folder of annotated parts, by one process or many."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import framing
from framing.archive_folder import PartFolder
from framing.archive_part import ModelPlace, Part, write_part
from framing.archive_plan import PART_ROWS, PartPlan, find_files, make_plan
from framing.cluster import write_parts
from framing.model import load
from framing.tables import Options


class Archive:
    """The run that annotates the Parquet files ``inputs`` (or those in folders) into the folder ``output``.

    ``model`` and ``actors`` are what `framing.load` takes. Parts of ``part_rows`` rows (and the rest of a
    document) are written one by one, each whole or not at all, so memory stays flat; every byte of them
    follows from these arguments, whoever does the work. When it is made again, an interrupted run goes on
    where it was. ``rows`` go in altogether. Raises InputError as `framing.annotate_table` does, and for
    inputs that are no Parquet files or differ in their columns.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        output: str | Path,
        *,
        model: str | Path | None = None,
        actors: str | Path | None = None,
        options: Options | None = None,
        part_rows: int = PART_ROWS,
    ) -> None:
        self._model = load(model, actors=actors)
        plan = make_plan(find_files(inputs, output), options or Options(), part_rows)
        fingerprint = self._model.fingerprint()
        identity = {
            "framing": framing.__version__,
            "model": fingerprint,
            "engine": plan.engine,
            "options": asdict(plan.options) | {"part_rows": part_rows},
            "inputs": [asdict(source) for source in plan.sources],
        }
        self._place = ModelPlace(_absolute(model), _absolute(actors), fingerprint)
        self._parts = plan.parts
        self._folder = PartFolder(output, identity, [part.name for part in plan.parts])
        self.rows = plan.rows

    def run(self, jobs: int = 1, scheduler: str | None = None) -> Generator[int, None, None]:
        """Do what is left to do; yield the rows that went into each part, first those done before.

        ``jobs`` processes share the work, or the workers of the Dask cluster whose ``scheduler`` has that
        address; see `framing.cluster`.
        """
        with self._folder.working():
            left = [plan for plan in self._parts if plan.name not in self._folder.parts]
            yield self.rows - sum(plan.rows for plan in left)
            for part in self._done(left, jobs, scheduler):
                self._folder.keep(part)
                yield part.rows_in

    def _done(self, left: list[PartPlan], jobs: int, scheduler: str | None) -> Iterator[Part]:
        folder = self._folder.path.resolve()
        if scheduler is None and min(jobs, len(left)) <= 1:
            return (write_part(plan, self._model, folder) for plan in left)
        return write_parts(left, self._place, folder, jobs, scheduler)


def _absolute(path: str | Path | None) -> str | None:
    """Return a path that means the same elsewhere; what is no path here (a name) stays as it is."""
    if path is None or not Path(path).exists():
        return None if path is None else str(path)
    return str(Path(path).resolve())
