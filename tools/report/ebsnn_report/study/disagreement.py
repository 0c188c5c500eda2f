"""Where absolute accuracy and retention disagree about which network is more robust."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterator

from ..level_axis import LevelAxis
from ..style import (BLUE, DOUBLE_MM, GREY, VERMILION, Product, labelled, legend_below, level_text,
                     new_figure)
from ..subject import Corruption, unit_text
from ..text import for_figure, for_file_name
from .rows import Readout, System
from .study import Study

MOST_PAIRS = 3
MOST_WIDE = 5


@dataclass
class Contrast:
    """Differences between two networks at the levels of one corruption, without level 0."""

    levels: list[float]
    accuracy: list[float]  # points
    retention: list[float]  # percent of the clean accuracy

    @property
    def opposite(self) -> list[float]:
        """Levels at which the two have opposite signs."""
        return [level for level, a, r in zip(self.levels, self.accuracy, self.retention) if a * r < 0]


def contrast(study: Study, system: System, other: str, corruption: str) -> Contrast | None:
    """`system` minus another network, from metrics.tidy.csv; None if one of them is not there."""
    found = Contrast([], [], [])
    for level in study.levels(corruption)[1:]:
        differences = []
        for metric in ("accuracy", "retention"):
            rows = [study.metric.get((of, corruption, metric, level))
                    for of in (system, system._replace(network=other))]
            if None in rows or any(math.isnan(row.value) for row in rows):
                break
            differences.append(rows[0].value - rows[1].value)
        if len(differences) == 2:
            found.levels.append(level)
            found.accuracy.append(differences[0])
            found.retention.append(100 * differences[1])
    return found if found.levels else None


def contrasts(study: Study, code: str, pair: tuple[str, str]) -> dict[tuple[Readout, str], Contrast]:
    """Of two networks, under every readout and corruption."""
    found = {(readout, about.name): contrast(study, System(pair[0], code, readout), pair[1], about.name)
             for readout in study.readouts for about in study.corruptions}
    return {key: value for key, value in found.items() if value}


def figure(study: Study, code: str, pair: tuple[str, str]) -> Iterator[Product]:
    """Rows: readouts; columns: corruptions."""
    found = contrasts(study, code, pair)
    if not found:
        return
    corruptions = study.corruptions[:MOST_WIDE]
    drawn = new_figure(DOUBLE_MM, 12 + 36 * len(study.readouts))
    axes = drawn.subplots(len(study.readouts), len(corruptions), squeeze=False, sharex="col", sharey=True)
    for row, readout in zip(axes, study.readouts):
        for ax, about in zip(row, corruptions):
            _draw_panel(ax, study.axes[about.name], found.get((readout, about.name)))
            ax.set_title(for_figure(f"{about.title}" if len(study.readouts) == 1 else
                                    f"{about.title}, {readout.title}"), loc="left", fontsize=6.2)
        row[0].set_ylabel("Difference (points)")
    for ax, about in zip(axes[-1], corruptions):
        study.axes[about.name].label(ax)
    legend_below(drawn, axes[0, 0], 3)
    shown = "" if len(corruptions) == len(study.corruptions) else " The first corruptions; the CSV has all."
    yield Product(
        for_file_name(f"disagreement_{code}_{pair[0]}_{pair[1]}"), f"Accuracy and retention: {pair[0]} minus {pair[1]}",
        "Difference of accuracies, and of retentions (accuracy as a share of the clean one, in percent). Grey: "
        f"levels at which the two have opposite signs, so that the choice of metric decides. Without intervals, which "
        f"metrics.tidy.csv has of each network's accuracy and retention, not of their differences.{shown}", drawn,
        ("network", "other", "code", "scaling", "svm_c", "corruption", "level", "accuracy_difference_points",
         "retention_difference_percent", "opposite"),
        [[*pair, code, *readout, name, level, a, r, "yes" if a * r < 0 else "no"]
         for (readout, name), c in found.items() for level, a, r in zip(c.levels, c.accuracy, c.retention)])


def _draw_panel(ax, scale: LevelAxis, found: Contrast | None) -> None:
    ax.axhline(0, color=GREY, linewidth=0.6)
    if found is None:
        return
    x = scale.x(found.levels)
    edges = _edges(list(x))
    for i, level in enumerate(found.levels):
        if level in found.opposite:
            ax.axvspan(edges[i], edges[i + 1], color="#dddddd", linewidth=0)
    for values, colour, marker, dash, label in ((found.accuracy, BLUE, "o", "-", "accuracy"),
                                                (found.retention, VERMILION, "s", "--", "retention")):
        ax.plot(x, values, color=colour, marker=marker, linestyle=dash, markersize=2.4, linewidth=0.9,
                label=labelled(f"difference of {label}"), clip_on=False)


def _edges(x: list[float]) -> list[float]:
    """Borders half way between levels."""
    if len(x) == 1:
        return [x[0] - 0.5, x[0] + 0.5]
    middles = [(a + b) / 2 for a, b in zip(x, x[1:])]
    return [2 * x[0] - middles[0], *middles, 2 * x[-1] - middles[-1]]


def table(study: Study, code: str) -> tuple[list[str], list[list[str]]]:
    """Levels of opposite signs of each network against the references."""
    header = ["Network minus other", "Readout", *(about.title for about in study.corruptions)]
    rows = []
    for place, reference in enumerate(study.references):
        for name in (name for name in study.networks if name not in study.references[:place + 1]):
            found = contrasts(study, code, (name, reference))
            first = True
            for readout in study.readouts:
                own = [found.get((readout, about.name)) for about in study.corruptions]
                if any(c and c.opposite for c in own):
                    rows.append([f"{name} − {reference}" if first else "", readout.title,
                                 *(_levels(study, about, c) for about, c in zip(study.corruptions, own))])
                    first = False
    return header, rows


def _levels(study: Study, about: Corruption, found: Contrast | None) -> str:
    """"3 of 10: 0.1 – 0.3"."""
    if found is None:
        return "–"
    levels, unit = found.opposite, study.units[about.name]
    if not levels:
        return "none"
    ends = level_text(levels[0], "") if len(levels) == 1 else f"{levels[0]:g} … {levels[-1]:g}"
    return f"{len(levels)} of {len(found.levels)}: {ends} {unit_text(unit)}".strip()
