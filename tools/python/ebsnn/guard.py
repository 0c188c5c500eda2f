"""Runs a program in a process of its own, and reports if a library crashes in it.

HDF5 and SciPy crash on some damaged files, which must not end the program without a message.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from glob import escape
from pathlib import Path
from typing import Callable, Iterator

CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL)
Note = Callable[[object], None]


def _run(main: Callable[[Note], int], note_file: int) -> None:
    """The program in its own process. Never returns."""
    code = 1

    def note(text: object) -> None:
        os.ftruncate(note_file, 0)
        os.pwrite(note_file, os.fsencode(str(text)), 0)
    try:
        code = main(note)
    except SystemExit as leave:  # of argparse
        code = leave.code if isinstance(leave.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


@contextlib.contextmanager
def _handling(handlers: dict[int, Callable[..., None]]) -> Iterator[None]:
    """Other handlers of signals for a while: a process that is started later must not inherit them."""
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def guarded(main: Callable[[Note], int], crashed: Callable[[str, str], int],
            clean_up: Callable[[int], None], *more: signal.Signals) -> int:
    """The exit code of `main`, which runs in a process of its own and tells by its argument what it works
    on. If a signal ends that process, `clean_up` is called with its number. If a library crashed, or it was one of
    `more` signals, the code is that of `crashed`, which is called with what was worked on and the name of the
    signal."""
    with tempfile.TemporaryFile() as noted:
        process = os.fork()
        if process == 0:
            _run(main, noted.fileno())
        with _handling({signal.SIGINT: lambda *_: None,  # a terminal sends it to both
                        **dict.fromkeys((signal.SIGTERM, signal.SIGHUP),
                                        lambda number, _: os.kill(process, number))}):
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if code >= 0:
            return code
        clean_up(process)
        if -code in (*CRASHES, *more):
            noted.seek(0)
            return crashed(os.fsdecode(noted.read()), signal.Signals(-code).name)
    with contextlib.suppress(OSError):  # SIGKILL has no handler
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
    return 1


def remove_leftovers(path: Path, process: int) -> None:
    """Removes the temporary files that a process has left for `path` (atomic.py names them)."""
    for leftover in path.parent.glob(f".{escape(path.name)}.tmp-*-{process}-*"):
        leftover.unlink(missing_ok=True)
