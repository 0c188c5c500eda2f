"""Events of one recording, in the form of the packed file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

import numpy as np

from .errors import InputError
from .text import excerpt, listed, times
from .xxh3 import xxh3_64

# Other names of the columns, in the order in which they are looked for.
NAMES = {"x": ("x", "xs"), "y": ("y", "ys"), "t": ("t", "ts", "timestamp", "timestamps"),
         "p": ("p", "ps", "pol", "polarity")}
MOST_EVENTS = (64 << 20) // 5  # of a recording, as the programs read them
MOST_T_US = (1 << 32) - 1
MOST_SIDE = 65_535  # px
RECORD = np.dtype([("x", "<u2"), ("y", "<u2"), ("t", "<u4"), ("p", "u1")])  # 9 bytes


@dataclass(frozen=True)
class Sensor:
    """Size of a sensor, px: columns x = 0 .. width - 1 from the left, rows y = 0 .. height - 1 from the
    top."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def sensor_of(size: Any) -> Sensor:
    """From (width, height), or Tonic's (width, height, polarities). InputError out of 1 .. 65535."""
    try:
        sides = [int(side) for side in size]
    except (TypeError, ValueError, OverflowError):
        sides = []
    if len(sides) not in (2, 3) or not all(1 <= side <= MOST_SIDE for side in sides[:2]):
        raise InputError(f"sensor {excerpt(size)}: expected (width, height), each 1 .. {MOST_SIDE} px")
    return Sensor(sides[0], sides[1])


def _as_array(values: Any, name: str, where: str) -> np.ndarray:
    try:
        return np.asarray(values)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: {name} holds {excerpt(repr(values))}, expected one number for each event") from error


def column_of(events: Any, name: str, where: str) -> np.ndarray:
    """A column of a structured array or a mapping, by any of its names."""
    if isinstance(events, Mapping):
        known = [str(key) for key in events]
    else:
        known = list(getattr(getattr(events, "dtype", None), "names", None) or ())
    if not known:
        raise InputError(f"{where}: is {excerpt(type(events).__name__)} without named columns, expected "
                         "a structured array or a dictionary with x, y, t and p")
    for alias in NAMES[name]:
        if alias in known:
            return _as_array(events[alias], name, where)
    raise InputError(f"{where}: has no column {name}, expected {' or '.join(NAMES[name])}; it has "
                     f"{listed(known)}")


def _refuse(where: str, name: str, values: np.ndarray, bad: np.ndarray, expected: str) -> None:
    """InputError naming the first bad value, if there is one."""
    if bad.any():
        at = int(np.argmax(bad))
        raise InputError(f"{where}: {name} is {values[at]} at event {at}, must be {expected}")


def _whole(values: np.ndarray, name: str, where: str, most: int, expected: str) -> np.ndarray:
    """Whole numbers within 0 .. most."""
    if values.dtype.kind not in "iufb":
        raise InputError(f"{where}: {name} holds {excerpt(values.dtype)}, expected numbers")
    if values.ndim != 1:
        raise InputError(f"{where}: {name} is {times(values.shape)}, expected one value for each event")
    if values.dtype.kind == "f":
        _refuse(where, name, values, ~(values == np.floor(values)), f"a whole number, {expected}")
    _refuse(where, name, values, (values < 0) | (values > most), expected)
    return values


def _polarity(values: np.ndarray, where: str) -> np.ndarray:
    """1 ON, 0 OFF, from 0 and 1 or from -1 and 1."""
    if values.dtype.kind not in "iufb" or values.ndim != 1:
        raise InputError(f"{where}: p is {excerpt(values.dtype)}, {times(values.shape)}; expected one "
                         "number for each event")
    signed = values.dtype.kind in "if" and bool((values == -1).any())
    off = -1 if signed else 0
    _refuse(where, "p", values, ~((values == 1) | (values == off)), f"{off} or 1")
    is_on: np.ndarray = values == 1
    return is_on


def since_first(t: np.ndarray, where: str) -> np.ndarray:
    """Times since the smallest one; they are us. InputError if they span more than a file can hold."""
    if t.dtype.kind not in "iuf" or not t.size or not np.isfinite(t).all():
        return t
    low, high = t.min(), t.max()
    if int(high) - int(low) > MOST_T_US:
        raise InputError(f"{where}: t goes from {low} to {high}, a recording lasts at most {MOST_T_US} us")
    wide = t.astype({"i": "i8", "u": "u8", "f": "f8"}[t.dtype.kind])
    shifted: np.ndarray = wide - wide.min()
    return shifted


def packed_events(events: Any, sensor: Sensor, where: str, from_first: bool = False) -> np.ndarray:
    """Events as RECORD [event], in their order.

    `events`: a structured array ([event], [event, 1] or [1, event]) or a mapping with the columns x, y
    (px), t (us) and p, in any order;
    p is 0 or 1, false or true, or -1 or 1. `from_first`: the smallest time becomes 0.
    InputError naming `where`, column, event, value and bound.
    """
    if isinstance(events, np.ndarray) and events.size == max(events.shape, default=0):
        events = events.ravel()  # MATLAB's columns
    columns = {name: column_of(events, name, where) for name in NAMES}
    count = len(columns["t"]) if columns["t"].ndim else 0
    for name, values in columns.items():
        if values.ndim == 1 and len(values) != count:
            raise InputError(f"{where}: {name} has {len(values)} values, t has {count}")
    if count > MOST_EVENTS:
        raise InputError(f"{where}: has {count:,} events, at most {MOST_EVENTS:,} are possible")
    t = since_first(columns["t"], where) if from_first else columns["t"]
    found = np.empty(count, RECORD)
    found["x"] = _whole(columns["x"], "x", where, sensor.width - 1,
                        f"0 .. {sensor.width - 1} (sensor {sensor})")
    found["y"] = _whole(columns["y"], "y", where, sensor.height - 1,
                        f"0 .. {sensor.height - 1} (sensor {sensor})")
    found["t"] = _whole(t, "t", where, MOST_T_US, f"0 .. {MOST_T_US} us")
    found["p"] = _polarity(columns["p"], where)
    return found


def checksum(label: int, events: np.ndarray) -> int:
    """The checksum of a recording in packed files: XXH3 of its label and events (RECORD [event])."""
    head = bytes([label & 0xFF]) if label < 256 else bytes([label & 0xFF, label >> 8])
    x, y = (events[name].astype("<u8") for name in "xy")
    words = events["t"].astype("<u8") | (x & np.uint64(0xFF)) << np.uint64(32)
    words |= (y & np.uint64(0xFF)) << np.uint64(40) | events["p"].astype("<u8") << np.uint64(48)
    data = head + words.tobytes()
    if ((x | y) > 0xFF).any():
        data += (x >> np.uint64(8) | (y >> np.uint64(8)) << np.uint64(8)).tobytes()
    return xxh3_64(data)


def label_of(label: Any, classes: list[str], where: str) -> int:
    """A class as its number: from the number, or from its name."""
    if isinstance(label, (str, np.str_)):
        if label not in classes:
            raise InputError(f"{where}: class '{excerpt(label)}' is unknown, expected one of: "
                             f"{listed(classes)}")
        return classes.index(label)
    try:
        number = int(label)
        is_whole = number == label
    except (TypeError, ValueError, OverflowError):
        is_whole = False
    if not is_whole or not 0 <= number < len(classes):
        raise InputError(f"{where}: label is {excerpt(label)}, must be 0 .. {len(classes) - 1}, or "
                         " the name of a class")
    return number
