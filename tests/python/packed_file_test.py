"""write_packed and open_packed."""

import os
from unittest import mock

import h5py
import numpy as np

import ebsnn
from ebsnn.events import RECORD, checksum
from ebsnn.packed import class_names_of
from support import FolderTest, structured

CLASSES = ["ant", "bee", "cat"]


class Packed(FolderTest):
    """Files that are written and read back; what the programs make of them is in programs_test."""

    def setUp(self):
        super().setUp()
        self.path = self.folder / "new/events.h5"

    def write(self, recordings, sensor=(34, 34), **named):
        return ebsnn.write_packed(self.path, recordings, sensor, CLASSES, **named)

    def refused(self, events, *words):
        self.assert_refused(ebsnn.InputError, words, self.write, [(structured(3), 0), (events, 1)])
        self.assertEqual(list(self.path.parent.iterdir()), [])

    def test_both_splits_come_back_in_order(self):
        train = [(structured(50, seed=i, order=order), i % 3) for i, order in
                 enumerate(("xytp", "txyp", "ptyx"))]
        summary = self.write({"test": [(structured(0), "cat", "a/b.npy")], "train": iter(train)},
                             sensor=(34, 34, 2))
        self.assertEqual((summary.recordings, summary.events, summary.empty), (4, 150, 1))
        file = ebsnn.open_packed(self.path)
        self.assertEqual((str(file.sensor), file.class_names), ("34x34", tuple(CLASSES)))
        self.assertEqual((file.test.source, list(file.test.label)), (["a/b.npy"], [2]))
        for (read, label), (written, wanted) in zip(file.train, train):
            self.assertEqual(label, wanted)
            for column in "xytp":
                np.testing.assert_array_equal(read[column], written[column])

    def test_large_sensors_dictionaries_and_polarities_of_minus_one(self):
        events = {"x": [639, 0], "y": np.array([3, 479]), "timestamps": [5.0, 4.0], "polarity": [-1, 1]}
        summary = self.write([(events, 1)], sensor=(640, 480), split="test")
        self.assertEqual(summary.time_back, 1)
        read, label = ebsnn.open_packed(self.path).test[0]
        self.assertEqual(read.tolist(), [(639, 3, 5, 0), (0, 479, 4, 1)])
        self.assertEqual(label, 1)

    def test_time_from_first(self):
        events = structured(5)
        events["t"] += 10 ** 12
        self.write([(events, 0)], time_from_first=True)
        read, _ = ebsnn.open_packed(self.path).train[0]
        np.testing.assert_array_equal(read["t"], events["t"] - events["t"].min())

    def test_bad_events_are_named(self):
        for column, value, bound in (("x", 34, "0 .. 33 (sensor 34x34)"), ("y", -1, "0 .. 33"),
                                     ("t", -1, "0 .. 4294967295 us"), ("t", 1 << 32, "0 .. 4294967295")):
            events = structured(5)
            events[column][3] = value
            self.refused(events, f"train recording 1: {column} is {value} at event 3, must be {bound}")

    def test_other_bad_recordings_are_named(self):
        good = {name: [1] for name in "xytp"}
        for bad, word in (({**good, "t": [0.5]}, "a whole number"), ({**good, "p": [2]}, "0 or 1"),
                          ({**good, "t": [float("nan")]}, "t is nan"), ({**good, "y": [1, 2]}, "2 values"),
                          ({**good, "x": ["1"]}, "expected numbers"), ({**good, "x": [[1]]}, "1 x 1"),
                          ({"x": [1], "y": [1], "t": [1]}, "no column p"), (7, "without named columns"),
                          ({**good, "x": np.array([None])}, "expected numbers"),
                          ({**good, "x": [[1], [1, 2]]}, "x holds [[1], [1, 2]]")):
            self.refused(bad, "train recording 1: ", word)

    def test_bad_labels_splits_and_sensors(self):
        events = structured(2)
        self.assertEqual(class_names_of({"a": 1, "b": 2}.keys()), ["a", "b"])
        for wrong in (None, 3, np.float64(3), len):
            self.assert_refused(ebsnn.InputError, ["train: is", "expected an iterable"], self.write, wrong)
        for recordings, named, word in (
                ([(events, 0)], {"split": np.array(["train", "test"])}, "expected train or test"),
                ([(events, 0, "\ud800")], {}, "'\\ud800' cannot be stored"),
                ([(events, 0)], {"sensor": (float("inf"), 34)}, "1 .. 65535"),
                ([(events, 3)], {}, "label is 3, must be 0 .. 2"), ([(events, "dog")], {}, "'dog'"),
                ([(events, 0.5)], {}, "label is 0.5"), ([], {}, "no recordings"), ([events], {}, "expected (ev"),
                ([(events, 0)], {"split": "valid"}, "'valid'"), ({"val": []}, {}, "val"),
                ([(events, 0)], {"sensor": (0, 34)}, "1 .. 65535"), ([(events, 0)], {"sensor": 34}, "sensor 34")):
            self.assert_refused(ebsnn.InputError, [word], self.write, recordings, **named)
        for classes in ([], ["a", "a"], [""], "abc", b"abc", None, 3, {"a", "b"}, frozenset("ab"), np.array(1)):
            self.assert_refused(ebsnn.InputError, ["classes"], class_names_of, classes)

    def test_an_old_file_stays_until_the_new_one_is_whole(self):
        self.write([(structured(3), 0)])
        before = self.path.read_bytes()

        def failing():
            yield structured(3), 0
            self.assertEqual(self.path.read_bytes(), before)
            raise FileNotFoundError("of the data set")
        with self.assertRaisesRegex(FileNotFoundError, "of the data set"):
            self.write(failing())
        self.assertEqual(self.path.read_bytes(), before)
        self.assertEqual(os.listdir(self.path.parent), ["events.h5"])

    def test_recordings_are_taken_one_at_a_time(self):
        alive = []

        class Watched(dict):
            def __del__(self):
                alive.pop()

        def many():
            for _ in range(20):
                alive.append(1)
                yield Watched({name: [1] for name in "xytp"}), 0
        most = []
        watched = many()

        def counted():
            for item in watched:
                most.append(len(alive))
                yield item
        self.write(counted())
        self.assertLessEqual(max(most), 3)

    def test_places_that_cannot_be_written(self):
        (self.folder / "file").write_text("")
        for path in (self.folder, self.folder / "file/events.h5"):
            self.assert_refused(ebsnn.WriteError, [path], ebsnn.write_packed, path, [(structured(1), 0)],
                                (34, 34), CLASSES)

    def test_checksums_are_those_of_the_programs(self):
        """ebsnn_pack computed the same for these recordings."""
        events = np.array([(1, 2, 3, 1), (639, 479, 70000, 0)], RECORD)
        self.assertEqual(checksum(300, events), 0x6efa804d9c527eb6)
        self.assertEqual(checksum(7, events[:1]), 0x74f5e0cb6af4a1e4)

    def test_nothing_is_left_of_a_file_that_could_not_be_finished(self):
        with mock.patch("ebsnn.packed.write_provenance", side_effect=OSError(28, "No space left on device")):
            self.assert_refused(ebsnn.WriteError, ["No space left"], self.write, [(structured(3), 0)])
        self.assertEqual(list(self.path.parent.iterdir()), [])

    def test_damage_is_found(self):
        self.write([(structured(9), 0)])
        with h5py.File(self.path, "r+") as file:
            file["train/t"][4] += 1
        self.assert_refused(ebsnn.InputError, [self.path, "recording 0", "checksum"],
                            lambda: ebsnn.open_packed(self.path).train[0])

    def test_other_files_are_refused(self):
        other = self.folder / "other.h5"
        with h5py.File(other, "w") as file:
            file["x"] = [1]
        (self.folder / "text.h5").write_text("no HDF5")
        self.assert_refused(ebsnn.InputError, [other, "no packed recordings"], ebsnn.open_packed, other)
        self.assert_refused(ebsnn.InputError, ["text.h5", "HDF5"], ebsnn.open_packed, self.folder / "text.h5")
        self.assert_refused(ebsnn.InputError, ["not there"], ebsnn.open_packed, self.folder / "none.h5")
