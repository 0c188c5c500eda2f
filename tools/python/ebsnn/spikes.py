"""Recorded spikes: the columns that `ebsnn_eval --record spikes` writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import h5, tables
from .errors import InputError
from .given import whole_of
from .text import excerpt, printable

COLUMNS = ("spike_recording", "spike_window", "spike_time", "spike_neuron")
POPULATIONS = ("V1", "Inh")


@dataclass(frozen=True, eq=False)  # arrays have no single answer to ==
class Spikes:
    """Spikes of some recordings; all arrays are [spike], in the order of the file.

    recording   uint64: index in the split of the data set
    window      uint16: window of the sensor; each is a presentation of its own, from time 0
    time_ms     uint16: ms since the start of the presentation
    population  uint8: 0 V1, 1 Inh (an index of POPULATIONS)
    neuron      uint16: number within its population
    v1_neurons  size of V1
    windows     number of windows of a recording
    recorded    uint64: the recordings whose spikes are here, in their order
    """

    recording: np.ndarray
    window: np.ndarray
    time_ms: np.ndarray
    population: np.ndarray
    neuron: np.ndarray
    v1_neurons: int
    windows: int
    recorded: np.ndarray

    def __len__(self) -> int:
        """Number of spikes."""
        return len(self.time_ms)

    def chosen(self, mask: np.ndarray) -> Spikes:
        """The spikes where `mask` (bool [spike]) is true."""
        return Spikes(self.recording[mask], self.window[mask], self.time_ms[mask],
                      self.population[mask], self.neuron[mask], self.v1_neurons, self.windows,
                      self.recorded)

    def of(self, population: str) -> Spikes:
        """Those of one population, "V1" or "Inh"."""
        if not isinstance(population, str) or population not in POPULATIONS:
            raise InputError(f"'{excerpt(population)}': spikes are recorded of "
                             f"{' and '.join(POPULATIONS)}")
        return self.chosen(self.population == POPULATIONS.index(population))

    def counts(self, population: str, neurons: int) -> np.ndarray:
        """Spikes counted: int64 [recording of `recorded`, window, neuron]."""
        spikes = self.of(population)
        number, least = whole_of(neurons), int(spikes.neuron.max()) + 1 if len(spikes) else 0
        if number is None or number < least:
            raise InputError(f"neurons {excerpt(repr(neurons))}: expected a whole number, at least {least}: so many "
                             f"neurons of {population} have spikes")
        counts = np.zeros((len(self.recorded), self.windows, number), np.int64)
        row = np.searchsorted(self.recorded, spikes.recording)
        np.add.at(counts, (row, spikes.window, spikes.neuron), 1)
        return counts

    def to_frame(self) -> Any:
        """A pandas.DataFrame, one row for each spike: recording, window, time_ms, population, neuron."""
        return tables.frame({
            "recording": self.recording, "window": self.window, "time_ms": self.time_ms,
            "population": np.array(POPULATIONS, dtype=object)[self.population],
            "neuron": self.neuron}, "Spikes.to_frame()")


def read_spikes(path: Path, columns: tuple[str, ...], windows: int, v1_neurons: int,
                recordings: np.ndarray) -> Spikes:
    """Reads the columns. InputError if they were not recorded, or contradict the other datasets."""
    if not set(COLUMNS) <= set(columns):
        raise InputError(f"{printable(path)}: spikes were not recorded; "
                         "ebsnn_eval --record spikes records them")
    with h5.opened(path) as file:
        recording = h5.values(file, COLUMNS[0], "whole", "spike")
        window, time_ms, neuron = (h5.values(file, name, "whole", "spike", (len(recording),))
                                   for name in COLUMNS[1:])
        asked = h5.attributes(file[COLUMNS[0]]).get("recordings", 0)
    if len(window) and int(window.max()) >= windows:
        raise InputError(f"{printable(path)}: /spike_window: holds {window.max()}, expected 0 .. "
                         f"{windows - 1}")
    if not np.isin(recording, recordings).all():
        raise InputError(f"{printable(path)}: /spike_recording: holds recordings that /recording lacks")
    is_inh = neuron >= v1_neurons
    recorded = _recorded(recordings, asked if isinstance(asked, int) else 0)
    if not np.isin(recording, recorded).all():  # chosen in another way than this version knows
        recorded = np.unique(recording)
    return Spikes(recording, window, time_ms, is_inh.astype(np.uint8),
                  np.where(is_inh, neuron - v1_neurons, neuron).astype(neuron.dtype), v1_neurons,
                  windows, np.sort(recorded))


def _recorded(recordings: np.ndarray, asked: int) -> np.ndarray:
    """The recordings whose spikes are kept: `asked` of them, spread evenly; 0: all."""
    count = len(recordings)
    if asked == 0 or asked >= count:
        return recordings
    chosen: np.ndarray = recordings[np.arange(asked, dtype=np.int64) * count // asked]
    return chosen
