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
        for wrong in ("up", None, ["by_id"]):
            self.assert_refused(ebsnn.InputError, ["sorting", "by_time"], ebsnn.export_sonata, run, self.path,
                                sorting=wrong)
        for wrong in (str(self.folder), None):
            self.assert_refused(ebsnn.InputError, ["ebsnn.open_run"], ebsnn.export_sonata, wrong, self.path)

    def test_files_of_other_programs(self):
        times, ids = np.array([0.3, 0.1, 0.2, 1.3, 0.7]), np.array([3, 5, 2, 3, 2], np.uint64)
        order = {"none": np.arange(5), "by_id": np.lexsort((times, ids)), "by_time": np.argsort(times)}
        with h5py.File(self.path, "w") as file:
            # BlueBrain/libsonata, tests/data/generate.py 128e2a25: an enumeration; units where it thinks of them
            for number, (name, rows) in enumerate(order.items()):
                group = file.create_group(f"spikes/{name}")
                group.attrs.create("sorting", number, dtype=h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}))
                group["timestamps"], group["node_ids"] = times[rows], ids[rows]
            file["spikes/none/timestamps"].attrs["units"] = "ms"
            # AllenInstitute/bmtk, bmtk/utils/reports/spike_trains/spikes_file_writers.py 39cdb851: sorting is text
            file.attrs["magic"], file.attrs["version"] = np.uint32(0x0A7A), [np.uint32(0), np.uint32(1)]
            for name in ("by_time", ""):
                group = file.create_group(f"spikes/bmtk_{name}")
                if name:
                    group.attrs["sorting"] = name
                for column, values in (("timestamps", times), ("node_ids", ids.astype(np.int64))):
                    group.create_dataset(column, data=values[order[name or "none"]], compression="gzip")
                group["timestamps"].attrs["units"] = "ms"
        for name, found in ebsnn.read_sonata(self.path).items():
            sorting = name.removeprefix("bmtk_") or "none"
            self.assertEqual(found.sorting, sorting)
            np.testing.assert_array_equal(found.timestamps_ms, times[order[sorting]])
            np.testing.assert_array_equal(found.node_ids, ids[order[sorting]])

    def test_other_files_are_refused(self):
        self.assert_refused(ebsnn.InputError, ["SONATA"], ebsnn.read_sonata, self.folder / "run/network.h5")
        with h5py.File(self.path, "r+") as file:
            file["spikes/V1/timestamps"].attrs["units"] = "s"
        self.assert_refused(ebsnn.InputError, ["units s", "expected ms"], ebsnn.read_sonata, self.path)
