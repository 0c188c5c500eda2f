"""Shared by the tests: temporary folders, hand-made run folders, recordings and programs."""

import importlib.util
import os
import pathlib
import subprocess
import tempfile
import unittest

import h5py
import numpy as np

from ebsnn import atomic

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("EBSNN_PROGRAM_DIR", "build/release/bin")).absolute()
atomic._sync = lambda path: None  # these files need not outlive a power failure, and a busy disk is slow
V1, INH, SIDE, WINDOWS, RECORDINGS = 6, 3, 2, 4, 5


def needs(*names):
    """Skips a test, visibly, where Python lacks an optional package."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"needs the Python package {', '.join(missing)}")


def run(program, *arguments):
    """Runs a program; its exit code, output and errors."""
    return subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True,
                          check=False, timeout=100)


class FolderTest(unittest.TestCase):
    """A test with its own empty folder."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def assert_refused(self, error, words, action, *arguments, **named):
        """The action throws `error`, and its message has all `words`. Returns the message."""
        with self.assertRaises(error) as caught:
            action(*arguments, **named)
        for word in words:
            self.assertIn(str(word), str(caught.exception))
        return str(caught.exception)


def structured(count, width=34, height=34, seed=1, order="xytp", t_type="<i8", last_us=300_000):
    """Random events as a structured array with its columns in any order."""
    random = np.random.default_rng(seed)
    types = {"x": "<i2", "y": "<i2", "t": t_type, "p": "?"}
    events = np.zeros(count, [(name, types[name]) for name in order])
    events["x"] = random.integers(0, width, count)
    events["y"] = random.integers(0, height, count)
    events["t"] = np.sort(random.integers(0, last_us, count))
    events["p"] = random.integers(0, 2, count)
    return events


def _text(group, name, entries):
    group.create_dataset(name, data=np.array([entry.encode() for entry in entries]))


def _described(file, **attributes):
    """As the programs describe files: more attributes, groups and scales than the package reads."""
    for name, value in {"program": "ebsnn_eval", "version": "0.1.0", "seed": np.uint64(1),
                        "configuration": "steps = 50\nv1 = 6\n", "data_checksum": "0" * 16,
                        "network_checksum": "1" * 16, **attributes}.items():
        file.attrs[name] = value
    scale = file.create_dataset("dimension_of_something", data=np.arange(4.0))
    scale.make_scale("something")
    if "activity" in file:
        file["activity"].dims[1].attach_scale(scale)


