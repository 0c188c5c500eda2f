"""Text files, one event in a line: t (s), x, y, p.

They are events.txt of the Robotics and Perception Group's data sets; files for E2VID, whose first line may
be width and height of the sensor; and those of v2e, with lines that begin with # and, if asked for, a fifth
column (signal or noise), which is left out.

Sources: http://rpg.ifi.uzh.ch/davis_data.html; https://github.com/uzh-rpg/rpg_e2vid,
scripts/extract_events_from_rosbag.py and utils/event_readers.py; https://github.com/SensorsINI/v2e,
v2ecore/output/ae_text_output.py.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TextIO

import numpy as np

from ..errors import InputError
from ..events import MOST_EVENTS, Sensor, sensor_of
from ..text import excerpt, printable
from .loaded import TEXT_ORDER, Loaded, ReadOptions, columns_in

MOST_LINE = 1024  # characters
MOST_BYTES = 1 << 30


def _start(file: TextIO, where: str) -> tuple[Sensor | None, bool]:
    """The sensor, if the first line is its size, and whether there are events. The file is then at its
    first event."""
    sensor = None
    at, line = file.tell(), file.readline(MOST_LINE)
    while line and (not line.strip() or line.startswith("#")):
        at, line = file.tell(), file.readline(MOST_LINE)
    if len(line.split()) == 2:
        sensor = sensor_of(line.split())
        at, line = file.tell(), file.readline(MOST_LINE)
    file.seek(at)
    if not at and not line:
        raise InputError(f"{where}: is empty, expected lines t x y p")
    return sensor, bool(line.strip())


def read_text(path: Path, options: ReadOptions) -> Loaded:
    """Events of a text file; `options.columns` tells another order of its columns."""
    where = printable(path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(f"{where}: has {size:,} bytes, at most {MOST_BYTES:,} are read")
    with open(path, encoding="latin-1") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of NumPy, about files that end without events
        sensor, any_events = _start(file, where)
        try:
            table = np.loadtxt(file, np.float64, ndmin=2, max_rows=MOST_EVENTS + 1) if any_events \
                else np.zeros((0, len(TEXT_ORDER)))
        except (ValueError, OverflowError, MemoryError) as error:
            raise InputError(f"{where}: holds other things than lines t x y p: {excerpt(error)}") from error
    if len(table) > MOST_EVENTS:
        raise InputError(f"{where}: has more than {MOST_EVENTS:,} events, which a recording can hold")
    if table.shape[1] not in (4, 5):
        raise InputError(f"{where}: has {table.shape[1]} columns, expected t, x, y and p")
    return Loaded(columns_in(table[:, :4], where, options.columns or TEXT_ORDER), sensor, time_unit="s")
