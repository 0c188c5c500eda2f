"""A run folder: what ebsnn_train and ebsnn_eval leave."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from . import h5, tables
from .activity import Activity, read_activity
from .errors import InputError, optional
from .given import path_of, whole_of
from .levels import level_called, level_chosen
from .network import Network, open_network
from .predictions import Predictions, read_predictions
from .results import read_results
from .spikes import Spikes
from .text import excerpt, listed, printable

SIGNS = ("network.h5", "checkpoint.h5", "snapshots", "activity", "results.h5", "results.tidy.csv")
STUDY_SIGNS = ("networks", "summary.tidy.csv", "frozen-plan.txt")
CLEAN, TRAIN = "clean", "train"
Condition = tuple[str, float]  # corruption and level


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
        """Accuracies of all readouts, a tidy pandas.DataFrame: code, scaling, svm_c, corruption, level
        (0: clean, of factors too), unit (of the level), n (recordings), accuracy_percent, wilson_low_percent and
        wilson_high_percent (95 % interval)."""
        return tables.frame(self.results_columns(), "Run.results")

    def results_columns(self) -> tables.Columns:
        """The same as a dictionary of NumPy arrays [row], without pandas."""
        return read_results(h5.require_folder(self.folder))

    @property
    def conditions(self) -> list[Condition]:
        """Conditions of the test set with an activity file: (corruption, level), "clean" first, then by
        name and level."""
        return list(self._test_files())

    def _test_files(self) -> dict[Condition, Path]:
        """Activity files of the test set, in the order of `conditions`."""
        folder = h5.require_readable(h5.require_folder(self.folder) / "activity")
        found: dict[Condition, Path] = {}
        for path in sorted(folder.glob("*/*.h5")):
            name, corruption = path.name.removesuffix(".h5"), path.parent.name
            if name.startswith(".") or corruption == TRAIN:
                continue
            level = level_called(name)
            if corruption == "condition":
                found[name, 1.0] = path
            elif level is not None:
                found[corruption, level] = path
        clean = {(CLEAN, 0.0): folder / "clean.h5"} if (folder / "clean.h5").exists() else {}
        return clean | dict(sorted(found.items()))

    def _all_files(self) -> dict[Condition, Path]:
        """What activity() can be asked for: each corruption has the clean test set as its level 0, which older
        programs wrote for each; the training set has that level only."""
        folder = self.folder / "activity"
        found = self._test_files()
        clean = next((path for (_, level), path in found.items() if level == 0), folder / "clean.h5")
        found = {(name, 0.0): clean for name in (CLEAN, *(name for name, _ in found))} | found
        train = {(f"{TRAIN} {path.name.removesuffix('.h5')}", 0.0): path
                 for path in (folder / TRAIN).glob("*.h5") if not path.name.startswith(".")}
        return {**found, (TRAIN, 0.0): folder / "train.h5", **train}

    def activity(self, corruption: str = CLEAN, level: float = 0.0) -> Activity:
        """Spike counts of a condition. InputError names the conditions that there are."""
        folder, files = self.folder / "activity", self._all_files()
        levels = [known for name, known in files if isinstance(corruption, str) and name == corruption]
        if not levels:
            names = sorted({name for name, _ in files})
            raise InputError(f"{printable(folder)}: has no corruption '{excerpt(corruption)}', expected one "
                             f"of: {listed(names)}")
        chosen = level_chosen(level, levels, f"{printable(folder)}: {excerpt(corruption)}")
        return read_activity(files[corruption, chosen], corruption, chosen)

    def predictions(self, corruption: str = CLEAN, level: float = 0.0) -> Predictions:
        """What the readout that was fitted last predicts of each test recording."""
        return read_predictions(h5.require_folder(self.folder) / "predictions.h5", corruption, level)

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
                 for path in (h5.require_folder(self.folder) / "snapshots").glob("network-*.h5"))
        return sorted(int(name) for name in names if name.isascii() and name.isdecimal())

    def network(self, patches: int | None = None) -> Network:
        """The trained network, or its snapshot after so many patches."""
        if patches is not None:
            number = whole_of(patches)
            if number is None or number not in self.snapshots:
                known = listed([str(snapshot) for snapshot in self.snapshots]) or "none"
                raise InputError(f"{printable(self.folder / 'snapshots')}: has no snapshot of "
                                 f"{excerpt(repr(patches))} patches, expected one of: {known}")
            return open_network(self.folder / "snapshots" / f"network-{number}.h5")
        path = h5.require_folder(self.folder) / "network.h5"
        if not path.exists() and not list(self.folder.glob(".network.h5.tmp-*")):
            raise InputError(f"{printable(path)}: is not there. A training that is "
                             "finished writes it; an evaluation into another folder does not copy its "
                             "network, which ebsnn.open_network reads")
        return open_network(path)

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

    def to_xarray(self, conditions: list[Condition] | None = None) -> Any:
        """An xarray.Dataset of the activity under several conditions, by default all of the test set:
        `activity` uint16 (condition, recording, window, v1_neuron), with the coordinates corruption and
        level (condition), recording and label (recording). It takes 2 bytes for each count: 1.2 GB for
        51 conditions of 10,000 recordings at the published sizes."""
        xarray = optional("xarray", "Run.to_xarray()")
        chosen = self.conditions if conditions is None else _as_conditions(conditions)
        if not chosen:
            raise InputError(f"{printable(self.folder / 'activity')}: holds no activity of the test set yet"
                             if conditions is None else "conditions: are none, expected (corruption, level) of each")
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


def _as_conditions(given: Any) -> list[Condition]:
    try:
        return [(corruption, level) for corruption, level in given]
    except (TypeError, ValueError):
        raise InputError(f"conditions {excerpt(repr(given))}: expected a list of (corruption, level), such as "
                         "[('clean', 0.0)]") from None


def open_run(folder: str | PathLike[str]) -> Run:
    """A run folder. InputError if it is none, or its run has not saved anything yet.

    Files are checked as they are read; most damage is an InputError that names the file. On some damaged files HDF5
    itself crashes, which ends this process: `ebsnn_report RUN`, which reads in a process of its own, names such a file.
    """
    place = h5.require_readable(path_of(folder))
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
    return Run(place.absolute())
