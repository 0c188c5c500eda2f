"""The accuracies of a run folder: results.tidy.csv, or results.h5 of older programs."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

from . import h5, tables
from .text import excerpt

MADE_BY = "ebsnn_eval (stage classify)"
COLUMNS = ("code", "scaling", "svm_c", "corruption", "level", "unit", "n", "accuracy_percent",
           "wilson_low_percent", "wilson_high_percent")
ASSUMED_READOUT = {"code": "v1", "scaling": "counts", "svm_c": "1"}  # of files that do not say it


def read_results(folder: Path) -> tables.Columns:
    """One row for each readout, corruption and level, with the columns COLUMNS.

    InputError if there are no results yet, or they cannot be read.
    """
    tidy = folder / "results.tidy.csv"
    if tidy.exists():
        columns = tables.read_columns(h5.require_file(tidy, MADE_BY))
        tables.require_columns(tidy, columns, COLUMNS)
        return {name: columns[name] for name in COLUMNS}
    return _from_h5(h5.require_file(folder / "results.h5", MADE_BY))


def _from_h5(path: Path) -> tables.Columns:
    parts: dict[str, list[np.ndarray]] = {name: [] for name in COLUMNS}
    with h5.opened(path) as file:
        about = h5.attributes(file)
        readout = [str(about.get(name, assumed)) for name, assumed in ASSUMED_READOUT.items()]
        for corruption in file:
            if h5.has(file, f"{corruption}/accuracy_percent"):
                for name, values in zip(COLUMNS, _rows(file, corruption, readout)):
                    parts[name].append(values)
    return {name: np.concatenate(values) if values else np.array([]) for name, values in parts.items()}


def _rows(file: h5py.File, corruption: str, readout: list[str]) -> list[np.ndarray]:
    level = h5.values(file, f"{corruption}/level", "real", "level")
    count = (len(level),)
    of_level = h5.attributes(file[f"{corruption}/level"])
    unit = excerpt(of_level.get("units", of_level.get("unit", "")))
    n = h5.values(file, f"{corruption}/n", "whole", "level", count)
    accuracy = h5.values(file, f"{corruption}/accuracy_percent", "real", "level", count)
    wilson = h5.values(file, f"{corruption}/wilson_95_percent", "real", "level, (low, high)", (*count, 2))
    text = [np.full(count, value, dtype=object) for value in (*readout, corruption)]
    return [*text, level, np.full(count, unit, dtype=object), n.astype(np.int64), accuracy,
            wilson[:, 0], wilson[:, 1]]
