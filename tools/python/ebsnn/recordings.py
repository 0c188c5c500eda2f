"""Reads packed recordings."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Iterator

import h5py
import numpy as np

from . import h5
from .errors import InputError
from .events import RECORD, Sensor, checksum, sensor_of
from .given import path_of
from .packed import FORMAT, SPLITS, VERSION
from .text import excerpt, printable


class PackedSplit:
    """The recordings of a split; `split[i]` is (events, label) of recording i, read from the file.

    Events are a structured array [event] with the columns x, y (px), t (us) and p (1 ON, 0 OFF).
    `label`: uint16 [recording]; `source`: where each recording came from.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        with h5.opened(path) as file:
            self.label = h5.values(file, f"{name}/label", "whole", "recording")
            count = len(self.label)
            self._offsets = h5.values(file, f"{name}/offsets", "whole", "recording", (count + 1,))
            self._checksums = h5.values(file, f"{name}/checksum", "whole", "recording", (count,))
            self.source = h5.texts(file, f"{name}/source")
            shapes = {h5.dataset(file, f"{name}/{column}").shape for column in ("x", "y", "t", "p")}
        rows = shapes.pop()
        if shapes or rows != (int(self._offsets[-1]),) or (np.diff(self._offsets.astype(np.int64)) < 0).any():
            raise InputError(f"{printable(path)}: /{name}/offsets: expected ascending numbers up to the "
                             "events in x, y, t and p")

    def __len__(self) -> int:
        """Number of recordings."""
        return len(self.label)

    def __iter__(self) -> Iterator[tuple[np.ndarray, int]]:
        with h5.opened(self.path) as file:
            for number in range(len(self)):
                yield self._read(file, number)

    def __getitem__(self, number: int) -> tuple[np.ndarray, int]:
        if not 0 <= number < len(self):
            raise IndexError(f"recording {number}: {printable(self.path)}: /{self.name} has "
                             f"{len(self)} recordings")
        with h5.opened(self.path) as file:
            return self._read(file, number)

    def _read(self, file: h5py.File, number: int) -> tuple[np.ndarray, int]:
        first, end = (int(self._offsets[i]) for i in (number, number + 1))
        events = np.empty(end - first, RECORD)
        for column in ("x", "y", "t", "p"):
            events[column] = file[f"{self.name}/{column}"][first:end]
        label = int(self.label[number])
        if checksum(label, events) != int(self._checksums[number]):
            raise InputError(f"{printable(self.path)}: /{self.name}: recording {number} is damaged: label "
                             "and events do not match their checksum")
        return events, label


class PackedFile:
    """A packed file: `sensor`, `class_names`, and `train` and `test`, which are None where absent."""

    def __init__(self, path: Path) -> None:
        with h5.opened(path) as file:
            about = h5.attributes(file)
            if about.get("format") != FORMAT:
                raise InputError(f"{printable(path)}: holds no packed recordings, expected a file that "
                                 "ebsnn_pack, ebsnn_synth or ebsnn.write_packed made")
            if about.get("format_version") != VERSION:
                raise InputError(f"{printable(path)}: packed recordings of version "
                                 f"{excerpt(about.get('format_version'))}, expected {VERSION}; "
                                 "ebsnn_pack brings older ones to it")
            self.class_names = tuple(h5.texts(file, "class_name"))
            names = [name for name in SPLITS if h5.has(file, name)]
        self.path = path
        self.sensor: Sensor = sensor_of((about.get("sensor_width"), about.get("sensor_height")))
        self.train = PackedSplit(path, "train") if "train" in names else None
        self.test = PackedSplit(path, "test") if "test" in names else None


def open_packed(path: str | PathLike[str]) -> PackedFile:
    """Opens a packed file. InputError if it is none, or damaged."""
    return PackedFile(h5.require_file(path_of(path).absolute(), "ebsnn_pack"))
