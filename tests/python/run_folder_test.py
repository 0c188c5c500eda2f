"""open_run, and what a run folder holds."""

import os
from unittest import mock

import h5py
import numpy as np

import ebsnn
from support import INH, V1, FolderTest, needs, write_activity, write_network, write_predictions, \
    write_results, write_run


class WholeRun(FolderTest):
    """A finished run."""

    def setUp(self):
        super().setUp()
        self.made = write_run(self.folder)
        self.run_folder = ebsnn.open_run(self.folder)

    def test_activity_of_all_kinds(self):
        clean = self.run_folder.activity()
        np.testing.assert_array_equal(clean.counts, self.made["clean"][0])
        np.testing.assert_array_equal(clean.column("inh_counts"), self.made["clean"][1])
        self.assertEqual((clean.class_names, list(clean.recording)), (("ant", "bee", "cat"), [0, 2, 4, 6, 8]))
        self.assertEqual(clean.features().shape, (5, 4 * V1))
        dropped = self.run_folder.activity("drop_event", 0.5)
        np.testing.assert_array_equal(dropped.counts, self.made["dropped"][0])
        np.testing.assert_array_equal(self.run_folder.activity("drop_event", 0).counts, clean.counts)
        self.assertEqual(self.run_folder.activity("train").path.name, "train.h5")
        both = "drop_event=0.3+time_jitter=10"
        self.assertEqual(self.run_folder.activity(both, 1).path.name, f"{both}.h5")
        self.assertEqual(self.run_folder.conditions, [("clean", 0), ("drop_event", 0.5), (both, 1)])

    def test_files_of_a_newer_version_are_refused(self):
        path = self.folder / "activity/clean.h5"
        with h5py.File(path, "a") as file:
            file.attrs["format"], file.attrs["format_version"] = "ebsnn activity", np.uint64(2)
        self.assert_refused(ebsnn.InputError, [path, "is of version 2 of the format 'ebsnn activity'"],
                            self.run_folder.activity)

    def test_conditions_that_are_missing_are_named(self):
        self.assert_refused(ebsnn.InputError, ["0.7", "one of 0, 0.5"], self.run_folder.activity, "drop_event", 0.7)
        self.assert_refused(ebsnn.InputError, ["'fog'", "clean", "drop_event"], self.run_folder.activity, "fog")
        self.assert_refused(ebsnn.InputError, ["0.7", "0, 0.5"], self.run_folder.predictions, "drop_event", 0.7)
        self.assert_refused(ebsnn.InputError, ["'fog'", "drop_event"], self.run_folder.predictions, "fog")
        self.assert_refused(ebsnn.InputError, ["first_spike", "inh_counts"],
                            self.run_folder.activity().column, "first_spike")

    def test_conditions_of_any_type_are_refused_with_what_there_is(self):
        folder = self.run_folder
        for ask, levels in ((folder.activity, "one of 0, 0.5"), (folder.spikes, "one of 0, 0.5"),
                            (folder.predictions, "one of 0, 0.5")):
            for level in ("0.5", b"0.5", None, [], {}, True, 1j, np.array([0.5]), object()):
                self.assert_refused(ebsnn.InputError, ["is no number", levels], ask, "drop_event", level)
            for level in (0.7, -0.5, float("nan"), float("inf"), 10 ** 18, np.float32(0.7), 0.500001):
                self.assert_refused(ebsnn.InputError, [f"has no level {level:.10g}", levels], ask, "drop_event", level)
            for corruption in (None, [], {}, 0.5, b"drop_event", np.array(["a", "b"]), "fog" * 1000, "../x", "a\0b", ""):
                message = self.assert_refused(ebsnn.InputError, ["clean, drop_event"], ask, corruption)
                self.assertLess(len(message), 400)
            self.assert_refused(ebsnn.InputError, ["0.5", "one of 0"], ask, "clean", 0.5)
        self.assert_refused(ebsnn.InputError, ["'train fog'", "train"], folder.activity, "train fog")
        self.assert_refused(ebsnn.InputError, ["train", "0.5", "one of 0"], folder.activity, "train", 0.5)

    def test_levels_that_went_through_arithmetic(self):
        write_activity(self.folder / "activity/drop_event/0.3.h5", 7)
        for level in (np.float32(0.3), 3 * 0.1, np.array(0.3)):
            self.assertEqual(self.run_folder.activity("drop_event", level).level, 0.3)
        self.assertEqual(self.run_folder.predictions("drop_event", np.float32(0.5)).level, 0.5)

    def test_names_and_numbers_of_any_type_are_refused(self):
        run, activity, spikes = self.run_folder, self.run_folder.activity(), self.run_folder.spikes()
        for wrong in (None, [], {}, 1.0, True, b"V1weight", np.array([1, 2]), 1j, object(), "x" * 5000, "a\0b", -1):
            self.assert_refused(ebsnn.InputError, ["V1weight, InhibW"], run.weights, wrong)
            self.assert_refused(ebsnn.InputError, ["V1 or Inh"], run.receptive_field, 0, wrong)
            self.assert_refused(ebsnn.InputError, ["0 .. 5"], run.receptive_field, wrong)
            self.assert_refused(ebsnn.InputError, ["inh_counts"], activity.column, wrong)
            self.assert_refused(ebsnn.InputError, ["V1 and Inh"], spikes.of, wrong)
            if wrong is not None:
                self.assert_refused(ebsnn.InputError, ["400"], run.network, wrong)
            self.assert_refused(ebsnn.InputError, ["at least"], spikes.counts, "V1", wrong)
        self.assert_refused(ebsnn.InputError, ["neuron 9999", "0 .. 5"], run.receptive_field, 9999)
        self.assert_refused(ebsnn.InputError, ["neurons 2", "at least"], spikes.counts, "V1", 2)
        self.assertEqual(run.receptive_field(np.uint8(5)).shape, (2, 2, 2))
        self.assertEqual(run.network(np.int64(400)).path.name, "network-400.h5")

    @needs("xarray")
    def test_conditions_of_labelled_arrays(self):
        for wrong in ("clean", 1, ["clean"], [("clean",)], [0.5], [None], [("clean", 0, 1)], np.array(0.5)):
            self.assert_refused(ebsnn.InputError, ["list of (corruption, level)"], self.run_folder.to_xarray, wrong)
        self.assert_refused(ebsnn.InputError, ["0, 0.5"], self.run_folder.to_xarray, [("drop_event", "0.5")])
        self.assert_refused(ebsnn.InputError, ["are none"], self.run_folder.to_xarray, [])
        chosen = self.run_folder.to_xarray(iter([("drop_event", np.float32(0.5)), ("clean", 0)]))
        self.assertEqual(chosen.corruption.values.tolist(), ["drop_event", "clean"])

    def test_weights_are_named_by_place(self):
        matrices = self.made["matrices"]
        fields = self.run_folder.weights("V1weight")
        self.assertEqual(fields.shape, (V1, 2, 2, 2))
        # Channel = (row * side + column) * 2 + (0 ON, 1 OFF).
        self.assertEqual(fields[5, 1, 0, 1], matrices["V1weight"][5, (1 * 2 + 0) * 2 + 1])
        np.testing.assert_array_equal(self.run_folder.receptive_field(5), fields[5])
        np.testing.assert_array_equal(self.run_folder.receptive_field(2, "Inh"),
                                      self.run_folder.weights("InhibW")[2])
        self.assertEqual(self.run_folder.weights("V1toIN").shape, (INH, V1))
        lateral = self.run_folder.weights("INLat")
        self.assertTrue(np.isnan(np.diag(lateral)).all())
        # Column c of row p is neuron c for c < p, c + 1 otherwise.
        self.assertEqual((lateral[1, 0], lateral[1, 2]), tuple(matrices["INLat"][1]))
        self.assertEqual(lateral[0, 1], matrices["INLat"][0, 0])
        self.assertEqual(self.run_folder.network().parameters["tau-w-ms"], 144)

    def test_snapshots_and_history(self):
        self.assertEqual(self.run_folder.snapshots, [400])
        self.assertFalse(np.array_equal(self.run_folder.weights("V1weight", 400),
                                        self.run_folder.weights("V1weight")))
        self.assertEqual(self.run_folder.history()["inh_rate_hz"].shape, (3, INH))
        self.assert_refused(ebsnn.InputError, ["800", "400"], self.run_folder.network, 800)
        self.assert_refused(ebsnn.InputError, ["0 .. 5"], self.run_folder.receptive_field, 6)
        self.assert_refused(ebsnn.InputError, ["'LGN'"], self.run_folder.receptive_field, 0, "LGN")
        self.assert_refused(ebsnn.InputError, ["'W'", "INLat"], self.run_folder.weights, "W")

    def test_text_weights(self):
        text = self.folder / "text"
        text.mkdir()
        for name, matrix in self.made["matrices"].items():
            np.savetxt(text / f"{name}.txt", matrix, fmt="%.18g")
        np.testing.assert_array_equal(ebsnn.open_network(text).weights("V1weight"),
                                      self.run_folder.weights("V1weight"))
        (text / "INLat.txt").write_text("1 2\n3 4\n")
        self.assert_refused(ebsnn.InputError, ["INLat", "2 x 2", "3 x 2"], ebsnn.open_network, text)
        (text / "INLat.txt").write_text("1 two\n")
        self.assert_refused(ebsnn.InputError, ["INLat.txt"], ebsnn.open_network, text)

    def test_folder_that_was_moved(self):
        run, moved = self.run_folder, self.folder.with_suffix(".moved")
        self.folder.rename(moved)
        self.addCleanup(moved.rename, self.folder)
        for ask in (lambda: run.conditions, lambda: run.activity("drop_event", 0.5), run.predictions, run.results_columns,
                    run.network, lambda: run.snapshots):
            self.assert_refused(ebsnn.InputError, [self.folder, "is not there any more", "moved"], ask)

    def test_what_was_read_can_be_compared_and_be_a_key(self):
        run = self.run_folder
        for read in (run.activity, run.predictions, run.spikes, run.network):
            one, other = read(), read()
            self.assertTrue(one == one and one != other and one in {one: 1} and other in [one, other])

    def test_predictions(self):
        predictions = self.run_folder.predictions("drop_event", 0.5)
        self.assertEqual(predictions.accuracy_percent, 60)
        self.assertEqual(list(predictions.recording[predictions.wrong]), [2, 8])
        self.assertEqual(predictions.readout["svm_c"], "auto")
        self.assertEqual(self.run_folder.predictions().accuracy_percent, 60)

    def test_spikes_are_those_of_the_activity(self):
        spikes = self.run_folder.spikes("drop_event", 0.5)
        v1, inh = self.made["dropped"]
        self.assertEqual(list(spikes.recorded), [0, 2, 6])
        np.testing.assert_array_equal(spikes.counts("V1", V1), v1[[0, 1, 3]])
        np.testing.assert_array_equal(spikes.counts("Inh", INH), inh[[0, 1, 3]])
        self.assertEqual(len(spikes.of("V1")) + len(spikes.of("Inh")), len(spikes))
        self.assert_refused(ebsnn.InputError, ["'LGN'"], spikes.of, "LGN")
        write_activity(self.folder / "activity/clean.h5", spikes=False)
        self.assert_refused(ebsnn.InputError, ["clean.h5", "--record spikes"], self.run_folder.spikes)

    def test_results_without_pandas(self):
        columns = self.run_folder.results_columns()
        self.assertEqual(list(columns["code"]), ["v1", "v1", "inh"])
        self.assertEqual(list(columns["svm_c"]), ["auto", "auto", "1"])
        self.assertEqual(list(columns["accuracy_percent"]), [60, 40, 20])

    @needs("pandas")
    def test_tables(self):
        results = self.run_folder.results
        self.assertEqual(results.accuracy_percent[results.code == "v1"].tolist(), [60, 40])
        wrong = self.run_folder.misclassified("drop_event", 0.5)
        self.assertEqual(wrong.recording.tolist(), [8, 2])
        self.assertEqual(wrong.predicted_name.tolist(), ["ant", "bee"])
        self.assertEqual(len(self.run_folder.activity().to_frame()), 5)
        self.assertEqual(set(self.run_folder.spikes().to_frame().population), {"V1", "Inh"})

    @needs("xarray")
    def test_labelled_arrays(self):
        every = self.run_folder.to_xarray()
        self.assertEqual(dict(every.sizes), {"condition": 3, "recording": 5, "window": 4, "v1_neuron": V1})
        np.testing.assert_array_equal(every.activity[0].sel(recording=4), self.made["clean"][0][2])
        one = self.run_folder.activity().to_xarray()
        self.assertEqual(one.inh_counts.dims, ("recording", "window", "inh_neuron"))

    def test_missing_packages_are_named(self):
        from ebsnn.errors import optional
        self.assert_refused(ebsnn.MissingPackageError, ["Run.results", "no_such_package", "pip install"],
                            optional, "no_such_package", "Run.results")
        self.assertEqual(optional("numpy.linalg", "a test").__name__, "numpy.linalg")
        self.assert_refused(ebsnn.MissingPackageError, ["a test", "package colorsys", "colorsys.py is not it"],
                            optional, "colorsys", "a test")


