"""Files with a damaged heap of texts, with which HDF5 does not come to an end."""

import subprocess
import sys
from unittest import mock

import h5py
import numpy as np

import ebsnn
from ebsnn import heaps
from support import SOURCE, FolderTest, write_run

READ = "import ebsnn, sys; print(len(ebsnn.open_run(sys.argv[1]).activity().counts))"


class Heaps(FolderTest):
    """Heaps that lie about their gaps and texts."""

    def setUp(self):
        super().setUp()
        write_run(self.folder)
        self.path = self.folder / "activity/clean.h5"
        self.sound = self.path.read_bytes()
        self.heap = self.sound.index(b"GCOL")

    def zero(self, begin, count):
        """Replaces bytes of the sound file by zeros."""
        self.path.write_bytes(self.sound[:begin] + bytes(count) + self.sound[begin + count:])

    def read(self):
        """Reads the file in a process of its own, which may take ten seconds."""
        return subprocess.run([sys.executable, "-B", "-c", READ, str(self.folder)], capture_output=True, text=True,
                              check=False, timeout=10, env={"PYTHONPATH": str(SOURCE / "tools/python")})

    def test_block_of_zeros_is_an_error_at_once(self):
        self.assertEqual(self.read().stdout, "5\n")
        self.zero(self.heap + 16, 512)
        done = self.read()
        self.assertIn(f"{self.path}: is damaged: a heap of text at byte {self.heap} has a gap of no size", done.stderr)

    def test_text_longer_than_its_heap(self):
        at = self.heap + 24  # size of the first text
        for size in (1 << 20, (1 << 64) - 16, (1 << 64) - 1):
            self.path.write_bytes(self.sound[:at] + size.to_bytes(8, "little") + self.sound[at + 8:])
            self.assert_refused(ebsnn.InputError, [self.path, "longer than it"], ebsnn.open_run(self.folder).activity)

    def test_files_cut_at_any_place_are_left_to_hdf5(self):
        for size in (0, 5, self.heap + 3, self.heap + 12, self.heap + 100, len(self.sound) - 1):
            self.path.write_bytes(self.sound[:size])
            self.assertEqual(heaps.damage(self.path), "")

    def test_files_with_shorter_lengths_are_left_to_hdf5(self):
        for versions in ("earliest", "latest"):
            plan = h5py.h5p.create(h5py.h5p.FILE_CREATE)
            plan.set_sizes(8, 4)
            access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
            if versions == "latest":
                access.set_libver_bounds(h5py.h5f.LIBVER_LATEST, h5py.h5f.LIBVER_LATEST)
            with h5py.File(h5py.h5f.create(str(self.path).encode(), h5py.h5f.ACC_TRUNC, plan, access)) as file:
                texts = file.create_dataset("texts", 200, dtype=h5py.string_dtype())
                for i in range(200):
                    texts[i] = "x" * (i % 37)
                for i in range(0, 200, 3):  # leaves gaps
                    texts[i] = "y" * 50
            self.assertIn(b"GCOL", self.path.read_bytes())
            self.assertEqual(heaps.damage(self.path), "", versions)

    def test_heaps_across_the_ends_of_pieces_are_found(self):
        self.zero(self.heap + 16, 512)
        for length in (1, 5, 7, self.heap, self.heap + 1, self.heap + 7, self.heap + 8):
            with mock.patch.object(heaps, "PIECE_BYTES", length):
                self.assertIn(f"byte {self.heap} ", heaps.damage(self.path), length)

    def test_both_ends_of_a_large_file_are_searched(self):
        with h5py.File(self.path, "w") as file:
            file["large"] = np.zeros(2 * heaps.SEARCHED_BYTES + (1 << 20), np.uint8)
            file.flush()
            file.attrs["text"] = "behind it"
        content = bytearray(self.path.read_bytes())
        last = content.rindex(b"GCOL")
        self.assertGreater(last, heaps.SEARCHED_BYTES)
        self.assertEqual(heaps.damage(self.path), "")
        content[last + 16:last + 528] = bytes(512)
        self.path.write_bytes(content)
        self.assertIn(f"byte {last} ", heaps.damage(self.path))
