"""The hypotheses of a plan: what was found, under the planned readout and under the others."""

from __future__ import annotations

import itertools
import math
from typing import Iterator

from matplotlib.axes import Axes

from ..style import DOUBLE_MM, GREY, Product, labelled, legend_below, new_figure
from ..text import for_figure
from .cells import interval, p_value, signed
from .comparisons import (SIGNIFICANT, Difference, seed_differences, smallest_p, under_readout, verdict)
from .looks import Look, draw_marks, readout_look
from .rows import Readout, System, TestRow
from .study import Study

KINDS = {"planned": "planned", "not-frozen": "not frozen"}
NAME = "hypotheses"
MARK_POINTS = 4.0
HEADER = ["Hypothesis", "Under", "Readout", "Status", "Difference (points)", "95 % interval", "p", "p (Holm)", "Seeds",
          "Result"]


def levels_text(row: TestRow) -> str:
    """The part of the levels that the AUC is over."""
    return {"all": "all levels", "upper-half": "upper half"}.get(row.levels, row.levels)


def statement(row: TestRow) -> str:
    """"H1: a − b > 0": of the AUCs of two networks."""
    return f"{row.hypothesis}: {row.network} − {row.other} {'>' if row.expected == 'above' else '<'} 0"


def found_under(study: Study, row: TestRow) -> list[tuple[Readout, Difference]]:
    """Of the planned readout, then of the others that the study has."""
    readouts = [row.readout, *(readout for readout in study.readouts if readout != row.readout)]
    found = [(readout, under_readout(study, row, readout)) for readout in readouts]
    return [(readout, difference) for readout, difference in found if difference is not None]


def status_of(row: TestRow, readout: Readout) -> str:
    """Planned or exploratory."""
    return KINDS.get(row.kind, row.kind) if readout == row.readout else "exploratory"


def table(study: Study) -> tuple[list[str], list[list[str]]]:
    """One row for each hypothesis and readout."""
    rows = []
    for row in study.planned_tests:
        for i, (readout, found) in enumerate(found_under(study, row)):
            holm = p_value(found.p_holm) if readout == row.readout else "–"
            same = [d for d in _by_seed(study, row, readout).values()
                    if (d > 0) == (row.expected == "above") and d != 0]
            under = f"{study.title_of(row.corruption).lower()}, {levels_text(row)}"
            rows.append([statement(row) if i == 0 else "", under if i == 0 else "",
                         f"{row.code}, {readout.title}", status_of(row, readout),
                         signed(found.points, 2), interval(found.low, found.high, 2, sign=True) or "–",
                         p_value(found.p), holm, f"{len(same)} of {found.seeds}",
                         verdict(row, found) if readout == row.readout else _exploratory(row, found)])
    return HEADER, rows


def _exploratory(row: TestRow, found: Difference) -> str:
    """As `verdict`, with the p of this one comparison: Holm's over hypotheses does not cover it."""
    alone = Difference(found.points, found.low, found.high, found.p, found.p, seeds=found.seeds)
    return verdict(row, alone).replace("holds", "as expected, p not corrected")


def table_note(study: Study) -> str:
    """How to read the table."""
    return ("Difference of AUC: network minus other. AUC: mean accuracy over the axis of levels, percent. p: "
            "two-sided exact sign-flip test over seeds; p (Holm): corrected over all hypotheses. Seeds: how many "
            "have the expected sign. A hypothesis holds if the sign is the expected one and p (Holm) is at most "
            f"{SIGNIFICANT:g}. {power_text(study)} Intervals: crossed bootstrap over recordings and seeds; with few "
            "seeds they are narrower than they should be. Exploratory rows have p of their own comparison, not "
            "corrected over hypotheses. Where they have no interval, tests.csv has no such row, and the report "
            "computed difference and p from summary.tidy.csv.")


def power_text(study: Study) -> str:
    """What the number of seeds allows to find: Holm multiplies the smallest p by the number of hypotheses."""
    count = len(study.planned_tests)
    seeds = max((row.seeds for row in study.planned_tests), default=0)
    least = min(1.0, count * smallest_p(seeds))
    words = (f"With {seeds} seed{'s' if seeds != 1 else ''}, the smallest p possible is {p_value(smallest_p(seeds))}, "
             f"after Holm {p_value(least)}")
    if least <= SIGNIFICANT:
        return f"{words}."
    needed = next(n for n in itertools.count(1) if count * smallest_p(n) <= SIGNIFICANT)
    return (f"{words}: no hypothesis can hold, whatever the differences; {count} hypothes{'e' if count > 1 else 'i'}s "
            f"need at least {needed} seeds.")


