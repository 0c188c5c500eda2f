"""Reports on hand-made studies: content of page, tables and figures."""

import html
import math
from dataclasses import replace

import numpy as np

from ebsnn_report import style
from ebsnn_report.study import comparisons, costs, curves, differences, disagreement, hypotheses, metrics, ratios
from ebsnn_report.study.looks import look_of
from ebsnn_report.study.rows import Readout, System
from ebsnn_report.study.study_folder import load_study
from study_support import AXES, PLAN, Made, write_classifier, write_study
from support import FolderTest, quick_saving, read_csv, report
from tables_test import latex_faults


class Whole(FolderTest):
    """A finished study."""

    @classmethod
    def setUpClass(cls):
        cls.place = cls.class_folder()
        cls.made = write_study(cls.place / "study")
        write_classifier(cls.place / "study", "one", 2, 0.001)
        with quick_saving():
            cls.done = report(cls.place / "study", "--out", cls.place / "out")
        cls.page = html.unescape((cls.place / "out/index.html").read_text("utf-8"))

    def rows(self, name):
        """A table of the report."""
        return read_csv(self.place / "out" / f"{name}.csv")

    def test_it_is_made(self):
        self.assert_done(self.done)
        self.assertIn("<dd>complete</dd>", self.page)
        self.assertIn(f"yes (checksum {PLAN})", self.page)
        self.assertNotIn("not finished", self.page)
        for table in ("hypotheses", "differences_v1_none", "differences_v1_one", "ratios", "metrics",
                      "metrics_counts_1", "metrics_counts_auto", "progress", "single_networks", "chosen_costs"):
            for kind in ("csv", "tex", "md"):
                self.assertTrue((self.place / "out" / f"{table}.{kind}").exists(), f"{table}.{kind}")

    def test_hypotheses_under_every_readout(self):
        rows = self.rows("hypotheses")
        self.assertEqual([(row["Hypothesis"], row["Under"], row["Readout"], row["Status"]) for row in rows],
                         [("H1: one − none > 0", "dropped events, all levels", "v1, C = auto", "planned"),
                          ("", "", "v1, C = 1", "exploratory"),
                          ("H2: one − none < 0", "fog, upper half", "v1, C = auto", "planned"),
                          ("", "", "v1, C = 1", "exploratory")])
        self.assertEqual([row["p (Holm)"] for row in rows], ["0.5", "0.04", "0.5", "0.04"])
        in_table = next(row for row in load_study(self.place / "study").tests
                        if (row.hypothesis, row.svm_c, row.test) == ("H2", "1", "sign-flip"))
        self.assertEqual(rows[3]["95 % interval"], f"[{in_table.low:+.2f}, {in_table.high:+.2f}]".replace("-", "−"))
        self.assertEqual(rows[3]["p"], "0.02")
        self.assertIn("With 3 seeds, the smallest p possible is 0.25, after Holm 0.5: no hypothesis can hold, whatever "
                      "the differences; 2 hypotheses need at least 7 seeds.", self.page)

    def test_the_top_of_the_page_tells_what_was_found(self):
        self.assertIn("<dt>H1</dt><dd>one − none > 0 (dropped events, all levels; v1, C = auto): −2.39 points [−3.89, "
                      "−0.89], p (Holm) 0.5; planned: against expectation, interval excludes 0</dd>", self.page)

    def test_golden_table_of_hypotheses(self):
        tex = (self.place / "out/hypotheses.tex").read_text("utf-8").splitlines()
        self.assertEqual(tex[4:8], ["  \\scriptsize\\setlength{\\tabcolsep}{2pt}", "  \\begin{tabular}{llllrrrrrl}", "    \\toprule",
                                    "    Hypothesis & Under & Readout & Status & Difference (points) & "
                                    "95 \\% interval & p & p (Holm) & Seeds & Result \\\\"])
        self.assertEqual(tex[9], "    H1: one $-$ none \\textgreater{} 0 & dropped events, all levels & "
                         "v1, C = auto & planned & $-$2.39 & [$-$3.89, $-$0.89] & 0.25 & 0.5 & 0 of 3 & "
                         "against expectation, interval excludes 0 \\\\")

    def test_all_latex_is_well_formed(self):
        texts = {path.name: path.read_text("utf-8") for path in (self.place / "out").glob("*.tex")}
        self.assertGreaterEqual(len(texts), 8)
        self.assertEqual({name: latex_faults(text) for name, text in texts.items() if latex_faults(text)}, {})

    def test_differences_turn_round_with_the_reference(self):
        with_none = {row["Network"]: row for row in self.rows("differences_v1_none")}
        with_one = {row["Network"]: row for row in self.rows("differences_v1_one")}
        self.assertEqual(with_none["one"]["Dropped events"], "−2.3 [−3.3, −0.3] p 1")
        self.assertEqual(with_one["none"]["Dropped events"], "+2.3 [+0.3, +3.3] p 1")
        self.assertEqual(list(with_none), ["one", "", "cut"])  # trained ones before those made from them

    def test_signs_that_depend_on_the_readout_are_named(self):
        self.assertIn("No sign of a difference from none depends on the readout.", self.page)
        study = load_study(self.place / "study")
        key = (Readout("counts", "1"), "v1", "one", "none", "fog")
        study.pairs[key] = replace(study.pairs[key], difference_points=0.5)
        self.assertEqual(differences.sign_changes(study, "v1", "none"),
                         "The sign of the difference from none depends on the readout in 1 of 4 comparisons: one (fog).")

    def test_ratios_wanted_and_measured(self):
        one, none, _ = self.rows("ratios")
        self.assertEqual([one[name] for name in ("R wanted", "R measured", "Off by at most", "Calibrated")],
                         ["1", "1.03 to 1.09", "9 %", "intov1-offset = 8.5"])
        self.assertEqual(none["R measured"], "∞")
        self.assertIn(r"& $\infty$ &", (self.place / "out/ratios.tex").read_text("utf-8"))
        self.assertIn("one: R is 1.03 to 1.09, wanted 1; 2 of 3 seeds are more than 5 % off", self.page)

    def test_metrics_have_accuracy_beside_retention(self):
        row = self.rows("metrics_counts_1")[0]
        self.assertEqual([row[name] for name in ("Corruption", "Level", "s50")],
                         ["Dropped events", "0.8", "0.4 [0.3, 0.5]"])
        self.assertRegex(row["Accuracy (%)"], r"^\d+\.\d \[")
        self.assertRegex(row["Retention"], r"^0\.\d\d \[")
        self.assertEqual(self.rows("metrics_counts_1")[3]["s50"], "> 0.8")
        study = load_study(self.place / "study")
        row = replace(study.metrics[0], value=0.5, low=0.4, high=math.inf)
        self.assertEqual(metrics._half(study, row, "drop_event"), "0.5 [0.4, > 0.8]")
        self.assertEqual(self.rows("metrics")[0]["Relative mCE"], "–")

    def test_figures_have_their_numbers(self):
        rows = read_csv(self.place / "out/figures/curves_v1_counts_1.csv")
        row = next(row for row in rows if row["network"] == "cut" and row["corruption"] == "fog")
        value = self.made.accuracy("cut", "v1", "1", "fog", 0)
        self.assertEqual([float(row[name]) for name in ("accuracy_percent", "low_percent", "high_percent")],
                         [value, value - 2, value + 2])
        self.assertEqual(row["seeds"], "3")
        self.assertEqual(len(row["by_seed"].split()), 3)
        neurons = {row["neuron"] for row in read_csv(self.place / "out/figures/receptive_fields.csv")}
        self.assertEqual(neurons, set("012345"))

    def test_page_tells_programs_and_commands(self):
        self.assertIn("<td>0123456789ab</td>", self.page)
        commands = (self.place / "out/commands.txt").read_text("utf-8")
        self.assertIn("\nebsnn_vary --network STUDY/networks/one/seed-1/network.h5 ", commands)


