"""Reads a run folder, finished or not.

Every file there is whole (programs write under another name and rename), but it may be replaced or
removed between two looks; each is therefore opened once and read at once. What cannot be used is left
out and noted in `Run.problems`.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Callable

import h5py
import numpy as np
from ebsnn.h5 import has_group, text_of
from ebsnn.network import PROJECTIONS

from . import older_files
from .checked_file import number_attribute, opened, read_attributes, read_table
from .errors import ReportError
from .level_axis import falls, from_mild_to_severe
from .run import Activity, Network, Presented, Provenance, Recording, Robustness, Run
from .schema import MOST_CLASSES, MOST_PATCHES, MOST_STEPS
from .subject import LAST_PLACE, Classes, Corruption, Windows, in_order
from .text import shortened

DEFAULT_STEPS = 350  # ms
LONGEST_TITLE = 80  # characters
CONDITION = "condition"  # unit of the levels of several corruptions at once


def _attempt(run: Run, part: Callable[..., None], *arguments) -> None:
    """Loads a part; if that fails, the reason is added to the problems of the run."""
    try:
        part(run, *arguments)
    except ReportError as error:
        run.problems.append(str(error))


def read_provenance(path: Path, file: h5py.File) -> Provenance:
    """The attributes of a file's root."""
    attributes = read_attributes(f"{path}: /", file)
    arguments = attributes.pop("arguments", None)
    if isinstance(arguments, np.ndarray) and arguments.ndim == 1:
        arguments = [text_of(word) for word in arguments]
    else:
        arguments = None
    return Provenance({name: text_of(value) for name, value in attributes.items()}, arguments)


def read_network(path: Path, file: h5py.File, patches: int) -> Network:
    """The weights, with the bounds used in their training."""
    table = read_table(path, file, "weights")
    weights = {name: table[f"weights/{name}"] for name in PROJECTIONS}
    lgn = weights["V1weight"].shape[1]
    if lgn != 2 * math.isqrt(lgn // 2) ** 2:
        raise ReportError(f"{path}: /weights/V1weight: has {lgn} inputs a neuron, expected twice a square")
    where = f"{path}: /weights"
    bounds = [name for name in file["weights"].attrs if name.endswith("-max")]
    parameters = {name: number_attribute(where, file["weights"], name, 0, 1e6) for name in bounds}
    return Network(weights, parameters, read_provenance(path, file), patches)


def _load_network(run: Run) -> None:
    """network.h5, or the newer intact checkpoint of an unfinished training."""
    for name in ("network.h5", "checkpoint.h5", "checkpoint-previous.h5", "network.h5"):
        if run.network is None and not any(p.startswith(f"{run.folder / name}: ")
                                           for p in run.problems):
            _attempt(run, _load_network_file, name)


def _load_network_file(run: Run, name: str) -> None:
    path = run.folder / name
    with opened(path) as file:
        if file is None:
            return
        finished = name == "network.h5"
        done = 0 if finished else number_attribute(f"{path}: /", file, "next_patch", 0, MOST_PATCHES)
        run.network = read_network(path, file, int(done))
        run.finished = finished
        run.files[name] = run.network.provenance
        _attempt(run, _load_planned_patches, path)
        if finished:
            run.network.patches = run.planned_patches or 0
        _attempt(run, _load_history, path, file)


def _load_planned_patches(run: Run, path: Path) -> None:
    try:
        run.planned_patches = run.network.provenance.whole_setting("patches", 0, int(MOST_PATCHES))
    except ReportError as error:
        raise ReportError(f"{path}: {error}") from error


def _load_history(run: Run, path: Path, file: h5py.File) -> None:
    if "history" in file:
        table = read_table(path, file, "history")
        run.history = {name.removeprefix("history/"): values for name, values in table.items()}


def _entries(run: Run, name: str, pattern: str) -> list[Path]:
    """Files of a folder of the run by name, without temporary ones (they start with a dot)."""
    folder = run.folder / name
    try:
        if folder.exists() and not folder.is_dir():
            raise ReportError(f"{folder}: is no folder")
        return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))
    except OSError as error:
        raise ReportError(f"{folder}: cannot be read: {error.strerror}") from error


def _load_snapshots(run: Run) -> None:
    for path in _entries(run, "snapshots", "network-*.h5"):
        number = path.stem.removeprefix("network-")
        if number.isascii() and number.isdecimal() and int(number) <= MOST_PATCHES:
            _attempt(run, _load_snapshot, path, int(number))
    run.snapshots.sort(key=lambda network: network.patches)
    if run.network is None and run.snapshots:
        run.network = run.snapshots[-1]
        run.files[f"snapshots/network-{run.network.patches}.h5"] = run.network.provenance


