"""What the programs in Python say, on the terminal and for other programs, as the programs in C++ do."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from datetime import datetime, timezone
from typing import TextIO

from .errors import EbsnnError, InputError
from .text import printable

# What comes before a message on standard error, and its colour.
PREFIXES = {"error": ("error: ", "\033[31m\033[1m"), "warning": ("warning: ", "\033[33m\033[1m")}
END_OF_COLOUR = "\033[m"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that Messages.start() reads."""
    parser.add_argument("-q", "--quiet", action="store_true", help="print only errors and results")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto",
                        help="colour of warnings and errors: auto is on terminals, unless the variable NO_COLOR "
                             "is set (default: auto)")
    parser.add_argument("--log-json", metavar="FILE",
                        help="also add messages to this file, one JSON object a line: time, level, program, message")


def _is_coloured(colour: str) -> bool:
    if colour == "auto" and not os.environ.get("NO_COLOR"):  # https://no-color.org
        return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return colour == "always"


def prefix(level: str, colour: str = "auto") -> str:
    """What comes before a message of this level on standard error."""
    text, start = PREFIXES[level]
    return f"{start}{text}{END_OF_COLOUR}" if _is_coloured(colour) else text


def _add(path: str, text: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def _write_now(stream: TextIO | None, text: str) -> None:
    """Writes a text at once. OSError if that fails; what follows then goes nowhere."""
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # or Python tries again at its end
            os.dup2(nowhere.fileno(), stream.fileno())
        raise


def print_now(text: str) -> None:
    """Writes a text to standard output at once. EbsnnError if it cannot be written (full disk)."""
    try:
        _write_now(sys.stdout, text)
    except OSError as error:
        raise EbsnnError(f"standard output: cannot be written: {error.strerror}") from error


def say(text: str) -> None:
    """Writes a text to standard error at once. Where that fails (a log on a full disk), the text is lost and nothing
    else happens: what a program does, and its exit code, do not depend on it."""
    with contextlib.suppress(OSError):
        _write_now(sys.stderr, text)


class Messages:
    """Messages of a program. Before start(), they are shown as without options."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.quiet = False
        self.colour = "auto"
        self.log: str | None = None

    def start(self, chosen: argparse.Namespace) -> None:
        """Follows --quiet, --color and --log-json. InputError if the file of --log-json, to which lines are
        added, cannot be written."""
        self.quiet, self.colour = chosen.quiet, chosen.color
        if chosen.log_json is None:
            return
        try:
            _add(chosen.log_json, "")
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"--log-json {printable(chosen.log_json)}: cannot be written: {reason}") from error
        self.log = chosen.log_json

    def error(self, text: str) -> None:
        """On standard error."""
        self._tell("error", text)

    def warning(self, text: str) -> None:
        """On standard error, unless --quiet hides it."""
        self._tell("warning", text)

    def info(self, text: str, shown: bool = True) -> None:
        """On standard output, unless --quiet hides it or it is not `shown`."""
        if shown and not self.quiet:
            print_now(f"{text}\n")
        self._log("info", text)

    def _tell(self, level: str, text: str) -> None:
        if level == "error" or not self.quiet:
            say(f"{self.program}: {prefix(level, self.colour)}{text}\n")
        self._log(level, text)

    def _log(self, level: str, text: str) -> None:
        """A file that cannot be written (full disk) ends no program: this is told once."""
        if self.log is None:
            return
        time = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {"time": time, "level": level, "program": self.program, "message": printable(text, keep="\n")}
        try:
            _add(self.log, json.dumps(record, ensure_ascii=False) + "\n")
        except OSError:
            path, self.log = self.log, None
            self.warning(f"--log-json {printable(path)}: cannot be written any more")
