"""Files that are complete or absent: written under a temporary name, synced, renamed."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator

from .errors import EbsnnError
from .text import printable, reason_of


class WriteError(EbsnnError, OSError):
    """A file that cannot be written. Nothing is left at its final name."""


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Turns failures of the block into a WriteError that names the file."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # HDF5 throws both, e.g. on a full disk
        if isinstance(error, EbsnnError):
            raise
        raise WriteError(f"{printable(path)}: cannot be written: {reason_of(error)}") from error


@contextmanager
def _writing_through(path: Path) -> Iterator[Path]:
    """A temporary path elsewhere, whose content is written to a device or a named pipe: to replace it would remove it."""
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / "content"
        yield temporary
        with writing(path), open(temporary, "rb") as content, open(path, "wb", buffering=0) as device:
            shutil.copyfileobj(content, device)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path, mostly beside `path`, which becomes `path` if the block ends without an error. The folder
    is made if it is missing. WriteError names the file if it cannot be written."""
    final = Path(os.path.realpath(path))  # a link is kept, and its target is replaced
    with writing(path):
        is_special = final.exists() and not final.is_file() and not final.is_dir()
    if is_special:
        with _writing_through(path) as elsewhere:
            yield elsewhere
        return
    temporary = final.with_name(f".{final.name}.tmp-{socket.gethostname()}-{os.getpid()}-"
                                f"{secrets.token_hex(4)}")
    if final.is_dir():
        raise WriteError(f"{printable(path)}: is a folder, expected a file to write")
    with writing(path):
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()  # fails before the work that the block may be
    try:
        yield temporary
        with writing(path):
            _sync(temporary)
            os.replace(temporary, final)
            _sync(final.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
