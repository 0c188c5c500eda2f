"""The hypotheses of a plan: what was found, as planned and under other readouts and codes."""

from __future__ import annotations

import itertools
import math
from typing import Iterator

from matplotlib.axes import Axes

from ..style import DOUBLE_MM, GREY, Product, labelled, legend_below, new_figure
from ..text import for_figure
from .cells import interval, p_value, signed
from .comparisons import SIGNIFICANT, of_row, seed_differences, smallest_p, verdict
from .looks import Look, draw_marks, readout_look
from .rows import Readout, TestRow
from .study import Study

KINDS = {"not-frozen": "not frozen"}
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


def status_of(row: TestRow) -> str:
    """Planned, interim, not frozen or exploratory."""
    return KINDS.get(row.kind, row.kind)


def table(study: Study) -> tuple[list[str], list[list[str]]]:
    """One row for each hypothesis, readout and code."""
    rows = []
    for planned in study.planned_tests:
        for row in study.tests_of(planned):
            first = row is planned
            same = [d for d in _by_seed(study, row).values() if (d > 0) == (row.expected == "above") and d != 0]
            under = f"{study.title_of(row.corruption).lower()}, {levels_text(row)}"
            rows.append([statement(row) if first else "", under if first else "",
                         f"{row.code}, {row.readout.title}", status_of(row),
                         signed(row.difference_points, 2), interval(row.low, row.high, 2, sign=True) or "–",
                         p_value(row.p), p_value(row.p_holm), f"{len(same)} of {row.seeds}", verdict(row)])
    return HEADER, rows


def summary(study: Study) -> list[tuple[str, str]]:
    """What was found about each hypothesis, for the top of the page."""
    found = []
    for row in study.planned_tests:
        under = f"{study.title_of(row.corruption).lower()}, {levels_text(row)}; {row.code}, {row.readout.title}"
        found.append((row.hypothesis, f"{row.network} − {row.other} {'>' if row.expected == 'above' else '<'} 0 ({under}): "
                      f"{signed(row.difference_points, 2)} points {interval(row.low, row.high, 2, sign=True)}, "
                      f"p (Holm) {p_value(row.p_holm)}; {status_of(row)}: {verdict(row)}"))
    return found


def table_note(study: Study) -> str:
    """How to read the table."""
    return ("Difference of AUC: network minus other. AUC: mean accuracy over the axis of levels, percent. p: "
            "two-sided exact sign-flip test over seeds; p (Holm): corrected over all hypotheses as planned, or over "
            "all exploratory rows with the same readout and code. Seeds: how many "
            "have the expected sign. A planned hypothesis holds if the sign is the expected one and p (Holm) is at most "
            f"{SIGNIFICANT:g}. {power_text(study)} Intervals: crossed bootstrap over recordings and seeds; with few "
            "seeds they are narrower than they should be. Exploratory rows tell whether a result depends on the "
            "readout; they confirm nothing.")


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
    return (f"{words}: no hypothesis can hold, whatever the differences; {count} "
            f"{'hypotheses need' if count > 1 else 'hypothesis needs'} at least {needed} seeds.")


def _by_seed(study: Study, row: TestRow) -> dict[int, float]:
    return seed_differences(study, row.system, row.other, row.corruption, row.levels)


FIGURE_HEADER = ("hypothesis", "kind", "network", "other", "code", "scaling", "svm_c", "corruption", "levels",
                 "expected", "seeds", "difference_points", "low", "high", "p", "p_holm", "p_equivalence",
                 "by_seed")


def _all_rows(study: Study) -> Iterator[TestRow]:
    for planned in study.planned_tests:
        yield from study.tests_of(planned)


def figure_rows(study: Study) -> Iterator[list]:
    """The numbers of table and figure; `by_seed`: seed and difference of each."""
    for row in _all_rows(study):
        yield [row.hypothesis, row.kind, row.network, row.other, row.code, *row.readout, row.corruption, row.levels,
               row.expected, row.seeds, row.difference_points, row.low, row.high, row.p, row.p_holm,
               row.p_equivalence, " ".join(f"{seed}:{d:.6g}" for seed, d in _by_seed(study, row).items())]


