"""ebsnn_import: files in the layout of the programs that write them. Each writer is named by repository, file and
commit (its first digits), and is transcribed here."""

import struct

import h5py
import numpy as np

import ebsnn
from event_files import ImporterTest
from support import needs, structured

DAVIS346 = (346, 260)
ECF, BLOSC = 0x8ECF, 32001


def seconds(events):
    """v2e's events: float32 [event, 4], t (s), x, y, and -1 or 1."""
    table = np.stack([events["t"] / 1e6, events["x"], events["y"], np.where(events["p"], 1, -1)], axis=1)
    return table.astype(np.float32)


def filtered(group, name, values, code, chunk=16384):
    """A dataset whose filter this HDF5 may lack; the values are stored as they are."""
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_chunk((chunk,))
    plan.set_filter(code, h5py.h5z.FLAG_OPTIONAL, ())
    kind = h5py.h5t.py_create(values.dtype, logical=True)
    h5py.h5d.create(group.id, name.encode(), kind, h5py.h5s.create_simple(values.shape, (h5py.h5s.UNLIMITED,)), plan)
    group[name][:] = values


class V2e(ImporterTest):
    """SensorsINI/v2e."""

    def setUp(self):
        super().setUp()
        self.events = structured(60, *DAVIS346)
        self.events["t"] = (seconds(self.events)[:, 0] * np.float32(1e6)).astype(np.uint32)

    def test_hdf5(self):
        # v2ecore/emulator.py b0ae3bcb: grown by each frame, beside three datasets about frames
        with h5py.File(self.place("a.h5"), "w") as file:
            rows = file.create_dataset("events", (0, 4), maxshape=(None, 4), dtype="uint32", compression="gzip")
            for part in np.split(seconds(self.events), [7, 7, 40]):
                part[:, 0] *= 1e6
                part[part[:, 3] == -1, 3] = 0
                rows.resize(len(rows) + len(part), axis=0)
                if len(part):
                    rows[-len(part):] = part.astype(np.uint32)
            file.create_dataset("frame", (2, 260, 346), "uint8", compression="gzip")
            file["frame_ts"], file["frame_idx"] = np.zeros(2, "uint32"), np.zeros(2, "uint64")
        self.assert_events(self.imported("--sensor", "346x260"))

    def test_aedat_2(self):
        # v2ecore/output/aedat2_output.py 18daa955: both axes mirrored, no line with the camera
        header = ("#!AER-DAT2.0\r\n# This is a raw AE data file created by AEDat2Output in v2e\r\n"
                  "# Data format is int32 address, int32 timestamp (8 bytes total), repeated for each event\r\n"
                  "# Timestamps tick is 1 us\r\n# Creation time: 01:57PM January 26 2021\r\n"
                  "# Creation time: System.currentTimeMillis() 1611669426000\r\n# User name: t\u00f6bi\r\n")
        table = seconds(self.events)
        words = np.empty(2 * len(table), np.int32)
        words[0::2] = (345 - table[:, 1].astype(np.int32) << 12 | 259 - table[:, 2].astype(np.int32) << 22
                       | ((table[:, 3] + 1) / 2).astype(np.int32) << 11)
        words[1::2] = (1e6 * table[:, 0]).astype(np.int32)
        self.place("a.aedat").write_bytes(header.encode() + words.byteswap().tobytes())
        self.assert_events(self.imported("--chip", "davis346", "--time-origin", "file"))

    def test_text(self):
        # v2ecore/output/ae_text_output.py b7f50279, without and with --label_signal_noise
        header = ("#!events.txt\n# This is a text DVS created by v2e\n"
                  "# Format is time (float s), x, y, polarity (0=off, 1=on)\n")
        for label in ("", " 1"):
            lines = [f"{t} {int(x)} {int(y)} {int((p + 1) / 2)}{label}\n"
                     for t, x, y, p in seconds(self.events).astype(float).tolist()]
            self.place("a.txt").write_text(header + "".join(lines))
            self.events["t"] = np.rint(seconds(self.events)[:, 0].astype(float) * 1e6)
            self.assert_events(self.imported("--sensor", "346x260"))
        self.place("a.txt").write_text(header)
        self.assertIn("1 recording(s) without events", self.start("--sensor", "346x260")[2])


