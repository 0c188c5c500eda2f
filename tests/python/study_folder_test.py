"""open_study."""

import numpy as np

import ebsnn
from support import FolderTest, needs, write_run

SUMMARY = """network,seed,code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,plan
none,1,v1,counts,1,drop_event,0,fraction,5,60,00000000000000e1
none,2,v1,counts,auto,drop_event,0.5,fraction,5,40,00000000000000e1
"""
METRICS = """network,code,scaling,svm_c,corruption,level,metric,value,low,high,undefined,accuracy_percent,note,plan
none,v1,counts,1,all,,auc,61.5,50.1,70.2,0,,,00000000000000e1
none,v1,counts,1,drop_event,,s50,inf,0.3,inf,0,,never reached,00000000000000e1
"""


class WholeStudy(FolderTest):
    """A study of one network and two seeds."""

    def setUp(self):
        super().setUp()
        for seed in (1, 10):
            write_run(self.folder / f"networks/none/seed-{seed}")
        (self.folder / "summary.tidy.csv").write_text(SUMMARY)
        (self.folder / "metrics.tidy.csv").write_text(METRICS)
        self.study = ebsnn.open_study(self.folder)

    def test_runs(self):
        self.assertEqual((self.study.networks, self.study.seeds("none")), (["none"], [1, 10]))
        self.assertEqual(self.study.run("none", 10).predictions().accuracy_percent, 60)
        self.assert_refused(ebsnn.InputError, ["seed 2", "1, 10"], self.study.run, "none", 2)
        self.assert_refused(ebsnn.InputError, ["'other'", "none"], self.study.run, "other", 1)

    def test_folder_that_was_moved(self):
        self.folder.rename(self.folder.with_suffix(".moved"))
        self.addCleanup(self.folder.with_suffix(".moved").rename, self.folder)
        study = self.study
        for ask in (lambda: study.networks, lambda: study.run("none", 1), lambda: study.columns("summary")):
            self.assert_refused(ebsnn.InputError, [self.folder, "is not there any more"], ask)

    def test_names_and_seeds_of_any_type_are_refused(self):
        for wrong in (None, [], {}, True, 1.0, b"none", np.array([1, 2]), object(), "x" * 5000, "../none"):
            self.assert_refused(ebsnn.InputError, ["expected one of 1, 10"], self.study.run, "none", wrong)
            self.assert_refused(ebsnn.InputError, ["expected one of: none"], self.study.run, wrong, 1)
            self.assert_refused(ebsnn.InputError, ["summary, metrics"], self.study.columns, wrong)
        self.assertEqual(self.study.run("none", np.int64(10)).folder.name, "seed-10")

    def test_tables_that_a_spreadsheet_has_saved(self):
        (self.folder / "summary.tidy.csv").write_text(SUMMARY, encoding="utf-8-sig")
        self.assertEqual(list(self.study.columns("summary"))[0], "network")

    def test_columns(self):
        summary = self.study.columns("summary")
        self.assertEqual((list(summary["seed"]), list(summary["svm_c"])), ([1, 2], ["1", "auto"]))
        self.assertEqual(summary["seed"].dtype.kind + summary["accuracy_percent"].dtype.kind, "if")
        self.assertEqual(summary["plan"][0], "00000000000000e1")  # no number
        metrics = self.study.columns("metrics")
        self.assertTrue(np.isnan(metrics["level"]).all())
        self.assertEqual(list(metrics["value"]), [61.5, np.inf])

    @needs("pandas")
    def test_frames(self):
        summary = self.study.summary
        self.assertEqual(summary[summary.level == 0.5].accuracy_percent.tolist(), [40])
        self.assertEqual(self.study.metrics.network.tolist(), ["none", "none"])

    def test_what_is_missing(self):
        self.assert_refused(ebsnn.InputError, ["tests.csv", "not there", "stage test"], self.study.columns, "tests")
        self.assert_refused(ebsnn.InputError, ["'sums'", "summary"], self.study.columns, "sums")
        self.assert_refused(ebsnn.InputError, ["no folder of a study"], ebsnn.open_study,
                            self.folder / "networks/none/seed-1")
        self.assert_refused(ebsnn.InputError, ["no such folder"], ebsnn.open_study, self.folder / "none")