def figure(study: Study) -> Iterator[Product]:
    """Differences of all hypotheses, with every seed, under every readout and code."""
    if not study.planned_tests:
        return
    counts = [len(study.tests_of(row)) for row in study.planned_tests]
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
    ax.axvline(0, color=GREY, linewidth=0.8, zorder=1)  # below the marks
    for i, readout in enumerate(study.readouts):
        draw_marks(ax, [], [], readout_look(i), MARK_POINTS, labelled(readout.title))
    ax.set_yticks(places, names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(y - 1.3, -0.8)
    ax.set_xlabel("Difference of AUC (percentage points)")
    legend_below(drawn, ax, min(len(study.readouts), 5) or 1)  # tests.csv may be the only table
    yield Product(NAME, "Hypotheses",
                  f"{_kind_text(study)}. Marks: means over seeds with 95 % intervals (crossed bootstrap over recordings and "
                  "seeds); small dots: single seeds. Grey areas: the sign that is expected. Rows marked "
                  f"“{status_of(study.planned_tests[0])}” are of the readout and code that the hypothesis names; the "
                  "others are exploratory.",
                  drawn, FIGURE_HEADER, list(figure_rows(study)))


def _kind_text(study: Study) -> str:
    """What the hypotheses are, for the caption."""
    kinds = {row.kind for row in study.planned_tests}
    if kinds == {"planned"}:
        return "Planned and frozen before the results"
    if kinds == {"interim"}:
        return f"Hypotheses of the frozen plan, {seeds_there(study)}: interim results"
    return "Hypotheses of the plan, which was not frozen"


def seeds_there(study: Study) -> str:
    """"2 of 10 seeds", of the interim results; without the plan, "some of its seeds"."""
    seeds = max((row.seeds for row in study.planned_tests if row.kind == "interim"), default=0)
    return f"{seeds} of {len(study.plan.seeds)} seeds" if study.plan and study.plan.seeds else "some of its seeds"


def kind_notes(study: Study) -> list[str]:
    """Why hypotheses do not count as planned."""
    kinds = {row.kind for row in study.planned_tests}
    found = []
    if "interim" in kinds:
        found.append(f"The plan is frozen, but {seeds_there(study)} are there: these are interim results, and not the "
                     "planned test.")
    if "not-frozen" in kinds:
        found.append("The plan was not frozen: these hypotheses do not count as planned."
                     + (" It is now: tests.csv was written before that, or by an earlier version, which did not tell "
                        "interim results apart." if study.plan else ""))
    return found


def _limits(study: Study) -> tuple[float, float]:
    """Ends of the axis: all intervals and seeds, and 0."""
    shown = [0.0]
    for row in _all_rows(study):
        shown += [row.difference_points, row.low, row.high, *_by_seed(study, row).values()]
    shown = [value for value in shown if not math.isnan(value)]
    margin = 0.06 * (max(shown) - min(shown)) or 1.0
    return min(shown) - margin, max(shown) + margin


def _look(study: Study, readout: Readout) -> Look:
    """Of a readout; the tables may lack that of a hypothesis."""
    return readout_look(study.readouts.index(readout) if readout in study.readouts else len(study.readouts))


def _side_note(planned: TestRow, row: TestRow) -> str:
    """What is written beside a row; readouts have their marks."""
    return status_of(row) if row.code == planned.code else f"{status_of(row)}, {row.code}"


def _draw_hypothesis(ax: Axes, study: Study, planned: TestRow, top: float) -> None:
    rows = study.tests_of(planned)
    low, high = ax.get_xlim()
    ax.fill_betweenx([top - 0.5, top + len(rows) - 0.4], 0, high if planned.expected == "above" else low,
                     color="#ececec", linewidth=0)
    for i, row in enumerate(rows):
        y = top + i
        look = _look(study, row.readout)
        by_seed = list(_by_seed(study, row).values())
        ax.plot(by_seed, [y + 0.28] * len(by_seed), linestyle="none", marker=".", markersize=2.5,
                color=look.colour)
        draw_marks(ax, [of_row(row)], [y], look, MARK_POINTS)
        ax.annotate(for_figure(_side_note(planned, row)), (1.01, y), xycoords=("axes fraction", "data"), va="center",
                    ha="left", fontsize=6, color="black" if row is planned else GREY,
                    weight="bold" if row is planned else "normal")
