"""Reports on studies that are unfinished or broken, or have hostile names."""

import html
import shutil
from unittest import mock

import h5py

from ebsnn_report import report as report_module
from ebsnn_report.errors import ReportError
from ebsnn_report.study import fields
from ebsnn_report.study import report as study_report
from ebsnn_report.study.csv_rows import read_rows
from ebsnn_report.study.rows import Readout, SummaryRow
from ebsnn_report.study.study_folder import load_study
from study_support import AXES, PLAN, Made, write_run_folder, write_study
from support import FolderTest, QuickSaver, quick_saving, read_csv, report


def pages_only():
    """While this holds, reports have no figures at all."""
    return mock.patch.object(study_report, "Report", PagesOnly)


class PagesOnly(report_module.Report):
    """A report without figures: they are tested elsewhere."""

    def add(self, section, products):
        return 1

    def write_table(self, name, header, rows, caption):
        """No files either."""


class Partial(FolderTest):
    """Studies of which something is missing."""

    def page_of(self, saving=quick_saving):
        """The page of a report that must succeed."""
        with saving():
            self.assert_done(report(self.folder / "study"))
        return html.unescape((self.folder / "study/report/index.html").read_text("utf-8"))

    def test_frozen_plan_alone(self):
        write_study(self.folder / "study", tables=False, runs=False)
        page = self.page_of()
        self.assertIn("partial: nothing has been read out yet", page)
        self.assertIn("<td>0 of 3</td>", page)

    def test_run_folders_without_tables(self):
        made = write_study(self.folder / "study", Made(frozen=False), tables=False, runs=False)
        for seed in (1, 2):
            run = write_run_folder(self.folder / "study", made, "one", seed)
            (run / "results.tidy.csv").write_text(
                "code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,wilson_low_percent,source\n"
                f"v1,counts,1,fog,0,m,100,{80 + seed},1,network\nv1,counts,1,fog,4,m,100,{40 + seed},1,network\n"
                f"pixels,counts,1,fog,0,m,100,70,1,recordings\n", encoding="utf-8")
            (run / "ei.csv").write_text(
                "corruption,level,population,recordings,ratio,ratio_lower_quartile,ratio_upper_quartile,rate_hz\n"
                "clean,0,V1,50,1.5,1,2,20\n", encoding="utf-8")
        run = write_run_folder(self.folder / "study", made, "none", 2)
        (run / "results.tidy.csv").write_text("code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,source\n"
                                              "v1,counts,1,fog,0,m,100,50,network\n", encoding="utf-8")
        page = self.page_of()
        self.assertIn("tables are not written yet; accuracies are those of run folders, without intervals", page)
        self.assertIn("without metrics.tidy.csv, there are no intervals yet", page)
        rows = read_csv(self.folder / "study/report/figures/curves_v1_counts_1.csv")
        self.assertEqual([(row["network"], row["accuracy_percent"], row["low_percent"]) for row in rows],
                         [("none", "50.0", ""), ("one", "81.5", ""), ("one", "41.5", "")])
        self.assertTrue((self.folder / "study/report/figures/codes.csv").exists())  # pixels are of no network
        self.assertEqual(rows[0]["curve"], "none (1 of 2 seeds)")
        self.assertIn('id="ratios"', page)
        self.assertIn('id="receptive_fields"', page)

    def test_fewer_seeds_than_planned(self):
        write_study(self.folder / "study", Made(seeds=(1, 2)))
        plan = self.folder / "study/frozen-plan.txt"
        plan.write_text(plan.read_text("utf-8").replace("seeds: 1,2", "seeds: 1-4"), encoding="utf-8")
        write_run_folder(self.folder / "study", Made(), "one", 3)
        page = self.page_of(pages_only)
        self.assertIn("partial: tables of seeds 1, 2, planned are 1, 2, 3, 4", page)
        self.assertIn("results of more seeds (3) than the tables", page)

    def test_no_hypothesis(self):
        write_study(self.folder / "study", Made(hypotheses=(), frozen=False))
        page = self.page_of(pages_only)
        self.assertIn("no test of a hypothesis", page)
        self.assertIn("differences_v1_one.tex", page)
        self.assertIn("Plan frozen</dt><dd>no", page)

    def test_plan_that_was_not_frozen(self):
        write_study(self.folder / "study", Made(frozen=False))
        page = self.page_of(pages_only)
        self.assertIn("The plan was not frozen: these hypotheses do not count as planned.<", page)
        self.assertNotIn("interim", page)

    def test_some_seeds_of_a_frozen_plan_are_interim(self):
        write_study(self.folder / "study", Made(seeds=(1, 2), planned_seeds="1-5"), runs=False)
        with quick_saving():
            self.assert_done(report(self.folder / "study", "--out", self.folder / "out"))
        page = html.unescape((self.folder / "out/index.html").read_text("utf-8"))
        self.assertIn("The plan is frozen, but 2 of 5 seeds are there: these are interim results, and not the planned "
                      "test.", page)
        self.assertIn("Hypotheses of the frozen plan, 2 of 5 seeds: interim results.", page)
        self.assertIn("Rows marked “interim” are of the readout", page)
        self.assertNotIn("not frozen", page)
        self.assertEqual([row["Status"] for row in read_csv(self.folder / "out/hypotheses.csv")],
                         ["interim", "exploratory"] * 2)

    def test_an_earlier_table_of_some_seeds_does_not_contradict_the_plan(self):
        study = self.folder / "study"
        write_study(study, Made(seeds=(1, 2), planned_seeds="1-5"), runs=False)
        replace(study / "tests.csv", "\ninterim,", "\nnot-frozen,", -1)
        page = self.page_of(pages_only)
        self.assertIn("do not count as planned. It is now: tests.csv was written before that, or by an earlier version",
                      page)

    def test_two_networks_and_one_seed(self):
        write_study(self.folder / "study", Made(networks={"one": "", "none": ""}, seeds=(1,)))
        self.assertIn("With 1 seed, the smallest p possible is 1, after Holm 1: no hypothesis", self.page_of(pages_only))

    def test_nothing_at_all(self):
        (self.folder / "study/networks").mkdir(parents=True)
        done = report(self.folder / "study")
        self.assertEqual(done.returncode, 2)
        self.assertIn("its study has not saved anything yet", done.stderr)

    def test_a_study_is_no_run_to_compare(self):
        write_study(self.folder / "study", tables=False, runs=False)
        for words, message in (([self.folder / "study", self.folder / "x"], "one study alone"),
                               ([self.folder / "study", "--labels", "a"], "--labels: belongs to reports of runs"),
                               ([self.folder / "study", "--data", "d"], "--data: belongs to reports of runs")):
            done = report(*words)
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)


