"""Runs test modules in one process: `run_tests.py NAME...`. Exit code 77: numpy or h5py is missing, or every
test was skipped."""

import importlib.util
import pathlib
import sys
import unittest

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    """0 passed, 1 failed, 77 skipped."""
    missing = [name for name in ("numpy", "h5py") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"skipped: {sys.executable} has no {', '.join(missing)}; tools/setup installs them")
        return SKIPPED
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools" / "python")]
    tests = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:])
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    if result.wasSuccessful() and len(result.skipped) == result.testsRun > 0:
        return SKIPPED
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
