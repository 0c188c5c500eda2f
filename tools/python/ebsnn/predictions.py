"""predictions.h5: what a readout makes of each test recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from . import h5, tables
from .errors import InputError
from .levels import level_called, level_chosen
from .text import excerpt, listed, printable


@dataclass(frozen=True, eq=False)  # arrays have no single answer to ==
class Predictions:
    """Predictions of one corruption at one level.

    recording   uint64 [recording]: index in the test set
    label       uint16 [recording]: true class, an index of `class_names`
    prediction  uint16 [recording]: predicted class
    margin      float32 [recording, class]: decision values; the largest one is predicted; NaN for
                classes without training recordings
    readout     code, scaling, svm_c and readout: which readout this is of
    """

    corruption: str
    level: float
    recording: np.ndarray
    label: np.ndarray
    prediction: np.ndarray
    margin: np.ndarray
    class_names: tuple[str, ...]
    readout: dict[str, object]

    def __len__(self) -> int:
        """Number of recordings."""
        return len(self.label)

    @property
    def wrong(self) -> np.ndarray:
        """bool [recording]: whether another class was predicted than was shown."""
        differ: np.ndarray = self.prediction != self.label
        return differ

    @property
    def accuracy_percent(self) -> float:
        """Share of recordings whose class was predicted, in percent; NaN without recordings."""
        return float(100.0 * np.mean(~self.wrong)) if len(self) else float("nan")

    def to_frame(self) -> Any:
        """A pandas.DataFrame, one row for each recording: recording, label, prediction, class_name,
        predicted_name, margin (of the predicted class), margin_of_label, right."""
        names = np.array(self.class_names, dtype=object)
        rows = np.arange(len(self))
        return tables.frame({
            "recording": self.recording, "label": self.label, "prediction": self.prediction,
            "class_name": names[self.label], "predicted_name": names[self.prediction],
            "margin": self.margin[rows, self.prediction],
            "margin_of_label": self.margin[rows, self.label], "right": ~self.wrong,
        }, "Predictions.to_frame()")


def _levels(group: h5py.Group) -> dict[float, str]:
    """Levels of a corruption that the file holds: the name of the group of each."""
    found = {level_called(name): name for name in group}
    return {level: name for level, name in found.items() if level is not None and h5.has(group, f"{name}/prediction")}


def _conditions(file: h5py.File) -> dict[str, dict[float, str]]:
    """By corruption and level, the groups of the file. Every corruption has the clean test set as its level 0."""
    groups = {name: _levels(file[name]) for name in file if h5.has_group(file, name)}
    found = {name: {level: f"{name}/{called}" for level, called in levels.items()}
             for name, levels in groups.items() if levels}
    clean = next((levels[0.0] for levels in found.values() if 0.0 in levels), None)
    return found if clean is None or "clean" in found else {"clean": {0.0: clean}, **found}


def _place(file: h5py.File, corruption: str, level: float) -> tuple[str, float]:
    """The group of a condition, and the level as the file has it."""
    known = _conditions(file)
    if not isinstance(corruption, str) or corruption not in known:
        raise InputError(f"{printable(file.filename)}: has no predictions of "
                         f"'{excerpt(corruption)}', expected one of: {listed(list(known)) or 'none'}")
    chosen = level_chosen(level, known[corruption], f"{printable(file.filename)}: /{printable(corruption)}")
    return known[corruption][chosen], chosen


def read_predictions(path: Path, corruption: str, level: float) -> Predictions:
    """Reads the predictions of one condition. InputError if the file or the condition is missing."""
    h5.require_file(path, "ebsnn_eval")
    with h5.opened(path) as file:
        names = tuple(h5.texts(file, "class_name"))
        place, level = _place(file, corruption, level)
        label = h5.values(file, f"{place}/label", "whole", "recording")
        count = (len(label),)
        prediction = h5.values(file, f"{place}/prediction", "whole", "recording", count)
        margin = h5.values(file, f"{place}/margin", "real", "recording, class", (*count, len(names)))
        recording = h5.values(file, f"{place}/recording", "whole", "recording", count)
        about = h5.attributes(file)
    for what, classes in (("label", label), ("prediction", prediction)):
        if len(classes) and int(classes.max()) >= len(names):
            raise InputError(f"{printable(path)}: /{printable(place)}/{what}: holds {classes.max()}, "
                             f"expected 0 .. {len(names) - 1}")
    readout = {key: about[key] for key in ("readout", "code", "scaling", "svm_c") if key in about}
    return Predictions(corruption, level, recording, label, prediction, margin, names, readout)
