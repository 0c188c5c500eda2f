"""Reads CSV files into rows that have been checked, column by column.

A row is a dataclass; its fields are made by `text`, `whole` and `real`, and have the names of columns.
What is not as it must be is a ReportError that names file, line and column.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Iterator, Sequence, TypeVar

from ebsnn.tables import spreadsheet_problem

from ..checked_file import is_plain
from ..errors import ReportError
from ..text import printable, shortened

MOST_BYTES = 256 << 20  # 20 seeds, 12 networks and a hundred conditions take less than a tenth of it
LONGEST_CELL = 4096
MOST_SEED = 2 ** 64 - 1

Row = TypeVar("Row")


@dataclass(frozen=True)
class Rule:
    """What the cells of a column must be: `kind` is "text", "whole" or "real"."""

    kind: str
    low: float = -math.inf
    high: float = math.inf
    may_be_empty: bool = False
    words: tuple[str, ...] = ()  # the only ones that a text may be


def text(*words: str) -> Any:
    """A column of text, which may be empty; with `words`, it must be one of them."""
    return field(metadata={"rule": Rule("text", may_be_empty=True, words=words)})


def whole(low: int, high: int, may_be_empty: bool = False) -> Any:
    """A column of whole numbers; None where it is empty."""
    return field(metadata={"rule": Rule("whole", low, high, may_be_empty)})


def real(low: float = -math.inf, high: float = math.inf, may_be_empty: bool = False) -> Any:
    """A column of numbers; NaN where it is empty, or says nan."""
    return field(metadata={"rule": Rule("real", low, high, may_be_empty)})


def read_rows(path: Path, kind: type[Row]) -> list[Row] | None:
    """The rows of a table, as objects of the dataclass `kind`; None if there is no such file."""
    if not is_plain(path):
        return None
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ReportError(f"{path}: has {size:,} bytes, at most {MOST_BYTES:,} are read")
    try:
        with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as file:
            return list(_rows(path, csv.reader(file, strict=True), kind))
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from error


def _lines(path: Path, reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise ReportError(f"{path}: line {reader.line_num}: is no CSV: {error}") from error


def _rows(path: Path, reader: Any, kind: type[Row]) -> Iterator[Row]:
    lines = _lines(path, reader)
    header = next(lines, [])
    problem = spreadsheet_problem(header)
    if problem:
        raise ReportError(f"{path}: {problem}")
    rules = {f.name: f.metadata["rule"] for f in fields(kind)}
    for name in rules:
        if header.count(name) != 1:
            has = "two columns" if name in header else "no column"
            raise ReportError(f"{path}: has {has} {name}: it is no table of this project, or not whole")
    places = {name: header.index(name) for name in rules}
    for cells in lines:
        where = f"{path}: line {reader.line_num}"
        if not cells:
            continue  # an empty line, as an editor leaves it at the end
        if len(cells) != len(header):
            raise ReportError(f"{where}: has {len(cells)} cells, expected {len(header)}")
        yield kind(*(_value(f"{where}, column {name}", cells[places[name]], rule)
                     for name, rule in rules.items()))


def _value(where: str, cell: str, rule: Rule) -> object:
    if len(cell) > LONGEST_CELL:
        raise ReportError(f"{where}: has {len(cell):,} characters, at most {LONGEST_CELL:,} are read")
    if rule.kind == "text":
        if rule.words and cell not in rule.words:
            expected = ", ".join(word or "nothing" for word in rule.words)
            raise ReportError(f"{where}: '{shortened(printable(cell), 40)}', expected one of: {expected}")
        return cell
    if cell == "" and rule.may_be_empty:
        return None if rule.kind == "whole" else math.nan
    value = _number(cell, rule)
    if value is None:
        expected = "a whole number" if rule.kind == "whole" else "a number"
        raise ReportError(f"{where}: '{shortened(printable(cell), 40)}', expected {expected} in "
                          f"{rule.low:g} .. {rule.high:g}")
    return value


def _number(cell: str, rule: Rule) -> float | int | None:
    try:
        value = int(cell) if rule.kind == "whole" else float(cell)
    except ValueError:
        return None
    if math.isnan(value):
        return value if rule.may_be_empty else None
    return value if rule.low <= value <= rule.high else None


def only_once(path: Path, rows: Sequence[Row], key: Any) -> None:
    """ReportError if two rows have the same `key(row)`."""
    seen = set()
    for number, row in enumerate(rows, 2):
        if key(row) in seen:
            raise ReportError(f"{path}: line {number}: says the same as a line above it")
        seen.add(key(row))
