"""Files of a report, which are whole or absent, also while several reports write to one folder."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A temporary path, which becomes `path` if the block ends without an error. Nothing is synced to the disk, which
    would take longer than the report: it can be made again."""
    temporary = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def remove_leftovers(folder: Path, process: int) -> None:
    """Removes what a process that was killed has left unfinished."""
    for leftover in folder.glob(f".*.tmp-{process}"):
        leftover.unlink(missing_ok=True)
