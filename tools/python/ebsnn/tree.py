"""Recordings in class folders: CLASS/FILE, or Train/CLASS/FILE and Test/CLASS/FILE."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import InputError
from .text import excerpt, printable


SPLIT_FOLDERS = ("train", "test")  # in any letter case
NOTES = ".txt"  # beside recordings of other kinds, text is no recording


@dataclass(frozen=True)
class Entry:
    """One file; `source`: its path below the folder, as packed files keep it."""

    path: Path
    label: int
    source: str


@dataclass(frozen=True)
class Tree:
    """Files by split ("train", "test"), in the order class, then name; names of the classes by label;
    files that were left out."""

    splits: dict[str, list[Entry]]
    classes: list[str]
    ignored: list[Path]


def _members(folder: Path) -> list[Path]:
    try:
        return sorted((folder / name for name in os.listdir(folder) if not name.startswith(".")),
                      key=lambda path: path.name)
    except OSError as error:
        raise InputError(f"{printable(folder)}: cannot be listed: {error.strerror}") from error


def _split_folders(source: Path, split: str) -> dict[str, Path]:
    """Train and Test in any letter case; without them, the folder itself."""
    found: dict[str, Path] = {}
    for path in _members(source):
        name = path.name.lower()
        if name in SPLIT_FOLDERS and path.is_dir():
            if name in found:
                raise InputError(f"{printable(source)}: has {found[name].name} and {path.name}, expected one "
                                 "of them")
            found[name] = path
    return {name: found[name] for name in SPLIT_FOLDERS if name in found} or {split: source}


def require_apart(out: Path, source: Path) -> None:
    """InputError if a file at `out` would lie among the recordings of a folder, where the next run would read it, or
    take its folder for a class."""
    root = Path(os.path.realpath(source))
    are_below_source = "" in _split_folders(source, "")
    for place in (Path(os.path.realpath(out)), Path(os.path.realpath(out.parent)) / out.name):
        folders = place.relative_to(root).parts[:-1] if place.is_relative_to(root) else ()
        if folders and (are_below_source or folders[0].lower() in SPLIT_FOLDERS):
            raise InputError(f"--out {printable(out)}: lies among the recordings of {printable(source)}, where the next "
                             "run would read it; expected another folder, or that one itself")


def _order(names: set[str]) -> list[str]:
    """As the programs number classes: the ten digits if all are digits, by number if all are numbers,
    else by name."""
    if all(len(name) == 1 and name in "0123456789" for name in names):
        return list("0123456789")
    if all(name.isascii() and name.isdecimal() for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names, key=os.fsencode)


def find_recordings(source: Path, split: str, suffixes: tuple[str, ...]) -> Tree:
    """The files whose names end in one of `suffixes`. InputError naming the folder if there are none, or a
    class has none."""
    if not source.is_dir():
        raise InputError(f"{printable(source)}: is no folder, expected one with CLASS/FILE or "
                         "Train/CLASS/FILE and Test/CLASS/FILE")
    folders = _split_folders(source, split)
    classes = {name: [path for path in _members(folder) if path.is_dir()]
               for name, folder in folders.items()}
    for name, folder in folders.items():
        if not classes[name]:
            raise InputError(f"{printable(folder)}: has no class folders, expected CLASS/FILE")
    names = _order({path.name for paths in classes.values() for path in paths})
    label_of = {name: label for label, name in enumerate(names)}
    tree = Tree({name: [] for name in folders}, [printable(name) for name in names], [])
    for name, paths in classes.items():
        for label, folder in sorted((label_of[path.name], path) for path in paths):
            found = _members(folder)
            known = [path for path in found if path.suffix.lower() in suffixes and path.is_file()]
            files = [path for path in known if path.suffix.lower() != NOTES] or known
            chosen = set(files)
            tree.ignored.extend(path for path in found if path not in chosen)
            if not files:
                raise InputError(f"{printable(folder)}: class folder without a recording, expected files that "
                                 f"end in {excerpt(', '.join(suffixes))}")
            tree.splits[name].extend(
                Entry(path, label, printable(path.relative_to(source).as_posix())) for path in files)
    return tree
