"""Shared by the tests: programs, temporary folders, hand-made runs and recordings."""

import contextlib
import csv
import io
import os
import pathlib
import subprocess
import tempfile
import unittest
from unittest import mock

import h5py
import matplotlib
import numpy as np

from ebsnn_report import cli, style
from ebsnn_report import report as report_module

PROGRAMS = pathlib.Path(os.environ.get("EBSNN_PROGRAM_DIR", "build/release/bin")).absolute()
REPORT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "ebsnn_report"
COARSE_DPI = 50  # of figures that nobody looks at
SYNTHETIC = "synthetic:train=30,test=20,seed=1"


def run(program, *arguments, environment=None):
    """Runs a program; its exit code, output and errors."""
    return subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True,
                          check=False, timeout=240, env={**os.environ, **(environment or {})})


def coarse_style():
    """The look of all figures, with few pixels: in half of the time."""
    style.use_style()
    matplotlib.rcParams["savefig.dpi"] = COARSE_DPI


def coarse_figures():
    """While this holds, the figures of reports have few pixels."""
    return mock.patch.object(report_module, "use_style", coarse_style)


def report(*arguments):
    """Runs ebsnn_report in this process, with coarse figures; as `run`."""
    output, errors = io.StringIO(), io.StringIO()
    with coarse_figures(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            code = cli.main([os.fspath(a) if isinstance(a, os.PathLike) else str(a) for a in arguments],
                            program_folder=str(PROGRAMS))
        except SystemExit as leave:
            code = leave.code
    return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())


def need(*names):
    """Skips the test, visibly, if a program has not been built."""
    for name in names:
        if not (PROGRAMS / name).exists():
            raise unittest.SkipTest(f"{PROGRAMS / name} has not been built")


def read_csv(path):
    """Rows of a CSV file, as dictionaries."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class QuickSaver:
    """In the place of the report's: CSV files, but no pictures."""

    def __init__(self, folder):
        self.folder = folder
        self.products = {}
        self.undrawn = {}

    def submit(self, product):
        """Keeps one figure, and writes its numbers."""
        self.products[product.name] = product
        style.write_csv(self.folder / f"{product.name}.csv", product.header, product.rows)
        (self.folder / f"{product.name}.png").write_bytes(b"")

    def finish(self):
        """Nothing to wait for."""


def quick_saving():
    """While this holds, reports have no pictures."""
    return mock.patch.object(report_module, "Saver", QuickSaver)


