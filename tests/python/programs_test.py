"""The package and the programs of the project read each other's files."""

import os
import signal
import subprocess
import sys

import h5py
import numpy as np

import ebsnn
from support import PROGRAMS, SOURCE, FolderTest, run, structured


class Programs(FolderTest):
    """Programs as a user starts them."""

    def done(self, name, *arguments):
        """Runs a program, which has to succeed. Skips the test, visibly, if it has not been built."""
        if not (PROGRAMS / name).exists():
            self.skipTest(f"{PROGRAMS / name} has not been built")
        result = run(PROGRAMS / name, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout + result.stderr

    def test_recordings_of_the_emulator_get_the_same_checksums(self):
        made, again = self.folder / "made.h5", self.folder / "again.h5"
        self.done("ebsnn_synth", "--out", made, "--train", 3, "--test", 2)
        file = ebsnn.open_packed(made)
        splits = {name: [(*item, source) for item, source in zip(split, split.source)]
                  for name, split in (("test", file.test), ("train", file.train))}
        ebsnn.write_packed(again, splits, (34, 34), file.class_names)
        with h5py.File(made) as one, h5py.File(again) as other:
            self.assertEqual(one.attrs["data_checksum"], other.attrs["data_checksum"])
            self.assertEqual(one.attrs["last_event_us"], other.attrs["last_event_us"])
            for name in ("train", "test"):
                for column in ("x", "y", "t", "p", "offsets", "label", "checksum", "source"):
                    np.testing.assert_array_equal(one[name][column], other[name][column])
                    self.assertEqual(one[name][column].dtype, other[name][column].dtype)

    def cards(self, out):
        """Trains and evaluates on a set like POKER-DVS (35 x 35 px, 4 classes); returns the names of the classes."""
        data = self.folder / "cards.h5"
        suits = ["club", "diamond", "heart", "spade"]
        ebsnn.write_packed(data, {
            "train": ((structured(400, 35, 35, seed=i), i % 4) for i in range(12)),
            "test": ((structured(400, 35, 35, seed=i), suits[i % 4]) for i in range(100, 104))},
            (35, 35), suits)
        self.done("ebsnn_train", "--data", data, "--out", out, "--patches", 20)
        self.done("ebsnn_eval", "--data", data, "--network", out, "--out", out, "--corruption", "drop_event",
                  "--levels", "0.5", "--record", "inh_counts,spikes", "--record-spikes-of", 2)
        return suits

    def test_cards_through_training_and_evaluation(self):
        out = self.folder / "RUN"
        suits = self.cards(out)
        found = ebsnn.open_run(out)
        self.assertEqual(found.weights("V1weight").shape, (144, 12, 12, 2))
        self.assertEqual(found.weights("INLat").shape, (36, 36))
        self.assertEqual(found.snapshots, [2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
        activity, spikes = found.activity("drop_event", 0.5), found.spikes("drop_event", 0.5)
        self.assertEqual((activity.class_names, activity.counts.shape), (tuple(suits), (4, 4, 144)))
        rows = np.searchsorted(activity.recording, spikes.recorded)
        np.testing.assert_array_equal(spikes.counts("V1", 144), activity.counts[rows])
        np.testing.assert_array_equal(spikes.counts("Inh", 36), activity.column("inh_counts")[rows])
        counts = ebsnn.export_sonata(found, self.folder / "spikes.h5", "drop_event", 0.5)
        self.assertEqual(counts["V1"], activity.counts[rows].sum())
        results = found.results_columns()
        predictions = found.predictions("drop_event", 0.5)
        self.assertAlmostEqual(float(results["accuracy_percent"][results["level"] == 0.5][0]),
                               predictions.accuracy_percent, places=3)

    def test_version_is_that_of_the_project(self):
        self.assertEqual(self.done("ebsnn_show", "--version").split()[:2], ["ebsnn_show", ebsnn.__version__])

    def test_names_that_a_terminal_cannot_show(self):
        (self.folder / "Bär").mkdir()
        np.save(self.folder / "Bär/ü.npy", structured(5))
        command = [sys.executable, "-B", str(SOURCE / "tools/ebsnn_import"), str(self.folder), "--out",
                   str(self.folder / "ü.h5")]
        environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
        for words, code, shown in (([], 2, r"/B\xe4r/\xfc.npy"), (["--sensor", "34x34"], 0, r"/\xfc.h5: 1 recordings")):
            done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, env=environment)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(shown, done.stdout + done.stderr)

    def test_interrupt_while_modules_load(self):
        (self.folder / "numpy.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
        done = subprocess.run([sys.executable, str(SOURCE / "tools/ebsnn_import"), "--version"], capture_output=True,
                              text=True, check=False, env={**os.environ, "PYTHONPATH": str(self.folder)})
        self.assertEqual((done.returncode, done.stderr), (-signal.SIGINT, ""))

    def test_files_with_the_names_of_modules(self):
        for name in ("tempfile", "json", "random", "numbers", "csv"):
            (self.folder / f"{name}.py").write_text("raise SystemExit('loaded from here')\n")
        # Without bytecode: of two files of one size, written in the same second, Python would load that of the first.
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, str(PROGRAMS / "ebsnn_import"), "--version"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        self.assertEqual((done.returncode, done.stdout), (0, f"ebsnn_import {ebsnn.__version__}\n"), done.stderr)
        for text, named in (("x = 1", "is not the module numpy"), ("x = (", "SyntaxError"), ("exit(3)", "SystemExit: 3")):
            (self.folder / "numpy.py").write_text(f"{text}\n")
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
            self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1), done.stderr)
            self.assertIn(str(self.folder / "numpy.py"), done.stderr)
            self.assertIn(named, done.stderr)
