"""A run folder: what ebsnn_train and ebsnn_eval leave."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from . import tables
from .activity import Activity, read_activity
from .errors import InputError, optional
from .levels import level_called
from .network import Network, open_network
from .predictions import Predictions, read_predictions
from .results import read_results
from .spikes import Spikes
from .text import excerpt, listed, printable

SIGNS = ("network.h5", "checkpoint.h5", "snapshots", "activity", "results.h5", "results.tidy.csv")
STUDY_SIGNS = ("networks", "summary.tidy.csv", "frozen-plan.txt")
CLEAN = "clean"


class Run:
    """A run folder. Files are read when they are asked for, each time anew: the folder may still grow.

    A condition is a corruption with a level, in the corruption's unit. "clean" is the uncorrupted test
    set, the level 0 of every corruption; "train" is the training set; "train drop_event=0.3" is the
    training set under that condition; several corruptions at once have their name with level 1, such
    as run.activity("drop_event=0.3+uniform_noise=2000", 1).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"ebsnn.Run({str(self.folder)!r})"

    @property
    def results(self) -> Any:
        """Accuracies of all readouts, a tidy pandas.DataFrame: code, scaling, svm_c, corruption, level,
        unit (of the level), n (recordings), accuracy_percent, wilson_low_percent and
        wilson_high_percent (95 % interval)."""
        return tables.frame(self.results_columns(), "Run.results")

    def results_columns(self) -> tables.Columns:
        """The same as a dictionary of NumPy arrays [row], without pandas."""
        return read_results(self.folder)

    @property
    def conditions(self) -> list[tuple[str, float]]:
        """Conditions of the test set with an activity file: (corruption, level), "clean" first, then by
        name and level."""
        found = []
        for path in (self.folder / "activity").glob("*/*.h5"):
            if path.name.startswith(".") or path.parent.name == "train":
                continue
            if path.parent.name == "condition":
                found.append((path.name.removesuffix(".h5"), 1.0))
                continue
            level = level_called(path.name.removesuffix(".h5"))
            if level is not None:
                found.append((path.parent.name, level))
        clean = [(CLEAN, 0.0)] if (self.folder / "activity" / "clean.h5").exists() else []
        return clean + sorted(found)

    def activity(self, corruption: str = CLEAN, level: float = 0.0) -> Activity:
        """Spike counts of a condition. InputError names the conditions that there are."""
        return read_activity(self._activity_file(corruption, level), corruption, level)

    def _activity_file(self, corruption: str, level: float) -> Path:
        folder = self.folder / "activity"
        if corruption == "train":
            return folder / "train.h5"
        if corruption.startswith("train "):
            return folder / "train" / f"{corruption.removeprefix('train ')}.h5"
        known = self.conditions
        if (corruption, level) in known and corruption != CLEAN:
            return self._condition_file(corruption, level)
        names = {name for name, _ in known} | {CLEAN}
        if level == 0 and corruption in names:
            older = [name for name, value in known if value == 0 and name != CLEAN]
            is_older = not (folder / "clean.h5").exists() and older
            return self._condition_file(older[0], 0.0) if is_older else folder / "clean.h5"
        if corruption not in names:
            raise InputError(f"{printable(folder)}: has no corruption '{excerpt(corruption)}', expected one "
                             f"of: {listed(sorted(names))}")
        levels = sorted({value for name, value in known if name == corruption} | {0.0})
        raise InputError(f"{printable(folder / excerpt(corruption))}: has no level {level:g}, expected one "
                         f"of {listed([f'{value:g}' for value in levels])}")

    def _condition_file(self, corruption: str, level: float) -> Path:
        folder = self.folder / "activity"
        if (folder / "condition" / f"{corruption}.h5").exists():
            return folder / "condition" / f"{corruption}.h5"
        return next(path for path in (folder / corruption).glob("*.h5")
                    if level_called(path.name.removesuffix(".h5")) == level)

    def predictions(self, corruption: str = CLEAN, level: float = 0.0) -> Predictions:
        """What the readout that was fitted last predicts of each test recording."""
        return read_predictions(self.folder / "predictions.h5", corruption, level)

    def misclassified(self, corruption: str = CLEAN, level: float = 0.0) -> Any:
        """The recordings whose class was not predicted, a pandas.DataFrame with the columns of
        Predictions.to_frame() except `right`; the surest mistakes first."""
        wrong = self.predictions(corruption, level).to_frame()
        wrong = wrong[~wrong["right"]].drop(columns="right")
        return wrong.sort_values("margin", ascending=False, kind="stable").reset_index(drop=True)

    def spikes(self, corruption: str = CLEAN, level: float = 0.0) -> Spikes:
        """Recorded spikes of a condition (`ebsnn_eval --record spikes`)."""
        return self.activity(corruption, level).spikes()

    @property
    def snapshots(self) -> list[int]:
        """Numbers of presented patches of which the training has kept a network, ascending."""
        names = (path.name.removeprefix("network-").removesuffix(".h5")
                 for path in (self.folder / "snapshots").glob("network-*.h5"))
        return sorted(int(name) for name in names if name.isascii() and name.isdecimal())

    def network(self, patches: int | None = None) -> Network:
        """The trained network, or its snapshot after so many patches."""
        if patches is not None:
            if patches not in self.snapshots:
                known = listed([str(number) for number in self.snapshots]) or "none"
                raise InputError(f"{printable(self.folder / 'snapshots')}: has no snapshot of {patches} "
                                 f"patches, expected one of: {known}")
            return open_network(self.folder / "snapshots" / f"network-{patches}.h5")
        if not (self.folder / "network.h5").exists() and not list(self.folder.glob(".network.h5.tmp-*")):
            raise InputError(f"{printable(self.folder / 'network.h5')}: is not there. A training that is "
                             "finished writes it; an evaluation into another folder does not copy its "
                             "network, which ebsnn.open_network reads")
        return open_network(self.folder / "network.h5")

    def weights(self, name: str, patches: int | None = None) -> np.ndarray:
        """Weights of a projection of the trained network, or of its snapshot after `patches`: float64,
        without a unit.

        V1weight, InhibW   from the LGN: [V1 or Inh neuron, row, column, polarity]; row 0 is at the top,
                           column 0 at the left, polarity 0 is ON, 1 is OFF
        V1toIN, INtoV1     [Inh neuron, V1 neuron]; [V1 neuron, Inh neuron]
        INLat              [Inh neuron (post), Inh neuron (pre)], NaN on the diagonal
        """
        return self.network(patches).weights(name)

    def receptive_field(self, neuron: int, population: str = "V1") -> np.ndarray:
        """Weights from the LGN to a neuron: float64 [row, column, polarity], polarity 0 ON, 1 OFF."""
        return self.network().receptive_field(neuron, population)

    def history(self) -> dict[str, np.ndarray]:
        """Rates and conductances during the training; `help(ebsnn.Network.history)` describes them."""
        return self.network().history()

    def to_xarray(self, conditions: list[tuple[str, float]] | None = None) -> Any:
        """An xarray.Dataset of the activity under several conditions, by default all of the test set:
        `activity` uint16 (condition, recording, window, v1_neuron), with the coordinates corruption and
        level (condition), recording and label (recording). It takes 2 bytes for each count: 1.2 GB for
        51 conditions of 10,000 recordings at the published sizes."""
        xarray = optional("xarray", "Run.to_xarray()")
        chosen = self.conditions if conditions is None else conditions
        if not chosen:
            raise InputError(f"{printable(self.folder / 'activity')}: holds no activity of the test set yet")
        parts: list[Activity] = []
        for corruption, level in chosen:
            activity = self.activity(corruption, level)
            if parts and not np.array_equal(parts[0].recording, activity.recording):
                raise InputError(f"{printable(activity.path)}: /recording: holds other recordings than "
                                 f"{printable(parts[0].path.name)}")
            parts.append(activity)
        first = parts[0]
        return xarray.Dataset(
            {"activity": (("condition", "recording", "window", "v1_neuron"),
                          np.stack([part.counts for part in parts]),
                          {"units": "spikes per presentation"})},
            {"corruption": ("condition", [name for name, _ in chosen]),
             "level": ("condition", [level for _, level in chosen]),
             "recording": first.recording, "label": ("recording", first.label),
             "class_name": ("recording", np.array(first.class_names)[first.label])},
            {"run": str(self.folder)})


def open_run(folder: str | PathLike[str]) -> Run:
    """A run folder. InputError if it is none, or its run has not saved anything yet."""
    place = Path(folder)
    name = printable(place)
    if place.is_file():
        raise InputError(f"{name}: is a file, expected a run folder")
    if not place.is_dir():
        raise InputError(f"{name}: no such folder, expected a run folder")
    if not any((place / sign).exists() for sign in SIGNS):
        if any((place / sign).exists() for sign in STUDY_SIGNS):
            raise InputError(f"{name}: is the folder of a study; ebsnn.open_study reads it")
        raise InputError(f"{name}: holds none of {', '.join(SIGNS)}: it is no run folder, or its run has "
                         "not saved anything yet")
    return Run(place)
