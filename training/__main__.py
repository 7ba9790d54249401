"""Train a model on annotated sentences, and get such sentences: ``python -m training COMMAND``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from framing.errors import FramingError, MissingExtraError
from framing.table import printable

BAD_INPUT, INTERRUPTED = 2, 130
_NEEDED = ("sklearn", "datasets", "datasketch")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Return 0 when done, 1 when ``check`` finds rows that cannot be used, 2 on bad usage or input (one line on
    standard error), 130 when interrupted.
    """
    try:
        if any(find_spec(name) is None for name in _NEEDED):
            raise MissingExtraError(
                "training needs scikit-learn, datasets and datasketch; run: "
                "pip install 'framing-stance[train]'"
            )
        args = parser().parse_args(argv)
        return args.run(args) or 0
    except (FramingError, OSError) as error:
        print(f"training: {printable(str(error))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("training: interrupted", file=sys.stderr)
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    from training import annotations, check, convert, doubts, fit, rebuild, suggest, teach

    made = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (fit, check, annotations, convert, rebuild, suggest, doubts, teach):
        module.add_parser(commands)
    return made


if __name__ == "__main__":
    sys.exit(main())
