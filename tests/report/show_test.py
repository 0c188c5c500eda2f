"""ebsnn_show: previews and files of known recordings; ebsnn_report show."""

import errno
from unittest import mock

import h5py
import numpy as np
from PIL import Image

from ebsnn_report import show
from support import PROGRAMS, FolderTest, need, report, run, write_bin

# (x, y, ON, t in us): ON and OFF in the first half, both at one pixel, one in the second half
EVENTS = [(0, 0, 1, 0), (1, 0, 0, 10), (2, 0, 1, 20), (2, 0, 0, 30), (33, 33, 0, 174999),
          (5, 1, 1, 175000), (6, 1, 1, 349999)]


class Show(FolderTest):
    """One class, one recording."""

    def setUp(self):
        need("ebsnn_show", "ebsnn_report")
        super().setUp()
        write_bin(self.folder / "data/Test/7/00001.bin", EVENTS)

    def show(self, *arguments):
        """Output of ebsnn_show on the recording, without warnings."""
        done = run(PROGRAMS / "ebsnn_show", "--data", self.folder / "data", *arguments)
        self.assert_done(done)
        return done.stdout

    def test_preview_without_colour(self):
        lines = self.show("--frames", 2, "--width", 80, "--colour", "never").splitlines()
        blank = "·" * 34
        first = ["█░▒" + "·" * 31] + [blank] * 32 + ["·" * 33 + "░"]
        second = [blank, "·" * 5 + "██" + "·" * 27] + [blank] * 32
        self.assertEqual(lines[0], "test recording 0, class 7, as recorded: 7 events (4 ON, 3 "
                                   "OFF), 0 on the 24 x 24 px of the windows")
        self.assertEqual(lines[1], "0 - 175 ms" + " " * 26 + "175 - 350 ms")
        self.assertEqual(lines[2:], [a + "  " + b for a, b in zip(first, second)])

    def test_preview_fits_the_width(self):
        lines = self.show("--frames", 4, "--width", 40).splitlines()
        self.assertEqual(len(lines), 1 + 4 * 35)
        self.assertLessEqual(max(map(len, lines[1:])), 40)

    def test_preview_in_colour(self):
        lines = self.show("--frames", 1, "--colour", "always").splitlines()
        self.assertEqual(len(lines), 2 + 17)
        none, on, off, both = 233, 130, 25, 244
        cells = [(on, none), (off, none), (both, none), (none, none), None, (none, on), None,
                 (none, none)]
        expected = "".join((f"\x1b[38;5;{c[0]};48;5;{c[1]}m" if c else "") + "▀" for c in cells)
        self.assertEqual(lines[2], expected + "▀" * 26 + "\x1b[0m")
        self.assertEqual(lines[18], f"\x1b[38;5;{none};48;5;{none}m" + "▀" * 33
                         + f"\x1b[38;5;{none};48;5;{off}m▀\x1b[0m")

    def test_no_colour_where_there_is_no_terminal(self):
        self.assertNotIn("\x1b", self.show("--colour", "auto"))

    def test_events_file_has_the_events(self):
        path = self.folder / "events.h5"
        self.assertEqual(self.show("--quiet", "--events", path), "")
        with h5py.File(path) as file:
            rows = zip(*(file[f"events/{name}"][()] for name in ("x", "y", "on", "t_us")))
            self.assertEqual([tuple(map(int, row)) for row in rows], EVENTS)
            self.assertEqual((file.attrs["label"], file.attrs["recording"], file.attrs["split"]),
                             (7, 0, "test"))

    def test_corruptions_of_the_events_file(self):
        path = self.folder / "events.h5"
        self.show("--quiet", "--events", path, "--corruption", "drop_event,uniform_noise",
                  "--level", "0,1")
        with h5py.File(path) as file:
            self.assertEqual([c.decode() for c in file["condition/corruption"]],
                             ["drop_event"] * 2 + ["uniform_noise"] * 2)
            self.assertEqual(file["condition/level"][()].tolist(), [0, 1, 0, 1])
            self.assertEqual(np.bincount(file["events/condition"], minlength=4).tolist(),
                             [7, 0, 7, 8])

    def test_errors_name_value_and_bound(self):
        for arguments, message in (
                (("--recording", 1), "--recording 1: "),
                (("--split", "train"), "has no training recordings"),
                (("--corruption", "fog"), "unknown corruption 'fog'"),
                (("--corruption", "drop_area", "--levels", 2), "drop_area: level 2")):
            done = run(PROGRAMS / "ebsnn_show", "--data", self.folder / "data", *arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(message, done.stderr)

    def test_report_draws_png_and_gif(self):
        png, gif, log = (self.folder / name for name in ("a.png", "a.gif", "log.jsonl"))
        done = report("show", "--data", self.folder / "data", "--png", png, "--gif", gif, "-q", "--log-json", log)
        self.assert_done(done)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(log.read_text(encoding="utf-8").splitlines()), 2)
        self.assertEqual(png.read_bytes()[:4], b"\x89PNG")
        self.assertEqual(gif.read_bytes()[:4], b"GIF8")

    def test_report_draws_all_corruptions_of_a_suite_on_a_sheet(self):
        sheet = self.folder / "sheet.png"
        self.assert_done(report("show", "--data", self.folder / "data", "--suite", "ec1",
                                "--sensor-seed", 7, "--sheet", sheet))
        with Image.open(sheet) as image:
            width, height = image.size
        self.assertGreater(height, width)  # 19 rows of 6 cells
        done = report("show", "--data", self.folder / "data", "--corruption",
                      "drop_event,drop_area", "--sheet", sheet)
        self.assertEqual(done.returncode, 2)
        self.assertIn("as many levels for each corruption", done.stderr)

    def test_report_hands_on_errors(self):
        done = report("show", "--data", self.folder / "data", "--recording", 9, "--png",
                      self.folder / "a.png")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--recording 9: ", done.stderr)
        self.assertFalse((self.folder / "a.png").exists())

    def test_pictures_that_cannot_be_written(self):
        data = ("show", "--data", self.folder / "data")
        for option in ("--png", "--gif", "--sheet"):
            done = report(*data, option, self.folder)
            self.assertEqual((done.returncode, done.stderr),
                             (1, f"ebsnn_report: error: {self.folder}: is a folder, expected a file to write\n"))
        with mock.patch.object(show, "write_png", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            done = report(*data, "--png", self.folder / "a.png")
        self.assertEqual((done.returncode, done.stderr), (
            1, f"ebsnn_report: error: {self.folder / 'a.png'}: cannot be written: No space left on device\n"))
        self.assertEqual([path.name for path in self.folder.iterdir()], ["data"])

    def test_pictures_need_a_file_each(self):
        done = report("show", "--data", self.folder / "data", "--png", self.folder / "a", "--gif", self.folder / "./a")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--png, --gif and --sheet need a file each", done.stderr)