def _load_snapshot(run: Run, path: Path, patches: int) -> None:
    with opened(path) as file:
        if file is None:
            return
        network = read_network(path, file, patches)
    other = run.network or (run.snapshots[0] if run.snapshots else network)
    for name, shape in network.shapes.items():
        if shape != other.shapes[name]:
            raise ReportError(f"{path}: /weights/{name}: is {' x '.join(map(str, shape))}, in the run's "
                              f"other networks {' x '.join(map(str, other.shapes[name]))}")
    run.snapshots.append(network)


def _load_recording(run: Run) -> None:
    path = run.folder / "recording.h5"
    with opened(path) as file:
        if file is None:
            return
        table = read_table(path, file, "recording")
        names = ("vm", "umeanLTD", "umeanLTP", "vmean")
        run.recording = Recording(table["patch"], [text_of(v) for v in table["population"]],
                                  table["neuron"], {name: table[name] for name in names})
        run.files["recording.h5"] = read_provenance(path, file)


def _described(path: Path, file: h5py.File, label: np.ndarray) -> tuple[Classes, Windows]:
    """Classes and windows of an activity file."""
    classes, places = Classes(), older_files.WINDOW_PLACES
    if "class_name" in file:
        classes = Classes(tuple(map(text_of, read_table(path, file, "classes")["class_name"])))
    if "window" in file:
        places = read_table(path, file, "windows")["window"]
    if len(places) != file["activity"].shape[1]:
        raise ReportError(f"{path}: /activity: has {file['activity'].shape[1]} windows, expected "
                          f"{len(places)}")
    if label.max() >= len(classes):
        raise ReportError(f"{path}: /label: holds {label.max()}, there are {len(classes)} classes")
    return classes, Windows(places)


def _read_presented(run: Run, path: Path, spikes: bool) -> Presented | None:
    """What an activity file says of its recordings; with their spikes, an Activity."""
    with opened(path) as file:
        if file is None:
            return None
        table = read_table(path, file, "activity", unread=() if spikes else ("activity",))
        classes, windows = _described(path, file, table["label"])
        provenance = read_provenance(path, file)
    try:
        steps = provenance.whole_setting("steps", 1, MOST_STEPS) or DEFAULT_STEPS
    except ReportError as error:
        raise ReportError(f"{path}: {error}") from error
    if spikes and table["activity"].max() > steps:
        raise ReportError(f"{path}: /activity: holds {table['activity'].max()} spikes in {steps} ms, at "
                          "most one a ms is possible")
    run.files[path.relative_to(run.folder).as_posix()] = provenance
    presented = (table["label"], table["recording"], table["surviving_events"], provenance, steps, classes, windows)
    return Activity(*presented, table["activity"]) if spikes else Presented(*presented)


def _load_train(run: Run, spikes: bool) -> None:
    run.train = _read_presented(run, run.folder / "activity" / "train.h5", spikes)


def _load_clean(run: Run, spikes: bool) -> None:
    run.clean = _read_presented(run, run.folder / "activity" / "clean.h5", spikes)


def _load_level(run: Run, path: Path, level: float, spikes: bool) -> None:
    levels = run.tested.get(path.parent.name, {})
    if level in levels:
        raise ReportError(f"{path}: level {level:g} is there twice")
    presented = _read_presented(run, path, spikes and level == 0)
    if presented is not None:
        run.tested.setdefault(path.parent.name, {})[level] = presented


def _load_activity(run: Run, spikes: bool) -> None:
    _attempt(run, _load_train, spikes)
    _attempt(run, _load_clean, spikes)
    for path in _entries(run, "activity", "*/*.h5"):
        try:
            level = float(path.stem)
        except ValueError:
            continue
        if not 0 <= level < math.inf:
            run.problems.append(f"{path}: level {level:g}, expected a number from 0")
        else:
            _attempt(run, _load_level, path, level, spikes)
    for levels in run.tested.values():
        if run.clean is not None:
            levels.setdefault(0.0, run.clean)
    run.tested = {name: dict(sorted(run.tested[name].items())) for name in run.tested}


def _order_activity(run: Run) -> None:
    """In the order that the results tell."""
    names = [about.name for about in in_order(map(run.about, run.tested))]
    run.tested = {name: run.tested[name] for name in names}


