"""Shared by the tests: programs, temporary folders, hand-made runs and recordings."""

import csv
import os
import pathlib
import subprocess
import tempfile
import unittest

import h5py
import numpy as np

PROGRAMS = pathlib.Path(os.environ.get("EBSNN_PROGRAM_DIR", "build/release/bin"))
REPORT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "ebsnn_report"
SYNTHETIC = "synthetic:train=30,test=20,seed=1"


def run(program, *arguments, environment=None):
    """Runs a program; its exit code, output and errors."""
    return subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True,
                          check=False, timeout=240, env={**os.environ, **(environment or {})})


def report(*arguments, environment=None):
    """Runs ebsnn_report of the build tree, so that it finds the programs beside it."""
    return run(PROGRAMS / "ebsnn_report", *arguments, environment=environment)


def need(*names):
    """Skips the test, visibly, if a program has not been built."""
    for name in names:
        if not (PROGRAMS / name).exists():
            raise unittest.SkipTest(f"{PROGRAMS / name} has not been built")


def read_csv(path):
    """Rows of a CSV file, as dictionaries."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class FolderTest(unittest.TestCase):
    """A test with its own empty folder."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="ebsnn-report-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

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


def write_network(path, seed, history=0, **changes):
    """A network with random weights, and this many recorded patches."""
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    shapes = {"V1weight": (144, 288), "InhibW": (36, 288), "V1toIN": (36, 144),
              "INtoV1": (144, 36), "INLat": (36, 35)}
    with h5py.File(path, "w") as file:
        for name, shape in shapes.items():
            file[f"weights/{name}"] = random.uniform(0, 1, shape)
        for name in ("v1weight-max", "inhibw-max", "v1toin-max", "intov1-max", "inlat-max"):
            file["weights"].attrs[name] = 1.0
        if history:
            file["history/patch"] = np.arange(history, dtype=np.uint64) * 100
            for population, count in (("v1", 144), ("inh", 36)):
                for quantity in ("rate_hz", "mean_g_exc", "mean_g_inh"):
                    file[f"history/{population}_{quantity}"] = random.uniform(
                        0, 50, (history, count))
        write_provenance(file, **changes)


def write_results(path, accuracies):
    """results.h5 with one corruption, 100 recordings per level, all of digit 3."""
    with h5py.File(path, "w") as file:
        levels = np.linspace(0, 1, len(accuracies))
        file["drop_event/level"] = levels
        file["drop_event/level"].attrs["unit"] = "fraction"
        file["drop_event/n"] = np.full(len(levels), 100, dtype=np.uint64)
        file["drop_event/accuracy_percent"] = np.array(accuracies, dtype=float)
        file["drop_event/wilson_95_percent"] = np.array([[a - 5, a + 5] for a in accuracies])
        confusion = np.zeros((len(levels), 10, 10), dtype=np.uint64)
        for i, accuracy in enumerate(accuracies):
            confusion[i, 3, 3], confusion[i, 3, 5] = accuracy, 100 - accuracy
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


def write_bin(path, events):
    """A recording in the published format, from (x, y, on, t_us)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = bytearray()
    for x, y, on, t_us in events:
        data += bytes([x, y, (int(on) << 7) | (t_us >> 16), (t_us >> 8) & 255, t_us & 255])
    path.write_bytes(data)
