"""Opens the project's HDF5 files and reads datasets that have been checked against the schema.

The package ebsnn reads files too (ebsnn.h5, part of which serves here), a dataset at a time. The report reads all of a folder,
whatever is in it, so kind, shape, bounds and size are checked here before anything is read or allocated. What is not as it must be is a
ReportError that names file and dataset.
"""

from __future__ import annotations

import math
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import Collection, Iterator

import h5py
import numpy as np
from ebsnn import h5
from ebsnn.errors import InputError
from ebsnn.text import reason_of

from .errors import ReportError
from .schema import (EXTENTS, MOST_BYTES, MOST_CHUNK_BYTES, MOST_TEXT_BYTES, TABLES,
                     Rule)
from .text import printable, shortened

KINDS = {**h5.KINDS, "text": ("", "text")}
READING_ERRORS = (*h5.READING_ERRORS, AttributeError)
left_out: dict[str, str] = {}  # files on which HDF5 has crashed, with what is wrong


def begin(_: object) -> None:
    """Called with each file before HDF5 opens it, and with "" when it is closed; guarded.py replaces it."""


def is_plain(path: Path) -> bool:
    """Whether this is a plain file; False if nothing exists. ReportError for anything else."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise ReportError(f"{path}: is a link to nothing") from None
        return False
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a named pipe"),
                 (stat.S_ISSOCK, "a socket"))
        kind = next((name for test, name in kinds if test(mode)), "a device")
        raise ReportError(f"{path}: is {kind}, not a plain file")
    return True


@contextmanager
def opened(path: Path) -> Iterator[h5py.File | None]:
    """The file, or None if it does not exist (any more)."""
    file = None
    if is_plain(path):
        if str(path) in left_out:
            raise ReportError(f"{path}: {left_out[str(path)]}")
        try:
            h5.require_sound(path)
            begin(path)
            file = h5py.File(path, "r")
        except FileNotFoundError:
            pass
        except InputError as error:  # complete, but a ValueError too
            raise ReportError(str(error)) from error
        except READING_ERRORS as error:
            raise ReportError(f"{path}: cannot be read as HDF5: {_reason(error)}") from error
    try:
        if file is not None:
            h5.require_known_version(file)
        yield file
    except InputError as error:  # complete, but a ValueError too
        raise ReportError(str(error)) from error
    except READING_ERRORS as error:
        raise ReportError(f"{path}: cannot be read: {_reason(error)}") from error
    finally:
        if file is not None:
            file.close()
        begin("")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        return reason_of(error)
    return shortened(printable(error), 200) or type(error).__name__


def read_table(path: Path, group: h5py.Group, table: str, unread: Collection[str] = ()) -> dict[str, np.ndarray]:
    """The datasets of `TABLES[table]` below `group`, all checked before the first is read.

    Those that are `unread` are checked for type, shape and size, and left out.
    """
    rules = TABLES[table]
    extents: dict[str, int] = {}
    found = {}
    for name, rule in rules.items():
        where = f"{path}: {group.name.rstrip('/')}/{name}"
        found[name] = _dataset(path, where, group, name)
        with _reading(where):
            _check_kind(where, found[name], rule)
            _check_shape(where, found[name], rule, extents)
            _check_size(where, found[name])
    size = sum(dataset.size * dataset.dtype.itemsize for dataset in found.values())
    if size > MOST_BYTES:
        raise ReportError(f"{path}: its datasets take {size:,} bytes, at most {MOST_BYTES:,} are read")
    return {name: _values(f"{path}: {dataset.name}", dataset, rules[name])
            for name, dataset in found.items() if name not in unread}


@contextmanager
def _reading(where: str) -> Iterator[None]:
    try:
        yield
    except InputError as error:  # complete, but a ValueError too
        raise ReportError(str(error)) from error
    except READING_ERRORS as error:
        raise ReportError(f"{where}: cannot be read: {_reason(error)}") from error


def _dataset(path: Path, where: str, group: h5py.Group, name: str) -> h5py.Dataset:
    """A dataset in this file itself: links to other files could lead anywhere."""
    parts = name.split("/")
    full_name = f"{group.name}/{name}".lstrip("/")
    with _reading(where):
        for depth, part in enumerate(parts, 1):
            link = group.get(part, getlink=True)
            if link is None:
                raise ReportError(f"{path}: has no {full_name}: it is no file of this project, or "
                                  "not whole")
            if not isinstance(link, h5py.HardLink):
                raise ReportError(f"{where}: is a link, not a dataset of this file")
            kind = group.get(part, getclass=True)
            if kind is not (h5py.Dataset if depth == len(parts) else h5py.Group):
                raise ReportError(f"{where}: is no dataset")
            group = group[part]
    return group


def _check_kind(where: str, dataset: h5py.Dataset, rule: Rule) -> None:
    is_text = h5py.check_string_dtype(dataset.dtype) is not None
    letters, words = KINDS[rule.kind]
    if not (is_text if rule.kind == "text" else dataset.dtype.kind in letters):
        has = "text" if is_text else str(dataset.dtype)
        raise ReportError(f"{where}: holds {shortened(has, 80)}, expected {words}")


def _check_shape(where: str, dataset: h5py.Dataset, rule: Rule, extents: dict[str, int]) -> None:
    expected = " x ".join(f"{extents.get(e, e)}" for e in rule.shape)
    shape = dataset.shape
    if shape is None or len(shape) != len(rule.shape):
        has = "nothing" if shape is None else " x ".join(map(str, shape)) or "a single value"
        raise ReportError(f"{where}: is {has}, expected {expected}")
    for length, extent in zip(shape, rule.shape):
        wanted = extents.setdefault(extent, length) if isinstance(extent, str) else extent
        if length != wanted:
            raise ReportError(f"{where}: is {' x '.join(map(str, shape))}, expected {expected}")
        low, high = EXTENTS[extent] if isinstance(extent, str) else (extent, extent)
        if not low <= length <= high:
            raise ReportError(f"{where}: has {length:,} in the dimension {extent}, expected {low:,} .. "
                              f"{high:,}")


def _check_size(where: str, dataset: h5py.Dataset) -> None:
    """Whether the file holds as much data as the dataset declares, and not too much."""
    size = math.prod(dataset.shape) * dataset.dtype.itemsize
    if size > MOST_BYTES:
        raise ReportError(f"{where}: is {' x '.join(map(str, dataset.shape))}, {size:,} bytes; at most "
                          f"{MOST_BYTES:,} are read")
    if dataset.chunks and math.prod(dataset.chunks) * dataset.dtype.itemsize > MOST_CHUNK_BYTES:
        raise ReportError(f"{where}: its chunks are larger than {MOST_CHUNK_BYTES:,} bytes")
    h5.require_whole(dataset, where)


def _values(where: str, dataset: h5py.Dataset, rule: Rule) -> np.ndarray:
    with _reading(where):
        values = dataset[()]
    if rule.kind == "text" or values.size == 0:
        return values
    if rule.kind == "real":
        values = values.astype(float, copy=False)
        if not np.isfinite(values).all():
            raise ReportError(f"{where}: holds NaN or infinity")
    for outside in (values.min(), values.max()):
        if not rule.low <= outside <= rule.high:
            raise ReportError(f"{where}: holds {outside:g}, outside {rule.low:g} .. {rule.high:g}")
    return values


def read_attributes(where: str, item: h5py.Group | h5py.Dataset) -> dict[str, object]:
    """All attributes of a reasonable size: text, numbers, arrays."""
    found = {}
    with _reading(f"{where}: attributes"):
        for name in item.attrs:
            with _reading(f"{where}: attribute {printable(name)}"):
                attribute = item.attrs.get_id(name)
                if math.prod(attribute.shape or ()) * attribute.dtype.itemsize > MOST_TEXT_BYTES:
                    raise ReportError(f"{where}: attribute {printable(name)}: more than "
                                      f"{MOST_TEXT_BYTES:,} bytes")
                found[name] = item.attrs[name]
    return found


def number_attribute(where: str, item: h5py.Group | h5py.Dataset, name: str, low: float,
                     high: float) -> float:
    """A single number within bounds."""
    value = read_attributes(where, item).get(name)
    is_number = np.ndim(value) == 0 and isinstance(value, (int, float, np.integer, np.floating))
    if not is_number or not low <= value <= high:
        raise ReportError(f"{where}: attribute {name}: {shortened(printable(value), 80)}, expected a "
                          f"number in {low:g} .. {high:g}")
    return float(value)
