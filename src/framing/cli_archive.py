"""What the command line asks of an archive: when an output is a folder, and how its parts are annotated."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import InputError

if TYPE_CHECKING:
    from framing.archive import Archive


def goes_to_folder(inputs: Sequence[str], output: str | None, form: str | None) -> bool:
    """Tell whether ``output`` is a folder of parts: it ends with a slash, is a folder, or has several inputs.

    Raises InputError where several inputs have no folder to go to, and for parts in another format.
    """
    several = len(inputs) > 1
    if output is None:
        if several:
            raise InputError("several inputs go to a folder of Parquet files; name it with --output")
        return False
    folder = output.endswith(("/", os.sep)) or Path(output).is_dir()
    if several and not folder and Path(output).suffix:
        raise InputError(f"{output}: several inputs go to a folder; if this is to be one, write {output}/")
    if (folder or several) and form not in {None, "parquet"}:
        raise InputError(f"{output}: is a folder, and its parts are Parquet; name a file for {form}")
    return folder or several


def archive_of(args: argparse.Namespace) -> Archive:
    """Return the archive that ``framing analyze`` was asked for."""
    from framing.archive import Archive
    from framing.archive_plan import PART_ROWS
    from framing.tables import Options

    options = Options(
        args.text_column,
        args.document_column,
        args.split == "sentences",
        min_probability=args.min_probability,
        max_error=args.max_error,
    )
    return Archive(
        args.input,
        args.output,
        model=args.model,
        actors=args.actors,
        options=options,
        part_rows=args.part_rows or PART_ROWS,
    )
