"""Saving figures: several in a process, each told of by its name; what the files hold."""

import re
from unittest import mock

import numpy as np
from PIL import Image

from ebsnn_report import saving, style
from ebsnn_report.errors import ReportError
from support import FolderTest


def product(name, values=1.0):
    """A small figure of an image."""
    figure = style.new_figure(10, 10)
    figure.subplots().imshow(np.full((3, 5), values))
    return style.Product(name, name, "", figure, ("x",), [[1.5], [float("nan")], ["a\x07"]])


class Saving(FolderTest):
    """Small figures in a folder."""

    def setUp(self):
        super().setUp()
        style.use_style()
        self.saver = saving.Saver(self.folder)

    def test_a_process_saves_several_and_goes_on_after_one_that_cannot_be_drawn(self):
        names = [f"figure{i}" for i in range(saving.FIGURES_EACH + 2)]
        with mock.patch.object(self.saver._context, "Process", wraps=self.saver._context.Process) as process:
            for name in names:
                some = product(name)
                if name == "figure1":
                    some.figure.axes[0].set_title("$\\unknown$")
                self.saver.submit(some)
            self.saver.finish()
        self.assertEqual(process.call_count, 2)
        self.assertEqual(list(self.saver.undrawn), ["figure1"])
        self.assertIn("ValueError", self.saver.undrawn["figure1"])
        whole = {name for name in names if name != "figure1"}
        for ending in ("png", "pdf", "csv"):
            self.assertLessEqual(whole, {path.stem for path in self.folder.glob(f"*.{ending}")})

    def test_a_file_that_cannot_be_written_is_named(self):
        (self.folder / "second.csv").mkdir()
        self.saver.submit(product("first"))
        self.saver.submit(product("second"))
        with self.assertRaisesRegex(ReportError, r"second\.png, \.pdf, \.csv: could not be written: Is a dir"):
            self.saver.finish()

    def test_files_hold_colours_values_of_images_and_numbers(self):
        style.save(product("figure"), self.folder)
        with Image.open(self.folder / "figure.png") as image:
            self.assertEqual((image.mode, image.size), ("RGB", (118, 118)))
            self.assertAlmostEqual(image.info["dpi"][0], 300, delta=0.1)
        pdf = (self.folder / "figure.pdf").read_bytes()
        width, height = (int(re.search(rb"/%s (\d+)" % name, pdf).group(1)) for name in (b"Width", b"Height"))
        self.assertEqual((width % 5, height), (0, width // 5 * 3))  # each value is a square of pixels
        self.assertTrue(15 <= width <= 25, width)  # 35 px of 300 dpi
        self.assertEqual((self.folder / "figure.csv").read_text(encoding="utf-8"), 'x\n1.5\n""\na\\x07\n')

    def test_no_exponent_above_an_axis_covers_the_title(self):
        ax = style.new_figure(80, 40).subplots()
        ax.plot([0, 1], [1e-7, 3e-7])
        ax.figure.draw_without_rendering()
        self.assertEqual(ax.yaxis.get_offset_text().get_text(), "")
