"""Shared by the tests of ebsnn_import: files as other programs write them, and imports in this process."""

import contextlib
import io
import struct

import numpy as np

import ebsnn
from ebsnn import importer
from support import FolderTest, structured

SENSOR = ("--sensor", "34x34")


def aedat2(events, size=(128, 128), chip="", shifts=(8, 1, 0), more=()):
    """An AEDAT 2.0 file: `more` are pairs of address and time that are no events. Columns count from the right and
    rows from the bottom; the DVS128 writes OFF as 1."""
    off = size == (128, 128)
    words = [((size[1] - 1 - int(e["y"])) << shifts[0] | (size[0] - 1 - int(e["x"])) << shifts[1]
              | (int(e["p"]) ^ off) << shifts[2], int(e["t"])) for e in events]
    header = b"#!AER-DAT2.0\r\n# This is a raw AE data file - do not edit\r\n"
    header += f"# AEChip: {chip}\r\n".encode() if chip else b""
    return header + b"".join(struct.pack(">II", *word) for word in [*more, *words])


def aedat3(events, packets=2, source="DVS128", invalid=()):
    """An AEDAT 3.1 file: polarity packets, and before each a special one."""
    content = f"#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: {source}\r\n#!END-HEADER\r\n".encode()
    for part in np.array_split(np.arange(len(events)), packets):
        content += struct.pack("<hhiiiiii", 0, 1, 8, 4, 0, 1, 1, 1) + struct.pack("<Ii", 3, 0)
        overflow = int(events["t"][part[0]]) >> 31 if len(part) else 0
        content += struct.pack("<hhiiiiii", 1, 1, 8, 4, overflow, len(part), len(part), len(part))
        for i in part:
            e = events[int(i)]
            word = int(i not in invalid) | int(e["p"]) << 1 | int(e["y"]) << 2 | int(e["x"]) << 17
            content += struct.pack("<Ii", word, int(e["t"]) & 0x7FFFFFFF)
    return content


class ImporterTest(FolderTest):
    """Imports folders in this process."""

    def setUp(self):
        super().setUp()
        self.data, self.out = self.folder / "data", self.folder / "out.h5"
        self.events = structured(40)

    def place(self, name, label="ant"):
        """Where a file of a class goes."""
        path = self.data / label / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def start(self, *arguments):
        """Exit code, output and errors."""
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            try:
                code = importer.run([str(self.data), "--out", str(self.out), *arguments])
            except SystemExit as leave:
                code = leave.code
        return code, output.getvalue(), errors.getvalue()

    def imported(self, *arguments):
        """The packed file."""
        code, _, errors = self.start(*arguments)
        self.assertEqual((code, errors), (0, ""))
        return ebsnn.open_packed(self.out)

    def assert_events(self, file, expected=None, number=0):
        """The recording has these events."""
        read, _ = file.train[number]
        for column in "xytp":
            np.testing.assert_array_equal(read[column], (self.events if expected is None else expected)[column])

    def refused(self, words, *arguments):
        """Exit code 2, one line that has the words, and nothing at the final name."""
        code, _, errors = self.start(*(arguments or SENSOR))
        self.assertEqual(code, 2, errors)
        for word in words:
            self.assertIn(str(word), errors)
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertFalse(self.out.exists())
