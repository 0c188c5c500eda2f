"""ebsnn_train --record: the recorded values; recording and resuming do not change bits."""

import h5py
import numpy as np

from support import PROGRAMS, SYNTHETIC, FolderTest, need, run

TRACES = ("vm", "umeanLTD", "umeanLTP", "vmean")


def datasets(path):
    """All datasets of a file."""
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update(
            {name: item[()]} if isinstance(item, h5py.Dataset) else {}))
    return found


class Record(FolderTest):
    """Short trainings."""

    def setUp(self):
        need("ebsnn_train")
        super().setUp()

    def train(self, name, *arguments):
        """A training of 120 patches in its own folder."""
        return run(PROGRAMS / "ebsnn_train", "--data", SYNTHETIC, "--out", self.folder / name,
                   "--patches", 120, "--quiet", *arguments)

    def assert_equal_files(self, a, b):
        """Every dataset is the same, bit for bit."""
        one, other = datasets(self.folder / a), datasets(self.folder / b)
        self.assertEqual(one.keys(), other.keys())
        for name, values in one.items():
            np.testing.assert_array_equal(values, other[name], name)

    def test_recording_changes_nothing(self):
        self.assert_done(self.train("plain"))
        self.assert_done(self.train("recorded", "--record", 4))
        self.assert_equal_files("plain/network.h5", "recorded/network.h5")
        with h5py.File(self.folder / "recorded/recording.h5") as file:
            self.assertEqual(file["patch"][()].tolist(), [0, 39, 79, 119])
            self.assertEqual(file["neuron"][()].tolist(), [0, 72, 0, 18])
            traces = {name: file[name][()] for name in TRACES}
        for name, tau, first in (("umeanLTD", 10, -70.0), ("umeanLTP", 7, -70.0)):
            self.assertEqual(traces[name].shape, (4, 4, 350))
            # Both start at -70 mV and approach vm, which starts at -70.6 mV, in the first ms.
            np.testing.assert_allclose(traces[name][:, :, 0], first + (-70.6 - first) / tau)
        self.assertTrue((traces["vm"] == 29).any())  # a spike
        self.assertFalse((self.folder / "plain/recording.h5").exists())

    def test_resumed_recording_is_the_same(self):
        self.assert_done(self.train("whole", "--record", 5))
        stopped = self.train("resumed", "--record", 5, "--max-hours", 1e-9)
        self.assertEqual(stopped.returncode, 3, stopped.stderr)
        with h5py.File(self.folder / "resumed/checkpoint.h5") as file:
            self.assertLess(file.attrs["next_patch"], 120)
        self.assert_done(self.train("resumed", "--record", 5))
        self.assert_equal_files("whole/recording.h5", "resumed/recording.h5")
        self.assert_equal_files("whole/network.h5", "resumed/network.h5")

    def test_record_given_late_is_an_error(self):
        self.assertEqual(self.train("late", "--max-hours", 1e-9).returncode, 3)
        done = self.train("late", "--record", 5)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--record 5: ", done.stderr)
        self.assertIn("presented without --record", done.stderr)

    def test_other_number_is_an_error(self):
        self.assert_done(self.train("other", "--record", 3))
        done = self.train("other", "--record", 4)
        self.assertEqual(done.returncode, 2)
        self.assertIn("record: 3 there, 4 now", done.stderr)

    def test_batches_are_refused(self):
        done = self.train("batch", "--record", 3, "--batch", 4)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--record 3: needs --batch 1", done.stderr)

    def test_size_is_bounded(self):
        done = self.train("large", "--record", 1001)
        self.assertEqual(done.returncode, 2)
        self.assertIn("0 .. 1000", done.stderr)
