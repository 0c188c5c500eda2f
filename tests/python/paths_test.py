"""Paths as callers give them: of any type and length, relative ones, and names that mean something to a pattern."""

import contextlib
import errno
import io
import os
import pathlib
from unittest import mock

import h5py
import numpy as np

import ebsnn
from ebsnn import importer
from ebsnn.guard import remove_leftovers
from support import FolderTest, structured, write_run

LONG = "x" * 300
NO_PATHS = (None, [], 1, True, b"RUN", np.array(["a"]), "", "a\0b", "\ud800", LONG, f"{LONG}/a", "y/" * 2500,
            pathlib.Path(LONG), pathlib.Path("a\0b"))


class Paths(FolderTest):
    """What opens or writes files."""

    def write(self, path):
        return ebsnn.write_packed(path, [(structured(3), 0)], (34, 34), ["ant"])

    def test_what_is_no_path_is_refused(self):
        for open_or_write in (ebsnn.open_run, ebsnn.open_study, ebsnn.open_network, ebsnn.open_packed, ebsnn.read_sonata,
                              self.write):
            for wrong in NO_PATHS:
                message = self.assert_refused(ebsnn.InputError, ["path"], open_or_write, wrong)
                self.assertLess(len(message), 300)

    def test_programs_refuse_it(self):
        (self.folder / "ant").mkdir()
        np.save(self.folder / "ant" / "a.npy", structured(3))
        for wrong in (LONG, "a\0b", "\ud800"):
            for words in ([wrong, "--out", "none.h5"], [str(self.folder), "--out", wrong]):
                errors = io.StringIO()
                with contextlib.redirect_stderr(errors):
                    self.assertEqual(importer.run([*words, "--sensor", "34x34"]), 2)
                self.assertRegex(errors.getvalue(), "^ebsnn_import: error: .*: cannot be used as a path: .*\n$")

    def test_name_without_room_for_a_temporary_one(self):
        path = self.folder / ("n" * 250)

        def recordings():
            self.fail("work began")
            yield
        self.assert_refused(ebsnn.WriteError, [path, "File name too long"], ebsnn.write_packed, path, recordings(),
                            (34, 34), ["ant"])

    def test_disk_that_is_full(self):
        write_run(self.folder / "RUN")
        path, run = self.folder / "out.h5", ebsnn.open_run(self.folder / "RUN")
        full = OSError(errno.ENOSPC, f"Can't write data (file write failed: name = '{'x' * 80}', errno = 28)")
        for write in (self.write, lambda path: ebsnn.export_sonata(run, path)):
            with mock.patch.object(h5py.Group, "create_dataset", side_effect=full):
                message = self.assert_refused(ebsnn.WriteError, [f"{path}: cannot be written: No space left on device"],
                                              write, path)
            self.assertNotIn(".tmp-", message)
            self.assertEqual([entry.name for entry in self.folder.iterdir()], ["RUN"])

    def test_disk_that_is_full_before_events_are_written(self):
        class Full(io.BytesIO):
            def flush(self):
                raise OSError(errno.ENOSPC, "No space left on device")
            close = flush

        def failing():
            yield structured(3), 0
            raise FileNotFoundError("of the data set")
        with mock.patch("tempfile.TemporaryFile", lambda dir: Full()):
            self.assert_refused(ebsnn.WriteError, ["events: cannot be written: No space"], self.write,
                                self.folder / "out.h5")
            with self.assertRaisesRegex(FileNotFoundError, "of the data set"):
                ebsnn.write_packed(self.folder / "out.h5", failing(), (34, 34), ["ant"])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_hdf5_is_brief(self):
        self.write(self.folder / "a.h5")
        locked = OSError(errno.EACCES, f"Unable to open file (unable to open file: name = '{'x' * 80}', errno = 13)")
        with mock.patch.object(h5py, "File", side_effect=locked):
            self.assert_refused(ebsnn.InputError, ["a.h5: cannot be read as HDF5: Permission denied"],
                                ebsnn.open_packed, self.folder / "a.h5")

    def test_folders_that_may_not_be_read(self):
        write_run(self.folder)
        run = ebsnn.open_run(self.folder)
        with mock.patch.object(os, "access", return_value=False):  # root may read all
            for ask in (run.activity, lambda: run.conditions):
                self.assert_refused(ebsnn.InputError, [self.folder / "activity", "cannot be read: Perm"], ask)
            for open_folder in (ebsnn.open_run, ebsnn.open_study, ebsnn.open_network):
                self.assert_refused(ebsnn.InputError, [self.folder, "cannot be read: Perm"], open_folder, self.folder)

    def test_relative_paths_stay_right_in_another_folder(self):
        write_run(self.folder / "STUDY/networks/none/seed-1")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        self.write("events.h5")
        run, study = ebsnn.open_run("STUDY/networks/none/seed-1"), ebsnn.open_study("STUDY")
        network, packed = ebsnn.open_network("STUDY/networks/none/seed-1"), ebsnn.open_packed("events.h5")
        os.chdir("/")
        self.assertEqual((len(run.activity()), study.networks), (5, ["none"]))
        self.assertEqual((len(network.history()["patch"]), packed.train[0][1]), (3, 0))

    def test_names_with_signs_of_patterns(self):
        for name in ("a**b.h5", "[ab].h5", "a*.h5"):
            path, leftover = self.folder / name, self.folder / f".{name}.tmp-host-7-1234"
            self.assert_refused(ebsnn.InputError, [path, "is not there. ebsnn_train"], ebsnn.open_network, path)
            leftover.touch()
            self.assert_refused(ebsnn.InputError, [path, "is writing it"], ebsnn.open_network, path)
            remove_leftovers(path, 7)
            self.assertFalse(leftover.exists())
