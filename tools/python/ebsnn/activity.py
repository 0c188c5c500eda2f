"""Activity files: spike counts of each recording, and what else was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from . import h5, older, tables
from .errors import InputError, optional
from .spikes import COLUMNS as SPIKE_COLUMNS
from .spikes import Spikes, read_spikes
from .text import excerpt, listed, printable


def _neurons_of(path: Path, file: h5py.File, name: str) -> str:
    """The name of the last dimension of a column with one number for each window and neuron: its
    attribute `axes` ends with it. Files of some builds have "neuron (V1, then Inh)"."""
    axes = str(h5.attributes(h5.dataset(file, name)).get("axes", "")).split(", ", 2)
    if len(axes) != 3 or axes[0] != "recording":
        raise InputError(f"{printable(path)}: column '{printable(name)}' is not one number for "
                         "each neuron; spikes() reads spikes")
    return axes[2].split(" (")[0].lower().replace(" ", "_")


@dataclass(frozen=True, eq=False)  # arrays have no single answer to ==
class Activity:
    """What the network made of a set of recordings.

    counts            uint16 [recording, window, V1 neuron]: spikes of each presentation
    label             [recording]: class shown, an index of `class_names`
    recording         uint64 [recording]: index in the split of the data set
    surviving_events  uint32 [recording, 2]: events after corruption, on the whole sensor and in all
                      windows
    windows           uint16 [window, 2]: first row and first column on the sensor, px
    class_names       names of the classes, by label
    columns           names of what was recorded besides (`ebsnn_eval --record`)
    attributes        those of the file's root: program, version, seed, configuration, ...
    """

    path: Path
    corruption: str
    level: float
    counts: np.ndarray
    label: np.ndarray
    recording: np.ndarray
    surviving_events: np.ndarray
    windows: np.ndarray
    class_names: tuple[str, ...]
    columns: tuple[str, ...]
    attributes: dict[str, object]

    def __len__(self) -> int:
        """Number of recordings."""
        return len(self.label)

    def features(self) -> np.ndarray:
        """The counts as a classifier gets them: float64 [recording, window * neurons + neuron]."""
        return self.counts.reshape(len(self), -1).astype(float)

    def column(self, name: str) -> np.ndarray:
        """Something that was recorded besides, [recording, window, ...].

        inh_counts    uint16 [.., Inh neuron]: spikes
        first_spike   uint16 [.., V1 neuron]: ms since the start of the presentation; 65535: no spike
        g_exc, g_inh  float32 [.., neuron]: V1, then Inh; sum of the conductance over the steps of a
                      presentation, ms mV/ms
        """
        if not isinstance(name, str) or name not in self.columns:
            known = listed(list(self.columns)) or "none"
            raise InputError(f"{printable(self.path)}: column '{excerpt(name)}' was not recorded "
                             f"(recorded: {known}); ebsnn_eval --record chooses")
        return self._column(name)[1]

    def _column(self, name: str) -> tuple[str, np.ndarray]:
        """Name of the last dimension, and values."""
        with h5.opened(self.path) as file:
            neurons = _neurons_of(self.path, file, name)
            return neurons, h5.values(file, name, "real", f"recording, window, {neurons}",
                                      (*self.counts.shape[:2], None))

    def spikes(self) -> Spikes:
        """The recorded spikes (`ebsnn_eval --record spikes`), of some of the recordings."""
        return read_spikes(self.path, self.columns, self.counts.shape[1], self.counts.shape[2],
                           self.recording)

    def to_frame(self) -> Any:
        """A pandas.DataFrame, one row for each recording: recording, label, class_name, v1_spikes (of
        all windows), events (on the whole sensor), events_in_windows."""
        return tables.frame({
            "recording": self.recording, "label": self.label,
            "class_name": np.array(self.class_names, dtype=object)[self.label],
            "v1_spikes": self.counts.sum(axis=(1, 2), dtype=np.int64),
            "events": self.surviving_events[:, 0], "events_in_windows": self.surviving_events[:, 1],
        }, "Activity.to_frame()")

    def to_xarray(self) -> Any:
        """An xarray.Dataset: `activity` (recording, window, v1_neuron), every column of numbers, the
        coordinates recording, label, class_name, window_row and window_column."""
        variables: dict[str, Any] = {
            "activity": (("recording", "window", "v1_neuron"), self.counts,
                         {"units": "spikes per presentation"}),
            "events": ("recording", self.surviving_events[:, 0]),
            "events_in_windows": ("recording", self.surviving_events[:, 1])}
        for name in self.columns:
            if name not in SPIKE_COLUMNS:
                neurons, values = self._column(name)
                variables[name] = (("recording", "window", neurons), values)
        coordinates = {
            "recording": self.recording, "label": ("recording", self.label),
            "class_name": ("recording", np.array(self.class_names)[self.label]),
            "window_row": ("window", self.windows[:, 0]),
            "window_column": ("window", self.windows[:, 1])}
        about = {"corruption": self.corruption, "level": self.level}
        return optional("xarray", "Activity.to_xarray()").Dataset(variables, coordinates, about)


def read_activity(path: Path, corruption: str, level: float) -> Activity:
    """Reads an activity file. InputError if it is missing, or is another kind of file."""
    h5.require_file(path, "ebsnn_eval")
    with h5.opened(path) as file:
        counts = h5.values(file, "activity", "whole", "recording, window, V1 neuron")
        recordings, windows, _ = counts.shape
        class_names = tuple(h5.texts(file, "class_name")) if h5.has(file, "class_name") \
            else older.CLASS_NAMES
        places = h5.values(file, "window", "whole", "window, (row, column)", (windows, 2)) \
            if h5.has(file, "window") else older.WINDOWS
        label = h5.values(file, "label", "whole", "recording", (recordings,))
        about = h5.attributes(file)
        columns = about.get("columns", [])
        found = Activity(path, corruption, level, counts, label,
                         h5.values(file, "recording", "whole", "recording", (recordings,)),
                         h5.values(file, "surviving_events", "whole", "recording, (all, in windows)",
                                   (recordings, 2)),
                         places, class_names,
                         tuple(columns) if isinstance(columns, list) else (), about)
    if len(places) != windows:
        raise InputError(f"{printable(path)}: /activity: has {windows} windows, expected {len(places)}")
    if len(label) and int(label.max()) >= len(class_names):
        raise InputError(f"{printable(path)}: /label: holds {label.max()}, expected 0 .. "
                         f"{len(class_names) - 1}")
    return found