class Numbers(FolderTest):
    """What the report computes itself agrees with the tables."""

    def setUp(self):
        super().setUp()
        self.made = write_study(self.folder, runs=False)
        self.study = load_study(self.folder)

    def test_differences_of_seeds_have_the_mean_of_the_table(self):
        for row in self.study.planned_tests:
            found = comparisons.seed_differences(self.study, row.system, row.other, row.corruption, row.levels)
            self.assertEqual(list(found), [1, 2, 3])
            self.assertAlmostEqual(np.mean(list(found.values())), row.difference_points, places=1)
        readout = Readout("counts", "1")
        for levels in ("all", "upper-half"):
            found = comparisons.seed_differences(self.study, System("one", "v1", readout), "none", "fog", levels)
            for seed, value in found.items():
                self.assertAlmostEqual(value, self.made.auc("one", "v1", "1", "fog", levels, seed)
                                       - self.made.auc("none", "v1", "1", "fog", levels, seed), places=6)

    def test_verdicts(self):
        row = self.study.planned_tests[0]  # above
        def verdict(points, p, low=math.nan, high=math.nan, kind="planned"):
            return comparisons.verdict(replace(row, kind=kind, difference_points=points, low=low, high=high, p_holm=p))
        self.assertEqual(verdict(2, 0.03), "holds")
        self.assertEqual(verdict(-2, 0.03), "contradicted")
        self.assertEqual(verdict(2, 0.06, 1, 3), "as expected, interval excludes 0")
        self.assertEqual(verdict(-2, 0.5, -5, 1), "against expectation, not significant")
        for kind in ("exploratory", "interim", "not-frozen"):  # only planned ones hold or are contradicted
            self.assertEqual(verdict(2, 0.03, kind=kind), "as expected, significant")
            self.assertEqual(verdict(-2, 0.03, kind=kind), "against expectation, significant")


