"""What other programs see of ebsnn: exported recordings read by an independent reader (NumPy and h5py, in the layout that Tonic
reads), and a model of scikit-learn, from exported files to its score.

Exit code 0: passed; 1: failed; 77: those that ran passed, but a library is missing.
"""

import csv
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
PROGRAMS = pathlib.Path(os.environ["EBSNN_PROGRAM_DIR"])
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "tools" / "examples"
PACKAGES = {"numpy": "python3-numpy", "h5py": "python3-h5py", "sklearn": "python3-sklearn"}
MISSING = [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def needs(*names):
    """Skips a test without these libraries."""
    lacking = [name for name in names if name in MISSING]
    return unittest.skipIf(lacking, f"{sys.executable} has no {', '.join(lacking)} (Debian: {[PACKAGES[name] for name in lacking]})")


def run(program, *options):
    """Standard output of a program that has to succeed."""
    return subprocess.run([PROGRAMS / program, *map(str, options)], check=True, capture_output=True, text=True).stdout


class External(unittest.TestCase):
    """In a temporary folder with ten test digits and twenty to train with."""

    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.place.name)
        run("ebsnn_synth", "--train", 20, "--test", 10, "--seed", 1, "--out", cls.folder / "data", "--quiet")

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    @needs("numpy", "h5py")
    def test_an_independent_reader_finds_the_same_events_in_all_forms(self):
        import h5py
        import numpy
        sys.path.insert(0, str(EXAMPLES))
        from external_model import read_bin
        corrupt = ["ebsnn_corrupt", "--data", self.folder / "data", "--corruption", "background,time_stretch", "--levels",
                   "background=5;time_stretch=2", "--quiet", "--out"]
        run(*corrupt, self.folder / "bins")
        run(*corrupt, self.folder / "packed.h5")
        with open(self.folder / "bins/manifest.csv", newline="", encoding="utf-8") as file:
            manifest = {row["unit"]: row for row in csv.DictReader(file)}
        self.assertEqual(list(manifest), ["background 5", "time_stretch 2"])
        for unit, row in manifest.items():
            recordings = sorted((self.folder / "bins" / unit.replace(" ", "/") / "Test").glob("*/*.bin"))
            self.assertEqual(len(recordings), int(row["recordings"]))
            events = [read_bin(path) for path in recordings]
            self.assertEqual(sum(map(len, events)), int(row["events"]))
            with h5py.File(self.folder / f"packed-{unit.replace(' ', '-')}.h5") as packed:
                test = packed["test"]
                self.assertEqual([len(e) for e in events], numpy.diff(test["offsets"]).tolist())
                self.assertEqual([path.parent.name for path in recordings], [str(label) for label in test["label"]])
                for name in "xytp":
                    numpy.testing.assert_array_equal(numpy.concatenate([e[name] for e in events]), test[name])

    @needs("numpy", "h5py")
    def test_numpy_files_hold_the_same_events_and_are_imported(self):
        import h5py
        import numpy
        corrupt = ["ebsnn_corrupt", "--data", self.folder / "data", "--corruption", "time_jitter", "--levels", "40", "--quiet",
                   "--out"]
        run(*corrupt, self.folder / "npz", "--form", "npz")
        run(*corrupt, self.folder / "as_it_is.h5")
        recordings = sorted((self.folder / "npz/time_jitter/40/Test").glob("*/*.npz"))
        with h5py.File(self.folder / "as_it_is-time_jitter-40.h5") as packed:
            expected = {name: packed[f"test/{name}"][()] for name in (*"xytp", "offsets", "label")}
        for i, (path, label) in enumerate(zip(recordings, expected["label"], strict=True)):
            self.assertEqual(path.parent.name, str(label))
            own = slice(*expected["offsets"][i:i + 2])
            with numpy.load(path) as events:
                self.assertEqual({name: events[name].dtype.str for name in events},
                                 {"t": "<i8", "x": "<i4", "y": "<i4", "p": "|i1"})
                for name in "xytp":
                    numpy.testing.assert_array_equal(events[name], expected[name][own])
        imported = self.folder / "imported.h5"
        subprocess.run([sys.executable, "-B", EXAMPLES.parent / "ebsnn_import", self.folder / "npz/time_jitter/40", "--out",
                        imported, "--sensor", "34x34"], check=True, capture_output=True)
        with h5py.File(imported) as packed:
            for name, values in expected.items():
                numpy.testing.assert_array_equal(packed[f"test/{name}"], values, name)

    @needs("numpy", "sklearn")
    def test_a_model_of_another_library_is_scored(self):
        data, corrupted, predictions = (self.folder / name for name in ("data", "ec1", "predictions.csv"))
        run("ebsnn_corrupt", "--data", data, "--suite", "ec1", "--out", corrupted, "--quiet")
        subprocess.run([sys.executable, "-B", EXAMPLES / "external_model.py", data, corrupted, predictions], check=True)
        scores = self.folder / "scores.csv"
        table = run("ebsnn_score", predictions, "--suite", "ec1", "--reference", predictions, "--csv", scores)
        self.assertIn("ec1: 96 units of 10 recordings, 10 classes", table)
        with open(scores, newline="", encoding="utf-8") as file:
            rows = {(row["model"], row["corruption"], row["severity"], row["metric"]): row for row in csv.DictReader(file)}
        # The model does not see polarity and time.
        clean = rows["model", "polarity_flip", "0", "accuracy"]["value"]
        for corruption in ("polarity_flip", "congestion"):
            self.assertEqual(rows["model", corruption, "5", "accuracy"]["value"], clean)
        self.assertEqual(float(rows["model", "all", "", "mce"]["value"]), 1.0)


if __name__ == "__main__":
    outcome = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(External))
    if not outcome.wasSuccessful() or outcome.testsRun == 0:
        sys.exit(1)
    sys.exit(SKIPPED if MISSING else 0)
