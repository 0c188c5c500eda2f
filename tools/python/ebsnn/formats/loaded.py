"""What a reader of event files returns, and what all of them check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

import numpy as np

from ..errors import InputError
from ..events import MOST_EVENTS, NAMES, Sensor, column_of
from ..text import excerpt, times

MOST_ITEM_BYTES = 128  # of a structured array
V2E_ORDER = TEXT_ORDER = ("t", "x", "y", "p")


@dataclass(frozen=True)
class ReadOptions:
    """What files do not say themselves.

    columns   order of the columns of arrays [event, 4]
    chip      camera of AEDAT 2 files whose header does not name it
    """

    columns: tuple[str, ...] = ()
    chip: str = ""


@dataclass(frozen=True)
class Loaded:
    """The events of a file: `events` has x, y, t, p [event]. `sensor`: None if the file does not say it.
    `runs_from_camera_start`: t is a clock that began before the recording, in us. `time_unit`: of t in
    files of this kind, unless --time-unit tells another."""

    events: Mapping[str, np.ndarray]
    sensor: Sensor | None = None
    runs_from_camera_start: bool = False
    time_unit: str = "us"


def require_possible(where: str, shape: tuple[int, ...], item_bytes: int) -> None:
    """InputError if an array of this shape cannot be the events of a recording, before it is read."""
    if item_bytes > MOST_ITEM_BYTES:
        raise InputError(f"{where}: has items of {item_bytes:,} bytes, expected at most {MOST_ITEM_BYTES}")
    count = max(shape, default=0)
    if len(shape) > 2 or count > MOST_EVENTS:
        raise InputError(f"{where}: is {times(shape)}, expected at most {MOST_EVENTS:,} events in one or two "
                         "dimensions")


def columns_in(array: np.ndarray, where: str, order: tuple[str, ...]) -> dict[str, np.ndarray]:
    """x, y, t and p of a structured array [event], or of an array [event, 4] whose order is known."""
    if array.dtype.names:
        return {name: column_of(array.ravel(), name, where) for name in NAMES}
    if array.ndim != 2 or array.shape[1] != 4:
        raise InputError(f"{where}: is {excerpt(array.dtype)}, {times(array.shape)}; expected a structured "
                         "array with x, y, t and p, or one value of each for each event (any x 4)")
    if not order:
        raise InputError(f"{where}: has four columns without names; --columns tells their order, such as "
                         "t,x,y,p")
    return {name: array[:, i] for i, name in enumerate(order)}


def flat_columns(arrays: Mapping[str, Any], where: str) -> dict[str, np.ndarray]:
    """x, y, t and p from separate arrays [event], [event, 1] or [1, event]."""
    found = {}
    for name in NAMES:
        column = column_of(arrays, name, where)
        if column.size != max(column.shape, default=0):
            raise InputError(f"{where}: {name} is {times(column.shape)}, expected one value for each event")
        found[name] = column.ravel()
    return found