class Jaer(ImporterTest):
    """SensorsINI/jaer: src/net/sf/jaer/eventio/AEFileOutputStream.java 0631c4f2 writes raw addresses, which
    DVS128.java 05a4a629 and DavisBaseCamera.java 73f96e06 read: columns from the right, rows from the bottom, and of
    the DVS128 1 for OFF."""

    HEADER = ("#!AER-DAT2.0\r\n# This is a raw AE data file - do not edit\r\n# Timestamps tick: 1 us\r\n"
              "# User name: tobi\r\n# HardwareInterface: CypressFX2DVS128\r\n# AEChip: {}\r\n"
              '#Start of Preferences for this AEChip (search for "End of Preferences" to find end of this block)\r\n'
              "{}#End of Preferences for this AEChip\r\n"
              "# DataStartTime: System.currentTimeMillis() 1611669426000\r\n#End Of ASCII Header\r\n")

    def write(self, chip, addresses, times, preferences=""):
        """Pairs of big-endian int32."""
        words = np.stack([addresses, times], axis=1).astype(">u4")
        self.place("a.aedat").write_bytes(self.HEADER.format(chip, preferences).encode() + words.tobytes())

    def test_dvs128(self):
        self.events = structured(50, 128, 128)
        self.events["t"] -= self.events["t"][0]
        raw = ((127 - self.events["y"].astype(np.int64)) << 8 | (127 - self.events["x"].astype(np.int64)) << 1
               | 1 - self.events["p"].astype(np.int64))
        raw, times = np.insert(raw, [3, 9], [0x8000, 0x80000000]), np.insert(self.events["t"], [3, 9], [1, 2])
        self.write("ch.unizh.ini.jaer.chip.retina.DVS128", raw, times + 77)
        self.assert_events(self.imported())

    def test_davis_with_preferences_written_on_windows(self):
        # writeHeaderBlock puts # before each carriage return and each line feed
        self.events = structured(50, 240, 180)
        self.events["t"] -= self.events["t"][0]
        raw = ((179 - self.events["y"].astype(np.int64)) << 22 | (239 - self.events["x"].astype(np.int64)) << 12
               | self.events["p"].astype(np.int64) << 11)
        raw, times = np.insert(raw, [0, 9], [1 << 31 | 5, 1 << 10]), np.insert(self.events["t"], [0, 9], [1, 2])
        self.write("eu.seebetter.ini.chips.davis.DAVIS240C", raw, times, '#<?xml version="1.0"?>#\r#\n#<map>#\r#\n')
        self.assert_events(self.imported())


class Caer(ImporterTest):
    """cAER's AEDAT 3.1 (wzygzlm/caer, modules/misc/in/input_common.c c43a5a2b): bit 15 of a packet's type says that it
    is compressed, and then its capacity is in bytes."""

    def write(self, form, packets):
        """Header lines and packets: (type, size of an event, capacity, number, content)."""
        content = (f"#!AER-DAT3.1\r\n#Format: {form}\r\n#Source 1: DVS128\r\n"
                   "#Start-Time: 2016-11-20 10:40:45 (TZ+0100)\r\n#!END-HEADER\r\n").encode()
        for kind, size, capacity, number, data in packets:
            content += struct.pack("<HhIIIIII", kind, 1, size, 4, 0, capacity, number, number) + data
        self.place("a.aedat").write_bytes(content)

    def test_compressed_frames_are_skipped(self):
        self.events["t"] -= self.events["t"][0]
        words = np.stack([1 | self.events["p"].astype(int) << 1 | self.events["y"].astype(int) << 2
                          | self.events["x"].astype(int) << 17, self.events["t"]], axis=1).astype("<u4")
        frames = (2 | 1 << 15, 10_000, 13, 1, bytes(13))
        self.write("PNGFrames", [frames, (1, 8, len(words), len(words), words.tobytes()), frames])
        self.assert_events(self.imported())

    def test_compressed_events_are_refused(self):
        self.write("SerializedTS", [(1 | 1 << 15, 8, 24, 40, bytes(24))])
        self.refused(["a.aedat", "compressed", "RAW"], "--sensor", "128x128")