def replace(path, old, new, count=1):
    """Changes a text file."""
    text = path.read_text("utf-8", "surrogateescape")
    assert old in text, old
    path.write_text(text.replace(old, new, count), "utf-8", "surrogateescape")


class Broken(FolderTest):
    """Tables that are not what they should be: one message, and the rest of the report."""

    @classmethod
    def setUpClass(cls):
        cls.whole = cls.class_folder() / "study"
        write_study(cls.whole, runs=False)

    def messages_of(self, name, change):
        """Errors of a report on the study in which one file is changed."""
        study = self.folder / "study"
        shutil.rmtree(study, ignore_errors=True)
        shutil.copytree(self.whole, study)
        change(study / name)
        with pages_only():
            done = report(study, "--out", self.folder / "out")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.stderr

    def assert_message(self, name, change, *expected):
        """Asserts that the one message names the file and says this."""
        message = self.messages_of(name, change)
        for text in (name, *expected):
            self.assertIn(text, message)

    def test_columns(self):
        for name, column in (("summary.tidy.csv", "accuracy_percent"), ("metrics.tidy.csv", "low"),
                             ("tests.csv", "p_holm"), ("ei.tidy.csv", "rate_hz"), ("calibration.csv", "wanted")):
            self.assert_message(name, lambda path, c=column: replace(path, f",{c},", ",another,"),
                                f"has no column {column}")

    def test_cells(self):
        cases = (("summary.tidy.csv", ",drop_event,0.4,", ",drop_event,nan,", "column level: 'nan', expected a number"),
                 ("summary.tidy.csv", "fraction,100,", "fraction,1e2,", "column n: '1e2', expected a whole number"),
                 ("summary.tidy.csv", "one,1,v1", "one,-1,v1", "line 2, column seed: '-1'"),
                 ("summary.tidy.csv", "one,1,v1", "one,2,v1", "says the same as a line above it"),
                 ("metrics.tidy.csv", "accuracy,10,10,10", "accuracy,ten,10,10", "column value: 'ten'"),
                 ("tests.csv", ",above,", ",up,", "column expected: 'up', expected one of: nothing, above, below"),
                 ("tests.csv", ",0.25,", ",1.25,", "column p: '1.25', expected a number in 0 .. 1"),
                 ("ei.tidy.csv", "clean,0,V1,50,", "clean,0,V1,50,-", "column ratio: '-"),
                 ("frozen-plan.txt", PLAN, "\x1b[31m", "line 1: '\\x1b[31m', expected the checksum"),
                 ("frozen-plan.txt", "seeds: 1", "seeds: 9-1", "seeds: '9-1"),
                 ("frozen-plan.txt", "calibrate=1", "calibrate=one", "calibrate=one, expected a number"))
        for name, old, new, message in cases:
            with self.subTest(message):
                self.assert_message(name, lambda path, a=old, b=new: replace(path, a, b), message)

    def test_files(self):
        def folder(path):
            path.unlink()
            path.mkdir()
        def huge(path):
            with path.open("r+b") as file:
                file.truncate(300 << 20)
        cases = ((folder, "is a folder, not a plain file"), (huge, "at most 268,435,456 are read"),
                 (lambda path: path.write_bytes(b""), "has no column network"),
                 (lambda path: path.write_bytes(b"\x00\xff" * 50), "has no column network"),
                 (lambda path: replace(path, "\none,", "\n\"one,"), "is no CSV: "),
                 (lambda path: replace(path, "\none,", "\none,,"), "line 2: has 12 cells, expected 11"),
                 (lambda path: replace(path, "\none,", "\n" + "n" * 5000 + ","), "has 5,000 characters"))
        for change, message in cases:
            with self.subTest(message):
                self.assert_message("summary.tidy.csv", change, message)

    def test_tables_of_different_plans(self):
        self.assert_message("ei.tidy.csv", lambda path: replace(path, PLAN, "f" * 16), "different plans")

    def test_too_many_networks(self):
        study = self.folder / "study"
        write_study(study, Made(networks={f"n{i}": "" for i in range(49)}, hypotheses=(), wanted={},
                                levels={"fog": (0, 1)}, seeds=(1,)), runs=False)
        done = report(study)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("have 49 networks, at most 48 can be drawn", done.stderr)

    def test_network_files(self):
        shutil.copytree(self.whole, self.folder / "study")
        run = write_run_folder(self.folder / "study", Made(), "one", 1)
        (run / "ei.h5").write_bytes(b"no HDF5")
        with h5py.File(run / "network.h5", "a") as file:
            del file["weights/V1weight"]
        study = load_study(self.folder / "study")
        self.assertEqual(list(fields.figure(study)), [])
        first, second = study.problems
        self.assertIn("ei.h5: cannot be read as HDF5", first)
        self.assertIn("network.h5: has no weights/V1weight", second)


