"""Reads a run folder, finished or not.

Every file there is whole (programs write under another name and rename), but it may be replaced or
removed between two looks; each is therefore opened once and read at once.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

from .errors import ReportError

PROJECTIONS = ("V1weight", "InhibW", "V1toIN", "INtoV1", "INLat")
CORRUPTIONS = ("drop_event", "drop_area", "uniform_noise", "spatial_jitter", "time_jitter")


@dataclass
class Provenance:
    """Attributes of the root of a file: its origin."""

    attributes: dict[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """The configuration's "name = value" lines."""
        pairs = (line.split(" = ", 1) for line in self["configuration"].splitlines())
        return {pair[0]: pair[1].strip('"') for pair in pairs if len(pair) == 2}

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def option(self, name: str) -> str | None:
        """Value of --name on the recorded command line."""
        words = shlex.split(self["command_line"])
        for word, following in zip(words, words[1:] + [""]):
            if word == f"--{name}":
                return following
            if word.startswith(f"--{name}="):
                return word.split("=", 1)[1]
        return None


@dataclass
class Network:
    """Weights [post, pre] after `patches` presentations, and the parameters they belong to."""

    weights: dict[str, np.ndarray]
    parameters: dict[str, float]
    provenance: Provenance
    patches: int

    def receptive_fields(self, projection: str) -> np.ndarray:
        """ON minus OFF weights from the LGN, [neuron, row, column]."""
        weights = self.weights[projection]
        side = int(round((weights.shape[1] / 2) ** 0.5))
        both = weights.reshape(len(weights), side, side, 2)
        return both[..., 0] - both[..., 1]


@dataclass
class Activity:
    """Spike counts [recording, quadrant, neuron] of one set of recordings."""

    counts: np.ndarray
    label: np.ndarray
    recording: np.ndarray
    surviving_events: np.ndarray
    provenance: Provenance

    @property
    def rates_hz(self) -> np.ndarray:
        """Firing rates, [recording, quadrant, neuron]."""
        return self.counts * (1000.0 / self.steps)

    @property
    def steps(self) -> int:
        """Length of a presentation, ms."""
        return int(float(self.provenance.settings.get("steps", "350")))


@dataclass
class Robustness:
    """Results of one corruption over its levels, ascending."""

    corruption: str
    unit: str
    level: np.ndarray
    n: np.ndarray
    accuracy: np.ndarray  # percent
    wilson: np.ndarray  # [level, 2], percent
    confusion: np.ndarray  # [level, true, predicted], counts

    def at(self, level: float) -> int | None:
        """Index of a level, or None."""
        found = np.flatnonzero(self.level == level)
        return int(found[0]) if len(found) else None


@dataclass
class Recording:
    """State of a few neurons over some whole patches, [record, neuron, ms]."""

    patch: np.ndarray
    population: list[str]
    neuron: np.ndarray
    traces: dict[str, np.ndarray]


@dataclass
class Run:
    """Everything in a run folder; absent parts are None or empty."""

    folder: Path
    network: Network | None = None
    finished: bool = False
    history: dict[str, np.ndarray] = field(default_factory=dict)
    snapshots: list[Network] = field(default_factory=list)
    recording: Recording | None = None
    train_activity: Activity | None = None
    test_activity: dict[str, dict[float, Activity]] = field(default_factory=dict)
    results: dict[str, Robustness] = field(default_factory=dict)
    files: dict[str, Provenance] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def planned_patches(self) -> int | None:
        """Number of patches that the training was asked for."""
        settings = self.network.provenance.settings if self.network else {}
        return int(settings["patches"]) if "patches" in settings else None

    def clean_activity(self) -> Activity | None:
        """Activity on uncorrupted test recordings: level 0 of any corruption."""
        for levels in self.test_activity.values():
            if 0.0 in levels:
                return levels[0.0]
        return None

    def clean_result(self) -> tuple[Robustness, int] | None:
        """Result on uncorrupted test recordings, and the index of its level."""
        for result in self.results.values():
            index = result.at(0.0)
            if index is not None:
                return result, index
        return None


def ordered(names) -> list[str]:
    """Corruptions in the published order, unknown ones last."""
    known = [name for name in CORRUPTIONS if name in names]
    return known + sorted(name for name in names if name not in CORRUPTIONS)


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _provenance(file: h5py.File) -> Provenance:
    return Provenance({name: _text(value) for name, value in file.attrs.items()})


def _open(path: Path) -> h5py.File | None:
    """The file, or None if it does not exist (any more)."""
    try:
        return h5py.File(path, "r")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read as HDF5: {error}") from error


