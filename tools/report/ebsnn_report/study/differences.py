"""Each network minus a reference: exploratory, under all corruptions and readouts."""

from __future__ import annotations

import math
from typing import Iterator

from matplotlib.axes import Axes

from ..style import DOUBLE_MM, GREY, Product, labelled, legend_below, new_figure
from ..subject import Corruption
from ..text import for_figure, for_file_name, shortened
from .cells import interval, p_value, signed
from .comparisons import SIGNIFICANT, Difference, pair_difference
from .looks import draw_marks, readout_look
from .rows import Readout, System
from .study import Study

MARGIN_POINTS = 1.0  # of equivalence
MOST_WIDE = 5
NAME_LENGTH = 20
MARK_POINTS = 3.0

Found = tuple[str, Readout, Corruption, Difference]  # name of the network first


def compared(study: Study, code: str, reference: str) -> list[str]:
    """Networks that were compared with the reference, in order."""
    names = {name for (_, a_code, a, b, _) in study.pairs if a_code == code and reference in (a, b)
             for name in (a, b)}
    return [name for name in study.networks if name in names and name != reference]


def all_differences(study: Study, code: str, reference: str) -> Iterator[Found]:
    """Network, readout, corruption, and its difference from the reference."""
    for name in compared(study, code, reference):
        for readout in study.readouts:
            for about in study.corruptions:
                found = pair_difference(study, System(name, code, readout), reference, about.name)
                if found:
                    yield name, readout, about, found


FIGURE_HEADER = ("network", "other", "code", "scaling", "svm_c", "corruption", "seeds", "difference_points",
                 "low", "high", "p", "p_holm", "p_equivalence")


def figure(study: Study, code: str, reference: str) -> Iterator[Product]:
    """One panel for each corruption, a row for each network, a mark for each readout."""
    found = list(all_differences(study, code, reference))
    names = compared(study, code, reference)
    if not found:
        return
    wide = min(MOST_WIDE, len(study.corruptions))
    rows = math.ceil(len(study.corruptions) / wide)
    pitch = max(4.5, 2.2 * len(study.readouts) + 1)
    drawn = new_figure(DOUBLE_MM, 10 + rows * (12 + pitch * len(names)))
    axes = drawn.subplots(rows, wide, squeeze=False, sharey=True).ravel()
    for i, (ax, about) in enumerate(zip(axes, study.corruptions)):
        _draw_panel(ax, study, names, [f for f in found if f[2] == about])
        ax.set_xlabel("Difference (points)")
        ax.set_title(f"{chr(ord('a') + i) if i < 26 else ''}   {for_figure(about.title)}", loc="left")
    for ax in axes[len(study.corruptions):]:
        ax.remove()
    axes[0].set_yticks(range(len(names)), [for_figure(shortened(name, NAME_LENGTH)) for name in names])
    axes[0].set_ylim(len(names) - 0.5, -0.5)
    for i, readout in enumerate(study.readouts):
        draw_marks(axes[0], [], [], readout_look(i), MARK_POINTS, labelled(readout.title))
    legend_below(drawn, axes[0], min(len(study.readouts), 5))
    table = [[name, reference, code, *readout, about.name, d.seeds, d.points, d.low, d.high, d.p, d.p_holm,
              d.p_equivalence] for name, readout, about, d in found]
    yield Product(
        for_file_name(f"differences_{code}_{reference}"), f"Networks minus {reference}, code {code}",
        f"Exploratory. AUC of each network minus AUC of {reference}, mean over seeds, with 95 % intervals "
        "(crossed bootstrap over recordings and seeds), under each readout. Grey band: the margin of "
        f"equivalence, {MARGIN_POINTS:g} point.", drawn, FIGURE_HEADER, table)


def _draw_panel(ax: Axes, study: Study, names: list[str], found: list[Found]) -> None:
    ax.axvspan(-MARGIN_POINTS, MARGIN_POINTS, color="#e8e8e8", linewidth=0)
    ax.axvline(0, color=GREY, linewidth=0.6)
    for place in range(1, len(names)):
        ax.axhline(place - 0.5, color="#e8e8e8", linewidth=0.5, zorder=0)  # below the line of no difference
    step = 0.8 / max(len(study.readouts), 1)
    for i, readout in enumerate(study.readouts):
        own = [(names.index(name), d) for name, of, _, d in found if of == readout]
        offset = (i - (len(study.readouts) - 1) / 2) * step
        draw_marks(ax, [d for _, d in own], [place + offset for place, _ in own], readout_look(i), MARK_POINTS)
    ax.tick_params(axis="y", length=0)


def sign_changes(study: Study, code: str, reference: str) -> str:
    """A sentence on the comparisons whose sign depends on the readout."""
    signs: dict[tuple[str, str], set[bool]] = {}
    for name, _, about, d in all_differences(study, code, reference):
        if d.points != 0:
            signs.setdefault((name, about.title), set()).add(d.points > 0)
    changed = [f"{name} ({title.lower()})" for (name, title), found in signs.items() if len(found) > 1]
    if len(study.readouts) < 2:
        return "There is only one readout."
    if not changed:
        return f"No sign of a difference from {reference} depends on the readout."
    return (f"The sign of the difference from {reference} depends on the readout in {len(changed)} of {len(signs)} "
            f"comparisons: {', '.join(changed)}.")


def table(study: Study, code: str, reference: str) -> tuple[list[str], list[list[str]]]:
    """A row for each network and readout; a column for each corruption."""
    header = ["Network", "Readout", *(about.title for about in study.corruptions)]
    rows = []
    for name in compared(study, code, reference):
        for i, readout in enumerate(study.readouts):
            cells = [_cell(pair_difference(study, System(name, code, readout), reference, about.name))
                     for about in study.corruptions]
            rows.append([name if i == 0 else "", readout.title, *cells])
    return header, rows


def _cell(found: Difference | None) -> str:
    if found is None:
        return "–"
    mark = "*" if found.p_holm <= SIGNIFICANT else "≈" if found.p_equivalence <= SIGNIFICANT else ""
    return (f"{signed(found.points)}{mark} {interval(found.low, found.high, sign=True)} "
            f"p {p_value(found.p_holm)}")


TABLE_NOTE = ("Difference of AUC in percentage points, 95 % interval, and two-sided p of the sign-flip test over "
              f"seeds, after Holm over the corruptions of a pair. *: p at most {SIGNIFICANT:g}; ≈: equivalent "
              f"within {MARGIN_POINTS:g} point (two one-sided tests, p at most {SIGNIFICANT:g}, not corrected). "
              "Exploratory: none of these comparisons was planned, and they are not corrected over pairs and "
              "readouts.")


def single_network_table(study: Study) -> tuple[list[str], list[list[str]]]:
    """McNemar's tests of each hypothesis' networks: a row for each seed."""
    header = ["Hypothesis", "Seed", "Levels", "Network better", "Other better", "Neither"]
    rows = []
    tests = [row for row in study.tests if row.test == "mcnemar"]
    for name in dict.fromkeys(row.hypothesis for row in tests):
        own = [row for row in tests if row.hypothesis == name]
        for i, seed in enumerate(sorted({row.seed for row in own if row.seed is not None})):
            levels = [row for row in own if row.seed == seed]
            clear = [row.difference_points for row in levels if row.p <= SIGNIFICANT]
            better, worse = sum(d > 0 for d in clear), sum(d < 0 for d in clear)
            rows.append([name if i == 0 else "", str(seed), str(len(levels)), str(better), str(worse),
                         str(len(levels) - better - worse)])
    return header, rows
