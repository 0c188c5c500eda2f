"""What callers give, which may be of any type: as the package needs it, or None."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np


def number_of(given: object) -> float | None:
    """A number of Python, NumPy or xarray; None for all else, such as text and truth values."""
    try:
        array = np.asarray(given)
    except (TypeError, ValueError):
        return None
    return float(array) if array.ndim == 0 and array.dtype.kind in "iuf" else None


def whole_of(given: Any) -> int | None:
    """A whole number of Python or NumPy; None for all else, such as 1.0 and truth values."""
    if isinstance(given, (bool, np.bool_)):
        return None
    try:
        return operator.index(given)
    except TypeError:
        return None
