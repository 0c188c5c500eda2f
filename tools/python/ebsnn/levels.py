"""Levels of corruptions: in names of files and groups, and as callers give them."""

from __future__ import annotations

import math
from typing import Iterable

from .errors import InputError
from .given import number_of
from .text import excerpt, listed

NEAR = 1e-6  # relative: float32(0.1) and 3 * 0.1 are near 0.1 and 0.3; files have no levels so near to each other


def level_called(name: str) -> float | None:
    """The level that a name such as "0.1" stands for; None if it stands for none."""
    try:
        level = float(name)
    except ValueError:
        return None
    return level if math.isfinite(level) and level >= 0 else None


def level_chosen(asked: object, levels: Iterable[float], where: str) -> float:
    """The one of `levels` that a caller asks for. InputError, naming `where`, lists them if it is none."""
    known = sorted(levels)
    expected = f"expected one of {listed([f'{level:g}' for level in known])}"
    number = number_of(asked)
    if number is None:
        raise InputError(f"{where}: level {excerpt(repr(asked))} is no number, {expected}")
    near = [(abs(level - number), level) for level in known if math.isclose(level, number, rel_tol=NEAR)]
    if not near:
        raise InputError(f"{where}: has no level {number:.10g}, {expected}")
    return min(near)[1]