class UnfinishedRun(FolderTest):
    """Folders that hold less, or something else."""

    def open(self):
        return ebsnn.open_run(self.folder)

    def test_folders_that_are_no_run(self):
        self.assert_refused(ebsnn.InputError, [self.folder, "no run folder"], self.open)
        (self.folder / "networks").mkdir()
        self.assert_refused(ebsnn.InputError, ["open_study"], self.open)
        self.assert_refused(ebsnn.InputError, ["no such folder"], ebsnn.open_run, self.folder / "none")
        (self.folder / "file").write_text("")
        self.assert_refused(ebsnn.InputError, ["is a file"], ebsnn.open_run, self.folder / "file")

    def test_run_without_results_yet(self):
        (self.folder / "snapshots").mkdir()
        self.assert_refused(ebsnn.InputError, ["results.h5", "not there", "ebsnn_eval"],
                            self.open().results_columns)
        self.assert_refused(ebsnn.InputError, ["clean.h5", "not there"], self.open().activity)
        self.assert_refused(ebsnn.InputError, ["network.h5", "open_network"], self.open().network)
        self.assertEqual(self.open().conditions, [])

    def test_file_that_is_being_written(self):
        (self.folder / "snapshots").mkdir()
        (self.folder / ".network.h5.tmp-host-1-2-3").write_text("")
        self.assert_refused(ebsnn.InputError, ["network.h5", "is writing it", ".tmp-host"], self.open().network)

    def test_older_folders(self):
        v1, _ = write_activity(self.folder / "activity/drop_event/0.h5", 4, older=True)
        write_activity(self.folder / "activity/drop_event/0.5.h5", 5, older=True)
        write_results(self.folder, tidy=False)
        clean = self.open().activity()
        np.testing.assert_array_equal(clean.counts, v1)
        self.assertEqual((clean.class_names, clean.windows.tolist()[1]), (tuple("0123456789"), [5, 17]))
        results = self.open().results_columns()
        self.assertEqual((list(results["level"]), list(results["unit"])), ([0, 0.5], ["fraction"] * 2))
        self.assertEqual(list(results["wilson_low_percent"]), [23.1, 11.8])

    def test_damaged_files_name_dataset_and_expectation(self):
        path = self.folder / "activity/clean.h5"
        for dataset, values, words in (
                ("label", np.zeros(4, np.uint8), ["/label", "is 4", "expected 5"]),
                ("label", np.full(5, 9, np.uint8), ["/label", "holds 9", "0 .. 2"]),
                ("activity", np.zeros((5, 4)), ["/activity", "whole numbers"]),
                ("activity", np.zeros((5, 4), int), ["/activity", "is 5 x 4", "V1 neuron"]),
                ("window", np.zeros((3, 2), int), ["/window", "is 3 x 2", "expected 4 x 2"]),
                ("class_name", np.zeros(3), ["/class_name", "list of text"])):
            write_activity(path)
            with h5py.File(path, "r+") as file:
                del file[dataset]
                file[dataset] = values
            self.assert_refused(ebsnn.InputError, [path, *words], self.open().activity)

    def test_values_in_other_files_are_refused(self):
        path = self.folder / "activity/clean.h5"
        write_activity(path)
        with h5py.File(path, "r+") as file:
            del file["label"], file["recording"]
            file["label"] = h5py.ExternalLink("elsewhere.h5", "/label")
            file.create_dataset("recording", (5,), "u8", external=[("elsewhere", 0, 40)])
        self.assert_refused(ebsnn.InputError, ["/label", "missing"], self.open().activity)
        with h5py.File(path, "r+") as file:
            del file["label"]
            file["label"] = np.zeros(5, np.uint8)
        self.assert_refused(ebsnn.InputError, ["/recording", "other files"], self.open().activity)

    def test_files_cut_short_or_of_another_kind(self):
        write_network(self.folder / "network.h5")
        whole = (self.folder / "network.h5").read_bytes()
        for content in (b"", b"text", whole[:len(whole) // 2]):
            (self.folder / "network.h5").write_bytes(content)
            self.assert_refused(ebsnn.InputError, ["network.h5", "cannot be read"], self.open().network)
        write_predictions(self.folder / "network.h5")
        self.assert_refused(ebsnn.InputError, ["/weights/V1weight", "missing"], self.open().network)

    def test_what_is_no_plain_file(self):
        table = self.folder / "results.tidy.csv"
        for make, words in ((os.mkfifo, "a named pipe"), (os.mkdir, "is a folder"),
                            (lambda path: os.symlink("/dev/zero", path), "is a device")):
            make(table)
            run = self.open()
            with mock.patch("builtins.open", side_effect=OSError("opened")):  # a pipe would keep it waiting
                self.assert_refused(ebsnn.InputError, [table, words], run.results_columns)
            table.rmdir() if table.is_dir() else table.unlink()
        (self.folder / "activity").mkdir()
        (self.folder / "activity/train.h5").symlink_to("nowhere")
        self.assert_refused(ebsnn.InputError, ["is a link to nothing"], self.open().activity, "train")

    def test_broken_tables(self):
        (self.folder / "results.tidy.csv").write_text("code,level\nv1\n")
        self.assert_refused(ebsnn.InputError, ["results.tidy.csv", "line 2", "1 columns, expected 2"],
                            self.open().results_columns)
        (self.folder / "results.tidy.csv").write_text("code,level\nv1,0\n")
        self.assert_refused(ebsnn.InputError, ["no column scaling"], self.open().results_columns)

    def test_tables_that_a_spreadsheet_or_an_editor_has_changed(self):
        write_results(self.folder)
        table = self.folder / "results.tidy.csv"
        text = table.read_text()
        for changed in (text + "\n\n", text.replace("\n", "\r\n"), text.replace("\n", "\n\n"), "\ufeff" + text):
            table.write_text(changed)
            self.assertEqual(list(self.open().results_columns()["n"]), [5, 5, 5])
        german = text.replace(",", ";").replace(".", ",")
        for changed, words in ((text.replace(",", ";"), ["semicolons", "expected commas"]), (german, ["semicolons"]),
                               (text.replace(",", "\t"), ["tabs", "expected commas"]),
                               (text.replace("0.5,", "low,"), ["line 3, column level: 'low'", "a number"]),
                               (text.replace("60.0000", '"60,0"'), ["line 2, column accuracy_percent: '60,0'"]),
                               (text.replace(",5,20", ",five,20"), ["line 4, column n: 'five'"])):
            table.write_text(changed)
            self.assert_refused(ebsnn.InputError, [table, *words], self.open().results_columns)
