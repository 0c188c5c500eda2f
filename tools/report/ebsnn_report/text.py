"""Makes untrusted text (names of runs, labels, units, paths) safe for each target: one function per target."""

from __future__ import annotations

import hashlib
import html
import re
import shlex
import urllib.parse

from ebsnn.text import printable

LONGEST_IN_FIGURE = 60  # characters of a name
LONGEST_FILE_NAME = 100

_LATEX = str.maketrans({
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "²": "$^2$", "–": "--", "±": r"$\pm$", "…": r"\ldots{}", "−": "$-$", "∞": r"$\infty$", "≈": r"$\approx$"})
_MARKDOWN = str.maketrans({c: "\\" + c for c in r"\`*_{}[]<>#|~^$&"})


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters; the middle is left out."""
    if len(text) <= longest:
        return text
    return f"{text[:longest // 2]}…{text[len(text) + 1 - (longest - longest // 2):]}"


def for_figure(text: object) -> str:
    """For matplotlib, where a pair of $ encloses a formula."""
    return shortened(printable(text), LONGEST_IN_FIGURE).replace("$", r"\$")


def for_html(text: object, keep: str = "") -> str:
    """For HTML, also in attributes."""
    return html.escape(printable(text, keep))


def for_latex(text: object) -> str:
    """For LaTeX text."""
    return printable(text).translate(_LATEX)


def for_label(text: str) -> str:
    """For a label of LaTeX: letters, digits and a few signs."""
    return re.sub(r"[^A-Za-z0-9:._-]", "-", text)


def for_markdown(text: object) -> str:
    """For a cell of a Markdown table."""
    return printable(text).translate(_MARKDOWN)


def for_csv(value: object) -> object:
    """A value of a CSV file, which the csv module quotes; NaN is an empty cell."""
    if isinstance(value, str):
        return printable(value)
    return "" if value != value else value


def for_shell(word: str) -> str:
    """One word of a POSIX shell command. ValueError if no command can contain it."""
    if "\0" in word:
        raise ValueError("a zero byte in a word")
    word.encode("utf-8", "surrogateescape")  # otherwise no bytes represent it
    return shlex.quote(word)


def for_file_name(text: str) -> str:
    """Part of a file name: letters, digits, `_.-~`, others as %XX; long names with a checksum."""
    name = urllib.parse.quote(text, safe="", errors="surrogateescape")
    if len(name) <= LONGEST_FILE_NAME:
        return name
    return name[:LONGEST_FILE_NAME - 9] + "-" + hashlib.sha256(name.encode()).hexdigest()[:8]
