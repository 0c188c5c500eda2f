"""Reports on other tasks than ten digits: what files say of themselves is what is shown."""

import unittest

import h5py
import numpy as np

from ebsnn_report.events import read_events
from ebsnn_report.figures import activity, robustness
from ebsnn_report.run_folder import load_run
from ebsnn_report.style import use_style
from ebsnn_report.subject import Windows
from ebsnn_report.tables import condition_cells, summary_cells
from support import FolderTest, describe_activity, write_activity, write_named_results, write_provenance

CLASSES = ("airplane", "bird", "car", "$x$")
SIX_WINDOWS = [[row, column] for row in (0, 12) for column in (3, 15, 27)]
FOG = {"title": "Fog & haze", "place": 7, "axis_label": "Sight (km)", "axis_scale": 0.001,
       "chance_percent": 12.5}


class Described(FolderTest):
    """Hand-made run folders with descriptions."""

    def setUp(self):
        super().setUp()
        use_style()

    def run_of(self, groups, classes=CLASSES):
        """A run with these results alone."""
        write_named_results(self.folder / "results.h5", classes, groups)
        return load_run(self.folder)

    def test_results_describe_corruptions(self):
        run = self.run_of({"a": ("m", {}), "fog": ("m", FOG), "rain": ("m", {"place": 3})})
        self.assertEqual(run.problems, [])
        self.assertEqual(list(run.results), ["rain", "fog", "a"])
        about = run.results["fog"].corruption
        self.assertEqual((about.title, about.label("m")), ("Fog & haze", "Sight (km)"))
        np.testing.assert_allclose(about.shown([1000]), [1])
        self.assertEqual(run.results["fog"].chance, 12.5)
        self.assertEqual(run.results["rain"].chance, 25)
        self.assertEqual([row[0] for row in summary_cells(run)[1]], ["rain", "Fog & haze", "a"])

    def test_conditions_have_a_table_of_their_own(self):
        both = "drop_event=0.3+uniform_noise=2000"
        run = self.run_of({both: ("condition", {}), "drop_event": ("fraction", {})})
        self.assertEqual((list(run.results), list(run.conditions)), (["drop_event"], [both]))
        self.assertEqual([row[:3] for row in condition_cells(run)[1]],
                         [["drop_event=0.3 + uniform_noise=2000", "4", "0.00"]])

    def test_confusion_has_the_names_of_the_classes(self):
        product = next(robustness.main_confusions(self.run_of({"fog": ("m", FOG)})))
        ticks = [text.get_text().replace(r"\$", "$")
                 for text in product.figure.axes[0].get_yticklabels()]
        self.assertEqual(ticks, list(CLASSES))
        self.assertEqual({row[3] for row in product.rows}, set(CLASSES))
        self.assertEqual(len(product.rows), 2 * 16)

    def test_many_classes_have_few_ticks_and_no_numbers(self):
        names = [f"class {i}" for i in range(101)]
        product = next(robustness.main_confusions(self.run_of({"fog": ("m", FOG)}, names)))
        ax = product.figure.axes[0]
        self.assertLessEqual(len(ax.get_xticks()), 16)
        self.assertEqual(list(ax.texts), [])

    def test_confusion_must_fit_the_classes(self):
        write_named_results(self.folder / "results.h5", CLASSES, {"fog": ("m", FOG)})
        with h5py.File(self.folder / "results.h5", "a") as file:
            file.attrs["class_name"] = CLASSES[:3]
        self.assertIn("has 4 classes, expected 3", load_run(self.folder).problems[0])

    def test_activity_has_its_classes_and_windows(self):
        path = self.folder / "activity/clean.h5"
        write_activity(path, np.ones((8, 6, 5)))
        describe_activity(path, CLASSES, SIX_WINDOWS)
        run = load_run(self.folder)
        self.assertEqual(run.problems, [])
        self.assertEqual(run.clean.windows.names[4], "Row 2, column 2")
        product = next(activity.statistics(run))
        self.assertIn("one window of one recording", product.caption)
        self.assertEqual([row[2] for row in product.rows if row[1] == "class_mean_rate_hz"],
                         list(CLASSES))

    def test_label_must_have_a_class(self):
        path = self.folder / "activity/clean.h5"
        write_activity(path, np.ones((8, 6, 5)))
        describe_activity(path, CLASSES, SIX_WINDOWS)
        with h5py.File(path, "a") as file:
            file["label"][3] = 4
        with self.assertRaisesRegex(Exception, "holds 4, there are 4 classes"):
            load_run(self.folder)

    def test_events_are_on_the_sensor_that_the_file_names(self):
        path = self.folder / "events.h5"
        with h5py.File(path, "w") as file:
            file["condition/corruption"], file["condition/unit"] = [b"none"], [b"none"]
            file["condition/level"] = [0.0]
            for name, value in (("condition", 0), ("t_us", 5), ("x", 239), ("y", 179), ("on", 1)):
                file[f"events/{name}"] = np.array([value])
            file.attrs.update({"split": "test", "recording": 1, "label": 3, "steps": 350,
                               "class_name": "car", "sensor_width": 240, "sensor_height": 180})
            write_provenance(file)
        shown = read_events(path)
        self.assertEqual(shown.title, "test recording 1, class car")
        self.assertEqual(shown.conditions[0].balance(2, 350).shape, (2, 2, 180, 240))
        with h5py.File(path, "a") as file:
            file.attrs["sensor_height"] = 179
        with self.assertRaisesRegex(Exception, "outside the sensor of 240 x 179 px"):
            read_events(path)


class WindowNames(unittest.TestCase):
    """Known answers."""

    def test_names(self):
        self.assertEqual(Windows(np.array([[5, 5], [5, 17], [17, 5], [17, 17]])).names[1], "Top right")
        self.assertEqual(Windows(np.array([[5, 5]])).names, ["Row 1, column 1"])