def load_results(run: Run) -> None:
    """Adds what results.h5 says to the run, if it has this file."""
    path = run.folder / "results.h5"
    with opened(path) as file:
        if file is None:
            return
        classes = _result_classes(path, file)
        for name in sorted(n for n in file if has_group(file, n)):
            _attempt(run, _load_result, path, file[name], classes)
        run.files["results.h5"] = read_provenance(path, file)
    for name in ("results", "conditions"):
        found = getattr(run, name)
        setattr(run, name, {about.name: found[about.name]
                            for about in in_order(r.corruption for r in found.values())})


def _result_classes(path: Path, file: h5py.File) -> Classes:
    names = read_attributes(f"{path}: /", file).get("class_name")
    if names is None:
        return Classes()
    if not isinstance(names, np.ndarray) or names.ndim != 1 or not 1 <= len(names) <= MOST_CLASSES:
        raise ReportError(f"{path}: /: attribute class_name: expected a list of names")
    return Classes(tuple(map(text_of, names)))


def _described_corruption(where: str, group: h5py.Group) -> Corruption:
    """A corruption as the file describes it; what an older file does not say is assumed."""
    assumed = Corruption.called(group.name.removeprefix("/"))
    of_group = read_attributes(where, group)
    of_level = read_attributes(f"{where}/level", group["level"])
    text = {name: shortened(text_of(found), LONGEST_TITLE) for name, found in
            (("title", of_group.get("title", "")), ("axis", of_level.get("axis_label", "")))}
    scale, place = assumed.scale, assumed.place
    if "axis_scale" in of_level:
        scale = number_attribute(f"{where}/level", group["level"], "axis_scale", 1e-12, 1e12)
    if "place" in of_group:
        place = int(number_attribute(where, group, "place", 0, LAST_PLACE))
    return Corruption(assumed.name, text["title"] or assumed.title, text["axis"] or assumed.axis,
                      scale, place)


def _load_result(run: Run, path: Path, group: h5py.Group, classes: Classes) -> None:
    where = f"{path}: {group.name}"
    table = read_table(path, group, "result")
    counted = table["confusion"].sum(axis=(1, 2))
    if (counted != table["n"]).any():
        raise ReportError(f"{path}: {group.name}/confusion: counts {', '.join(map(str, counted[:5]))} "
                          f"recordings, n says {', '.join(map(str, table['n'][:5]))}")
    if len(np.unique(table["level"])) < len(table["level"]):
        raise ReportError(f"{path}: {group.name}/level: holds a level twice")
    if table["confusion"].shape[1] != len(classes):
        raise ReportError(f"{where}/confusion: has {table['confusion'].shape[1]} classes, expected "
                          f"{len(classes)}")
    unit = shortened(text_of(read_attributes(f"{where}/level", group["level"]).get("unit", "")), 40)
    chance = None
    if "chance_percent" in group.attrs:
        chance = number_attribute(where, group, "chance_percent", 0, 100)
    about = _described_corruption(where, group)
    level = table["level"]
    order = [level.tolist().index(one) for one in from_mild_to_severe(level.tolist(), falls(level))]
    place = run.conditions if unit == CONDITION else run.results
    place[about.name] = Robustness(about, classes, unit,
                                   *(values[order] for values in table.values()), chance)


def _note_mixtures(run: Run) -> None:
    """Adds a note if activity was made with another network than the other files."""
    networks = {p["network_checksum"] for p in run.files.values() if p["network_checksum"]}
    if len(networks) > 1:
        run.notes.append("Files of this folder were made with different networks (checksums "
                         f"{', '.join(sorted(networks))}).")


def _require_folder(folder: Path) -> None:
    try:
        os.stat(f"{folder}/.")
    except FileNotFoundError:
        raise ReportError(f"{folder}: no such run folder") from None
    except NotADirectoryError:
        raise ReportError(f"{folder}: is a file, expected a run folder") from None
    except OSError as error:
        raise ReportError(f"{folder}: cannot be read: {error.strerror}") from error


def load_run(folder: Path, spikes: bool = True) -> Run:
    """Reads the folder, with or without the spikes on uncorrupted recordings: those of a full study take 80 MB.

    ReportError if it is not a run folder, or nothing in it is usable.
    """
    _require_folder(folder)
    run = Run(folder)
    for part in (_load_network, _load_snapshots, _load_recording):
        _attempt(run, part)
    _attempt(run, _load_activity, spikes)
    _attempt(run, load_results)
    _require_folder(folder)  # which may have been moved or removed meanwhile
    _order_activity(run)
    if not run.files and run.problems:
        raise ReportError("\n".join(run.problems))
    if not run.files:
        raise ReportError(f"{folder}: holds no network.h5, checkpoint.h5, activity/ or results.h5:"
                          " it is not a run folder, or its run has not saved anything yet")
    _note_mixtures(run)
    return run