def _by_seed(study: Study, row: TestRow, readout: Readout) -> dict[int, float]:
    return seed_differences(study, System(row.network, row.code, readout), row.other, row.corruption, row.levels)


FIGURE_HEADER = ("hypothesis", "kind", "network", "other", "code", "scaling", "svm_c", "corruption", "levels",
                 "expected", "seeds", "difference_points", "low", "high", "p", "p_holm", "p_equivalence",
                 "source", "by_seed")


def figure_rows(study: Study) -> Iterator[list]:
    """The numbers of table and figure; `by_seed`: seed and difference of each."""
    for row in study.planned_tests:
        for readout, found in found_under(study, row):
            planned = readout == row.readout
            yield [row.hypothesis, row.kind if planned else "exploratory", row.network, row.other, row.code,
                   *readout, row.corruption, row.levels, row.expected, found.seeds, found.points, found.low,
                   found.high, found.p, found.p_holm if planned else float("nan"),
                   found.p_equivalence, "tests.csv" if found.from_tests else "summary.tidy.csv",
                   " ".join(f"{seed}:{d:.6g}" for seed, d in _by_seed(study, row, readout).items())]


def figure(study: Study) -> Iterator[Product]:
    """Differences of all hypotheses, with every seed, under every readout."""
    if not study.planned_tests:
        return
    counts = [len(found_under(study, row)) for row in study.planned_tests]
    drawn = new_figure(DOUBLE_MM, 18 + 5.2 * sum(counts) + 5 * len(counts))
    ax = drawn.subplots()
    ax.set_xlim(*_limits(study))
    places, names, y = [], [], 0.0
    for row, count in zip(study.planned_tests, counts):
        _draw_hypothesis(ax, study, row, y)
        names.append(for_figure(statement(row)) + "\n"
                     + for_figure(f"{study.title_of(row.corruption)}, {levels_text(row)}"))
        places.append(y + (count - 1) / 2)
        y += count + 1
    ax.axvline(0, color=GREY, linewidth=0.8)
    for i, readout in enumerate(study.readouts):
        draw_marks(ax, [], [], readout_look(i), MARK_POINTS, labelled(readout.title))
    ax.set_yticks(places, names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(y - 1.3, -0.8)
    ax.set_xlabel("Difference of AUC (percentage points)")
    legend_below(drawn, ax, min(len(study.readouts), 5))
    kinds = {row.kind for row in study.planned_tests}
    what = ("Planned and frozen before the results" if kinds == {"planned"} else
            "Hypotheses of the plan, which was not frozen, or not with all of its seeds")
    yield Product(NAME, "Hypotheses",
                  f"{what}. Marks: means over seeds with 95 % intervals (crossed bootstrap over recordings and "
                  "seeds); small dots: single seeds. Grey areas: the sign that is expected. Rows marked "
                  "“planned” are of the readout that the hypothesis names; the others are exploratory.",
                  drawn, FIGURE_HEADER, list(figure_rows(study)))


def _limits(study: Study) -> tuple[float, float]:
    """Ends of the axis: all intervals and seeds, and 0."""
    shown = [0.0]
    for row in study.planned_tests:
        for readout, found in found_under(study, row):
            shown += [found.points, found.low, found.high, *_by_seed(study, row, readout).values()]
    shown = [value for value in shown if not math.isnan(value)]
    margin = 0.06 * (max(shown) - min(shown)) or 1.0
    return min(shown) - margin, max(shown) + margin


def _look(study: Study, readout: Readout) -> Look:
    """Of a readout; the tables may lack that of a hypothesis."""
    return readout_look(study.readouts.index(readout) if readout in study.readouts else len(study.readouts))


def _draw_hypothesis(ax: Axes, study: Study, row: TestRow, top: float) -> None:
    found = found_under(study, row)
    upward = row.expected == "above"
    low, high = ax.get_xlim()
    ax.fill_betweenx([top - 0.5, top + len(found) - 0.4], 0, high if upward else low, color="#ececec", linewidth=0)
    for i, (readout, difference) in enumerate(found):
        y = top + i
        look = _look(study, readout)
        by_seed = list(_by_seed(study, row, readout).values())
        ax.plot(by_seed, [y + 0.28] * len(by_seed), linestyle="none", marker=".", markersize=2.5,
                color=look.colour)
        draw_marks(ax, [difference], [y], look, MARK_POINTS)
        ax.annotate(for_figure(status_of(row, readout)), (1.01, y), xycoords=("axes fraction", "data"), va="center",
                    ha="left", fontsize=6, color="black" if readout == row.readout else GREY,
                    weight="bold" if readout == row.readout else "normal")
