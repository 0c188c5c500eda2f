"""A complete small run: numbers of the figures compared with HDF5 files and results.csv."""

import base64
import os
import pathlib
import re
import sys
import tempfile
import unittest

import h5py
import numpy as np

from support import PROGRAMS, SYNTHETIC, need, read_csv, report, run

# Starts the program as its first argument does, but with the coarse figures of these tests.
PROGRAM_WITH_COARSE_FIGURES = """
import runpy, sys
import support
del sys.argv[0]
with support.coarse_figures():
    sys.exit(runpy.run_path(sys.argv[0])["main"]())
"""


class WholeRun(unittest.TestCase):
    """One run, two corruptions; one report on it."""

    @classmethod
    def setUpClass(cls):
        need("ebsnn_train", "ebsnn_eval", "ebsnn_show", "ebsnn_report")
        temporary = tempfile.TemporaryDirectory(prefix="ebsnn-report-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.run_folder = pathlib.Path(temporary.name) / "run"
        steps = [
            run(PROGRAMS / "ebsnn_train", "--data", SYNTHETIC, "--out", cls.run_folder, "--patches",
                300, "--history-every", 10, "--checkpoint-every", 100, "--record", 3, "--quiet"),
            run(PROGRAMS / "ebsnn_eval", "--data", SYNTHETIC, "--network",
                cls.run_folder / "network.h5", "--out", cls.run_folder, "--corruption",
                "drop_event,spatial_jitter", "--levels", "0,1", "--seed", 5, "--quiet"),
            report(cls.run_folder, "--recording", 2)]
        for done in steps:
            if done.returncode != 0:
                raise AssertionError(done.stdout + done.stderr)
        cls.folder = cls.run_folder / "report"
        cls.figures = cls.folder / "figures"

    def rows(self, name):
        """Rows of a figure's CSV file."""
        return read_csv(self.figures / f"{name}.csv")

    def test_robustness_equals_results(self):
        rows = self.rows("robustness")
        published = read_csv(self.run_folder / "results.csv")
        self.assertEqual(len(rows), 4)
        for row, other in zip(rows, published):
            self.assertEqual((row["corruption"], row["n"], row["unit"]),
                             (other["corruption"], other["n"], other["unit"]))
            self.assertEqual(float(row["level"]), float(other["level"]))
            for name in ("accuracy_percent", "wilson_low_percent", "wilson_high_percent"):
                self.assertAlmostEqual(float(row[name]), float(other[name]), places=4)
        with h5py.File(self.run_folder / "results.h5") as file:
            for row in rows:
                group = file[row["corruption"]]
                at = list(group["level"]).index(float(row["level"]))
                self.assertEqual(float(row["accuracy_percent"]), group["accuracy_percent"][at])

    def test_confusion_equals_results(self):
        published = {(r["corruption"], float(r["level"])): r
                     for r in read_csv(self.run_folder / "results.csv")}
        for corruption in ("drop_event", "spatial_jitter"):
            rows = self.rows(f"confusion_{corruption}")
            self.assertEqual(len(rows), 200)
            for row in rows:
                other = published[corruption, float(row["level"])]
                name = f"confusion_{row['true_class']}_{row['predicted_class']}"
                self.assertEqual(row["count"], other[name])

    def test_tables_equal_results(self):
        markdown = (self.folder / "accuracy.md").read_text(encoding="utf-8")
        latex = (self.folder / "accuracy.tex").read_text(encoding="utf-8")
        for row in read_csv(self.run_folder / "results.csv"):
            accuracy = f"{float(row['accuracy_percent']):.2f}"
            level = "clean" if row["level"] == "0" else row["level"]
            self.assertRegex(markdown, rf"\| {level}( px²)? \| {row['n']} \| {accuracy} \|")
            self.assertRegex(latex, rf"& {level}( px\$\^2\$)? & {row['n']} & {accuracy} &")

    def test_receptive_fields_equal_weights(self):
        rows = self.rows("receptive_fields")
        with h5py.File(self.run_folder / "network.h5") as file:
            weights = {"V1": file["weights/V1weight"][()], "Inh": file["weights/InhibW"][()]}
        self.assertEqual(len(rows), 180)
        for row in rows:
            mine = weights[row["population"]][int(row["neuron"])]
            found = [float(row[f"row{r}_column{c}"]) for r in range(12) for c in range(12)]
            np.testing.assert_array_equal(found, mine[0::2] - mine[1::2])

    def test_training_equals_history(self):
        rows = self.rows("training")
        with h5py.File(self.run_folder / "network.h5") as file:
            history = {name: file[f"history/{name}"][()] for name in file["history"]}
        self.assertEqual([int(row["patch"]) for row in rows], history["patch"].tolist())
        for i, row in enumerate(rows):
            for name in ("v1_rate_hz", "inh_mean_g_exc", "v1_mean_g_inh"):
                self.assertAlmostEqual(float(row[name]), history[name][i].mean(), places=9)

    def test_weight_histogram_counts_all_synapses(self):
        with h5py.File(self.run_folder / "network.h5") as file:
            mean = file["weights/V1weight"][()].mean()
        rows = [r for r in self.rows("weights") if r["projection"] == "V1weight"]
        share = np.array([float(r["share_percent"]) for r in rows])
        middle = np.array([(float(r["low"]) + float(r["high"])) / 2 for r in rows])
        self.assertAlmostEqual(share.sum(), 100)
        self.assertAlmostEqual((share * middle).sum() / 100, mean, delta=0.05)

    def test_raster_has_the_spikes_that_were_counted(self):
        with h5py.File(self.run_folder / "activity/clean.h5") as file:
            at = list(file["recording"]).index(2)
            counted = file["activity"][at]
        quadrants = ["Top left", "Top right", "Bottom left", "Bottom right"]
        found = np.zeros_like(counted)
        for row in self.rows("raster"):
            if row["population"] == "V1":
                found[quadrants.index(row["window"]), int(row["neuron_or_channel"])] += 1
        self.assertGreater(counted.sum(), 0)
        np.testing.assert_array_equal(found, counted)
        self.assertNotIn("differ from those counted", self.page())

    def test_surviving_events_equal_activity(self):
        for row in self.rows("surviving_events"):
            level = float(row["level"])
            name = f"{row['corruption']}/{level:g}.h5" if level else "clean.h5"
            with h5py.File(self.run_folder / "activity" / name) as file:
                mean = file["surviving_events"][()].mean(axis=0)
            self.assertEqual(float(row["sensor_mean"]), mean[0])
            self.assertEqual(float(row["central_mean"]), mean[1])

    def test_corrupted_pictures_are_those_of_the_evaluation(self):
        with h5py.File(self.run_folder / "activity/spatial_jitter/1.h5") as file:
            at = list(file["recording"]).index(2)
            survivors = file["surviving_events"][at, 0]
        drawn = sum(int(row["on_events"]) + int(row["off_events"])
                    for row in self.rows("corruption_spatial_jitter")
                    if float(row["level"]) == 1)
        self.assertGreater(drawn, 0)
        self.assertEqual(drawn, survivors)
        self.assertFalse([row for row in self.rows("corruption_drop_event")
                          if float(row["level"]) == 1])

    def test_single_neurons_equal_recording(self):
        rows = self.rows("single_neurons")
        with h5py.File(self.run_folder / "recording.h5") as file:
            self.assertEqual(file["patch"][()].tolist(), [0, 149, 299])
            self.assertEqual(len(rows), 3 * 4 * 350)
            for name in ("vm", "umeanLTD", "umeanLTP", "vmean"):
                np.testing.assert_array_equal([float(row[name]) for row in rows],
                                              file[name][()].ravel())

    def test_mean_rates_of_classes_equal_activity(self):
        with h5py.File(self.run_folder / "activity/clean.h5") as file:
            counts, label = file["activity"][()], file["label"][()]
        for row in self.rows("classes"):
            mine = counts[label == int(row["class"])].mean(axis=(0, 1)) * 1000 / 350
            found = [float(row[f"neuron_{n}"]) for n in range(144)]
            np.testing.assert_allclose(found, mine)

    def page(self):
        """The page's text."""
        return (self.folder / "index.html").read_text(encoding="utf-8")

    def test_page_holds_every_figure_and_needs_nothing_else(self):
        page = self.page()
        names = {path.stem for path in self.figures.glob("*.png")}
        self.assertEqual(set(re.findall(r'<figure[^>]* id="([^"]+)"', page)), names)
        for suffix in ("pdf", "csv"):
            self.assertEqual({path.stem for path in self.figures.glob(f"*.{suffix}")}, names)
        sources = re.findall(r'src="([^"]{0,40})', page)
        self.assertTrue(all(s.startswith("data:image/png;base64,") for s in sources), sources)
        self.assertNotRegex(page, r"https?://|<script|<link")
        encoded = re.search(r'src="data:image/png;base64,([^"]+)"', page).group(1)
        self.assertEqual(base64.b64decode(encoded)[:8], b"\x89PNG\r\n\x1a\n")

    def test_figures_have_the_widths_of_journal_columns(self):
        for path in self.figures.glob("*.pdf"):
            box = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ", path.read_bytes())
            width_mm = float(box.group(1)) / 72 * 25.4
            self.assertTrue(min(abs(width_mm - 85), abs(width_mm - 180)) < 0.1, path)

    def test_provenance_repeats_the_run(self):
        script = (self.folder / "repeat.sh").read_text(encoding="utf-8")
        commands = [line for line in script.splitlines() if line and line[0] not in "#"]
        self.assertEqual(len(commands), 3)  # set -e, train, eval
        again = self.run_folder.parent / "again"
        for command in commands[1:]:
            words = command.replace(str(self.run_folder), str(again)).split()
            self.assertEqual(run(PROGRAMS / os.path.basename(words[0]), *words[1:]).returncode, 0)
        self.assertEqual((again / "results.csv").read_bytes(),
                         (self.run_folder / "results.csv").read_bytes())

    def test_equal_input_makes_equal_files(self):
        other = self.run_folder.parent / "other"
        done = run(sys.executable, "-c", PROGRAM_WITH_COARSE_FIGURES, PROGRAMS / "ebsnn_report", self.run_folder,
                   "--recording", 2, "--out", other,
                   environment={"PYTHONPATH": os.pathsep.join(sys.path[:3]), "PYTHONHASHSEED": "1"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(len(list(self.figures.iterdir())), 45)
        for path in self.figures.iterdir():
            self.assertEqual(path.read_bytes(), (other / "figures" / path.name).read_bytes(), path)
