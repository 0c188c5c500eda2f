"""Figures as a reviewer sees them: nothing cut, no legend over data, equal bins for all sets."""

from unittest import mock

import h5py
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from ebsnn_report import report as report_module
from ebsnn_report import style
from ebsnn_report.run_folder import load_run
from ebsnn_report.subject import Corruption
from support import FolderTest, write_activity, write_network, write_results


SECTIONS = ("_receptive_fields", "_training", "_robustness", "_appendix", "_activity", "_corruption")
OF_SNAPSHOTS = ("_receptive_fields", "_training")  # what depends on the number of snapshots


class KeepingSaver:
    """Keeps the figures instead of saving them."""

    def __init__(self, folder):
        self.folder = folder
        self.products = {}

    def submit(self, product):
        """Keeps one figure."""
        self.products[product.name] = product


class Looks(FolderTest):
    """Figures of hand-made runs."""

    def setUp(self):
        super().setUp()
        self.texts = []  # of the last report, between its figures

    def products(self, *sections):
        """Figures of a report on the run that need no recordings: of these sections, else all."""
        with mock.patch.object(report_module, "Saver", KeepingSaver):
            made = report_module.Report(self.folder / "report")
        run = load_run(self.folder)
        choice = report_module.DataChoice(str(self.folder / "none"), 0, str(self.folder))
        for part in sections or SECTIONS:
            with_recordings = part in ("_activity", "_corruption")
            getattr(report_module, part)(made, run, *([choice] if with_recordings else []))
        self.texts = [piece for section in made.sections for piece in section.pieces
                      if isinstance(piece, str)]
        return made.saver.products

    def going_on(self, snapshots):
        """An unfinished training with this many snapshots."""
        write_network(self.folder / "checkpoint.h5", 1, history=30)
        with h5py.File(self.folder / "checkpoint.h5", "a") as file:
            file.attrs["next_patch"] = np.uint64(100 * snapshots + 50)
        for number in range(1, snapshots + 1):
            write_network(self.folder / f"snapshots/network-{100 * number}.h5", number)

    def assert_whole(self, product):
        """Everything is within the figure; no legend is over a line."""
        figure = product.figure
        figure.get_layout_engine().execute(figure)  # as when it is saved
        labels = [axis.label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
        boxes = [ax.get_tightbbox() for ax in figure.axes]  # without labels along the axes, which it puts to their places
        boxes += [label.get_window_extent() for label in labels if label.get_text()]
        boxes += [legend.get_window_extent() for legend in figure.legends]
        drawn, page = Bbox.union(boxes), figure.bbox
        self.assertGreaterEqual(min(drawn.x0 - page.x0, drawn.y0 - page.y0), -1, product.name)
        self.assertLessEqual(max(drawn.x1 - page.x1, drawn.y1 - page.y1), 1, product.name)
        for ax in figure.axes:
            for line in ax.lines if ax.get_legend() else ():
                self.assertFalse(self.crosses(line, ax.get_legend()), product.name)

    @staticmethod
    def crosses(line, legend):
        """Whether a line crosses the box of a legend."""
        path = line.get_transform().transform_path(line.get_path())
        return path.intersects_bbox(legend.get_window_extent(), filled=False)

    def test_nothing_is_cut(self):
        for snapshots in (1, 3, 10):
            with self.subTest(snapshots=snapshots):
                self.going_on(snapshots)
                write_results(self.folder / "results.h5", [90, 70, 20])
                write_activity(self.folder / "activity/drop_event/0.h5", np.ones((20, 4, 144)))
                write_activity(self.folder / "activity/train.h5", np.ones((20, 4, 144)))
                products = self.products(*(() if snapshots == 1 else OF_SNAPSHOTS))
                self.assertGreaterEqual(len(products), 11 if snapshots == 1 else 6)
                for product in products.values():
                    self.assert_whole(product)

    def test_sets_share_the_bins_of_histograms(self):
        write_activity(self.folder / "activity/drop_event/0.h5", np.ones((20, 4, 144)))
        write_activity(self.folder / "activity/train.h5", np.full((20, 4, 144), 9))
        rows = self.products("_activity")["activity"].rows
        for quantity in ("neuron_rate_hz", "population_rate_hz"):
            bins = {name: [row[2:4] for row in rows if row[:2] == [name, quantity]]
                    for name in ("Test, clean", "Training")}
            self.assertEqual(len(bins["Training"]), 30)
            self.assertEqual(bins["Training"], bins["Test, clean"])

    def test_legends_tell_sets_apart(self):
        write_activity(self.folder / "activity/drop_event/0.h5", np.ones((20, 4, 144)))
        write_activity(self.folder / "activity/train.h5", np.ones((20, 4, 144)))
        products = self.products("_activity", "_corruption")
        legend = products["activity"].figure.legends[0]
        self.assertEqual([(text.get_text(), line.get_marker(), line.get_linestyle()) for text, line
                          in zip(legend.get_texts(), legend.get_lines())],
                         [("Test, clean", "o", "-"), ("Training", "s", "--")])
        legend = products["surviving_events"].figure.legends[0]
        self.assertEqual([text.get_text() for text in legend.get_texts()],
                         ["Whole sensor", "Central pixels"])

    def test_present_state_shows_learning(self):
        self.going_on(1)
        products = self.products("_receptive_fields", "_training")
        self.assertIn("receptive_fields_strip", products)
        self.assertNotIn("how fields are learned is not shown", "".join(self.texts))
        self.assertEqual([row[0] for row in products["weight_means"].rows], [100, 150])

    def test_axes_of_weights_have_units(self):
        self.going_on(2)
        products = self.products("_receptive_fields", "_training")
        for name in ("weights", "weight_means", "receptive_fields", "receptive_fields_strip"):
            labels = [label for ax in products[name].figure.axes
                      for label in (ax.get_xlabel(), ax.get_ylabel()) if "eight" in label]
            self.assertTrue(labels, name)
            self.assertTrue(all(label.endswith("(mV/ms)") for label in labels), labels)

    def test_levels_have_readable_units(self):
        self.assertEqual(Corruption.called("fog").label("px^2"), "Level (px²)")
        self.assertEqual(Corruption.called("fog").label("fraction"), "Level")
        write_results(self.folder / "results.h5", [90, 70, 20])
        self.assertIn("Share of events dropped and accuracy above each matrix",
                      self.products("_appendix")["confusion_drop_event"].caption)

    def test_corruptions_without_half_gain_are_named(self):
        write_results(self.folder / "results.h5", [90, 70, 60])
        self.assertIn("No level measured halves it: dropped events.",
                      self.products("_robustness")["confusion"].caption)
        write_results(self.folder / "results.h5", [90, 70, 20])
        self.assertNotIn("No level", self.products("_robustness")["confusion"].caption)

    def test_layout_and_png_share_the_measures_of_texts(self):
        figure = style.new_figure(85, 60)
        figure.subplots().set_title("a title")
        with (mock.patch.object(type(figure.get_layout_engine()), "execute") as laid_out,
              mock.patch.object(FigureCanvasAgg, "draw", autospec=True, side_effect=FigureCanvasAgg.draw) as drawn):
            laid_out.side_effect = lambda it: self.assertIs(it.canvas.get_renderer(), it.canvas.get_renderer())
            style.save(style.Product("name", "title", "caption", figure, ("x",), [[1]]), self.folder)
        self.assertEqual((laid_out.call_count, drawn.call_count), (1, 1))
        self.assertEqual(drawn.call_args.args[0].figure.dpi, 300)

    def test_saving_draws_no_more_than_needed(self):
        figure = style.new_figure(85, 60)
        figure.colorbar(figure.subplots().imshow(np.eye(3)))
        product = style.Product("name", "title", "caption", figure, ("x",), [[1]])
        with mock.patch.object(Figure, "draw", autospec=True, side_effect=Figure.draw) as draw:
            style.save(product, self.folder)
        self.assertEqual(draw.call_count, 2)  # PNG, PDF
