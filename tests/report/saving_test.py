"""Saving figures: several in a process, each told of by its name; what the files hold."""

import multiprocessing
import os
import re
import signal
import time
from unittest import mock

import numpy as np
from PIL import Image

from ebsnn_report import saving, style
from ebsnn_report.errors import ReportError
from support import FolderTest


def product(name, values=1.0):
    """A small figure of an image."""
    figure = style.new_figure(10, 10)
    figure.subplots().imshow(np.full((3, 5), values) if np.isscalar(values) else values)
    return style.Product(name, name, "", figure, ("x",), [[1.5], [float("nan")], ["a\x07"]])


class Saving(FolderTest):
    """Small figures in a folder."""

    def setUp(self):
        super().setUp()
        style.use_style()
        self.saver = saving.Saver(self.folder)

    def test_a_process_saves_several_and_goes_on_after_one_that_cannot_be_drawn(self):
        last = f"figure{saving.FIGURES_EACH + 1}"
        names = [f"figure{i}" for i in range(saving.FIGURES_EACH + 2)]
        with mock.patch.object(self.saver._context, "Process", wraps=self.saver._context.Process) as process:
            for name in names:
                some = product(name)
                if name in ("figure1", last):
                    some.figure.axes[0].set_title("$\\unknown$")
                self.saver.submit(some)
            self.saver.finish()
        self.assertEqual(process.call_count, 1)  # the rest is saved without another one
        self.assertEqual(set(self.saver.undrawn), {"figure1", last})
        self.assertIn("ValueError", self.saver.undrawn["figure1"])
        whole = set(names) - {"figure1", last}
        for ending in ("png", "pdf", "csv"):
            self.assertLessEqual(whole, {path.stem for path in self.folder.glob(f"*.{ending}")})

    def test_a_file_that_cannot_be_written_is_named(self):
        (self.folder / "second.csv").mkdir()
        self.saver.submit(product("first"))
        self.saver.submit(product("second"))
        with self.assertRaisesRegex(ReportError, r"second\.png, \.pdf, \.csv: could not be written: Is a dir"):
            self.saver.finish()

    def test_files_are_whole_or_absent(self):
        def half(_, target, *__, **___):
            with open(target, "wb") as file:
                file.write(b"half")
            raise OSError(28, "No space left on device")
        (self.folder / "figure.pdf").write_bytes(b"older")
        for place in (style.Image.Image, style.Figure):
            method = "save" if place is style.Image.Image else "savefig"
            with mock.patch.object(place, method, half), self.assertRaisesRegex(OSError, "No space"):
                style.save(product("figure"), self.folder)
        with self.assertRaises(ZeroDivisionError):
            style.write_csv(self.folder / "x.csv", ("a",), ([1 / number] for number in (1, 0)))
        self.assertEqual((self.folder / "figure.pdf").read_bytes(), b"older")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["figure.pdf", "figure.png"])

    def test_stop_ends_what_saves_and_leaves_nothing_unfinished(self):
        def endless(_, folder):
            (folder / f".figure.png.tmp-{os.getpid()}").touch()
            os.kill(os.getpid(), signal.SIGINT)  # as a terminal sends it to all
            (folder / "survived").touch()
            time.sleep(100)
        with mock.patch.object(saving, "save", endless):
            for _ in range(saving.FIGURES_EACH):
                self.saver.submit(product("figure"))
            for _ in range(1000):
                if not (self.folder / "survived").exists():
                    time.sleep(0.01)
        saving.stop()
        self.assertEqual([path.name for path in self.folder.iterdir()], ["survived"])
        self.assertEqual(multiprocessing.active_children(), [])

    def test_what_saves_ends_after_the_report(self):
        told = mock.Mock()
        with mock.patch.object(saving.os, "getppid", side_effect=[7, 1]), mock.patch.object(saving.signal, "signal"), \
                mock.patch.object(saving.gc, "freeze"):
            saving._save_and_tell([product("first"), product("second")], self.folder, told)
        self.assertFalse((self.folder / "second.png").exists())
        told.send.assert_not_called()

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

    def test_images_have_the_colours_of_their_values(self):
        some = product("figure", np.ma.masked_equal([[0, 1, 2], [3, 4, -1]], -1))
        image = some.figure.axes[0].images[0]
        expected = image.to_rgba(image.get_array(), bytes=True)
        style._colour_images(some.figure)
        np.testing.assert_array_equal(image.get_array(), expected)
        self.assertEqual(list(image.get_array()[1, 2]), [0, 0, 0, 0])  # masked: what is below is seen
        self.assertEqual(image.get_clim(), (0, 4))  # that of a colour bar

    def test_saved_figures_do_not_keep_their_pictures(self):
        some = product("figure")
        style.save(some, self.folder)
        self.assertFalse(hasattr(some.figure.canvas, "renderer"))

    def test_numbers_of_csv_files(self):
        style.write_csv(self.folder / "x.csv", ("a", "b"), [[1.5, 3], [float("inf"), np.float64(2.5)],
                                                            [float("nan"), True], [None, "a\x07"]])
        self.assertEqual((self.folder / "x.csv").read_text(encoding="utf-8"),
                         "a,b\n1.5,3\ninf,2.5\n,True\n,a\\x07\n")

    def test_no_exponent_above_an_axis_covers_the_title(self):
        ax = style.new_figure(80, 40).subplots()
        ax.plot([0, 1], [1e-7, 3e-7])
        ax.figure.draw_without_rendering()
        self.assertEqual(ax.yaxis.get_offset_text().get_text(), "")
