"""Packed recordings: the file that all programs of ebsnn read. Format 2, as ebsnn_pack writes it:

    /               attributes: format, format_version, sensor_width, sensor_height (px),
                    last_event_us (of all recordings), and where the file comes from
    /class_name     text   [class]   entry i belongs to label i
    /train, /test   either may be absent
      x, y          uint16 [event]   column and row (px)
      t             uint32 [event]   time since the start of the recording (us)
      p             uint8  [event]   polarity: 1 ON, 0 OFF
      offsets       uint64 [n + 1]   recording i has the events offsets[i] .. offsets[i + 1] - 1
      label         uint16 [n]       class shown
      checksum      uint64 [n]       XXH3 of label and events
      source        text   [n]       where the recording came from
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Sequence

import h5py
import numpy as np

from .atomic import replacing, writing
from .errors import InputError
from .events import RECORD, Sensor, checksum, label_of, packed_events, sensor_of
from .given import path_of
from .provenance import Origin, write_provenance
from .text import excerpt, listed, printable
from .xxh3 import xxh3_64

FORMAT = "ebsnn packed recordings"
VERSION = 2
SPLITS = ("train", "test")
MOST_CLASSES = 65_535
BLOCK = 1 << 18  # events that are copied at a time
DESCRIPTIONS = {  # units, long_name
    "x": ("px", "column of the sensor, from the left"),
    "y": ("px", "row of the sensor, from the top"),
    "t": ("us", "time since the start of the recording"),
    "p": ("1", "polarity: 1 brighter (ON), 0 darker (OFF)"),
    "offsets": ("1", "first event of each recording, then the number of events"),
    "label": ("1", "class shown, an index of /class_name"),
    "checksum": ("1", "XXH3 of label and events"),
    "source": ("", "file that the recording came from"),
}


@dataclass
class PackSummary:
    """What was written: recordings, events, and what is unusual (`empty`: recordings without events;
    `time_back`: recordings in which time goes back, whose order is kept)."""

    recordings: int = 0
    events: int = 0
    empty: int = 0
    time_back: int = 0
    last_event_us: int = 0


@dataclass
class _Split:
    """The recordings of a split; their events wait in `spool`, a temporary file without a name."""

    spool: Any
    offsets: list[int] = field(default_factory=lambda: [0])
    labels: list[int] = field(default_factory=list)
    checksums: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def add(self, events: np.ndarray, label: int, source: str) -> None:
        with writing("temporary file for events"):
            self.spool.write(events.tobytes())
        self.offsets.append(self.offsets[-1] + len(events))
        self.labels.append(label)
        self.checksums.append(checksum(label, events))
        self.sources.append(source)


def _started(values: Any, expected: str) -> Iterator[Any]:
    """An iterator over the values. InputError with the message `expected` if they are none."""
    try:
        return iter(values)
    except TypeError as error:
        raise InputError(expected) from error


def _close(spool: Any) -> None:
    """Closes a temporary file, whose last events need not reach the disk any more."""
    with suppress(OSError):
        spool.close()


def class_names_of(classes: Sequence[str]) -> list[str]:
    """Names of the classes by label. InputError if there are none, too many, or two are equal."""
    expected = f"classes {excerpt(repr(classes))}: expected a list of names"
    if isinstance(classes, (str, bytes, set, frozenset)):  # a set has another order in each process
        raise InputError(expected)
    names = [str(name) for name in _started(classes, expected)]
    if not 1 <= len(names) <= MOST_CLASSES:
        raise InputError(f"classes: {len(names)} names, expected 1 .. {MOST_CLASSES}")
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1] \
        if len(set(names)) < len(names) else []
    if twice or "" in names:
        raise InputError(f"classes: {'an empty name' if '' in names else excerpt(twice[0]) + ' twice'}, "
                         "expected different names")
    return names


def _splits(recordings: Any, split: str) -> dict[str, Iterable[Any]]:
    if not isinstance(split, str) or split not in SPLITS:
        raise InputError(f"split '{excerpt(split)}': expected train or test")
    chosen = dict(recordings) if isinstance(recordings, Mapping) else {split: recordings}
    if not chosen or not set(chosen) <= set(SPLITS):
        raise InputError(f"splits {listed([str(name) for name in chosen]) or 'none'}: expected train, test "
                         "or both")
    return {name: chosen[name] for name in SPLITS if name in chosen}


def _collect(recordings: Iterable[Any], name: str, sensor: Sensor, classes: list[str],
             summary: PackSummary, spool: Any, from_first: bool) -> _Split:
    """Checks each recording and keeps it in the spool."""
    split = _Split(spool)
    items = _started(recordings, f"{name}: is {excerpt(type(recordings).__name__)}, expected an iterable of "
                                 "(events, label)")
    for number, item in enumerate(items):
        where = f"{name} recording {number}"
        if not isinstance(item, (tuple, list)) or len(item) not in (2, 3):
            raise InputError(f"{where}: is {excerpt(type(item).__name__)}, expected (events, label) or "
                             "(events, label, source)")
        source = str(item[2]) if len(item) == 3 else f"{name}/{number}"
        if len(item) == 3:
            where += f" ({printable(source)})"
        label = label_of(item[1], classes, where)
        events = packed_events(item[0], sensor, where, from_first)
        split.add(events, label, source)
        summary.recordings += 1
        summary.events += len(events)
        summary.empty += len(events) == 0
        if len(events):
            summary.time_back += bool((events["t"][1:] < events["t"][:-1]).any())
            summary.last_event_us = max(summary.last_event_us, int(events["t"].max()))
    with writing("temporary file for events"):
        spool.flush()
    if not split.labels:
        raise InputError(f"{name}: has no recordings, expected at least one")
    return split


def _write_texts(file: h5py.Group, name: str, entries: list[str]) -> None:
    """As the programs write lists of text: fixed length, UTF-8."""
    try:
        encoded = [entry.encode("utf-8", "surrogateescape") for entry in entries]
    except UnicodeEncodeError as error:
        raise InputError(f"{name}: '{excerpt(error.object)}' cannot be stored as UTF-8") from error
    length = max(1, max(map(len, encoded)))
    file.create_dataset(name, data=np.array(encoded, h5py.string_dtype("utf-8", length)))


def _write_split(group: h5py.Group, split: _Split) -> None:
    count = split.offsets[-1]
    columns = {name: group.create_dataset(name, (count,), RECORD[name]) for name in ("x", "y", "t", "p")}
    split.spool.seek(0)
    for first in range(0, count, BLOCK):
        block = np.frombuffer(split.spool.read(min(BLOCK, count - first) * RECORD.itemsize), RECORD)
        for name, column in columns.items():
            column[first:first + len(block)] = block[name]
    group.create_dataset("offsets", data=np.array(split.offsets, np.uint64))
    group.create_dataset("label", data=np.array(split.labels, np.uint16))
    group.create_dataset("checksum", data=np.array(split.checksums, np.uint64))
    _write_texts(group, "source", split.sources)
    for name, (units, long_name) in DESCRIPTIONS.items():
        group[name].attrs["units"] = units
        group[name].attrs["long_name"] = long_name


def _write_file(path: Path, splits: dict[str, _Split], sensor: Sensor, classes: list[str],
                summary: PackSummary, origin: Origin) -> None:
    checksums = b"".join(np.array(split.checksums, "<u8").tobytes() for split in splits.values())
    with h5py.File(path, "w", libver=("earliest", "v108")) as file:
        file.attrs["format"] = FORMAT
        file.attrs["format_version"] = np.uint64(VERSION)
        file.attrs["sensor_width"] = np.uint64(sensor.width)
        file.attrs["sensor_height"] = np.uint64(sensor.height)
        file.attrs["last_event_us"] = np.uint64(summary.last_event_us)
        _write_texts(file, "class_name", classes)
        file["class_name"].attrs["long_name"] = "names of the classes; entry i belongs to label i"
        for name, split in splits.items():
            _write_split(file.create_group(name), split)
        write_provenance(file, origin, f"{xxh3_64(checksums):016x}")


def write_packed(path: str | PathLike[str], recordings: Any, sensor: Sequence[int],
                 classes: Sequence[str], split: str = "train", *, time_from_first: bool = False,
                 origin: Origin | None = None) -> PackSummary:
    """Writes recordings into a packed file, which replaces an old one when it is complete.

    path        of the file, e.g. "digits.h5"
    recordings  an iterable of (events, label) or (events, label, source), read once, one at a time; or
                a dictionary with such an iterable for "train", "test" or both. Events are a structured
                array or a dictionary with the columns x, y (px), t (us) and p (0 or 1; or -1 or 1), in
                any order. A label is a number from 0, or the name of a class. Data sets of Tonic are
                such iterables.
    sensor      (width, height), px; more numbers, as in Tonic's sensor_size, are left out
    classes     names of the classes, by label
    split       "train" or "test", where `recordings` is no dictionary
    time_from_first   subtract the smallest time of each recording

    While it writes, the folder needs space for the events twice. InputError names recording, column,
    event, value and bound; WriteError the file. After an error, nothing is left.
    """
    place, size, names = path_of(path), sensor_of(sensor), class_names_of(classes)
    chosen = _splits(recordings, split)
    summary = PackSummary()
    with replacing(place) as temporary, ExitStack() as spools:
        splits = {}
        for name, items in chosen.items():
            with writing(place):
                spool = tempfile.TemporaryFile(dir=temporary.parent)
            spools.callback(_close, spool)
            splits[name] = _collect(items, name, size, names, summary, spool, time_from_first)
        with writing(place):
            _write_file(temporary, splits, size, names, summary, origin or Origin("ebsnn.write_packed"))
    return summary
