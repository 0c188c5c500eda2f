"""ebsnn_import: files that lie, or are damaged."""

import os
import pickle
import signal
import struct
import zipfile

import h5py
import numpy as np

import ebsnn
from ebsnn import guard, importer
from ebsnn.formats import READERS, aedat
from event_files import SENSOR, ImporterTest, aedat2, aedat3
from support import needs


class Hostile(ImporterTest):
    """Files that lie."""

    def header(self, text):
        """A .npy file with this header and nothing else."""
        text = text.encode() + b" " * (-(len(text) + 11) % 64) + b"\n"
        return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text

    def test_pickled_objects_are_not_loaded(self):
        np.save(self.place("a.npy"), np.array([{"x": 1}]), allow_pickle=True)
        self.refused(["a.npy", "pickled"])
        with zipfile.ZipFile(self.place("a.npz"), "w") as archive:
            for name in "xytp":
                archive.writestr(f"{name}.npy", self.header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}")
                                 + pickle.dumps(0))
        self.place("a.npy").unlink()
        self.refused(["a.npz", "pickled"])

    def test_shapes_that_the_file_does_not_hold(self):
        descr = "[('x','<u2'),('y','<u2'),('t','<u4'),('p','u1')]"
        self.place("a.npy").write_bytes(self.header("{'descr': '|V1000000000', 'fortran_order': False, 'shape': (1,)}"))
        self.refused(["a.npy", "items of 1,000,000,000 bytes"])
        for shape, word in (("(1000000000000000,)", "at most"), ("(5000000,)", "cut short"), ("(-1,)", "declares"),
                            ("(2,2,2)", "expected at most"), ("'all'", "no array"), ("(5,", "no array")):
            self.place("a.npy").write_bytes(self.header(f"{{'descr': {descr}, 'fortran_order': False, "
                                                        f"'shape': {shape}}}"))
            self.refused(["a.npy", word])

    def test_files_cut_short_at_any_place(self):
        np.save(self.place("a.npy"), self.events)
        np.savez(self.place("a.npz"), t=self.events["t"], x=self.events["x"], y=self.events["y"], p=self.events["p"])
        with h5py.File(self.place("a.h5"), "w") as file:
            file["CD/events"] = self.events
        self.place("2.aedat").write_bytes(aedat2(self.events, chip="DVS128"))
        self.place("3.aedat").write_bytes(aedat3(self.events))
        whole = {path: path.read_bytes() for path in sorted(self.place("").iterdir())}
        for path in whole:
            path.unlink()
        for path, content in whole.items():
            for size in (0, 5, 12, len(content) // 3, len(content) - 37, len(content) - 1):
                if path.name == "2.aedat" and size > 12:
                    size += (len(content) - size) % 8 == 0  # whole events: nobody could tell
                path.write_bytes(content[:size])
                with self.subTest(name=path.name, size=size), self.assertRaises(ebsnn.InputError) as caught:
                    READERS[path.suffix](path, importer.ReadOptions())
                self.assertIn(path.name, str(caught.exception))

    def test_hdf5_that_claims_much_or_points_elsewhere(self):
        def sparse(file):
            for name in "xytp":
                file.create_dataset(f"events/{name}", (1 << 40,), "u4", chunks=(1024,))

        def unwritten(file):
            for name in "xytp":
                file.create_dataset(f"events/{name}", (1 << 20,), "u4", chunks=(1024,))

        def linked(file):
            for name in "xytp":
                file[f"events/{name}"] = h5py.ExternalLink("/etc/hostname", "/")

        def external(file):
            for name in "xytp":
                file.create_dataset(f"events/{name}", (4,), "u4", external=[("/etc/hostname", 0, 16)])
        for make, word in ((sparse, "not whole"), (unwritten, "not whole"), (linked, "no events"),
                           (external, "other files")):
            with h5py.File(self.place("a.h5"), "w") as file:
                make(file)
            self.refused(["a.h5", word])

    def test_filters_that_are_missing_are_named(self):
        path = self.place("a.h5")
        with h5py.File(path, "w") as file:
            plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plan.set_chunk((4,))
            plan.set_filter(0x8ECF, h5py.h5z.FLAG_OPTIONAL, ())
            group = file.create_group("CD")
            kind = h5py.h5t.py_create(self.events.dtype, logical=True)
            h5py.h5d.create(group.id, b"events", kind, h5py.h5s.create_simple((4,)), plan)
            file["CD/events"][:] = self.events[:4]
        self.refused(["a.h5", "/CD/events", "ECF"])

    def test_libraries_that_crash_do_not_end_the_program_without_a_message(self):
        called = []

        def crash(note):
            note("data/ant/a.h5")
            os.kill(os.getpid(), signal.SIGSEGV)

        def crashed(*arguments):
            called.append(arguments)
            return 2
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.addCleanup(signal.signal, number, signal.getsignal(number))
        self.assertEqual(guard.guarded(lambda note: 3, crashed, self.fail), 3)
        self.assertEqual(guard.guarded(crash, crashed, lambda process: called.append(process > 0)), 2)
        self.assertEqual(called, [True, ("data/ant/a.h5", "SIGSEGV")])
        for name in (".out.h5.tmp-host-12-ab", ".out.h5.tmp-host-13-ab"):
            (self.folder / name).write_text("")
        guard.remove_leftovers(self.out, 12)
        self.assertEqual([path.name for path in self.folder.iterdir()], [".out.h5.tmp-host-13-ab"])

    def test_times_out_of_range(self):
        for value, words in ((-5, ["t is -5 at event 7", "0 .. 4294967295 us"]), (1 << 33, ["t is 8589934592"])):
            events = self.events.copy()
            events["t"][7] = value
            np.save(self.place("a.npy"), events)
            self.refused(["ant/a.npy", *words])
        self.refused(["ant/a.npy", "lasts at most 4294967295 us"], *SENSOR, "--time-origin", "first")

    def test_aedat_packets_that_lie(self):
        header = b"#!AER-DAT3.1\r\n#!END-HEADER\r\n"
        for fields, word in (
                ((1, 0, 8, 4, 0, 1 << 30, 1 << 30, 0), "cut short"), ((1, 0, 4, 4, 0, 0, 0, 0), "expected 8"),
                ((1, 0, -8, 4, 0, 1, 1, 1), "expected 0 or more"), ((1, 0, 8, 4, 0, 1, 2, 2), "no more events")):
            self.place("a.aedat").write_bytes(header + aedat.PACKET.pack(*fields))
            self.refused(["a.aedat", word])
        self.place("a.aedat").write_bytes(b"#!AER-DAT3.1\r\n")
        self.refused(["a.aedat", "END-HEADER"])
        self.place("a.aedat").write_bytes(b"#!AER-DAT4.0\r\n")
        self.refused(["a.aedat", "AEDAT 4.0"])
        self.place("a.aedat").write_bytes(aedat2(self.events))
        self.refused(["a.aedat", "--chip", "dvs128"])

    @needs("scipy")
    def test_mat_files_that_are_none_or_hold_other_things(self):
        from scipy.io import savemat
        self.place("a.mat").write_bytes(b"MATLAB 5.0 MAT-file" + bytes(100))
        self.refused(["a.mat"])
        for variables, word in (({"x": np.array([{}], object)}, "expected numbers"), ({"z": 1}, "has the variables z"),
                                ({"x": np.ones((3, 3)), "y": 1, "ts": 1, "pol": 1}, "3 x 3")):
            savemat(self.place("a.mat"), variables)
            self.refused(["a.mat", word])
