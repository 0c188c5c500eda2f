"""Makes text from outside safe to print."""

from __future__ import annotations

import os

LONGEST_EXCERPT = 80  # characters


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as Python stores it in a path
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()


def printable(text: object, keep: str = "") -> str:
    r"""Escapes characters that do not print (\n, \x1b, \u202e), except those in `keep`.

    The result can be encoded as UTF-8, whatever the text was.
    """
    return "".join(c if c in keep or c.isprintable() else _escaped(c) for c in str(text))


def excerpt(text: object) -> str:
    """The beginning of a text, printable: at most 80 characters."""
    safe = printable(text)
    return safe if len(safe) <= LONGEST_EXCERPT else safe[:LONGEST_EXCERPT - 1] + "…"


def reason_of(error: BaseException) -> str:
    """Why something failed: what the system calls it, to which HDF5 adds a page, or the beginning of the message."""
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno)
    return excerpt(error)


def times(shape: tuple[int, ...] | None) -> str:
    """A shape in words: "60 x 4", "a single value"."""
    if shape is None:
        return "empty"
    return " x ".join(map(str, shape)) or "a single value"


def listed(names: list[str], most: int = 12) -> str:
    """Names for a message: "a, b, c", or the first of many and their number."""
    shown = ", ".join(map(excerpt, names[:most]))
    return shown if len(names) <= most else f"{shown}, ... ({len(names)} in all)"
