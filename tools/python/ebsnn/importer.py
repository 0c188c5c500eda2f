"""ebsnn_import: packs other people's event files, in class folders, into one file for the programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Callable, Iterator, Sequence

import numpy as np

from .command_line import Parser, to_path
from .errors import EbsnnError, InputError
from .events import MOST_T_US, NAMES, Sensor, sensor_of, since_first
from .formats import READERS, Loaded, ReadOptions
from .formats.aedat import CHIPS
from .given import path_of
from .guard import Note, guarded, remove_leftovers
from .messages import Messages, add_options
from .packed import SPLITS, write_packed
from .provenance import Origin
from .text import excerpt, listed, printable
from .tree import Entry, Tree, find_recordings, require_apart
from .version import __version__

PROGRAM = "ebsnn_import"
EXIT_DONE, EXIT_FAILURE, EXIT_BAD_INPUT = 0, 1, 2
US_PER = {"ns": 1e-3, "us": 1.0, "ms": 1e3, "s": 1e6}
EXAMPLE = """Example:
  ebsnn_import gestures --out gestures.h5 --sensor 128x128
  ebsnn_pack --data gestures.h5 --out small.h5 --window 500:850 --downsample 4

Exit codes: 0 done; 2 wrong usage or input; 1 anything else."""


def _sensor(text: str) -> Sensor:
    width, _, height = text.partition("x")
    try:
        return sensor_of((int(width), int(height)))
    except (InputError, ValueError):
        raise argparse.ArgumentTypeError(f"'{excerpt(text)}': expected WIDTHxHEIGHT, each 1 .. 65535 px") \
            from None


def _some_of(names: Sequence[str], all_of_them: bool) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        words = tuple(text.split(","))
        if len(set(words)) != len(words) or not set(words) <= set(names) or \
                (all_of_them and len(words) != len(names)):
            raise argparse.ArgumentTypeError(f"'{excerpt(text)}': expected {'all' if all_of_them else 'some'} "
                                             f"of {', '.join(names)}, separated by commas")
        return words
    return read


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=PROGRAM, epilog=EXAMPLE, allow_abbrev=False, usage="%(prog)s [OPTION]... --out FILE source",
        description="Packs event files of other programs into one file, which all programs of ebsnn read.")
    add = parser.add_argument
    add("source", type=to_path, help="folder with CLASS/FILE, or Train/CLASS/FILE and Test/CLASS/FILE; files: "
        f"{', '.join(READERS)}")
    add("--out", type=to_path, required=True, help="packed file to write")
    add("--sensor", type=_sensor, help="WIDTHxHEIGHT, px; default: what the files say")
    add("--split", choices=SPLITS, default="train", help="of a folder without Train and Test (default: train)")
    add("--time-unit", choices=("auto", *US_PER), default="auto", help="of times in the files; auto: s in text "
        "files, else us (default: auto); AEDAT always has us")
    add("--time-origin", choices=("auto", "file", "first"), default="auto", help="what becomes 0: as in the "
        "file, or the first event; auto: first for AEDAT, whose clock starts with the camera, else file")
    add("--columns", type=_some_of(tuple(NAMES), True), default=(), help="order of the columns of arrays "
        "without names, e.g. t,x,y,p")
    add("--flip", type=_some_of(("x", "y", "p"), False), default=(), help="mirror columns (x) or rows (y), "
        "exchange ON and OFF (p)")
    add("--chip", choices=list(CHIPS), default="", help="camera of AEDAT 2 files that do not name it")
    add_options(parser)
    add("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def _read(entry: Entry, arguments: argparse.Namespace) -> Loaded:
    arguments.note(entry.path)
    options = ReadOptions(arguments.columns, arguments.chip)
    try:
        return READERS[entry.path.suffix.lower()](entry.path, options)
    except OSError as error:
        raise InputError(f"{printable(entry.path)}: cannot be read: {error.strerror or error}") from error


def _sensor_of(entry: Entry, loaded: Loaded, asked: Sensor | None) -> Sensor:
    found = loaded.sensor
    if asked is None and found is None:
        raise InputError(f"{printable(entry.path)}: does not tell its sensor; --sensor WIDTHxHEIGHT tells it")
    if asked is not None and found is not None and (found.width > asked.width or found.height > asked.height):
        raise InputError(f"{printable(entry.path)}: is of a sensor of {found} px, expected at most {asked}")
    chosen = asked or found
    assert chosen is not None
    return chosen


def _adapted(loaded: Loaded, sensor: Sensor, arguments: argparse.Namespace,
             where: str) -> dict[str, np.ndarray]:
    """Events after --time-unit, --time-origin and --flip."""
    events = dict(loaded.events)
    is_clock = loaded.runs_from_camera_start
    unit = loaded.time_unit if arguments.time_unit == "auto" or is_clock else arguments.time_unit
    if unit != "us" and events["t"].dtype.kind in "iuf":
        events["t"] = np.rint(events["t"].astype(np.float64) * US_PER[unit])
    if arguments.time_origin == "first" or (arguments.time_origin == "auto" and is_clock):
        events["t"] = since_first(events["t"], where)
    elif events["t"].dtype.kind in "iuf" and bool((events["t"] > MOST_T_US).any()):
        raise InputError(f"{where}: t is {events['t'].max():.0f}, must be 0 .. {MOST_T_US} us; --time-origin first "
                         "counts times from the first event, --time-unit tells another unit")
    for name, last in (("x", sensor.width - 1), ("y", sensor.height - 1)):
        if name in arguments.flip and events[name].dtype.kind in "iuf":
            events[name] = last - events[name].astype(np.float64)
    if "p" in arguments.flip:
        events["p"] = np.where(events["p"] == 1, 0, np.where(events["p"] <= 0, 1, events["p"]))
    return events


def _recordings(tree: Tree, split: str, sensor: Sensor,
                arguments: argparse.Namespace) -> Iterator[tuple[dict[str, np.ndarray], int, str]]:
    for entry in tree.splits[split]:
        loaded = _read(entry, arguments)
        _sensor_of(entry, loaded, sensor)
        yield _adapted(loaded, sensor, arguments, printable(entry.path)), entry.label, entry.source


def _run(arguments: argparse.Namespace, words: Sequence[str], messages: Messages) -> None:
    tree = find_recordings(path_of(arguments.source), arguments.split, tuple(READERS))
    require_apart(path_of(arguments.out), arguments.source)
    if tree.ignored:
        messages.warning(f"{len(tree.ignored)} file(s) of other kinds left out, the first is "
                         f"{printable(tree.ignored[0])}")
    first = next(entry for entries in tree.splits.values() for entry in entries)
    sensor = arguments.sensor or _sensor_of(first, _read(first, arguments), None)
    depends_on = "\n".join(f"{name} = {getattr(arguments, name.replace('-', '_'))}" for name in (
        "split", "time-unit", "time-origin", "columns", "flip", "chip"))
    summary = write_packed(
        arguments.out, {split: _recordings(tree, split, sensor, arguments) for split in tree.splits},
        (sensor.width, sensor.height), tree.classes,
        origin=Origin(PROGRAM, (PROGRAM, *words), depends_on))
    for count, what in ((summary.empty, "without events"), (summary.time_back, "in which time goes back")):
        if count:
            messages.warning(f"{count} recording(s) {what}")
    sizes = ", ".join(f"{name} {len(entries):,}" for name, entries in tree.splits.items())
    messages.info(f"{printable(arguments.out)}: {summary.recordings:,} recordings ({sizes}), "
                  f"{summary.events:,} events up to {summary.last_event_us / 1000:.0f} ms, sensor {sensor}, "
                  f"classes {listed(tree.classes)}")


def _no_note(_: object) -> None:
    """Nobody asks what is being read."""


def run(words: Sequence[str], note: Note = _no_note) -> int:
    """The program in this process; returns its exit code. Calls `note` with each file that it reads."""
    messages = Messages(PROGRAM)
    try:
        arguments = _parser().parse_args(words)
        arguments.note = note
        messages.start(arguments)
        _run(arguments, words, messages)
    except EbsnnError as error:
        messages.error(str(error))
        return EXIT_BAD_INPUT if isinstance(error, InputError) else EXIT_FAILURE
    except KeyboardInterrupt:
        messages.error("stopped; nothing was written")
        return EXIT_FAILURE
    return EXIT_DONE


def main() -> int:
    """The program, in a process of its own, so that damaged files which crash a library get a message."""
    words = sys.argv[1:]

    outputs = [Path(word) for before, word in zip(words, words[1:]) if before == "--out"]
    outputs += [Path(word.removeprefix("--out=")) for word in words if word.startswith("--out=")]

    def clean_up(process: int) -> None:
        for path in outputs:
            remove_leftovers(path, process)

    def crashed(path: str, signal_name: str) -> int:
        messages = Messages(PROGRAM)
        messages.start(_parser().parse_args(words))
        messages.error(f"{printable(path)}: is damaged: the library that reads it ended with {signal_name}")
        return EXIT_BAD_INPUT
    return guarded(lambda note: run(words, note), crashed, clean_up)


if __name__ == "__main__":
    sys.exit(main())
