"""What callers give, which may be of any type: as the package needs it."""

from __future__ import annotations

import operator
import os
from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError
from .text import excerpt


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


def path_of(given: object) -> Path:
    """A path, whether or not something is there. InputError if nothing can be: it is no text, empty or too long, has a
    zero byte, or leads through a folder that cannot be entered."""
    name = os.fspath(given) if isinstance(given, (str, os.PathLike)) else None
    if not isinstance(name, str):
        raise InputError(f"{excerpt(repr(given))}: is no path, expected text or a pathlib.Path")
    if not name:
        raise InputError("path '': is empty, expected a path")
    try:
        os.stat(name)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{excerpt(name)}: cannot be used as a path: {excerpt(reason)}") from error
    return Path(name)
