"""Levels of corruptions in names of files and groups."""

from __future__ import annotations

import math


def level_called(name: str) -> float | None:
    """The level that a name such as "0.1" stands for; None if it stands for none."""
    try:
        level = float(name)
    except ValueError:
        return None
    return level if math.isfinite(level) and level >= 0 else None
