"""The tables of run folders and studies (.csv), as columns."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError, optional
from .text import excerpt, printable, times

Columns = dict[str, np.ndarray]

# Columns that are text even where all their entries look like numbers.
TEXT_COLUMNS = frozenset((
    "network", "other", "code", "scaling", "svm_c", "corruption", "unit", "metric", "note", "plan",
    "kind", "hypothesis", "test", "levels", "expected", "population", "class", "window"))

# Columns of whole numbers: int64, unless an entry is empty. Other numbers are float64.
WHOLE_COLUMNS = frozenset(("seed", "seeds", "n", "undefined", "recordings"))


def read_columns(path: Path) -> Columns:
    """The columns of a .csv file by name; those of numbers as int64 or float64 (an empty entry is NaN).
    InputError naming file and line if it is no such table."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{printable(path)}: cannot be read as a table: {excerpt(error)}") from error
    if not rows or len(set(rows[0])) != len(rows[0]):
        raise InputError(f"{printable(path)}: line 1: expected different names of columns")
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise InputError(f"{printable(path)}: line {line}: has {len(row)} columns, expected "
                             f"{len(rows[0])}")
    return {name: _column(name, [row[i] for row in rows[1:]]) for i, name in enumerate(rows[0])}


def _column(name: str, entries: list[str]) -> np.ndarray:
    readers = () if name in TEXT_COLUMNS else (_whole, _real) if name in WHOLE_COLUMNS else (_real,)
    for read in readers:
        try:
            return read(entries)
        except (ValueError, OverflowError):
            continue
    return np.array(entries, dtype=object)


def _whole(entries: list[str]) -> np.ndarray:
    return np.array([int(entry) for entry in entries], dtype=np.int64)


def _real(entries: list[str]) -> np.ndarray:
    return np.array([float(entry) if entry else np.nan for entry in entries], dtype=np.float64)


def require_columns(path: Path, columns: Columns, names: tuple[str, ...]) -> None:
    """InputError naming the columns that a table lacks."""
    missing = [name for name in names if name not in columns]
    if missing:
        raise InputError(f"{printable(path)}: has no column {', '.join(missing)}: expected "
                         f"{', '.join(names)}")


def frame(columns: Columns, needed_for: str) -> Any:
    """The columns as a pandas.DataFrame. MissingPackageError without pandas."""
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise InputError(f"columns of different lengths: {times(tuple(lengths))}")
    return optional("pandas", needed_for).DataFrame(columns)