class OneHypothesis(FolderTest):
    """A study with a single hypothesis."""

    def test_seeds_that_it_needs(self):
        write_study(self.folder, Made(hypotheses=(("one", "none", "fog", "all", "above", "1"),)), runs=False)
        self.assertIn("; 1 hypothesis needs at least 6 seeds.", hypotheses.power_text(load_study(self.folder)))


class Figures(FolderTest):
    """What is drawn."""

    def setUp(self):
        super().setUp()
        style.use_style()

    def products(self, made, figures, *arguments):
        """Figures of a study without run folders."""
        write_study(self.folder, made, runs=False)
        study = load_study(self.folder)
        return list(figures(study, *arguments))

    def test_every_difference_has_a_mark(self):
        product, = self.products(None, differences.figure, "v1", "none")
        for ax in product.figure.axes:
            marks = [x for line in ax.lines if line.get_marker() in "os" for x in line.get_xdata()]
            self.assertEqual(len(marks), 4)
        self.assertEqual(len(product.rows), 8)

    def test_many_networks_are_in_several_panels(self):
        names = {**{f"n{i}": "" for i in range(7)}, **{f"m{i}": "n0" for i in range(5)}}
        made = Made(networks=names, hypotheses=(("n1", "n0", "fog", "all", "above", "1"),), wanted={})
        product, = self.products(made, curves.network_curves, "v1", Readout("counts", "1"))
        self.assertEqual(len(product.figure.axes), 6)
        for ax in product.figure.axes:
            self.assertLessEqual(sum(line.get_marker() not in ("", "None") for line in ax.lines), 6)
        looks = {(line.get_color(), line.get_marker(), line.get_markerfacecolor())
                 for ax in product.figure.axes for line in ax.lines if line.get_marker() not in ("", "None")}
        self.assertEqual(len(looks), 12)
        self.assertEqual([look_of(place).is_open for place in (0, 6, 7, 13)], [False, False, True, True])

    def test_titles_of_panels_keep_apart(self):
        names = {**{f"n{i}": "" for i in range(3)}, **{f"m{i}": "n0" for i in range(7)}}
        product, = self.products(Made(networks=names, hypotheses=(), wanted={}), curves.network_curves, "v1",
                                 Readout("counts", "1"))
        product.figure.get_layout_engine().execute(product.figure)
        axes = np.reshape(product.figure.axes, (2, 3))
        self.assertEqual([ax.get_title(loc="left") for ax in axes.flat],
                         ["Trained networks\na   Dropped events", "Made from trained ones, part 1\nb   Dropped events",
                          "Made from trained ones, part 2\nc   Dropped events", "d   fog", "e   fog", "f   fog"])
        for row in axes:
            boxes = [ax._left_title.get_window_extent() for ax in row]
            for left, right in zip(boxes, [*boxes[1:], product.figure.bbox]):
                self.assertLess(left.x1, right.x0 or right.x1)

    def test_retentions_have_intervals_as_accuracies_do(self):
        made = Made()
        product, = self.products(made, curves.retention_curves, "v1", Readout("counts", "1"))
        self.assertEqual([len(ax.collections) for ax in product.figure.axes], [3, 3])
        band = product.figure.axes[1].collections[0].get_paths()[0].vertices
        kept = made.accuracy("one", "v1", "1", "fog", 2) / made.accuracy("one", "v1", "1", "fog", 0)
        for value in (kept - 0.05, kept + 0.05):
            self.assertLess(np.abs(band - (2, value)).sum(axis=1).min(), 1e-9)
        rows = {row[7]: row for row in product.rows if row[2] == "one" and row[6] == "fog"}
        np.testing.assert_allclose(rows[2][-3:], (kept, kept - 0.05, kept + 0.05))
        self.assertEqual(rows[0][-3:], [1, 1, 1])
        self.assertEqual(rows[2][10], made.accuracy("one", "v1", "1", "fog", 2))  # the absolute one beside it

    def test_intervals_above_a_retention_of_one_are_not_cut(self):
        write_study(self.folder, Made(), runs=False)
        study = load_study(self.folder)
        for key, row in study.metric.items():
            if row.metric == "retention":
                study.metric[key] = replace(row, high=1.31)
        product, = curves.retention_curves(study, "v1", Readout("counts", "1"))
        self.assertEqual(product.figure.axes[0].get_ylim(), (0, 1.31))
        self.assertEqual(list(product.figure.axes[0].get_yticks()), [0, 0.25, 0.5, 0.75, 1, 1.25])

    def test_without_metrics_there_is_no_retention(self):
        write_study(self.folder, Made(), runs=False)
        study = load_study(self.folder)
        study.metrics = []
        self.assertEqual(list(curves.retention_curves(study, "v1", Readout("counts", "1"))), [])

    def test_many_corruptions_are_in_several_figures(self):
        axes = {f"c{i}": ("m", {"title": f"Corruption {i}", "place": i}) for i in range(19)}
        made = Made(levels={name: (0, 1) for name in axes}, axes=axes, hypotheses=())
        made_figures = self.products(made, curves.network_curves, "v1", Readout("counts", "1"))
        self.assertEqual([len(product.figure.axes) for product in made_figures], [15, 4])

    def test_levels_from_large_to_small_run_to_the_right(self):
        made = Made(levels={"fog": (8, 4, 2)}, axes={"fog": AXES["fog"]}, hypotheses=())
        product, = self.products(made, curves.network_curves, "v1", Readout("counts", "1"))
        self.check_steps(product.figure.axes[0], [0, 1, 2], ["8", "4", "2"])

    def check_steps(self, ax, places, labels):
        """Places of the marks of a curve, and the labels of the axis."""
        line = [line for line in ax.lines if len(line.get_xdata()) == len(places)][-1]
        np.testing.assert_array_equal(line.get_xdata(), places)
        self.assertEqual([text.get_text() for text in ax.get_xticklabels()], labels)

    def test_clean_factors_are_not_at_0(self):
        made = Made(levels={"fog": (0, 1.5, 4)}, axes={"fog": ("factor", {"title": "Stretch"})}, hypotheses=())
        for figures in (curves.network_curves, curves.retention_curves):
            product, = self.products(made, figures, "v1", Readout("counts", "1"))
            self.check_steps(product.figure.axes[0], [0, 1, 2], ["clean", "1.5", "4"])
        product, = self.products(made, disagreement.figure, "v1", (list(made.networks)[1], list(made.networks)[0]))
        self.check_steps(product.figure.axes[-1], [1, 2], ["clean", "1.5", "4"])

    def test_severities_of_a_suite_are_steps_for_all(self):
        made = Made(levels={"drop_event": (0, 0.4, 0.8), "fog": (0, 1.5, 4)}, hypotheses=(),
                    axes={"drop_event": AXES["drop_event"], "fog": ("factor", {"title": "Stretch"})})
        product, = self.products(made, curves.network_curves, "v1", Readout("counts", "1"))
        self.check_steps(product.figure.axes[0], [0, 1, 2], ["clean", "0.4", "0.8"])

    def test_chosen_costs_are_those_of_the_classifiers_fitted_last(self):
        study = self.folder / "study"
        write_study(study, Made(seeds=(1, 2)))
        self.assertEqual(costs.table(load_study(study))[1], [])
        for network, seed, cost in (("one", 1, 0.001), ("one", 2, 0.1), ("cut", 2, 1e-4)):
            write_classifier(study, network, seed, cost)
        write_classifier(study, "none", 1, None)
        header, rows = costs.table(load_study(study))
        self.assertEqual(header[3:], ["Seed 1", "Seed 2"])
        self.assertEqual(rows, [["one", "v1", "counts", "0.001", "0.1"], ["cut", "v1", "counts", "–", "0.0001"]])
        write_classifier(study, "one", 1, "much")
        found = load_study(study)
        self.assertEqual(len(found.problems), 1)
        self.assertIn("classifier.h5: /cross_validation: attribute chosen_cost: much", found.problems[0])

    def test_hypotheses_without_accuracies(self):
        write_study(self.folder / "study")
        (self.folder / "study/summary.tidy.csv").unlink()
        product, = hypotheses.figure(load_study(self.folder / "study"))
        self.assertEqual(len(product.rows), 4)

    def test_one_seed_is_told(self):
        product, = self.products(Made(seeds=(7,)), curves.network_curves, "v1", Readout("counts", "1"))
        self.assertIn("with one seed, they cover the choice of recordings alone", product.caption)

    def test_infinite_ratios_are_at_the_edge(self):
        product, = self.products(None, ratios.figure)
        ax = product.figure.axes[0]
        self.assertEqual(ax.get_xticklabels()[-1].get_text(), "∞")
        self.assertAlmostEqual(ax.get_xlim()[1], ax.get_xticks()[-1])

    def test_ratios_within_a_decade_have_a_tick_at_whole_numbers_up_to_three(self):
        self.assertEqual([f"{tick:g}" for tick in ratios._ticks(0.6, 5.8)], ["0.7", "1", "1.5", "2", "3", "5"])
        self.assertEqual([f"{tick:g}" for tick in ratios._ticks(0.1, 20.0)], ["0.1", "0.2", "0.5", "1", "2", "5", "10"])

    def test_codes_other_than_the_planned_one_are_named(self):
        product, = self.products(Made(codes=("v1", "inh"), readouts=("auto",)), hypotheses.figure)
        notes = [text.get_text() for text in product.figure.axes[0].texts]
        self.assertEqual(notes, ["planned", "exploratory, inh"] * 2)
        self.assertEqual([row[4] for row in product.rows], ["v1", "inh"] * 2)

    def test_single_seeds_are_dots(self):
        product, = self.products(None, hypotheses.figure)
        dots = [line for line in product.figure.axes[0].lines if line.get_marker() == "."]
        self.assertEqual([len(line.get_xdata()) for line in dots], [3, 3, 3, 3])

    def test_lines_of_reference_are_below_the_marks(self):
        product, = self.products(None, differences.figure, "v1", "none")
        lines = product.figure.axes[0].lines
        self.assertLess(max(line.get_zorder() for line in lines if line.get_color() == "#e8e8e8"),
                        min(line.get_zorder() for line in lines if list(line.get_xdata()) == [0, 0]))
        for figures, value in ((hypotheses.figure, 0), (ratios.figure, 1)):
            product, = self.products(None, figures)
            lines = product.figure.axes[0].lines
            places = {line.get_zorder() for line in lines if list(line.get_xdata()) == [value, value]
                      and list(line.get_ydata()) == [0, 1]}
            self.assertEqual(len(places), 1)
            self.assertLess(max(places), min(line.get_zorder() for line in lines if line.get_marker() in "os"))

    def test_retentions_of_a_corruption_share_the_axis_of_levels(self):
        made = Made(levels={"fog": (8, 4, 2)}, axes={"fog": AXES["fog"]}, hypotheses=())
        product, = self.products(made, disagreement.figure, "v1", (list(made.networks)[1], list(made.networks)[0]))
        first, second = product.figure.axes
        self.assertEqual((first.get_xlim(), list(first.get_xticks())), (second.get_xlim(), list(second.get_xticks())))
        self.check_steps(second, [1, 2], ["8", "4", "2"])  # the strongest corruption is at the right
        self.assertEqual((first.get_xlabel(), second.get_xlabel() != ""), ("", True))