class FolderTest(unittest.TestCase):
    """A test with its own empty folder."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="ebsnn-report-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    @classmethod
    def class_folder(cls):
        """A folder for all tests of a class."""
        temporary = tempfile.TemporaryDirectory(prefix="ebsnn-report-test-")
        cls.addClassCleanup(temporary.cleanup)
        return pathlib.Path(temporary.name)

    def assert_done(self, done):
        """Asserts that the program ended with exit code 0."""
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


PROVENANCE = {"program": "ebsnn_train", "version": "0.1.0", "git_revision": "0123456789ab",
              "command_line": "ebsnn_train --data missing-folder --out RUN --patches 1000",
              "configuration": "patches = 1000\nbatch = 1\nsteps = 350\n", "data_checksum": "aa",
              "network_checksum": "", "instruction_set": "AVX2", "library_versions": "HDF5",
              "host": "here", "start_time": "2024-01-01T00:00:00Z",
              "end_time": "2024-01-01T00:01:00Z"}


def write_provenance(file, **changes):
    """Attributes that every file of the project has."""
    for name, value in {**PROVENANCE, **changes}.items():
        file.attrs[name] = value
    file.attrs["seed"] = np.uint64(1)
    file.attrs["ranks"] = np.uint64(1)


def write_network(path, seed, history=0, small=False, **changes):
    """A network with random weights, and so many recorded patches; a small one has 6 V1 neurons."""
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    v1, inh, lgn = (6, 3, 8) if small else (144, 36, 288)
    shapes = {"V1weight": (v1, lgn), "InhibW": (inh, lgn), "V1toIN": (inh, v1),
              "INtoV1": (v1, inh), "INLat": (inh, inh - 1)}
    with h5py.File(path, "w") as file:
        for name, shape in shapes.items():
            file[f"weights/{name}"] = random.uniform(0, 1, shape)
        for name in ("v1weight-max", "inhibw-max", "v1toin-max", "intov1-max", "inlat-max"):
            file["weights"].attrs[name] = 1.0
        if history:
            file["history/patch"] = np.arange(history, dtype=np.uint64) * 100
            for population, count in (("v1", v1), ("inh", inh)):
                for quantity in ("rate_hz", "mean_g_exc", "mean_g_inh"):
                    file[f"history/{population}_{quantity}"] = random.uniform(
                        0, 50, (history, count))
        write_provenance(file, **changes)


def write_results(path, accuracies, classes=range(10)):
    """results.h5 with one corruption, 100 recordings a level, as many of each of these digits."""
    with h5py.File(path, "w") as file:
        levels = np.linspace(0, 1, len(accuracies))
        file["drop_event/level"] = levels
        file["drop_event/level"].attrs["unit"] = "fraction"
        file["drop_event/n"] = np.full(len(levels), 100, dtype=np.uint64)
        file["drop_event/accuracy_percent"] = np.array(accuracies, dtype=float)
        file["drop_event/wilson_95_percent"] = np.array([[a - 5, a + 5] for a in accuracies])
        confusion = np.zeros((len(levels), 10, 10), dtype=np.uint64)
        for i, accuracy in enumerate(accuracies):
            for recording in range(100):
                digit = classes[recording % len(classes)]
                confusion[i, digit, digit if recording < accuracy else (digit + 1) % 10] += 1
        file["drop_event/confusion"] = confusion
        write_provenance(file, program="ebsnn_eval", network_checksum="n1")


def write_activity(path, counts):
    """An activity file with these counts; digits 0 .. 9 in turn, 7 surviving events each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file["activity"] = np.asarray(counts, dtype=np.uint16)
        file["label"] = (np.arange(len(counts)) % 10).astype(np.uint8)
        file["recording"] = np.arange(len(counts), dtype=np.uint64)
        file["surviving_events"] = np.full((len(counts), 2), 7, dtype=np.uint32)
        write_provenance(file)


def write_recording(path):
    """recording.h5 of two neurons, two patches of 5 ms."""
    with h5py.File(path, "w") as file:
        file["patch"] = np.array([0, 99], dtype=np.uint64)
        file["neuron"] = np.array([0, 1], dtype=np.uint64)
        file["population"] = [b"V1", b"Inh"]
        for name in ("vm", "umeanLTD", "umeanLTP", "vmean"):
            file[name] = np.arange(20.0).reshape(2, 2, 5)
        write_provenance(file)


def describe_activity(path, classes, windows):
    """Adds names of classes and places of windows to an activity file."""
    with h5py.File(path, "a") as file:
        file["class_name"] = np.array([name.encode() for name in classes])
        file["window"] = np.array(windows, dtype=np.uint16)
        file["label"][...] = file["label"][()] % len(classes)


def write_named_results(path, classes, groups):
    """results.h5 of these classes, as it describes itself; `groups`: name to unit and attributes."""
    count = len(classes)
    with h5py.File(path, "w") as file:
        for name, (unit, attributes) in groups.items():
            group = file.create_group(name)
            group["level"] = np.array([0.0, 1.0])
            group["level"].attrs["unit"] = unit
            group["n"] = np.full(2, count, dtype=np.uint64)
            group["accuracy_percent"] = np.array([100.0, 0.0])
            group["wilson_95_percent"] = np.array([[80.0, 100.0], [0.0, 20.0]])
            group["confusion"] = np.array([np.eye(count), np.roll(np.eye(count), 1, axis=1)],
                                          dtype=np.uint64)
            for key, value in attributes.items():
                (group["level"] if key.startswith("axis") else group).attrs[key] = value
        file.attrs["class_name"] = classes
        write_provenance(file, program="ebsnn_eval", network_checksum="n1")


def write_bin(path, events):
    """A recording in the published format, from (x, y, on, t_us)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = bytearray()
    for x, y, on, t_us in events:
        data += bytes([x, y, (int(on) << 7) | (t_us >> 16), (t_us >> 8) & 255, t_us & 255])
    path.write_bytes(data)
