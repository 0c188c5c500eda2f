"""AEDAT 2.0 and 3.1, the files of jAER and cAER.

Sources: https://docs.inivation.com/software/software-advanced-usage/file-formats/index.html; for AEDAT 2.0
also jAER, which writes these files (https://github.com/SensorsINI/jaer: AEFileOutputStream, DVS128.Extractor,
DavisBaseCamera.DavisEventExtractor). The text says that columns count from the left, and that 1 is ON in
the DVS128; jAER reads events as below, and v2e writes those of a DAVIS so.

AEDAT 2.0: header lines that begin with #, the last one may be #End Of ASCII Header; then pairs of 32 bits,
  big-endian: address and time (us).
  DVS128  bits 31 and 15 external event, 14-8 y, 7-1 x, 0 polarity: 0 is ON
  DAVIS   bit 31 no DVS event, 30-22 y, 21-12 x, 11 polarity: 1 is ON, 10 external event
  Row 0 is at the bottom and column 0 at the right in these files; they are at the top and at the left in
  what is returned, as jAER shows it.
AEDAT 3.1: header lines up to #!END-HEADER; then packets, little-endian: a header of 28 bytes (type,
  source, size of an event, offset of its time, overflow of time, capacity, number, valid), then events.
  Polarity events (type 1) are 8 bytes: bit 0 valid, 1 polarity, 2-16 y, 17-31 x; time (us). Bit 15 of a
  type: the packet is compressed, and its capacity is in bytes.
Both clocks start with the camera.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..events import MOST_EVENTS, Sensor
from ..text import excerpt, listed, printable
from .loaded import Loaded, ReadOptions

MOST_BYTES = 1 << 30  # of a file; other packets than those of events are skipped
END_OF_HEADER = b"#!END-HEADER"
END_OF_HEADER_2 = b"end of ascii header"
PACKET = struct.Struct("<hhiiiiii")  # type, source, size, time offset, overflow, capacity, number, valid
POLARITY_TYPE, POLARITY_BYTES, COMPRESSED = 1, 8, 1 << 15


@dataclass(frozen=True)
class _Chip:
    """Where AEDAT 2 addresses have what; `no_event`: bits that only other events have; `on`: polarity of ON."""

    sensor: Sensor
    y_shift: int
    x_shift: int
    p_shift: int
    no_event: int
    y_mask: int
    x_mask: int
    on: int


def _davis(width: int, height: int) -> _Chip:
    return _Chip(Sensor(width, height), 22, 12, 11, 1 << 31 | 1 << 10, 0x1FF, 0x3FF, 1)


CHIPS = {"dvs128": _Chip(Sensor(128, 128), 8, 1, 0, 1 << 31 | 1 << 15, 0x7F, 0x7F, 0),
         "davis240": _davis(240, 180), "davis346": _davis(346, 260), "davis640": _davis(640, 480)}


def _header(content: bytes, where: str) -> tuple[list[str], int]:
    """Lines of the header, and where the data begin. A line of data may begin with # too, but does not
    consist of characters that print. (jAER on Windows also writes carriage returns within lines.)"""
    lines: list[str] = []
    at = 0
    while content[at:at + 1] == b"#":
        end = content.find(b"\n", at)
        line = content[at:end].rstrip(b"\r") if end >= 0 else b"\0"
        if any(byte < 32 and byte not in b"\t\r" or byte == 127 for byte in line):
            break
        lines.append(line.decode("latin-1"))
        at = end + 1
        if line.startswith(END_OF_HEADER) or line.lstrip(b"# ").lower() == END_OF_HEADER_2:
            break
    if not lines or not lines[0].startswith("#!AER-DAT"):
        raise InputError(f"{where}: begins with {excerpt(content[:12])}, expected #!AER-DAT2.0 or "
                         "#!AER-DAT3.1 (AEDAT)")
    return lines, at


def read_aedat(path: Path, options: ReadOptions) -> Loaded:
    """The events of the camera; frames, triggers and motion are left out."""
    where = printable(path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(f"{where}: has {size:,} bytes, at most {MOST_BYTES:,} are read")
    content = path.read_bytes()
    lines, start = _header(content, where)
    version = lines[0].removeprefix("#!AER-DAT").strip()
    if version.startswith("2"):
        return _version_2(content[start:], _chip(lines, options.chip, where), where)
    if version == "3.1":
        return _version_3(content, start, lines, where)
    raise InputError(f"{where}: is AEDAT {excerpt(version)}, expected 2.0 or 3.1; the program DV converts "
                     "others")


def _chip(lines: list[str], asked: str, where: str) -> _Chip:
    """From the option, or from the header line "AEChip: ...DAVIS346..."."""
    named = asked.lower() or next((line.lower() for line in lines if "aechip" in line.lower()), "")
    for name, chip in CHIPS.items():
        if name in named:
            return chip
    raise InputError(f"{where}: its header does not name a camera that is known; --chip tells it: "
                     f"{listed(list(CHIPS))}")


def _version_2(data: bytes, chip: _Chip, where: str) -> Loaded:
    if len(data) % 8:
        raise InputError(f"{where}: has {len(data):,} bytes of events, expected a multiple of 8: it is cut "
                         "short")
    words = np.frombuffer(data, ">u4").reshape(-1, 2)
    words = words[(words[:, 0] & np.uint32(chip.no_event)) == 0]
    address = words[:, 0].astype(np.int64)
    x, y = (address >> chip.x_shift) & chip.x_mask, (address >> chip.y_shift) & chip.y_mask
    return Loaded({"x": chip.sensor.width - 1 - x, "y": chip.sensor.height - 1 - y,
                   "t": words[:, 1].astype(np.int32).astype(np.int64),
                   "p": (address >> chip.p_shift) & 1 == chip.on}, chip.sensor, True)


def _packet(content: bytes, at: int, where: str) -> tuple[np.ndarray | None, int]:
    """Polarity events of the packet at byte `at` (uint32 and int64 [event, 2]), and where the next one
    begins; no events if it is of another kind."""
    if len(content) - at < PACKET.size:
        raise InputError(f"{where}: ends within the header of a packet at byte {at:,}: it is cut short")
    kind, _, size, _, overflow, capacity, number, _ = PACKET.unpack_from(content, at)
    compressed = bool(kind & COMPRESSED)
    if size < 0 or overflow < 0 or capacity < 0 or number < 0 or (number > capacity and not compressed):
        raise InputError(f"{where}: packet at byte {at:,}: {number} events of {capacity}, {size} bytes each, "
                         f"overflow {overflow}; expected 0 or more, and no more events than the capacity")
    first, declared = at + PACKET.size, capacity if compressed else size * capacity
    end = first + declared
    if end > len(content):
        raise InputError(f"{where}: packet at byte {at:,} declares {declared:,} bytes and has "
                         f"{len(content) - first:,}: the file is cut short")
    if compressed and kind & ~COMPRESSED & 0xFFFF == POLARITY_TYPE:
        raise InputError(f"{where}: packet at byte {at:,}: its polarity events are compressed (format "
                         "SerializedTS), expected format RAW; cAER plays such a file and writes it as RAW")
    if kind != POLARITY_TYPE:
        return None, end
    if size != POLARITY_BYTES:
        raise InputError(f"{where}: packet at byte {at:,}: events of {size} bytes, expected {POLARITY_BYTES}")
    words = np.frombuffer(content, "<u4", 2 * number, first).reshape(-1, 2).astype(np.int64)
    words[:, 1] += overflow << 31
    return words[(words[:, 0] & 1) == 1], end


def _version_3(content: bytes, at: int, lines: list[str], where: str) -> Loaded:
    if not lines[-1].startswith(END_OF_HEADER.decode()):
        raise InputError(f"{where}: its header has no end, expected a line #!END-HEADER")
    parts, total = [], 0
    while at < len(content):
        words, at = _packet(content, at, where)
        if words is not None:
            parts.append(words)
            total += len(words)
            if total > MOST_EVENTS:
                raise InputError(f"{where}: has more than {MOST_EVENTS:,} events, which a recording can hold")
    events = np.concatenate(parts) if parts else np.zeros((0, 2), np.int64)
    source = next((line.lower() for line in lines if line.lower().startswith("#source")), "")
    sensor = next((chip.sensor for name, chip in CHIPS.items() if name in source), None)
    return Loaded({"x": (events[:, 0] >> 17) & 0x7FFF, "y": (events[:, 0] >> 2) & 0x7FFF,
                   "t": events[:, 1], "p": (events[:, 0] >> 1) & 1}, sensor, True)
