"""The command lines of the programs in Python: help and errors look like those of the other programs."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from pathlib import Path
from typing import Any, Iterable, NoReturn

from .messages import prefix, print_now, say
from .text import excerpt


NEAR = 0.7  # similarity of words, 0 .. 1: of --labels to --lable, not of --out to --format


def near(word: str, known: Iterable[object]) -> str:
    """The known word that may have been meant: one that is like it, or its beginning (--output); "" if there is none."""
    bare = word.lstrip("-")
    names = {str(name).lstrip("-"): str(name) for name in known}
    found = difflib.get_close_matches(bare, list(names), 1, NEAR)
    found += [name for name in names if len(name) > 2 and bare.startswith(name)]
    return names[found[0]] if found else ""


def to_path(text: str) -> Path:
    """The path that an option gives: an empty one would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("is empty, expected a path")
    return Path(text)


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
            option = near(word, self._option_string_actions)
            if option not in ("", word):
                meant += f"\n{word}: did you mean {option}?"
        self.exit(2, f"{self.prog}: {prefix('error')}{message}{meant}\nSee {self.prog} --help.\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Tells which values an option takes, and which of them may have been meant."""
        if action.choices is None or value in action.choices:
            return
        word = near(str(value), action.choices)
        raise argparse.ArgumentError(action, f"'{excerpt(value)}': expected one of {', '.join(map(str, action.choices))}"
                                     + (f"; did you mean {word}?" if word else ""))

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help, version and errors are as those of the rest of the program: argparse would lose output that cannot be
        written, or fail with a traceback."""
        if file is sys.stdout:
            print_now(message)
        else:
            say(message)
