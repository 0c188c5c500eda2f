"""The program ebsnn_report itself: which Python, which modules, which output."""

import os
import shutil
import signal
import sys
import venv

from support import PROGRAMS, REPORT, FolderTest, need, run, write_network

# Runs the launcher as in a Python without site packages, where the system's has none either.
MISSING_MODULES = """
import importlib.machinery, importlib.util, sys
sys.path = [p for p in sys.path if "packages" not in p]
loader = importlib.machinery.SourceFileLoader("launcher", {path!r})
launcher = importlib.util.module_from_spec(importlib.util.spec_from_loader("launcher", loader))
loader.exec_module(launcher)
launcher.SYSTEM_PYTHON = "/nonexistent"
sys.exit(launcher.main())
"""


class Launcher(FolderTest):
    """Starts of the program."""

    def setUp(self):
        need("ebsnn_report")
        super().setUp()
        here = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, here)

    def run_here(self, *command, **environment):
        """Runs a command in the test's folder."""
        return run(*command, environment=environment)

    def test_missing_modules_are_named_with_packages(self):
        done = self.run_here(sys.executable, "-S", "-E", "-c", MISSING_MODULES.format(path=str(REPORT)))
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("apt-get install", done.stderr)
        self.assertIn("python3-h5py", done.stderr)

    def test_files_of_the_present_folder_and_settings_do_no_harm(self):
        for name in ("numpy.py", "h5py.py", "csv.py", "html.py"):
            (self.folder / name).write_text("raise SystemExit('loaded from here')\n")
        (self.folder / "matplotlibrc").write_bytes(b"\xff: no settings\n")
        done = self.run_here(PROGRAMS / "ebsnn_report", "--version", MPLBACKEND="nonsense",
                             PYTHONPATH=f":.:{self.folder}")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("matplotlib", done.stdout)

    def test_interrupt_while_modules_load(self):
        (self.folder / "modules").mkdir()
        (self.folder / "modules/numpy.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
        done = self.run_here(sys.executable, REPORT, "--version", PYTHONPATH=str(self.folder / "modules"))
        self.assertEqual((done.returncode, done.stderr), (-signal.SIGINT, ""))

    def test_system_python_is_found_from_an_empty_environment(self):
        if not os.access("/usr/bin/python3", os.X_OK) or sys.base_prefix != "/usr":
            self.skipTest("this Python is not the system's")
        venv.create("environment", with_pip=False, symlinks=True)
        (self.folder / "numpy.py").write_text("x = 1\n")
        done = self.run_here(self.folder / "environment/bin/python3", PROGRAMS / "ebsnn_report",
                             "--version")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_folder_for_settings_that_cannot_be_written_is_no_news(self):
        (self.folder / "file").write_text("")
        done = self.run_here(PROGRAMS / "ebsnn_report", "--version", MPLCONFIGDIR=str(self.folder / "file/x"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_package_can_be_imported_by_itself(self):
        package = REPORT.resolve().parent / "report"
        done = self.run_here(sys.executable, "-c", "import ebsnn_report.run_folder", PYTHONPATH=str(package))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_broken_module_is_named_with_its_file(self):
        modules = self.folder / "modules"
        modules.mkdir()
        for text, named in (("x = 1\n", "is not the module numpy"), ("x = (\n", "SyntaxError")):
            (modules / "numpy.py").write_text(text)
            # Without bytecode: of two files of one size, written in the same second, Python would load that of the first.
            done = self.run_here(PROGRAMS / "ebsnn_report", "--version", PYTHONPATH=str(modules),
                                 PYTHONDONTWRITEBYTECODE="1")
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(modules / "numpy.py"), done.stderr)
            self.assertIn(named, done.stderr)
            self.assertNotIn("apt-get", done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_names_of_the_standard_library_do_no_harm(self):
        modules = self.folder / "modules"
        modules.mkdir()
        for name in ("tempfile", "json", "random", "numbers", "subprocess", "runpy", "csv"):
            (modules / f"{name}.py").write_text("x = 1\n")
        for python in {sys.executable, shutil.which("python3")}:
            done = self.run_here(python, PROGRAMS / "ebsnn_report", "--version", PYTHONPATH=str(modules))
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_output_that_cannot_be_written(self):
        write_network(self.folder / "run/network.h5", 1, small=True)
        done = self.run_here("sh", "-c", f'"{PROGRAMS.resolve()}/ebsnn_report" --version >/dev/full',
                             PYTHONUNBUFFERED="")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("No space left on device", done.stderr)
