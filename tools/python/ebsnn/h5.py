"""Opens the project's HDF5 files, and reads datasets after checking kind, shape and size.

Whatever is not as it must be is an InputError that names file, dataset and what was expected. Datasets
are read by name: files may hold more than this package knows.
"""

from __future__ import annotations

import errno
import math
import os
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import Any, Iterator, Sequence

import h5py
import numpy as np

from . import heaps
from .errors import InputError
from .text import excerpt, printable, reason_of, times

KINDS = {"whole": ("iu", "whole numbers"), "real": ("iuf", "numbers")}
READING_ERRORS = (OSError, RuntimeError, LookupError, TypeError, ValueError, OverflowError, MemoryError)
NEWEST = {"ebsnn packed recordings": 2}  # versions of formats that are read; of all others, 1
MOST_COMPRESSED = 2000  # times; deflate can do 1,032


def require_file(path: Path, made_by: str) -> Path:
    """The path, if a file is there. InputError tells whether one is being written, and by what."""
    if path.is_file():
        return path
    if path.is_dir():
        raise InputError(f"{printable(path)}: is a folder, expected a file")
    if path.exists():
        raise InputError(f"{printable(path)}: is a device, a named pipe or a socket, expected a file")
    if path.is_symlink():
        raise InputError(f"{printable(path)}: is a link to nothing, expected a file")
    try:
        unfinished = sorted(path.parent.glob(f".{escape(path.name)}.tmp-*"))
    except OSError:
        unfinished = []
    if unfinished:
        raise InputError(f"{printable(path)}: is not there yet. {made_by} is writing it as "
                         f"{printable(unfinished[0].name)}, or was stopped while it did")
    raise InputError(f"{printable(path)}: is not there. {made_by} writes it")


def require_readable(folder: Path) -> Path:
    """The path. InputError if a folder is there that this user may not list, or not enter."""
    if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
        raise InputError(f"{printable(folder)}: cannot be read: {os.strerror(errno.EACCES)}")
    return folder


def require_folder(folder: Path) -> Path:
    """The folder. InputError if it was moved or removed since it was opened."""
    if folder.is_dir():
        return folder
    raise InputError(f"{printable(folder)}: is not there any more: the folder was moved or removed")


def require_sound(path: Path) -> None:
    """InputError if HDF5 would not come to an end with the file, or read beyond its memory."""
    problem = heaps.damage(path)
    if problem:
        raise InputError(f"{printable(path)}: is damaged: {problem}")


def _scalar(file: h5py.File, name: str, letters: str) -> Any:
    """An attribute of the root; None unless it is a single value of such a type."""
    if name not in file.attrs:
        return None
    stored = file.attrs.get_id(name)
    return file.attrs[name] if stored.shape == () and stored.dtype.kind in letters else None


def require_known_version(file: h5py.File) -> None:
    """InputError if the file is of a newer version of its format: what it holds may mean something else."""
    version = _scalar(file, "format_version", "iu")
    name = text_of(_scalar(file, "format", "OS") or "")
    known = NEWEST.get(name, 1)
    if name.startswith("ebsnn ") and version is not None and version > known:
        raise InputError(f"{printable(file.filename)}: is of version {version} of the format '{excerpt(name)}'; this "
                         f"program reads versions up to {known}")


@contextmanager
def opened(path: Path) -> Iterator[h5py.File]:
    """The open file. InputError if it is no HDF5 file, or cannot be read."""
    require_sound(path)
    try:
        file = h5py.File(path, "r")
    except READING_ERRORS as error:
        raise InputError(f"{printable(path)}: cannot be read as HDF5: {reason_of(error)}") from error
    try:
        require_known_version(file)
        yield file
    except InputError:
        raise
    except READING_ERRORS as error:
        raise InputError(f"{printable(path)}: cannot be read: {reason_of(error)}") from error
    finally:
        file.close()


def where(file: h5py.File, name: str) -> str:
    """File and dataset, for messages."""
    return f"{printable(file.filename)}: /{name.lstrip('/')}"