def write_network(path, seed=1):
    """network.h5 of 6 V1 and 3 Inh neurons, patches of 2 x 2 px. Returns its matrices [post, pre]."""
    random = np.random.default_rng(seed)
    shapes = {"V1weight": (V1, 2 * SIDE * SIDE), "InhibW": (INH, 2 * SIDE * SIDE), "V1toIN": (INH, V1),
              "INtoV1": (V1, INH), "INLat": (INH, INH - 1)}
    matrices = {name: random.random(shape) for name, shape in shapes.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        for name, matrix in matrices.items():
            file[f"weights/{name}"] = matrix
        file["weights"].attrs["tau-w-ms"] = 144.0
        file["history/patch"] = np.arange(3, dtype=np.uint64)
        for name in ("v1_rate_hz", "v1_mean_g_exc", "v1_mean_g_inh"):
            file[f"history/{name}"] = np.zeros((3, V1))
        for name in ("inh_rate_hz", "inh_mean_g_exc", "inh_mean_g_inh"):
            file[f"history/{name}"] = np.zeros((3, INH))
        _described(file, program="ebsnn_train")
    return matrices


def random_counts(seed, neurons):
    """Spike counts [recording, window, neuron]."""
    return np.random.default_rng(seed).integers(0, 4, (RECORDINGS, WINDOWS, neurons)).astype(np.uint16)


def spikes_of(v1, inh, recordings, chosen):
    """Columns of spikes that give these counts for the chosen rows."""
    columns = {"recording": [], "window": [], "time": [], "neuron": []}
    both = np.concatenate([v1, inh], axis=2)
    for row in chosen:
        for window in range(WINDOWS):
            for neuron, count in enumerate(both[row, window]):
                for spike in range(count):
                    columns["recording"].append(recordings[row])
                    columns["window"].append(window)
                    columns["time"].append((7 * neuron + 11 * spike) % 50)
                    columns["neuron"].append(neuron)
    types = {"recording": np.uint64, "window": np.uint16, "time": np.uint16, "neuron": np.uint16}
    return {name: np.array(values, types[name]) for name, values in columns.items()}


def write_activity(path, seed=1, older=False, spikes=True, silent=False):
    """An activity file of 5 recordings, 4 windows; `older`: without windows, names and columns; `silent`: no spikes
    of recording 6."""
    v1, inh = random_counts(seed, V1), random_counts(seed + 100, INH)
    if silent:
        v1[3] = inh[3] = 0
    recordings = np.array([0, 2, 4, 6, 8], np.uint64)
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file["activity"] = v1
        file["label"] = np.array([0, 0, 1, 2, 1], np.uint8)
        file["recording"] = recordings
        file["surviving_events"] = np.arange(10, dtype=np.uint32).reshape(5, 2)
        _described(file)
        if older:
            return v1, inh
        _text(file, "class_name", ["ant", "bee", "cat"])
        file["window"] = np.array([[5, 5], [5, 17], [17, 5], [17, 17]], np.uint16)
        file["inh_counts"] = inh
        file["inh_counts"].attrs["axes"] = "recording, window_number, inh_neuron"
        names = ["inh_counts"]
        if spikes:
            for name, values in spikes_of(v1, inh, recordings, (0, 1, 3)).items():
                file[f"spike_{name}"] = values
                file[f"spike_{name}"].attrs["recordings"] = np.uint64(3)
                names.append(f"spike_{name}")
        file.attrs.create("columns", names, dtype=h5py.string_dtype())
    return v1, inh


def write_predictions(path):
    """predictions.h5 of drop_event at the levels 0 and 0.5; recordings 2 and 8 are mistaken."""
    label = np.array([0, 0, 1, 2, 1], np.uint16)
    prediction = np.array([0, 1, 1, 2, 0], np.uint16)
    margin = np.full((5, 3), -1, np.float32)
    margin[np.arange(5), prediction] = [1, 0.2, 1, 1, 0.7]
    with h5py.File(path, "w") as file:
        _text(file, "class_name", ["ant", "bee", "cat"])
        for level in ("0", "0.5"):
            group = file.create_group(f"drop_event/{level}")
            group["label"], group["prediction"], group["margin"] = label, prediction, margin
            group["recording"] = np.array([0, 2, 4, 6, 8], np.uint64)
        file["drop_event"].create_dataset("class", data=np.arange(3)).make_scale("class")
        _described(file, code="v1", scaling="counts", svm_c="auto", readout="linear-svm")


def write_results(folder, tidy=True):
    """results.h5, and results.tidy.csv, of drop_event at the levels 0 and 0.5."""
    with h5py.File(folder / "results.h5", "w") as file:
        group = file.create_group("drop_event")
        group["level"], group["n"] = np.array([0, 0.5]), np.array([5, 5], np.uint64)
        group["level"].attrs["unit"] = "fraction"
        group["accuracy_percent"] = np.array([60.0, 40.0])
        group["wilson_95_percent"] = np.array([[23.1, 88.2], [11.8, 76.9]])
        _described(file, code="v1", scaling="counts", svm_c="auto")
    if tidy:
        (folder / "results.tidy.csv").write_text(
            "code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,wilson_low_percent,"
            "wilson_high_percent\n"
            "v1,counts,auto,drop_event,0,fraction,5,60.0000,23.1,88.2\n"
            "v1,counts,auto,drop_event,0.5,fraction,5,40.0000,11.8,76.9\n"
            "inh,counts,1,drop_event,0,fraction,5,20.0000,3.6,62.4\n")


def write_run(folder):
    """A whole run folder."""
    matrices = write_network(folder / "network.h5")
    write_network(folder / "snapshots/network-400.h5", 2)
    write_activity(folder / "activity/train.h5", 9)
    clean = write_activity(folder / "activity/clean.h5", 1)
    dropped = write_activity(folder / "activity/drop_event/0.5.h5", 2, silent=True)
    write_activity(folder / "activity/condition/drop_event=0.3+time_jitter=10.h5", 3)
    write_predictions(folder / "predictions.h5")
    write_results(folder)
    return {"matrices": matrices, "clean": clean, "dropped": dropped}
