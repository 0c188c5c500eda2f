"""Runs, labels, units and corruptions with names that mean something to a library."""

import csv
import html
import shutil

import h5py
import numpy as np

from ebsnn_report.compare import group_runs
from ebsnn_report.figures import comparison
from ebsnn_report.run_folder import load_run
from support import (FolderTest, quick_saving, report, write_activity, write_network, write_results)

NAMES = ("_a", "$x^2$", "$", "a&b", "<b>", "{c}", "100 %", "#1", "a|b", "~", "a^b", "\\frac{", "a\nb",
         "M\udcfcll", "9\r", "'\"", "-- x", "§ 試")
SHOWN = {"a\nb": r"a\nb", "M\udcfcll": r"M\xfcll", "9\r": r"9\r"}


class Names(FolderTest):
    """The same small runs under each name."""

    def runs(self, names):
        """Run folders with these names, which differ in their parameters."""
        for number, name in enumerate(names):
            folder = self.folder / name
            folder.mkdir()
            write_network(folder / "network.h5", number, history=3, small=True,
                          configuration=f"tau-z-ms = {number}\n")
            write_results(folder / "results.h5", [90, 40])
        return [self.folder / name for name in names]

    def test_every_run_has_its_legend_entry(self):
        runs = [load_run(folder) for folder in self.runs(NAMES)]
        for figures in (comparison.robustness, comparison.training):
            figure = next(figures(group_runs(runs, None))).figure
            shown = [text.get_text().replace(r"\$", "$") for text in figure.legends[0].get_texts()]
            self.assertEqual(shown, [SHOWN.get(name, name) for name in NAMES])
        figure.draw_without_rendering()

    def test_labels_may_be_empty(self):
        runs = [load_run(folder) for folder in self.runs("ab")]
        figure = next(comparison.robustness(group_runs(runs, ["", "_nolegend_"]))).figure
        self.assertEqual([text.get_text() for text in figure.legends[0].get_texts()],
                         ["", "_nolegend_"])

    def test_comparison_names_every_run(self):
        with quick_saving():
            done = report(*self.runs(NAMES), "--out", self.folder / "out")
        self.assert_done(done)
        page = html.unescape((self.folder / "out/index.html").read_text("utf-8"))
        with open(self.folder / "out/figures/comparison_robustness.csv", encoding="utf-8",
                  newline="") as file:
            labels = {row["label"] for row in csv.DictReader(file)}
        for name in NAMES:
            self.assertIn(f"<h3>{SHOWN.get(name, name)}</h3>", page)
            self.assertIn(SHOWN.get(name, name), labels)
        self.assertEqual(len((self.folder / "out/comparison.md").read_text("utf-8").splitlines()), 4)

    def test_report_in_folders_with_such_names(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        for name in ("M\udcfcll", "a\nb\x1b[31m", "$<&_"):
            folder = self.folder / name / "run"
            shutil.copytree(self.folder / "run", folder)
            with quick_saving():
                done = report(folder)
            self.assert_done(done)
            self.assertTrue(done.stdout[:-1].isprintable(), done.stdout)
            self.assertTrue((folder / "report/index.html").read_text("utf-8"))

    def test_corruptions_and_units_with_such_names(self):
        run = self.folder / "run"
        units = {"<fog> & $x$_": "<b>_$%{", "\\": "\\", "x" * 250: "u" * 5000}
        run.mkdir()
        write_results(run / "results.h5", [90, 40])
        with h5py.File(run / "results.h5", "a") as file:
            for name, unit in units.items():
                file.copy("drop_event", name)
                file[f"{name}/level"].attrs["unit"] = unit
        for name in ("<fog> & $x$_", "x" * 250, "M\udcfc\n"):
            write_activity(run / "activity" / name / "0.h5", np.ones((2, 4, 6)))
        with quick_saving():
            self.assert_done(report(run))
        page = (run / "report/index.html").read_text("utf-8")
        self.assertNotRegex(page, "<fog>|<b>_")
        self.assertIn("&lt;fog&gt; &amp; $x$ ", page)
        figures = {path.name for path in (run / "report/figures").iterdir()}
        self.assertIn("confusion_%3Cfog%3E%20%26%20%24x%24_.png", figures)
