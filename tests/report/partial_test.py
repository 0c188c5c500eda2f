"""Reports on incomplete runs, and clear errors if there is nothing."""

import contextlib
import json
import re
from unittest import mock

import h5py
import numpy as np

from ebsnn_report import run_folder
from support import (PROGRAMS, FolderTest, need, quick_saving, read_csv, report, run, write_activity,
                     write_network, write_results)


class Partial(FolderTest):
    """Run folders in which something is missing."""

    def page_of(self, run_folder, saving=quick_saving):
        """The page of a report that must succeed."""
        with saving():
            self.assert_done(report(run_folder))
        return (run_folder / "report" / "index.html").read_text(encoding="utf-8")

    def test_training_alone(self):
        write_network(self.folder / "run/network.h5", 1, history=20)
        page = self.page_of(self.folder / "run")
        self.assertIn("1,000 of 1,000 patches (finished)", page)
        self.assertIn("Not classified yet", page)
        self.assertIn("No raster: ", page)
        self.assertIn('id="receptive_fields"', page)

    def test_training_still_going_on(self):
        folder = self.folder / "run"
        write_network(folder / "checkpoint.h5", 1, history=4)
        with h5py.File(folder / "checkpoint.h5", "a") as file:
            file.attrs["next_patch"] = np.uint64(400)
        for patches in (100, 200, 300):
            write_network(folder / f"snapshots/network-{patches}.h5", patches)
        (folder / "snapshots/.network-400.h5.tmp-here-1-0").write_bytes(b"half a file")
        page = self.page_of(folder, saving=contextlib.nullcontext)
        self.assertIn("400 of 1,000 patches (going on, or interrupted)", page)
        rows = read_csv(folder / "report/figures/receptive_fields_snapshots.csv")
        self.assertEqual(sorted({int(r["patches"]) for r in rows}), [100, 200, 300, 400])

    def test_results_alone(self):
        folder = self.folder / "run"
        folder.mkdir()
        write_results(folder / "results.h5", [90, 70, 20])
        page = self.page_of(folder)
        self.assertIn("holds no network", page)
        self.assertIn("<td>0.7</td>", page)  # level that halves the gain
        gain = [float(r["normalised_gain"]) for r in
                read_csv(folder / "report/figures/robustness.csv")]
        self.assertEqual(gain, [1.0, 0.75, 0.125])

    def test_chance_is_that_of_the_classes_tested(self):
        folder = self.folder / "run"
        folder.mkdir()
        write_results(folder / "results.h5", [90, 70, 40], classes=(3, 5))
        page = self.page_of(folder)
        self.assertIn("dotted: chance (50 %)", page)
        gain = [float(r["normalised_gain"]) for r in
                read_csv(folder / "report/figures/robustness.csv")]
        self.assertEqual(gain, [1.0, 0.5, -0.25])
        self.assertIn("<td>0.5</td>", page)  # level that halves the gain

    def test_activity_without_results(self):
        folder = self.folder / "run"
        write_activity(folder / "activity/drop_area/0.5.h5", np.ones((4, 4, 144)))
        page = self.page_of(folder)
        self.assertIn('id="surviving_events"', page)
        self.assertIn("not evaluated yet", page)

    def test_silent_network(self):
        folder = self.folder / "run"
        write_network(folder / "network.h5", 1)
        write_activity(folder / "activity/train.h5", np.zeros((3, 4, 144)))
        self.assertIn("Neurons that never fire: 100.0%", self.page_of(folder))

    def test_mixed_networks_are_noted(self):
        folder = self.folder / "run"
        write_network(folder / "network.h5", 1, network_checksum="n2")
        write_results(folder / "results.h5", [90, 70, 20])
        self.assertIn("different networks (checksums n1, n2)", self.page_of(folder))