class Names(FolderTest):
    """Names that mean something to a library."""

    def test_hostile_names(self):
        names = {"_a": "", "$\\frac{^2$": "", "<b>&": "", "100 %\n#1": "_a", "M\udcfcll": "_a", "\\frac{": "", "a,\"b": ""}
        axes = {"<fog> $\\frac{$": ("<u>$_", {}), "drop_event": AXES["drop_event"]}
        made = Made(networks=names, hypotheses=(("_a", "$\\frac{^2$", "drop_event", "all", "above", "1"),),
                    levels={"<fog> $\\frac{$": (0, 1), "drop_event": (0, 0.5, 1)}, axes=axes, wanted={"_a": 1.0},
                    seeds=(1, 2), codes=("v1",), input_codes=("in$h",), readouts=("1",), frozen=False)
        write_study(self.folder / "study", made, runs=False)
        with quick_saving(), mock.patch.object(QuickSaver, "submit", drawing_submit):
            done = report(self.folder / "study", "--out", self.folder / "out")
        self.assert_done(done)
        page = (self.folder / "out/index.html").read_text("utf-8")
        self.assertNotRegex(page, "<b>&|<fog>|<u>")
        self.assertIn("&lt;b&gt;&amp;", page)
        tex = (self.folder / "out/ratios.tex").read_text("utf-8")
        self.assertIn(r"\$\textbackslash{}frac\{\textasciicircum{}2\$", tex)
        self.assertIn(r"M\textbackslash{}xfcll", tex)


def drawing_submit(saver, product, kept=QuickSaver.submit):
    """Draws one figure of each kind, so that a formula in a name would fail."""
    if product.name.split("_")[0] not in {name.split("_")[0] for name in saver.products}:
        product.figure.draw_without_rendering()
    kept(saver, product)


class Rows(FolderTest):
    """Tables of later programs."""

    def test_tables_that_a_spreadsheet_has_saved(self):
        path = self.folder / "summary.tidy.csv"
        path.write_text("network,seed,code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,plan\n"
                        "one,1,v1,counts,1,fog,0,m,10,50,p\n\n", encoding="utf-8-sig")
        self.assertEqual([row.network for row in read_rows(path, SummaryRow)], ["one"])
        path.write_text(path.read_text().replace(",", ";"))
        with self.assertRaisesRegex(ReportError, "summary.tidy.csv: has semicolons between its columns, expected commas"):
            read_rows(path, SummaryRow)

    def test_more_columns_and_another_order_are_fine(self):
        path = self.folder / "summary.tidy.csv"
        path.write_text("plan,new,seed,network,code,scaling,svm_c,corruption,level,unit,n,accuracy_percent\n"
                        f"{PLAN},x,3,one,v1,counts,auto,fog,1,m,100,55.5\n", encoding="utf-8")
        row, = read_rows(path, SummaryRow)
        self.assertEqual((row.network, row.seed, row.accuracy_percent, row.readout),
                         ("one", 3, 55.5, Readout("counts", "auto")))
