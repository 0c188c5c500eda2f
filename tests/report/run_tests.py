"""Runs test modules in one process: `run_tests.py NAME...`. Exit code 77: modules of the report are missing."""

import importlib.util
import pathlib
import sys
import unittest

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    """0 passed, 1 failed, 77 skipped."""
    missing = [name for name in ("numpy", "h5py", "matplotlib", "PIL")
               if importlib.util.find_spec(name) is None]
    if missing:
        print(f"skipped: {sys.executable} has no {', '.join(missing)}; "
              "tools/setup installs them")
        return SKIPPED
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(HERE), *(str(HERE.parents[1] / "tools" / name) for name in ("report", "python"))]
    tests = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:])
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    if result.testsRun == 0:
        return 1
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