class Comparison(FolderTest):
    """Several runs."""

    def test_mean_and_spread_over_seeds(self):
        for name, accuracies in (("a", [90, 60]), ("b", [80, 50]), ("c", [85, 55]), ("d", [70, 20])):
            write_network(self.folder / name / "network.h5", len(name), history=10)
            write_results(self.folder / name / "results.h5", accuracies)
        out = self.folder / "out"
        self.assert_done(report(*(self.folder / n for n in "abcd"), "--labels", "x,x,x,y", "--out",
                                out))
        rows = {(r["label"], float(r["level"])): r
                for r in read_csv(out / "figures/comparison_robustness.csv")}
        self.assertEqual(float(rows["x", 0]["accuracy_mean_percent"]), 85)
        self.assertAlmostEqual(float(rows["x", 0]["accuracy_sd_percent"]), 5)
        self.assertEqual(rows["x", 1]["runs"], "3")
        self.assertEqual(rows["y", 1]["accuracy_sd_percent"], "")
        self.assertIn("| 85.00 ± 5.00 | 70.00 |", (out / "comparison.md").read_text("utf-8"))
        page = (out / "index.html").read_text(encoding="utf-8")
        self.assertIn('id="comparison_receptive_fields"', page)

    def test_two_seeds_are_shown_as_they_are(self):
        for name, accuracies in (("a", [90, 60]), ("b", [80, 50])):
            (self.folder / name).mkdir()
            write_results(self.folder / name / "results.h5", accuracies)
        out = self.folder / "out"
        with quick_saving():
            self.assert_done(report(self.folder / "a", self.folder / "b", "--labels", "x,x", "--out",
                                    out))
        table = (out / "comparison.md").read_text("utf-8")
        self.assertIn("| 90.00, 80.00 |", table)
        self.assertNotIn("±", table)
        for row in read_csv(out / "figures/comparison_robustness.csv"):
            self.assertEqual(row["accuracy_sd_percent"], "")
            self.assertEqual(float(row["accuracy_max_percent"]) - 10,
                             float(row["accuracy_min_percent"]))

    def test_missing_runs_are_counted_and_seeds_found(self):
        for name, seed in (("a", 1), ("b", 2)):
            write_network(self.folder / name / "network.h5", seed)
        write_results(self.folder / "a/results.h5", [90, 60])
        out = self.folder / "out"
        with quick_saving():
            self.assert_done(report(self.folder / "a", self.folder / "b", "--out", out))
        table = (out / "comparison.md").read_text(encoding="utf-8")
        self.assertIn("| a, b (2 runs) |", table)
        self.assertIn("| 90.00 (1 of 2 runs) |", table)

    def test_a_run_counts_once(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        (self.folder / "link").symlink_to(self.folder / "run")
        done = report(self.folder / "run", self.folder / "link", "--out", self.folder / "out")
        self.assertEqual((done.returncode, done.stderr), (2, f"ebsnn_report: error: {self.folder / 'link'}: is given "
                                                             "twice, expected different runs\n"))

    def test_labels_must_be_as_many_as_runs(self):
        for name in "ab":
            write_network(self.folder / name / "network.h5", 1)
        done = report(self.folder / "a", self.folder / "b", "--labels", "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--labels: 1 label(s) for 2 runs", done.stderr)


class Errors(FolderTest):
    """Messages name what is wrong; exit code 2."""

    def test_config_file(self):
        write_network(self.folder / "run/network.h5", 1)
        config = self.folder / "c.toml"
        config.write_text(f'out = "{self.folder}/elsewhere"\nquiet = true\n', encoding="utf-8")
        with quick_saving():
            done = report(self.folder / "run", "--config", config)
        self.assert_done(done)
        self.assertEqual(done.stdout, "")
        self.assertTrue((self.folder / "elsewhere/index.html").exists())
        config.write_text("colour = 1\n", encoding="utf-8")
        self.check(f"--config {config}: unknown option colour", self.folder / "run", "--config",
                   config)
        config.write_text("recording = true\n", encoding="utf-8")
        self.check("recording = True, expected a whole number", self.folder / "run", "--config", config)

    def test_config_file_of_any_bytes(self):
        write_network(self.folder / "run/network.h5", 1)
        config = self.folder / "c.toml"
        config.write_bytes(b"\xef\xbb\xbfquiet = true\r\n")
        with quick_saving():
            self.assert_done(report(self.folder / "run", "--config", config))
        for text, words in ((b"out = " + 5000 * b"[", "is not valid TOML: "),
                            (b'out = "a\\u0000b"', "out has a zero byte"),
                            (b"\xff\xfeo\0", "is not valid TOML: "),
                            (b"#" * (1 << 21), "is longer than 1048576 bytes")):
            config.write_bytes(text)
            self.check(f"--config {config}: {words}", self.folder / "run", "--config", config)
        self.check(f"--config {self.folder}: cannot be read: Is a directory", self.folder / "run", "--config",
                   self.folder)

    def test_messages_for_other_programs(self):
        write_network(self.folder / "run/network.h5", 1)
        log = self.folder / "log.jsonl"
        with quick_saving():
            done = report(self.folder / "run", "--quiet", "--log-json", log)
        self.assert_done(done)
        self.assertEqual(done.stdout, "")
        self.check("ebsnn_report: \033[31m\033[1merror: \033[m", self.folder / "none", "--log-json", log,
                   "--color", "always")
        records = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        self.assertEqual({record["program"] for record in records}, {"ebsnn_report"})
        self.assertIn("index.html", [r["message"] for r in records if r["level"] == "info"][-1])
        self.assertEqual(records[-1]["level"], "error")
        self.check("cannot be written: No such file", self.folder / "run", "--log-json", self.folder / "none/log")

    def test_misspelt_options_lead_to_the_right_ones(self):
        self.assertIn("--quite: did you mean --quiet?", report("run", "--quite").stderr)
        self.check("--quiet and --verbose exclude each other", "run", "-q", "-v")

    def test_verbose_tells_figures_and_the_page_tells_where_neurons_are(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        with quick_saving():
            done = report(self.folder / "run", "-v")
        self.assert_done(done)
        self.assertIn("Receptive fields: receptive_fields, ", done.stdout)
        self.assertIn("Robustness: no figures\n", done.stdout)
        page = (self.folder / "run/report/index.html").read_text(encoding="utf-8")
        rows = re.findall(r"<dt>V1, row (\d)</dt><dd>([\d, ]+)</dd>", page)
        self.assertEqual([row for row, _ in rows], ["1", "2"])
        self.assertEqual(sorted(int(n) for _, row in rows for n in row.split(", ")), list(range(6)))

    def test_version_is_that_of_the_other_programs(self):
        need("ebsnn_show")
        version = report("--version").stdout.split()[1]
        self.assertEqual(run(PROGRAMS / "ebsnn_show", "--version").stdout.split()[1], version)

    def check(self, message, *arguments):
        """The report must fail with `message`, in one line."""
        done = report(*arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_paths_that_are_none(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        self.check("is a file, expected a run folder", self.folder / "run/network.h5")
        self.check("cannot be read: File name too long", self.folder / ("a" * 300))
        (self.folder / "c.toml").write_text("out = ''")
        self.check("out is empty, expected a path", self.folder / "run", "--config", self.folder / "c.toml")
        for words in ((self.folder / "run", "--out", ""), (self.folder / "run", "--out="), ("",)):
            self.assertIn("is empty, expected a path", report(*words).stderr)

    def test_recordings_that_are_asked_for_and_cannot_be_drawn(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        self.check("--recording -1: outside 0 .. 18446744073709551615", self.folder / "run", "--recording", "-1")
        for words in ((), ("--data", self.folder / "none"), ("--recording", 3)):
            with quick_saving():
                done = report(self.folder / "run", *words)
            self.assertEqual(done.returncode, 2 if words else 0, done.stderr)
            self.assertEqual("No pictures of corrupted recordings: " in done.stderr, bool(words))
            self.assertIn("index.html", done.stdout)

    def test_run_that_is_moved_while_it_is_read(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        with mock.patch.object(run_folder, "load_results", lambda _: (self.folder / "run").rename(self.folder / "moved")):
            self.check(f"{self.folder / 'run'}: no such run folder", self.folder / "run", "--out", self.folder / "out")
        self.assertFalse((self.folder / "out").exists())

    def test_folder_in_the_place_of_the_page(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        place = self.folder / "run/report/index.html"
        place.mkdir(parents=True)
        with quick_saving():
            done = report(self.folder / "run")
        self.assertEqual(done.stderr, f"ebsnn_report: error: {place}: could not be written: Is a directory\n")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(list(place.parent.glob(".*")), [])

    def test_no_such_run(self):
        self.check(f"{self.folder / 'nothing'}: no such run folder", self.folder / "nothing")

    def test_empty_folder(self):
        self.check("holds no network.h5", self.folder)
        self.assertFalse((self.folder / "report").exists())

    def test_damaged_file(self):
        (self.folder / "network.h5").write_bytes(b"not HDF5")
        self.check(f"{self.folder / 'network.h5'}: cannot be read as HDF5", self.folder)

    def test_foreign_file(self):
        with h5py.File(self.folder / "network.h5", "w") as file:
            file["something"] = 1
        self.check(f"{self.folder / 'network.h5'}: has no weights/V1weight", self.folder)
