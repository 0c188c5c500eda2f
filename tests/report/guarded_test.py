"""Files on which HDF5 crashes, or does not come to an end, and crashes of other libraries."""

import sys

from broken_test import made_sound
from support import REPORT, FolderTest, run

# Starts the program, where HDF5 crashes on results.h5, and does not come to an end with recording.h5.
PROGRAM = f"""
import os, runpy, signal, sys
import h5py
def opened(path, mode):
    if path.name == "results.h5":
        os.kill(os.getpid(), signal.SIGSEGV)
    while path.name == "recording.h5":
        pass
    return file(path, mode)
def timer(which, seconds):
    return setitimer(which, min(seconds, 0.3))
file, h5py.File = h5py.File, opened
setitimer, signal.setitimer = signal.setitimer, timer
sys.argv[0] = {str(REPORT)!r}
runpy.run_path(sys.argv[0], run_name="__main__")
"""
# Starts it where drawing crashes.
CRASH_ELSEWHERE = PROGRAM.replace("sys.argv[0] =", """
from matplotlib.figure import Figure
Figure.__init__ = lambda *_, **__: os.kill(os.getpid(), signal.SIGABRT)
sys.argv[0] =""", 1)


class Guarded(FolderTest):
    """One message each."""

    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"
        made_sound(self.run_folder)

    def test_rest_of_the_report_is_made(self):
        done = run(sys.executable, "-B", "-c", PROGRAM, self.run_folder, "--quiet")
        problems = [f"{self.run_folder / 'recording.h5'}: is damaged: HDF5 does not come to an end in 60 s",
                    f"{self.run_folder / 'results.h5'}: is damaged: HDF5 ended with SIGSEGV"]
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.splitlines(), [f"ebsnn_report: error: {problem}" for problem in problems])
        page = (self.run_folder / "report/index.html").read_text("utf-8")
        self.assertIn("HDF5 ended with SIGSEGV", page)
        self.assertIn('id="receptive_fields"', page)

    def test_crash_outside_of_hdf5(self):
        for name in ("results.h5", "recording.h5"):
            (self.run_folder / name).unlink()
        done = run(sys.executable, "-B", "-c", CRASH_ELSEWHERE, self.run_folder)
        self.assertEqual((done.returncode, done.stderr), (1, "ebsnn_report: error: a library ended with SIGABRT\n"))
