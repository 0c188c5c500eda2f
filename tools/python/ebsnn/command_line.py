"""The command lines of the programs in Python: help and errors look like those of the other programs."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from typing import Any, Iterable, NoReturn

from .messages import prefix, print_now, say


class Help(argparse.RawDescriptionHelpFormatter):
    """Help of 80 columns that begins with "Usage:", which help2man looks for."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=80)

    def add_usage(self, usage: str | None, actions: Iterable[argparse.Action],
                  groups: Iterable[Any], prefix: str | None = None) -> None:
        """The line of usage."""
        super().add_usage(usage, actions, groups, "Usage: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Options of one program. An error is one message and exit code 2; a name that is nearly that of an
    option leads to it."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", Help)
        super().__init__(**settings)

    def error(self, message: str) -> NoReturn:
        """Tells what is wrong, and what may have been meant."""
        meant = ""
        for word in re.findall(r"--[\w-]+", message):
            near = difflib.get_close_matches(word, list(self._option_string_actions), 1)
            if near and near[0] != word:
                meant += f"\n{word}: did you mean {near[0]}?"
        self.exit(2, f"{self.prog}: {prefix('error')}{message}{meant}\nSee {self.prog} --help.\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help, version and errors are as those of the rest of the program: argparse would lose output that cannot be
        written, or fail with a traceback."""
        if file is sys.stdout:
            print_now(message)
        else:
            say(message)
