"""Axes of levels: proportion where 0 is clean, else steps from mild to severe."""

import unittest
from pathlib import Path

import h5py
import numpy as np
from matplotlib.figure import Figure

from ebsnn_report.compare import group_runs
from ebsnn_report.events import Condition, Shown
from ebsnn_report.figures import comparison, corruption, robustness
from ebsnn_report.level_axis import axes_of, axis_of, axis_of_levels
from ebsnn_report.run import Robustness, Run
from ebsnn_report.run_folder import load_run
from ebsnn_report.style import use_style
from ebsnn_report.subject import Classes, Corruption
from ebsnn_report.tables import accuracy_cells, summary_cells
from support import FolderTest, write_named_results


def result(name, unit, levels, accuracy=None):
    """Results of one corruption, with a chance of 50 %."""
    count = len(levels)
    accuracy = np.linspace(90, 60, count) if accuracy is None else np.array(accuracy, dtype=float)
    wilson = np.stack([accuracy - 1, accuracy + 1], axis=1)
    return Robustness(Corruption.called(name), Classes(("a", "b")), unit, np.array(levels, dtype=float),
                      np.full(count, 10), accuracy, wilson, np.full((count, 2, 2), 5), 50.0)


RATE = result("rate_limit", "events/ms", [0, 20, 10, 5], [90, 80, 60, 50])
DROP = result("drop_event", "fraction", [0, 0.2, 0.8])


def ticks(axis):
    """Places and labels of the steps of an axis."""
    ax = Figure().subplots()
    ax.plot(axis.x(axis.levels), axis.levels)
    axis.label(ax)
    return list(ax.get_xticks()), [text.get_text() for text in ax.get_xticklabels()]


class Axis(unittest.TestCase):
    """Where levels are."""

    def test_levels_that_rise_from_clean_are_in_proportion(self):
        axis = axis_of([DROP])
        self.assertFalse(axis.in_steps)
        np.testing.assert_array_equal(axis.x([0, 0.8]), [0, 0.8])
        self.assertAlmostEqual(axis.between(1.5), 0.5)

    def test_levels_that_fall_are_steps_from_clean_to_severe(self):
        axis = axis_of([RATE])
        np.testing.assert_array_equal(axis.x([0, 20, 10, 5]), [0, 1, 2, 3])
        self.assertEqual(ticks(axis), ([0, 1, 2, 3], ["clean", "20", "10", "5"]))
        self.assertAlmostEqual(axis.between(1.5), 1.5)

    def test_factors_are_steps_because_1_would_be_clean(self):
        self.assertEqual(ticks(axis_of([result("time_stretch", "factor", [0, 1.1, 3])]))[1], ["clean", "1.1", "3"])

    def test_runs_with_other_levels_share_an_axis(self):
        axis = axis_of([RATE, result("rate_limit", "events/ms", [0, 7])])
        np.testing.assert_array_equal(axis.levels, [0, 20, 10, 7, 5])

    def test_severities_of_a_suite_are_steps_for_all(self):
        suite = {"drop_event": [result("drop_event", "fraction", [0, 0.2, 0.4, 0.9])], "rate_limit": [RATE]}
        self.assertTrue(all(axis.in_steps for axis in axes_of(suite).values()))
        self.assertFalse(axes_of({**suite, "drop_event": [DROP]})["drop_event"].in_steps)
        self.assertFalse(axes_of({"drop_event": [DROP], "time_jitter": [result("time_jitter", "ms", [0, 10, 20])]})
                         ["drop_event"].in_steps)

    def test_activity_without_results_is_in_proportion(self):
        axis = axis_of_levels(Corruption.called("drop_event"), [0.8, 0.2], [])
        np.testing.assert_array_equal(axis.x(axis.levels), [0.2, 0.8])


