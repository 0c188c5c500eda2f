"""Tables for LaTeX (booktabs), Markdown and the page; those of accuracies."""

from __future__ import annotations

import math
import re
from typing import Sequence

from .figures.robustness import clean_accuracy, half_gain_text, remaining_gain
from .run import Run
from .style import level_text
from .text import for_html, for_label, for_latex, for_markdown


def accuracy_cells(run: Run) -> tuple[list[str], list[list[str]]]:
    """Header and one row per level number: level, accuracy and interval of each corruption."""
    header = ["Corruption", "Level", "n", "Accuracy (%)", "95 % interval (%)"]
    rows = []
    for result in run.results.values():
        for i, level in enumerate(result.level):
            rows.append([result.corruption.title if i == 0 else "", level_text(level, result.unit),
                         str(int(result.n[i])), f"{result.accuracy[i]:.2f}",
                         f"{result.wilson[i, 0]:.2f} – {result.wilson[i, 1]:.2f}"])
    return header, rows


def summary_cells(run: Run) -> tuple[list[str], list[list[str]]]:
    """Header and one row per corruption: clean, worst, and the level that halves the gain."""
    header = ["Corruption", "n", "Clean (%)", "At the most severe level (%)", "Gain halved at"]
    rows = []
    for result in run.results.values():
        clean = clean_accuracy(run, result)
        rows.append([result.corruption.title, str(int(result.n[-1])),
                     "–" if math.isnan(clean) else f"{clean:.2f}",
                     f"{result.accuracy[-1]:.2f} ({level_text(result.level[-1], result.unit)})",
                     half_gain_text(run, result)])
    return header, rows


def condition_cells(run: Run) -> tuple[list[str], list[list[str]]]:
    """Header and one row per condition of several corruptions: accuracy, interval, gain that is left."""
    header = ["Condition", "n", "Accuracy (%)", "95 % interval (%)", "Remaining gain"]
    rows = []
    for result in run.conditions.values():
        index = result.at(1.0)
        if index is None:
            continue  # the clean test set, which other tables have
        gain = remaining_gain(run, result)[index]
        rows.append([result.corruption.title, str(int(result.n[index])),
                     f"{result.accuracy[index]:.2f}",
                     f"{result.wilson[index, 0]:.2f} – {result.wilson[index, 1]:.2f}",
                     "–" if math.isnan(gain) else f"{gain:.2f}"])
    return header, rows


_NUMBER = re.compile(r"\[?[-−+<>≈]?\s?(\d|∞)")  # at the beginning of a cell


def _are_numbers(rows: Sequence[Sequence[str]], count: int) -> list[bool]:
    """Of each column, whether it is aligned to the right: at least half of its cells begin with a number."""
    found = [False]
    for place in range(1, count):
        cells = [row[place] for row in rows if row[place] not in ("", "–")]
        found.append(2 * sum(bool(_NUMBER.match(cell)) for cell in cells) >= len(cells))
    return found


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    rule = ["---:" if number else "---" for number in _are_numbers(rows, len(header))]
    lines = [list(map(for_markdown, header)), rule, *(list(map(for_markdown, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


# Letters across a page (345 pt or more) at sizes of type, and what makes wider tables fit. Those that are wider than
# a column of a journal span both; where there is only one column, table* is table.
_COLUMN_LETTERS = 46
_WIDTHS = ((95, ""), (115, r"  \footnotesize"), (145, r"  \scriptsize"),
           (math.inf, r"  \scriptsize\setlength{\tabcolsep}{2pt}"))


def _width(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """In letters."""
    return sum(2 + max(map(len, column)) for column in zip(header, *rows))


def latex(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, label: str) -> str:
    """A LaTeX table; needs the package booktabs. A rule precedes each named group."""
    width = _width(header, rows)
    kind = "table" if width <= _COLUMN_LETTERS else "table*"
    size = next(size for most, size in _WIDTHS if width <= most)
    columns = "".join("r" if number else "l" for number in _are_numbers(rows, len(header)))
    lines = [rf"\begin{{{kind}}}", r"  \centering", rf"  \caption{{{for_latex(caption)}}}",
             rf"  \label{{{for_label(label)}}}", *filter(None, [size]), rf"  \begin{{tabular}}{{{columns}}}",
             r"    \toprule", "    " + " & ".join(map(for_latex, header)) + r" \\",
             r"    \midrule"]
    grouped = any(not row[0] for row in rows)
    for number, row in enumerate(rows):
        if grouped and number > 0 and row[0]:
            lines.append(r"    \midrule")
        lines.append("    " + " & ".join(map(for_latex, row)) + r" \\")
    return "\n".join([*lines, r"    \bottomrule", r"  \end{tabular}", rf"\end{{{kind}}}", ""])


def page_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """An HTML table; each named group of rows has its own body, which page breaks do not split."""
    kinds = ["", *("" if number else ' class="text"' for number in _are_numbers(rows, len(header))[1:])]
    head = "".join(f"<th{kind}>{for_html(cell)}</th>" for kind, cell in zip(kinds, header))
    groups: list[list[str]] = []
    for row in rows:
        if row[0] or not groups:
            groups.append([])
        groups[-1].append("<tr>" + "".join(f"<td{kind}>{for_html(cell)}</td>" for kind, cell in zip(kinds, row))
                          + "</tr>\n")
    bodies = "".join(f"<tbody>{''.join(group)}</tbody>\n" for group in groups)
    return f"<table><thead><tr>{head}</tr></thead>\n{bodies}</table>\n"
