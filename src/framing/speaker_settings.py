"""The checks of a saved tagger's settings, before anything is made of them."""

from __future__ import annotations

from typing import Any

from framing.attribution_templates import VERSION
from framing.errors import ModelFormatError


def checked_settings(settings: dict[str, Any], defaults: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return the number of chains of roles, and the parameters, which are those of ``defaults``.

    Raises ModelFormatError where the settings are not those of a tagger of this version.
    """
    given = dict(settings)
    if given.pop("features", None) != VERSION:
        raise ModelFormatError(f"the tagger's features must be of version {VERSION}; train it again")
    chains = given.pop("role_chains", None)
    if not isinstance(chains, int) or not 0 <= chains <= 2:
        raise ModelFormatError(f"the tagger must have 0 to 2 chains of roles, not {chains!r}")
    for name, value in defaults.items():
        if type(given.get(name)) not in {type(value), int}:
            raise ModelFormatError(f"the tagger's setting {name!r} must be a {type(value).__name__}")
    # NaN is within no bounds. A span is taken for each 1 / threshold of a token's probability.
    if not all(0.01 <= given[name] <= 1 for name in ("role_threshold", "choice_least")):
        raise ModelFormatError("the tagger's role_threshold or choice_least is out of bounds; train it again")
    if not abs(given["bias"]) <= 1000:
        raise ModelFormatError("the tagger's bias is out of bounds; train it again")
    if given.keys() != defaults.keys():
        raise ModelFormatError(f"the tagger's settings must be {sorted(defaults)}, not {sorted(given)}")
    return chains, given
