"""DAT, the older files of Prophesee, as those of N-CARS and of the automotive data sets.

Header lines that begin with "% " (Height, Width ...); a byte each for the type of events (0 or 12: changes
of contrast) and for their size (8); then events, little-endian: time (us), 32 bits; 13-0 x, 27-14 y, 28
polarity. Row 0 is at the top.

Sources: https://docs.prophesee.ai/stable/data/file_formats/dat.html;
https://github.com/prophesee-ai/prophesee-automotive-dataset-toolbox, src/io/dat_events_tools.py.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import InputError
from ..events import MOST_EVENTS, Sensor, sensor_of
from ..text import excerpt, listed, printable
from .loaded import Loaded, ReadOptions

CONTRAST_TYPES, EVENT_BYTES = (0, 12), 8
MOST_HEADER = 1 << 16


def _header(start: bytes, where: str) -> tuple[Sensor | None, int]:
    """The sensor, and where the two bytes about events are."""
    sizes: dict[bytes, bytes] = {}
    at = 0
    while start[at:at + 2] == b"% ":
        end = start.find(b"\n", at)
        if end < 0:
            raise InputError(f"{where}: a line of its header has no end")
        words = start[at:end].split()
        if len(words) == 3 and words[1] in (b"Width", b"Height"):
            sizes[words[1]] = words[2]
        at = end + 1
    if not at:
        raise InputError(f"{where}: begins with {excerpt(start[:12])}, expected a line that begins with % (DAT)")
    return (sensor_of((sizes[b"Width"], sizes[b"Height"])) if len(sizes) == 2 else None), at


def read_dat(path: Path, _: ReadOptions) -> Loaded:
    """Changes of contrast (CD events)."""
    where = printable(path)
    size = path.stat().st_size
    if size > MOST_EVENTS * EVENT_BYTES + MOST_HEADER:
        raise InputError(f"{where}: has {size:,} bytes, more than {MOST_EVENTS:,} events, which a recording can hold")
    content = path.read_bytes()
    sensor, at = _header(content[:MOST_HEADER], where)
    about = tuple(content[at:at + 2])
    if len(about) != 2 or about[0] not in CONTRAST_TYPES or about[1] != EVENT_BYTES:
        raise InputError(f"{where}: type and size of its events are {listed(list(map(str, about))) or 'missing'}, "
                         f"expected 0 or 12, and {EVENT_BYTES} bytes")
    data = content[at + 2:]
    if len(data) % EVENT_BYTES:
        raise InputError(f"{where}: has {len(data):,} bytes of events, expected a multiple of {EVENT_BYTES}: it is "
                         "cut short")
    words = np.frombuffer(data, "<u4").reshape(-1, 2)
    place = words[:, 1].astype(np.int64)
    return Loaded({"x": place & 0x3FFF, "y": place >> 14 & 0x3FFF, "t": words[:, 0], "p": place >> 28 & 1}, sensor)
