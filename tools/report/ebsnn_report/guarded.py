"""Runs ebsnn_report in a process of its own, so that a file on which HDF5 crashes is named and left out."""

from __future__ import annotations

import signal

from ebsnn.guard import Note, guarded
from ebsnn.messages import Messages

from . import checked_file, cli, saving
from .errors import EXIT_BAD_INPUT, EXIT_FAILURE

MOST_CPU_S = 60  # of reading one file: 2 GiB take a tenth of that
TOO_LONG = signal.SIGPROF  # of the timer below


def main(words: list[str], program_folder: str) -> int:
    """As cli.main(), which is run anew without a file on which HDF5 has crashed, or does not come to an end."""
    while True:
        known = len(checked_file.left_out)
        code = guarded(lambda note: _run(words, program_folder, note), _leave_out, lambda _: None, TOO_LONG)
        if len(checked_file.left_out) == known:
            return code


def _run(words: list[str], program_folder: str, note: Note) -> int:
    def begin(path: object) -> None:
        note(path)
        signal.setitimer(signal.ITIMER_PROF, MOST_CPU_S if path else 0)  # its signal ends the process
    checked_file.begin = begin
    try:
        return cli.main(words, program_folder)
    except KeyboardInterrupt:
        Messages("ebsnn_report").error("stopped")
        return EXIT_FAILURE
    finally:
        saving.stop()


def _leave_out(path: str, signal_name: str) -> int:
    problem = f"HDF5 does not come to an end in {MOST_CPU_S} s" if signal_name == TOO_LONG.name else \
        f"HDF5 ended with {signal_name}"
    if path and path not in checked_file.left_out:
        checked_file.left_out[path] = f"is damaged: {problem}"
        return EXIT_BAD_INPUT
    Messages("ebsnn_report").error(f"a library ended with {signal_name}")
    return EXIT_FAILURE