def has(group: h5py.Group, name: str) -> bool:
    """Whether the file itself holds `name` ("a/b"): links to other files could lead anywhere."""
    for part in name.strip("/").split("/"):
        if not isinstance(group, h5py.Group):
            return False
        if not isinstance(group.get(part, getlink=True), h5py.HardLink):
            return False
        group = group[part]
    return True


def has_group(parent: h5py.Group, name: str) -> bool:
    """Whether the file itself holds a group of that name. Nothing but the name is looked at."""
    return (isinstance(parent.get(name, getlink=True), h5py.HardLink)
            and parent.get(name, getclass=True) is h5py.Group)


def require_whole(found: h5py.Dataset, place: str) -> None:
    """InputError, naming `place`, unless the file itself holds as many bytes as a dataset declares."""
    if found.is_virtual or found.external:
        raise InputError(f"{place}: its values lie in other files")
    if h5py.check_vlen_dtype(found.dtype) is not None or found.shape is None:
        return
    size = math.prod(found.shape) * found.dtype.itemsize
    factor = MOST_COMPRESSED if found.id.get_create_plist().get_nfilters() else 1
    stored = found.id.get_storage_size()
    if stored * factor < size:
        raise InputError(f"{place}: declares {size:,} bytes and holds {stored:,}: the file is not whole")


def dataset(file: h5py.File, name: str) -> h5py.Dataset:
    """A dataset of the file itself, which holds as many bytes as it declares."""
    place = where(file, name)
    if not has(file, name):
        raise InputError(f"{place}: is missing, expected a dataset: another kind of file, or damaged")
    found = file[name]
    if not isinstance(found, h5py.Dataset):
        raise InputError(f"{place}: is a group, expected a dataset")
    require_whole(found, place)
    return found


def values(file: h5py.File, name: str, kind: str, axes: str,
           lengths: Sequence[int | None] = ()) -> np.ndarray:
    """All values of a dataset of `kind` ("whole", "real"). `axes` names its dimensions, separated by
    commas; `lengths` are theirs, None where any is right."""
    found = dataset(file, name)
    letters, words = KINDS[kind]
    if found.dtype.kind not in letters:
        raise InputError(f"{where(file, name)}: holds {excerpt(found.dtype)}, expected {words}")
    wanted = list(lengths) or [None] * len(axes.split(","))
    shape = found.shape
    if shape is None or len(shape) != len(wanted) or any(
            length is not None and length != has_now for length, has_now in zip(wanted, shape)):
        expected = " x ".join("any" if length is None else str(length) for length in wanted)
        raise InputError(f"{where(file, name)}: is {times(shape)}, expected {expected} ({axes})")
    read: np.ndarray = found[()]
    return read


def texts(file: h5py.File, name: str) -> list[str]:
    """The entries of a list of text."""
    found = dataset(file, name)
    if h5py.check_string_dtype(found.dtype) is None or found.ndim != 1:
        raise InputError(f"{where(file, name)}: is {excerpt(found.dtype)}, {times(found.shape)}; "
                         "expected a list of text")
    return [text_of(entry) for entry in found[()]]


def text_of(value: object) -> str:
    """An attribute, or an element of a text dataset."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return "" if isinstance(value, h5py.Empty) else str(value)


def attributes(item: h5py.HLObject) -> dict[str, object]:
    """Attributes of a file, group or dataset that are text, a number, or a list of these."""
    found: dict[str, object] = {}
    for name in item.attrs:
        kind = item.attrs.get_id(name).dtype
        is_text = h5py.check_string_dtype(kind) is not None
        if not is_text and kind.kind not in "iufb":
            continue  # e.g. the references of dimension scales
        value = item.attrs[name]
        if isinstance(value, np.ndarray) and is_text:
            found[name] = [text_of(entry) for entry in value.ravel()]
        elif is_text:
            found[name] = text_of(value)
        else:
            found[name] = value.item() if isinstance(value, np.generic) else value
    return found
