"""ebsnn_import: files of other programs. Each is written here as its program does."""

import os
import subprocess

import h5py
import numpy as np

import ebsnn
from ebsnn.text import printable
from event_files import SENSOR, ImporterTest, aedat2, aedat3
from support import PROGRAMS, needs, run, structured


class Formats(ImporterTest):
    """Every format that is read."""

    def test_npy_with_columns_in_any_order(self):
        for order in ("xytp", "ptyx"):
            self.events = structured(40, order=order)
            np.save(self.place("a.npy"), self.events)
            self.assert_events(self.imported(*SENSOR))

    def test_arrays_without_names(self):
        table = np.stack([self.events[name].astype(np.int64) for name in "typx"], axis=1)
        np.save(self.place("a.npy"), np.asfortranarray(table))
        self.assert_events(self.imported(*SENSOR, "--columns", "t,y,p,x"))
        self.out.unlink()
        self.refused(["a.npy", "--columns"])

    def test_npz_as_spikingjelly_writes_it(self):
        np.savez(self.place("a.npz"), t=self.events["t"], x=self.events["x"], y=self.events["y"], p=self.events["p"])
        np.savez_compressed(self.place("b.npz"), self.events)
        file = self.imported(*SENSOR)
        self.assert_events(file)
        self.assert_events(file, number=1)

    def test_dsec(self):
        with h5py.File(self.place("a.h5"), "w") as file:
            for name in "xytp":
                file.create_dataset(f"events/{name}", data=self.events[name].astype("u4"), compression="gzip")
            file["ms_to_idx"], file["t_offset"] = np.arange(3, dtype=np.uint64), np.int64(51_000_000_000)
        self.assert_events(self.imported(*SENSOR))

    def test_v2e(self):
        table = np.stack([self.events[name].astype("u4") for name in "txyp"], axis=1)
        with h5py.File(self.place("a.hdf5"), "w") as file:
            file.create_dataset("events", data=table, maxshape=(None, 4), compression="gzip")
        self.assert_events(self.imported(*SENSOR))

    def test_metavision(self):
        array = np.zeros(40, [("x", "<u2"), ("y", "<u2"), ("p", "<i2"), ("t", "<i8")])
        for name in "xytp":
            array[name] = self.events[name]
        with h5py.File(self.place("a.h5"), "w") as file:
            file.create_dataset("CD/events", data=array, chunks=(16,))
            file.attrs["geometry"] = "34x34"
        self.assert_events(self.imported())

    @needs("scipy")
    def test_mat_as_in_asl_dvs(self):
        from scipy.io import savemat
        columns = {"ts": "t", "x": "x", "y": "y", "pol": "p"}
        savemat(self.place("a.mat"), {name: self.events[column].astype(float)[:, None]
                                      for name, column in columns.items()})
        self.assert_events(self.imported(*SENSOR))
        flipped = self.events.copy()
        flipped["x"], flipped["p"] = 33 - self.events["x"], ~self.events["p"]
        self.assert_events(self.imported(*SENSOR, "--flip", "x,p"), flipped)

    def test_mat_of_version_7_3(self):
        with h5py.File(self.place("a.mat"), "w", userblock_size=512) as file:
            for name, column in (("ts", "t"), ("x", "x"), ("y", "y"), ("pol", "p")):
                file[name] = self.events[column].astype(float)[None, :]
        self.assert_events(self.imported(*SENSOR))

    def test_aedat_2_of_both_kinds_of_cameras(self):
        self.events["t"] -= self.events["t"].min()
        later = self.events.copy()
        later["t"] += 1_000_000  # the clock of the camera
        self.place("a.aedat").write_bytes(aedat2(later, more=[(1 << 15, 5), (1 << 31, 6)]))
        self.assert_events(self.imported("--chip", "dvs128"))
        davis = aedat2(later, (346, 260), "eu.seebetter.ini.chips.davis.Davis346B", (22, 12, 11),
                       [(1 << 31, 1), (1 << 10, 2)])
        self.place("a.aedat").write_bytes(davis)
        file = self.imported()
        self.assertEqual(str(file.sensor), "346x260")
        self.assert_events(file)

    def test_aedat_2_events_that_begin_like_a_header(self):
        event = structured(1, 1, 1)
        event["y"], event["x"], event["t"] = 259 - 140, 345 - 0x123, 0  # address 0x23..: the character '#'
        self.place("a.aedat").write_bytes(aedat2(event, (346, 260), "Davis346", (22, 12, 11)))
        self.assert_events(self.imported(), event)

    def test_aedat_3_1(self):
        self.events["t"][20:] += 1 << 31  # the clock of 31 bits overflows
        later = self.events.copy()
        later["t"] += 3 << 31
        self.events["t"] -= self.events["t"].min()
        self.place("a.aedat").write_bytes(aedat3(later))
        file = self.imported()
        self.assertEqual(str(file.sensor), "128x128")
        self.assert_events(file)
        self.place("a.aedat").write_bytes(aedat3(self.events, invalid=(3,)))
        self.assert_events(self.imported("--time-origin", "file"), np.delete(self.events, 3))

    def test_other_units_and_origins_of_time(self):
        seconds = structured(40, t_type="<f8")
        seconds["t"] = (self.events["t"] + 1e9) / 1e6
        np.save(self.place("a.npy"), seconds)
        self.events["t"] -= self.events["t"].min()
        self.assert_events(self.imported(*SENSOR, "--time-unit", "s", "--time-origin", "first"))