class Falling(FolderTest):
    """Figures and tables of levels that fall."""

    def setUp(self):
        super().setUp()
        use_style()
        self.run_ = Run(Path("run"), results={"rate_limit": RATE, "drop_event": DROP})

    def test_curve_runs_from_clean_to_severe(self):
        axes = next(robustness.curves(self.run_)).figure.axes
        curve = [line for line in axes[0].lines if len(line.get_xdata()) == 4][0]
        np.testing.assert_array_equal(curve.get_xdata(), [0, 1, 2, 3])
        mark = [line for line in axes[0].lines if line.get_marker() == 2][0]
        self.assertAlmostEqual(float(mark.get_xdata()[0]), 1.5)  # 70 % is between 80 and 60
        normalised = [line for line in axes[2].lines if len(line.get_xdata()) == 4][0]
        np.testing.assert_allclose(normalised.get_xdata(), [0, 1 / 3, 2 / 3, 1])

    def test_table_has_the_most_severe_level_and_the_one_that_halves(self):
        self.assertEqual(summary_cells(self.run_)[1][0][2:], ["90.00", "50.00 (5 events/ms)", "15 events/ms"])
        self.run_.results["rate_limit"] = result("rate_limit", "events/ms", [0, 20, 10], [90, 60, 50])
        self.assertEqual(summary_cells(self.run_)[1][0][4], "milder than 20 events/ms")

    def test_tables_call_the_clean_level_clean(self):
        self.run_.results["time_stretch"] = result("time_stretch", "factor", [0, 1.1, 3])
        self.assertEqual([row[1] for row in accuracy_cells(self.run_)[1]],
                         ["clean", "20 events/ms", "10 events/ms", "5 events/ms", "clean", "0.2", "0.8", "clean", "1.1",
                          "3"])
        rows = comparison.table_cells(group_runs([self.run_, self.run_], ["one", "two"]))[1]
        for title, levels in (("rate limit", ["clean", "20 events/ms", "10 events/ms", "5 events/ms"]),
                              ("time stretch", ["clean", "1.1", "3"])):
            first = [row[0] for row in rows].index(title)
            self.assertEqual([row[1] for row in rows[first:first + len(levels)]], levels)

    def test_figures_call_the_clean_level_clean(self):
        matrices = next(robustness.appendix(self.run_)).figure.axes[0]
        shown = [text.get_text() for text in matrices.texts if "%" in text.get_text()]
        self.assertEqual(shown, ["clean  (90.0 %)", "20  (80.0 %)", "10  (60.0 %)", "5  (50.0 %)"])
        none = np.zeros(0, np.int64)
        conditions = [Condition("rate_limit", "events/ms", level, none, none, none, none) for level in RATE.level]
        rows = next(corruption.pictures(Shown("test", 0, 1, 50, conditions), RATE.corruption)).figure.axes[0]
        self.assertEqual([text.get_text() for text in rows.get_yticklabels()], ["clean", "20", "10", "5"])

    def test_comparison_has_the_same_axis(self):
        figure = next(comparison.robustness(group_runs([self.run_, self.run_], ["one", "two"]))).figure
        panel = {ax.get_title(loc="left") or ax.get_title(): ax for ax in figure.axes}
        ax = next(ax for title, ax in panel.items() if "rate" in title.lower())
        np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0, 1, 2, 3])
        self.assertEqual([text.get_text() for text in ax.get_xticklabels()], ["clean", "20", "10", "5"])

    def test_files_keep_their_order_where_levels_fall(self):
        path = self.folder / "results.h5"
        write_named_results(path, ("a", "b"), {"rate_limit": ("events/ms", {})})
        for levels, expected in (([0, 20, 10], [0, 20, 10]), ([0.5, 0, 0.8], [0, 0.5, 0.8])):
            with h5py.File(path, "r+") as file:
                group = file["rate_limit"]
                for name, data in {"level": np.array(levels, dtype=float), "n": np.full(3, 4),
                                   "accuracy_percent": np.array([50.0, 50, 50]),
                                   "wilson_95_percent": np.tile([40.0, 60.0], (3, 1)),
                                   "confusion": np.ones((3, 2, 2), dtype=np.uint64)}.items():
                    attributes = dict(group[name].attrs)
                    del group[name]
                    group[name] = data
                    group[name].attrs.update(attributes)
            run = load_run(self.folder)
            self.assertEqual(run.problems, [])
            np.testing.assert_array_equal(run.results["rate_limit"].level, expected)