class Hdf5(ImporterTest):
    """DSEC, e2calib, Metavision."""

    def dsec(self, file, create):
        """uzh-rpg/DSEC, README.md 0df8d871 and scripts/utils/eventslicer.py 9ddd029c."""
        file.create_group("events")
        for name, kind in (("p", "u1"), ("t", "u4"), ("x", "u2"), ("y", "u2")):
            create(file["events"], name, self.events[name].astype(kind))
        milliseconds = np.arange(0, 1000 * (int(self.events["t"][-1]) // 1000 + 1), 1000)
        file["ms_to_idx"] = np.searchsorted(self.events["t"], milliseconds).astype(np.uint64)
        file["t_offset"] = np.int64(51_648_500_652)

    def test_dsec(self):
        with h5py.File(self.place("a.h5"), "w") as file:
            self.dsec(file, lambda group, name, values: group.create_dataset(name, data=values, chunks=(16,)))
        self.assert_events(self.imported("--sensor", "640x480"))

    def test_dsec_without_its_filter(self):
        with h5py.File(self.place("a.h5"), "w") as file:
            self.dsec(file, lambda group, name, values: filtered(group, name, values, BLOSC))
        if h5py.h5z.filter_avail(BLOSC):
            self.skipTest("this HDF5 has blosc")
        self.refused(["a.h5: /events/x", "blosc", "pip install hdf5plugin"], "--sensor", "640x480")

    def test_e2calib(self):
        # uzh-rpg/e2calib, python/conversion/h5writer.py 0651bd52: made with 65,536 rows, resized, lzf; t of the clock
        with h5py.File(self.place("a.h5"), "w") as file:
            for name, kind in (("x", "u2"), ("y", "u2"), ("p", "u1"), ("t", "i8")):
                file.create_dataset(name, (1 << 16,), kind, chunks=(1 << 16,), maxshape=(None,), compression="lzf")
                for start, end in ((0, 25), (25, 40)):
                    file[name].resize(end, axis=0)
                    file[name][start:end] = self.events[name][start:end] + (name == "t") * 1_600_000_000_000_000
        self.refused(["a.h5", "--time-origin first"])
        self.events["t"] -= self.events["t"][0]
        self.assert_events(self.imported("--sensor", "34x34", "--time-origin", "first"))

    def metavision(self, file, create):
        """prophesee-ai/openeb, sdk/modules/stream/cpp/src/hdf5_event_file_writer.cpp 71fa5fe5: the C structures with
        their padding, one chunk of 16,384, attributes of text with any length."""
        kind = np.dtype({"names": ["x", "y", "p", "t"], "formats": ["<u2", "<u2", "<i2", "<i8"],
                         "offsets": [0, 2, 4, 8], "itemsize": 16})
        values = np.zeros(len(self.events), kind)
        for name in "xypt":
            values[name] = self.events[name]
        create(file.create_group("CD"), "events", values)
        for group in ("CD", "EXT_TRIGGER"):
            index = np.dtype([("id", "<u8"), ("ts", "<i8")])
            indexes = file.require_group(group).create_dataset("indexes", (0,), index, chunks=(16384,), maxshape=(None,))
            indexes.attrs["offset"] = str(-int(self.events["t"][0]))
        trigger = np.dtype({"names": ["p", "t", "id"], "formats": ["<i2", "<i8", "<i2"], "offsets": [0, 8, 16],
                            "itemsize": 24})
        file["EXT_TRIGGER"].create_dataset("events", (0,), trigger, chunks=(16384,), maxshape=(None,))
        file.attrs["version"], file.attrs["geometry"] = "1.0", "1280x720"

    def test_metavision(self):
        with h5py.File(self.place("a.hdf5"), "w") as file:
            self.metavision(file, lambda group, name, values: group.create_dataset(
                name, data=values, chunks=(16384,), maxshape=(None,)))
        read = self.imported()
        self.assertEqual(str(read.sensor), "1280x720")
        self.assert_events(read)

    def test_metavision_without_its_filter(self):
        with h5py.File(self.place("a.hdf5"), "w") as file:
            self.metavision(file, lambda group, name, values: filtered(group, name, values, ECF))
        self.refused(["a.hdf5: /CD/events", "ECF", "metavision_file_to_dat", "https://github.com/prophesee-ai/hdf5_ecf",
                      "HDF5_PLUGIN_PATH"], "-q")


class Prophesee(ImporterTest):
    """DAT: prophesee-ai/prophesee-automotive-dataset-toolbox, src/io/dat_events_tools.py 9c66b443."""

    def write(self, kind=(0, 8), header="% Data file containing Event2D events.\n% Version 2\n"
              "% Date 2020-1-9 8:7:6\n% Height 240\n% Width 304\n"):
        """Header lines, type and size, then t and x, y, p in 32 bits each."""
        word = sum(self.events[name].astype("i4") << shift for name, shift in (("x", 0), ("y", 14), ("p", 28)))
        words = np.stack([self.events["t"].astype("u4"), word.astype("u4")], axis=1)
        self.place("a.dat").write_bytes(header.encode() + bytes(kind) + words.astype("<u4").tobytes())

    def test_events_and_sensor(self):
        self.events = structured(50, 304, 240)
        for kind in ((0, 8), (12, 8)):
            self.write(kind)
            file = self.imported()
            self.assertEqual(str(file.sensor), "304x240")
            self.assert_events(file)
        self.write(header="% Version 1\n")
        self.assert_events(self.imported("--sensor", "304x240"))

    def test_hostile_files(self):
        for kind, header, word in (((14, 8), "% a\n", "14, 8"), ((0, 8), "", "expected a line that begins with %"),
                                   ((), "% a\n", "expected 0 or 12"), ((0, 8), "% Height 0\n% Width 9\n", "1 .. 65535"),
                                   ((0, 8, 1), "% a\n", "cut short"), ((0, 8), "% Height x\n% Width 9\n", "1 .. 65535")):
            self.write(kind, header)
            self.refused(["a.dat" if "65535" not in word else "sensor", word])
        self.place("a.dat").write_bytes(b"% " + bytes(9))
        self.refused(["a.dat", "no end"])


class Text(ImporterTest):
    """events.txt: uzh-rpg/rpg_e2vid, scripts/extract_events_from_rosbag.py 537d3be2 and utils/event_readers.py."""

    def lines(self):
        """Twelve decimals of seconds."""
        return "".join(f"{t / 1e6:.12f} {x} {y} {int(p)}\n" for x, y, t, p in self.events.tolist())

    def test_with_and_without_the_size_of_the_sensor(self):
        self.place("a.txt").write_text(self.lines())
        self.assert_events(self.imported("--sensor", "34x34"))
        self.place("a.txt").write_text("240 180\n" + self.lines())
        file = self.imported()
        self.assertEqual(str(file.sensor), "240x180")
        self.assert_events(file)

    def test_other_units_orders_and_ends_of_lines(self):
        lines = "".join(f"{x}\t{y}\t{1 if p else -1}\t{t}\r\n" for x, y, t, p in self.events.tolist())
        self.place("a.txt").write_bytes(lines.encode())
        self.assert_events(self.imported("--sensor", "34x34", "--time-unit", "us", "--columns", "x,y,p,t"))

    def test_times_of_the_day(self):
        self.events["t"] += 1_468_939_993_067_416
        self.place("a.txt").write_text(self.lines())
        self.refused(["a.txt", "--time-origin first"])
        self.events["t"] -= self.events["t"][0]
        self.assert_events(self.imported("--sensor", "34x34", "--time-origin", "first"))

    def test_hostile_files(self):
        for lines, word in (("0.1 1 2 one\n", "'one'"), ("0.1 1 2\n", "3 columns"), ("0.1 1 2 1 0 0\n", "6 columns"),
                            ("0.1 1 2 1\n0.1 1 2\n", "changed from 4 to 3"), ("0.1 -1 2 1\n", "x is -1"),
                            ("nan 1 2 1\n", "t is nan"), ("1e400 1 2 1\n", "t is inf"), ("-0.1 1 2 1\n", "t is -100000"),
                            ("0.1 1.5 2 1\n", "x is 1.5"), ("0.1 1e300 2 1\n", "x is 1e+300"), ("0.1 1 2 7\n", "p is 7"),
                            ("", "is empty"), ("0.1,1,2,1\n", "t x y p"), ("9" * 5000 + "\n", "1 columns"),
                            ("0 9\n", "1 .. 65535"), ("\0\xff\n", "t x y p"), ("12 a\n", "1 .. 65535")):
            with self.subTest(lines=lines[:20]):
                self.place("a.txt").write_text(lines, encoding="latin-1")
                self.refused([word])


class Arrays(ImporterTest):
    """NumPy's and MATLAB's files."""

    def test_tonic(self):
        # neuromorphs/tonic, tonic/io.py 4c7160be: make_structured_array
        for kind in ([("x", np.int16), ("y", np.int16), ("t", np.int64), ("p", bool)],
                     [("t", int), ("x", int), ("y", int), ("p", int)]):
            array = np.empty_like(self.events["x"], dtype=np.dtype(kind))
            for name in "xytp":
                array[name] = self.events[name]
            np.save(self.place("a.npy"), array)
            self.assert_events(self.imported("--sensor", "34x34"))
            ebsnn.write_packed(self.out, [(array, 0)], (34, 34, 2), ["ant"])
            self.assert_events(ebsnn.open_packed(self.out))

    def test_events_of_tonic_with_two_dimensions(self):
        # neuromorphs/tonic, tonic/datasets/asl_dvs.py 5e40e70c: MATLAB's columns make an array [event, 1]
        array = self.events.reshape(-1, 1)
        ebsnn.write_packed(self.out, [(array, 0), (array.T, 0)], (34, 34, 2), ["ant"])
        for number in (0, 1):
            self.assert_events(ebsnn.open_packed(self.out), number=number)
        with self.assertRaisesRegex(ebsnn.InputError, "x is 20 x 2, expected one value for each event"):
            ebsnn.write_packed(self.out, [(self.events.reshape(-1, 2), 0)], (34, 34, 2), ["ant"])

    def test_spikingjelly(self):
        # fangwei123456/spikingjelly, spikingjelly/datasets/utils.py 00f0fa50 and dvs128_gesture.py 075f97e9: a gesture
        # keeps the times of the long recording from which it is cut
        for save in (np.savez, np.savez_compressed):
            save(self.place("a.npz"), t=self.events["t"] + 80_048_239, x=self.events["x"].astype(int),
                 y=self.events["y"].astype(int), p=self.events["p"].astype(int))
            expected = self.events.copy()
            expected["t"] -= expected["t"][0]
            self.assert_events(self.imported("--sensor", "128x128", "--time-origin", "first"), expected)

    @needs("scipy")
    def test_asl_dvs(self):
        # PIX2NVS/NVS2Graph; neuromorphs/tonic, tonic/datasets/asl_dvs.py 5e40e70c reads ts, x, y, pol, counts columns
        # from 0 and turns rows (height - 1 - y)
        from scipy.io import savemat
        self.events = structured(40, 240, 180)
        for kind in (np.float64, np.uint32):
            for compressed in (False, True):
                savemat(self.place("a.mat"), {
                    "ts": self.events["t"].astype(kind)[:, None], "x": self.events["x"].astype(kind)[:, None],
                    "y": (179 - self.events["y"]).astype(kind)[:, None], "pol": self.events["p"].astype(kind)[:, None]},
                    do_compression=compressed)
                self.assert_events(self.imported("--sensor", "240x180", "--flip", "y"))