class Folders(ImporterTest):
    """Trees of classes, and usage."""

    def test_splits_classes_and_sources(self):
        for path in ("Train/10/b.npy", "Train/10/a.npy", "Train/9/a.npy", "test/9/c.npy"):
            (self.data / path).parent.mkdir(parents=True, exist_ok=True)
            np.save(self.data / path, self.events)
        (self.data / "Train/9/notes.txt").write_text("")
        code, output, errors = self.start(*SENSOR)
        self.assertEqual(code, 0, errors)
        self.assertIn("1 file(s) of other kinds left out", errors)
        self.assertIn("4 recordings (train 3, test 1), 160 events", output)
        file = ebsnn.open_packed(self.out)
        self.assertEqual(file.class_names, ("9", "10"))  # numbers in their order
        self.assertEqual((list(file.train.label), list(file.test.label)), ([0, 1, 1], [0]))
        self.assertEqual(file.train.source, ["Train/9/a.npy", "Train/10/a.npy", "Train/10/b.npy"])
        with h5py.File(self.out) as opened:
            self.assertEqual(opened.attrs["arguments"][0], "ebsnn_import")

    def test_digits_are_the_ten_digits(self):
        np.save(self.place("a.npy", "7"), self.events)
        file = self.imported(*SENSOR)
        self.assertEqual((file.class_names, list(file.train.label)), (tuple("0123456789"), [7]))

    def test_folders_without_recordings(self):
        self.refused([self.data, "is no folder"])
        self.data.mkdir()
        self.refused([self.data, "no class folders"])
        (self.data / "bee").mkdir()
        self.refused([self.data / "bee", "without a recording"])

    def test_sensors(self):
        np.save(self.place("a.npy"), self.events)
        self.refused(["a.npy", "--sensor"], "--quiet")
        self.refused(["ant/a.npy", "x is", "0 .. 9 (sensor 10x34)"], "--sensor", "10x34")
        self.place("b.aedat").write_bytes(aedat3(self.events))
        self.refused(["b.aedat", "128x128", "34x34"])

    def test_usage(self):
        for words in (["--sensor", "34"], ["--columns", "t,x"], ["--flip", "z"], ["--chip", "x"], ["--nothing"]):
            code, _, errors = self.start(*words)
            self.assertEqual(code, 2)
            self.assertIn(words[0], errors)
        self.assertIn("--senor: did you mean --sensor?", self.start("--senor", "3x3")[2])

    def test_values_that_an_option_does_not_take(self):
        for value, meant in (("tset", "; did you mean test?"), ("first", ""), ("\x1b[2J", "")):
            errors = self.start("--split", value)[2]
            self.assertIn(f"--split: '{printable(value)}': expected one of train, test{meant}\n", errors)
            self.assertNotIn("\x1b[2J", errors)

    def test_no_option_is_suggested_that_is_not_like_the_word(self):
        for word in ("--format", "--x", "--"):
            self.assertNotIn("did you mean", self.start(word, "pdf")[2])
        for word, meant in (("--colunms", "--columns"), ("--output", "--out"), ("--sensors", "--sensor")):
            self.assertIn(f"{word}: did you mean {meant}?", self.start(word, "x")[2])

    def test_devices_and_named_pipes_are_written_through(self):
        np.save(self.place("a.npy"), self.events)
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
            code, _, errors = self.start(*SENSOR, "--out", str(pipe))
            if not pipe.is_fifo():
                reader.kill()
            content = reader.communicate()[0]
        self.assertEqual((code, errors), (0, ""))
        self.assertTrue(pipe.is_fifo())
        self.out.write_bytes(content)
        self.assert_events(ebsnn.open_packed(self.out))

    def test_empty_paths(self):
        self.assertIn("--out: is empty, expected a path", self.start("--out", "")[2])

    def test_output_among_the_recordings(self):
        np.save(self.place("a.npy"), self.events)
        self.out = self.data / "out.h5"
        for _ in range(2):  # the second run does not read what the first has written
            self.assert_events(self.imported(*SENSOR))
        link = self.folder / "link"
        link.symlink_to(self.data / "ant")
        for place in ("ant/out.h5", "new/out.h5", "ant/new/out.h5", "Train/out.h5", "../link/out.h5"):
            self.out = self.data / place
            self.refused([f"--out {self.out}", "lies among the recordings"], *SENSOR)
            self.assertEqual(sorted(path.name for path in self.data.rglob("*")), ["a.npy", "ant", "out.h5"])

    def test_output_beside_train_and_test(self):
        np.save(self.place("a.npy", "Train/ant"), self.events)
        for place in ("packed/out.h5", "out.h5"):
            self.out = self.data / place
            self.imported(*SENSOR)
        for place in ("Train/new/out.h5", "TEST/out.h5"):
            self.out = self.data / place
            self.refused(["lies among the recordings"], *SENSOR)

    def test_files_of_this_project_are_no_recordings(self):
        np.save(self.place("a.npy"), self.events)
        self.imported(*SENSOR)
        self.out.rename(self.place("b.h5"))
        self.refused(["b.h5", "is a file of 'ebsnn packed recordings'"], *SENSOR)

    def test_the_program_itself(self):
        if not (PROGRAMS / "ebsnn_import").exists():
            self.skipTest("the build folder has no ebsnn_import")
        np.save(self.place("a.npy"), self.events)
        done = run(PROGRAMS / "ebsnn_import", self.data, "--out", self.out, *SENSOR)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("1 recordings (train 1), 40 events", done.stdout)

    def test_output_that_cannot_be_written(self):
        np.save(self.place("a.npy"), self.events)
        self.out.mkdir()
        code, _, errors = self.start(*SENSOR)
        self.assertEqual(code, 1)
        self.assertIn("out.h5", errors)