def _need(path: Path, group, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in group:
            raise ReportError(f"{path}: has no {name}: it is not a file of this project")


def _read_network(path: Path, file: h5py.File, patches: int) -> Network:
    _need(path, file, tuple(f"weights/{name}" for name in PROJECTIONS))
    weights = {name: file[f"weights/{name}"][()] for name in PROJECTIONS}
    parameters = {name: float(value) for name, value in file["weights"].attrs.items()}
    return Network(weights, parameters, _provenance(file), patches)


def _load_network(run: Run) -> None:
    """network.h5, or the checkpoint of an unfinished training."""
    for name in ("network.h5", "checkpoint.h5", "network.h5"):
        path = run.folder / name
        file = _open(path)
        if file is None:
            continue
        with file:
            run.finished = name == "network.h5"
            done = 0 if run.finished else int(file.attrs["next_patch"])
            run.network = _read_network(path, file, done)
            if run.finished:
                run.network.patches = run.planned_patches or 0
            if "history" in file:
                run.history = {key: file[f"history/{key}"][()] for key in file["history"]}
            run.files[name] = run.network.provenance
        return


def _load_snapshots(run: Run) -> None:
    for path in (run.folder / "snapshots").glob("network-*.h5"):
        number = path.stem.removeprefix("network-")
        file = _open(path) if number.isdigit() else None
        if file is not None:
            with file:
                run.snapshots.append(_read_network(path, file, int(number)))
    run.snapshots.sort(key=lambda network: network.patches)
    if run.network is None and run.snapshots:
        run.network = run.snapshots[-1]
        run.files[f"snapshots/network-{run.network.patches}.h5"] = run.network.provenance


def _load_recording(run: Run) -> None:
    path = run.folder / "recording.h5"
    file = _open(path)
    if file is None:
        return
    with file:
        _need(path, file, ("patch", "neuron", "population", "vm", "vmean"))
        names = ("vm", "umeanLTD", "umeanLTP", "vmean")
        run.recording = Recording(file["patch"][()], [_text(v) for v in file["population"][()]],
                                  file["neuron"][()], {name: file[name][()] for name in names})
        run.files["recording.h5"] = _provenance(file)


def _read_activity(path: Path) -> Activity | None:
    file = _open(path)
    if file is None:
        return None
    with file:
        names = ("activity", "label", "recording", "surviving_events")
        _need(path, file, names)
        return Activity(*(file[name][()] for name in names), _provenance(file))


def _load_activity(run: Run) -> None:
    folder = run.folder / "activity"
    run.train_activity = _read_activity(folder / "train.h5")
    if run.train_activity:
        run.files["activity/train.h5"] = run.train_activity.provenance
    for path in sorted(folder.glob("*/*.h5")):
        try:
            level = float(path.stem)
        except ValueError:
            continue  # the name of a temporary file
        activity = _read_activity(path)
        if activity is not None:
            run.test_activity.setdefault(path.parent.name, {})[level] = activity
            run.files[f"activity/{path.parent.name}/{path.name}"] = activity.provenance
    run.test_activity = {name: dict(sorted(run.test_activity[name].items()))
                         for name in ordered(run.test_activity)}


def _load_results(run: Run) -> None:
    path = run.folder / "results.h5"
    file = _open(path)
    if file is None:
        return
    with file:
        for name in ordered(list(file)):
            group = file[name]
            _need(path, group, ("level", "n", "accuracy_percent", "wilson_95_percent",
                                "confusion"))
            order = np.argsort(group["level"][()], kind="stable")
            run.results[name] = Robustness(
                name, _text(group["level"].attrs["unit"]), group["level"][()][order],
                group["n"][()][order], group["accuracy_percent"][()][order],
                group["wilson_95_percent"][()][order], group["confusion"][()][order])
        run.files["results.h5"] = _provenance(file)


def _note_mixtures(run: Run) -> None:
    """Adds a note if activity was made with another network than the other files."""
    networks = {p["network_checksum"] for p in run.files.values() if p["network_checksum"]}
    if len(networks) > 1:
        run.notes.append("Files of this folder were made with different networks (checksums "
                         f"{', '.join(sorted(networks))}).")


def load_run(folder: Path) -> Run:
    """Reads the folder. ReportError if it is not a run folder, or a file is damaged."""
    if not folder.is_dir():
        raise ReportError(f"{folder}: no such run folder")
    run = Run(folder)
    _load_network(run)
    _load_snapshots(run)
    _load_recording(run)
    _load_activity(run)
    _load_results(run)
    if not run.files:
        raise ReportError(f"{folder}: holds no network.h5, checkpoint.h5, activity/ or results.h5:"
                          " it is not a run folder, or its run has not saved anything yet")
    _note_mixtures(run)
    return run
