"""Checks the heaps that hold the texts of an HDF5 file, before HDF5 opens it.

Text of variable length lies in heaps (III.E of the HDF5 File Format Specification 2.0: global heap collections). HDF5
walks through a heap by the sizes of its objects, and trusts them: a gap of size 0, which is what a block of zeros in a
damaged file looks like, keeps it for ever. Python handles no signal meanwhile, so that Ctrl-C does not end it either.
"""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path
from typing import Iterator

SIGNATURE = b"GCOL"
START = SIGNATURE + b"\x01\0\0\0"  # version, reserved bytes
PREFIX = struct.Struct("<8xQ")  # START, size of the heap
OBJECT = struct.Struct("<H6xQ")  # number, or 0 for a gap; size: of a gap with these 16 bytes, of a text without
FILE_START = b"\x89HDF\r\n\x1a\n"
SEARCHED_BYTES = 32 << 20  # at each end of a file: texts are written before arrays, or after them
PIECE_BYTES = 1 << 20  # read at once


def damage(path: Path) -> str:
    """What is wrong with the heaps of a file: "" if nothing is, and if it cannot be read, of which HDF5 tells more."""
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size < PREFIX.size:
                return ""
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if _length_bytes(content) != 8:  # as nobody writes it unless asked to
                    return ""
                return next((f"a heap of text at byte {at} {problem}" for at in _heaps(file.fileno(), len(content))
                             for problem in [_problem(content, at)] if problem), "")
    except (OSError, ValueError):
        return ""


def _length_bytes(content: mmap.mmap) -> int:
    """Bytes of a length in a file, as its superblock says; 0 if there is none."""
    at = content.find(FILE_START, 0, SEARCHED_BYTES)
    version = at + len(FILE_START)
    place = version + (6 if at >= 0 and content[version] < 2 else 2)
    return content[place] if at >= 0 and place < len(content) else 0


def _heaps(descriptor: int, size: int) -> Iterator[int]:
    """Where heaps begin, near both ends of a file."""
    for begin, end in ((0, min(SEARCHED_BYTES, size)), (max(SEARCHED_BYTES, size - SEARCHED_BYTES), size)):
        for piece in range(begin, end, PIECE_BYTES):
            yield from _heaps_in(descriptor, piece, min(PIECE_BYTES, end - piece))


def _heaps_in(descriptor: int, begin: int, length: int) -> Iterator[int]:
    """Where heaps begin in a piece of a file. mmap.find would compare byte by byte, and take five times as long."""
    piece = os.pread(descriptor, length + len(START) - 1, begin)
    at = piece.find(SIGNATURE)
    while at >= 0:
        if piece.startswith(START, at):
            yield begin + at
        at = piece.find(SIGNATURE, at + len(SIGNATURE))


def _problem(content: mmap.mmap, heap: int) -> str:
    """Why HDF5 would not come to the end of a heap, or leave it; "" if it would not."""
    if heap + PREFIX.size > len(content):
        return ""
    end = heap + PREFIX.unpack_from(content, heap)[0]
    if end > len(content):
        return ""  # HDF5 notices
    at = heap + PREFIX.size
    while at + OBJECT.size <= end:
        number, size = OBJECT.unpack_from(content, at)
        if number == 0 and size < OBJECT.size:
            return "has a gap of no size"
        at += size if number == 0 else OBJECT.size + (size + 7) // 8 * 8
        if at > end:
            return "has a text or gap that is longer than it"
    return ""
