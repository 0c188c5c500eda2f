"""NumPy's files: .npy, and .npz as numpy.savez and SpikingJelly write it (keys t, x, y, p).

Nothing in them is unpickled. What a header declares is compared with what the file holds before memory
is allocated.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy_format

from ..errors import InputError
from ..events import NAMES
from ..text import excerpt, listed, printable
from .loaded import Loaded, ReadOptions, columns_in, flat_columns, require_possible

HEADER_ERRORS = (ValueError, SyntaxError, EOFError, TypeError, KeyError, MemoryError, RecursionError,
                 OverflowError, TokenError)


def _header(file: IO[bytes], where: str) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, whether the first index is fastest, and type."""
    readers: dict[Any, Any] = {(1, 0): npy_format.read_array_header_1_0,
                               (2, 0): npy_format.read_array_header_2_0}
    try:
        version = npy_format.read_magic(file)  # type: ignore[no-untyped-call]
        if version not in readers:
            raise ValueError(f"version {version[0]}.{version[1]} of the format")
        shape, fortran, kind = readers[version](file)
    except HEADER_ERRORS as error:
        raise InputError(f"{where}: is no array of NumPy: {excerpt(error)}") from error
    return shape, fortran, kind


def _read_array(file: IO[bytes], held: int, where: str) -> np.ndarray:
    """The array in `file`, of which `held` bytes are there, header included."""
    shape, fortran, kind = _header(file, where)
    if kind.hasobject:
        raise InputError(f"{where}: holds pickled Python objects ({excerpt(kind)}), which could run code; "
                         "expected numbers")
    if kind.itemsize == 0 or any(length < 0 for length in shape):
        raise InputError(f"{where}: declares {excerpt(shape)} of {excerpt(kind)}, expected numbers")
    require_possible(where, shape, kind.itemsize)
    size = math.prod(shape) * kind.itemsize
    rest = held - file.tell()
    if size > rest:
        raise InputError(f"{where}: declares {size:,} bytes of values and holds {rest:,}: it is cut short")
    content = file.read(size)
    if len(content) != size:
        raise InputError(f"{where}: holds {len(content):,} bytes of values, expected {size:,}")
    values = np.frombuffer(content, kind)
    return values.reshape(shape[::-1]).T if fortran else values.reshape(shape)


def read_npy(path: Path, options: ReadOptions) -> Loaded:
    """A structured array with x, y, t, p in any order; or [event, 4] with `options.columns`."""
    where = printable(path)
    with open(path, "rb") as file:
        array = _read_array(file, path.stat().st_size, where)
    return Loaded(columns_in(array, where, options.columns))


def _member(archive: zipfile.ZipFile, name: str, where: str) -> np.ndarray:
    place = f"{where}: {printable(name)}"
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise InputError(f"{place}: is encrypted")
    with archive.open(info) as file:
        return _read_array(file, info.file_size, place)


def read_npz(path: Path, options: ReadOptions) -> Loaded:
    """Arrays called x, y, t and p; or one array as in .npy."""
    where = printable(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy"): name for name in archive.namelist()
                     if name.endswith(".npy")}
            if len(names) == 1:
                array = _member(archive, next(iter(names.values())), where)
                return Loaded(columns_in(array, where, options.columns))
            chosen = {alias: names[alias] for aliases in NAMES.values() for alias in aliases
                      if alias in names}
            if not chosen:
                raise InputError(f"{where}: has the arrays {listed(list(names)) or 'none'}, expected x, y, t "
                                 "and p")
            return Loaded(flat_columns({alias: _member(archive, name, where)
                                        for alias, name in chosen.items()}, where))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError(f"{where}: is no intact .npz archive: {excerpt(error)}") from error
