"""The tables of run folders and studies (.csv), as columns."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError, optional
from .text import excerpt, printable, reason_of, times

Columns = dict[str, np.ndarray]

# Columns that are text even where all their entries look like numbers.
TEXT_COLUMNS = frozenset((
    "network", "other", "code", "scaling", "svm_c", "corruption", "unit", "metric", "note", "plan",
    "kind", "hypothesis", "test", "levels", "expected", "population", "class", "window"))

# Columns of whole numbers: int64, unless an entry is empty. Other numbers are float64.
WHOLE_COLUMNS = frozenset(("seed", "seeds", "n", "undefined", "recordings"))

# Columns in which nothing but numbers may be; other columns are numbers if all their entries are.
NUMBER_COLUMNS = WHOLE_COLUMNS | {
    "level", "accuracy_percent", "wilson_low_percent", "wilson_high_percent", "value", "low", "high",
    "difference_points", "p", "p_holm", "p_equivalence"}

SEPARATORS = {";": "semicolons", "\t": "tabs"}  # of spreadsheets, by the user's language


def read_columns(path: Path) -> Columns:
    """The columns of a .csv file by name; those of numbers as int64 or float64 (an empty entry is NaN).
    InputError naming file and line if it is no such table."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            rows = [(reader.line_num, row) for row in reader if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{printable(path)}: cannot be read as a table: {reason_of(error)}") from error
    header = rows[0][1] if rows else []
    problem = spreadsheet_problem(header)
    if problem:
        raise InputError(f"{printable(path)}: {problem}")
    if not header or len(set(header)) != len(header):
        raise InputError(f"{printable(path)}: line 1: expected different names of columns")
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise InputError(f"{printable(path)}: line {line}: has {len(row)} columns, expected {len(header)}")
    for i, name in enumerate(header):
        if name in NUMBER_COLUMNS:
            _require_numbers(path, name, [(line, row[i]) for line, row in rows[1:]])
    return {name: _column(name, [row[i] for _, row in rows[1:]]) for i, name in enumerate(header)}


def spreadsheet_problem(header: list[str]) -> str:
    """What a spreadsheet has done to a table whose first line has these cells; "" if nothing."""
    names = [name for sign, name in SEPARATORS.items() if len(header) == 1 and sign in header[0]]
    return f"has {names[0]} between its columns, expected commas: a spreadsheet has saved it, which may have changed " \
           "numbers too; the program that made it can write it anew" if names else ""


def _require_numbers(path: Path, name: str, entries: list[tuple[int, str]]) -> None:
    for line, entry in entries:
        try:
            float(entry or "nan")
        except ValueError:
            raise InputError(f"{printable(path)}: line {line}, column {name}: '{excerpt(entry)}', expected a number") \
                from None


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
