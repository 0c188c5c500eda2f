"""export_sonata and read_sonata."""

import h5py
import numpy as np

import ebsnn
from support import INH, V1, WINDOWS, FolderTest, write_run


class Sonata(FolderTest):
    """A spike file, read back by the layout that SONATA documents."""

    def setUp(self):
        super().setUp()
        self.made = write_run(self.folder / "run")
        self.path = self.folder / "spikes.h5"
        self.counts = ebsnn.export_sonata(ebsnn.open_run(self.folder / "run"), self.path)

    def test_layout(self):
        with h5py.File(self.path) as file:
            self.assertEqual(file.attrs["magic"], 0x0A7A)
            self.assertEqual(file.attrs["magic"].dtype, np.uint32)
            self.assertEqual(list(file.attrs["version"]), [0, 1])
            self.assertEqual(sorted(file["spikes"]), ["Inh", "V1"])
            group = file["spikes/V1"]
            names = h5py.check_enum_dtype(group.attrs.get_id("sorting").dtype)
            self.assertEqual(names, {"none": 0, "by_id": 1, "by_time": 2})
            self.assertEqual(group.attrs["sorting"], 2)
            self.assertEqual((group["timestamps"].dtype, group["node_ids"].dtype), (np.float64, np.uint64))
            self.assertEqual(group["timestamps"].attrs["units"], "ms")

    def test_counts_are_those_of_the_activity(self):
        spikes = ebsnn.read_sonata(self.path)
        for population, neurons, counts in (("V1", V1, self.made["clean"][0]), ("Inh", INH, self.made["clean"][1])):
            found = spikes[population]
            presentation = (found.timestamps_ms // 50).astype(int)  # steps = 50 in the configuration
            table = np.zeros((3 * WINDOWS, neurons), int)
            np.add.at(table, (presentation, found.node_ids.astype(int)), 1)
            np.testing.assert_array_equal(table, counts[[0, 1, 3]].reshape(-1, neurons))
            self.assertEqual(self.counts[population], counts[[0, 1, 3]].sum())
            self.assertTrue((np.diff(found.timestamps_ms) >= 0).all())

    def test_presentations_tell_recording_and_window(self):
        with h5py.File(self.path) as file:
            group = file["ebsnn/presentations"]
            self.assertEqual(list(group["recording"]), [0] * 4 + [2] * 4 + [6] * 4)
            self.assertEqual(list(group["window"])[:5], [0, 1, 2, 3, 0])
            self.assertEqual(list(group["label"]), [0] * 8 + [2] * 4)
            self.assertEqual(list(group["start_ms"])[:2], [0, 50])

    def test_sorted_by_id(self):
        run = ebsnn.open_run(self.folder / "run")
        ebsnn.export_sonata(run, self.path, "drop_event", 0.5, sorting="by_id")
        found = ebsnn.read_sonata(self.path)["V1"]
        self.assertEqual(found.sorting, "by_id")
        keys = list(zip(found.node_ids, found.timestamps_ms))
        self.assertEqual(keys, sorted(keys))
        self.assert_refused(ebsnn.InputError, ["'up'", "by_time"], ebsnn.export_sonata, run, self.path, sorting="up")

    def test_other_files_are_refused(self):
        self.assert_refused(ebsnn.InputError, ["SONATA"], ebsnn.read_sonata, self.folder / "run/network.h5")
        with h5py.File(self.path, "r+") as file:
            file["spikes/V1/timestamps"].attrs["units"] = "s"
        self.assert_refused(ebsnn.InputError, ["units s", "expected ms"], ebsnn.read_sonata, self.path)
