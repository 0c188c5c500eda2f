"""Accuracy against the level of corruption, of many systems: small multiples."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import DOUBLE_MM, GREY, LABEL_MARK, LEGEND_MM, MM_PER_INCH, Product, labelled, new_figure
from ..subject import Corruption
from ..text import for_figure, for_file_name, shortened
from .looks import COLOURS, CONTEXT, LABEL_LENGTH, Look, groups_of, look_of
from .rows import INPUT_NETWORK, Readout, System
from .study import Study, Thing

MOST_ROWS = 5  # corruptions in a figure
MOST_COLUMNS = 3
PANEL_MM = 40
INTERVALS = ("Lines: means over seeds. Bands: 95 % intervals, percentiles of a crossed bootstrap that draws "
             "recordings and seeds anew, the same ones for all networks and levels (metrics.tidy.csv)")


@dataclass
class Series:
    """One curve in each panel of a column."""

    label: str
    system: System
    look: Look
    with_band: bool = True
    mark_points: float = 2.6  # size of the markers


@dataclass
class Column:
    """Panels with the same curves, one for each corruption."""

    title: str
    series: list[Series] = field(default_factory=list)


def interval_text(study: Study) -> str:
    """How intervals were computed, and what they mean for the number of seeds."""
    if not study.metrics:
        return "Lines: means over seeds; without metrics.tidy.csv, there are no intervals yet."
    count = len(study.seeds)
    if count == 1:
        return f"{INTERVALS}; with one seed, they cover the choice of recordings alone."
    few = "; so few seeds tell little about the spread between trainings" if count < 5 else ""
    return f"{INTERVALS}; {count} seeds{few}."


def chance_text(study: Study) -> str:
    """A sentence on the dotted line."""
    return "" if study.chance is None else f" Dotted: chance ({study.chance:.3g} %)."


CURVE_HEADER = ("column", "curve", "network", "code", "scaling", "svm_c", "corruption", "level", "unit", "seeds",
                "accuracy_percent", "low_percent", "high_percent", "by_seed")


def curve_rows(study: Study, columns: list[Column], corruptions: list[Corruption]) -> Iterator[list]:
    """The numbers of all curves; `by_seed`: seed and accuracy of each."""
    for about in corruptions:
        for column in columns:
            for series in column.series:
                curve = study.curve(series.system, about.name)
                by_level = study.accuracies.get((series.system, about.name), {})
                for i, level in enumerate(curve.levels if curve else []):
                    by_seed = by_level[level]
                    yield [column.title, series.label, series.system.network, series.system.code,
                           *series.system.readout, about.name, level, study.units.get(about.name, ""),
                           len(by_seed), curve.value[i], curve.low[i], curve.high[i],
                           " ".join(f"{seed}:{value:g}" for seed, value in sorted(by_seed.items()))]


def _draw_panel(ax: Axes, study: Study, column: Column, about: Corruption) -> None:
    for number, series in enumerate(column.series):
        label = labelled(shortened(series.label, LABEL_LENGTH))
        curve = study.curve(series.system, about.name)
        if curve is None:
            ax.plot([], [], label=label, **series.look.style)
            continue
        x = about.shown(curve.levels)
        if series.with_band:
            ax.fill_between(x, curve.low, curve.high, color=series.look.colour, alpha=0.18, linewidth=0)
        ax.plot(x, curve.value, label=label, clip_on=False, zorder=3 + 0.01 * number, linewidth=0.9,
                markersize=series.mark_points, **series.look.style)
    if study.chance is not None:
        ax.axhline(study.chance, color=GREY, linestyle=":", linewidth=0.8)
    levels = study.levels(about.name)
    if len(levels) > 1 and levels[0] > levels[-1]:
        ax.invert_xaxis()  # a smaller number is the stronger corruption
    ax.set_ylim(0, 100)
    ax.set_yticks(range(0, 101, 25))
    ax.set_xlabel(for_figure(about.label(study.units.get(about.name, ""))))


def _legends(figure: Figure, axes: list[Axes], per_row: int) -> None:
    """Below each column, the curves of that column; once, if all columns have the same."""
    handles = [ax.get_legend_handles_labels() for ax in axes]
    if all(labels == handles[0][1] for _, labels in handles):
        count = len(handles[0][1])
        handles, per_row = handles[:1], max(math.ceil(count / math.ceil(count / 5)), 1)
    lines = max(math.ceil(len(labels) / per_row) for _, labels in handles)
    share = (lines * 0.72 * LEGEND_MM + 1.5) / MM_PER_INCH / figure.get_figheight()
    figure.get_layout_engine().set(rect=(0, share, 1, 1 - share))
    for place, (lines_of, labels) in enumerate(handles):
        legend = figure.legend(lines_of, labels, loc="upper center", ncols=per_row,
                               bbox_to_anchor=((place + 0.5) / len(handles), share), labelspacing=0.25,
                               columnspacing=1.2)
        for text, label in zip(legend.get_texts(), labels):
            text.set_text(label.removeprefix(LABEL_MARK))


def _titles(figure: Figure, grid: list[tuple[Axes, Corruption, Column]], columns: int) -> None:
    for number, (ax, about, column) in enumerate(grid):
        title = ", ".join(filter(None, (about.title, column.title)))
        letter = chr(ord("a") + number) if number < 26 else ""
        ax.set_title(f"{letter}   {for_figure(title)}", loc="left")
        if number % columns == 0:
            ax.set_ylabel("Accuracy (%)")


def grid_figure(study: Study, columns: list[Column], corruptions: list[Corruption]) -> Figure:
    """A panel for each corruption (rows) and column; of one column, three panels side by side."""
    wide = len(columns) if len(columns) > 1 else min(MOST_COLUMNS, len(corruptions))
    grid = [(about, column) for about in corruptions for column in columns]
    rows = math.ceil(len(grid) / wide)
    most = max(len(column.series) for column in columns)
    per_row = {1: 5, 2: 2}.get(len(columns), 1)
    legend_mm = math.ceil(most / per_row) * LEGEND_MM * 0.72
    figure = new_figure(DOUBLE_MM if wide > 1 else DOUBLE_MM / 2, 4 + PANEL_MM * rows + legend_mm)
    axes = figure.subplots(rows, wide, squeeze=False, sharey=True).ravel()
    for ax, (about, column) in zip(axes, grid):
        _draw_panel(ax, study, column, about)
    for ax in axes[len(grid):]:
        ax.remove()
    _titles(figure, [(ax, *cell) for ax, cell in zip(axes, grid)], wide)
    _legends(figure, list(axes[:len(columns)]), per_row)
    return figure


def _name(study: Study, system: System) -> str:
    """The network; with the number of its seeds, if others have more."""
    seeds = {seed for (of, _), levels in study.accuracies.items() if of == system
             for by_seed in levels.values() for seed in by_seed}
    return system.network if len(seeds) in (0, len(study.seeds)) else (
        f"{system.network} ({len(seeds)} of {len(study.seeds)} seeds)")


def network_columns(study: Study, code: str, readout: Readout) -> list[Column]:
    """All networks under one code and readout, in groups; references are in all of them."""
    place = {name: look_of(i) for i, name in enumerate(study.networks)}
    columns = []
    for title, names in groups_of(study):
        series = [Series(f"{name} (for comparison)", System(name, code, readout), look, with_band=False)
                  for name, look in zip(study.references, CONTEXT) if name not in names]
        own = [System(name, code, readout) for name in names]
        series = [Series(_name(study, system), system, place[system.network]) for system in own] + series
        columns.append(Column(title, series))
    return columns


def code_columns(study: Study) -> list[Column]:
    """The references' codes beside those of the recordings, a column for each readout."""
    systems = [(f"{code} of {name}", name, code) for code in study.network_codes for name in study.references]
    places = [study.networks.index(name) if code == study.network_codes[0] else None for _, name, code in systems]
    systems += [(code, INPUT_NETWORK, code) for code in study.input_codes]
    taken = {place % len(COLOURS) for place in places if place is not None}
    free = (place for place in itertools.count() if place % len(COLOURS) not in taken)
    looks = [look_of(next(free) if place is None else place)
             for place in [*places, *[None] * len(study.input_codes)]]
    # Codes may agree throughout, as lgn and events-polarity nearly do: the one below has the larger marks.
    sizes = [2.4 + 0.6 * above for above in reversed(range(len(systems)))]
    return [Column(readout.title, [Series(label, System(name, code, readout), look, mark_points=size)
                                   for (label, name, code), look, size in zip(systems, looks, sizes)])
            for readout in study.readouts]


def _parts(things: list[Thing], most: int) -> list[list[Thing]]:
    return [things[i:i + most] for i in range(0, len(things), most)]


def _products(study: Study, name: str, title: str, caption: str, columns: list[Column]) -> Iterator[Product]:
    most = MOST_ROWS * (1 if len(columns) > 1 else MOST_COLUMNS)
    parts = list(itertools.product(_parts(columns, MOST_COLUMNS), _parts(study.corruptions, most)))
    for number, (some, corruptions) in enumerate(parts, 1):
        end = f"_{number}" if len(parts) > 1 else ""
        part = f", part {number} of {len(parts)}" if len(parts) > 1 else ""
        yield Product(name + end, title + part,
                      f"{caption} {interval_text(study)}{chance_text(study)}",
                      grid_figure(study, some, corruptions), CURVE_HEADER,
                      list(curve_rows(study, some, corruptions)))


def network_curves(study: Study, code: str, readout: Readout) -> Iterator[Product]:
    """All networks under one code and readout."""
    columns = network_columns(study, code, readout)
    context = " Grey: networks of other panels, for comparison, without bands." if len(columns) > 1 else ""
    yield from _products(study, for_file_name(f"curves_{code}_{readout.scaling}_{readout.svm_c}"),
                         f"Accuracy of all networks, code {code}, {readout.title}",
                         f"Accuracy of the linear classifier on corrupted test recordings.{context}", columns)


def code_curves(study: Study) -> Iterator[Product]:
    """Codes side by side, in a column for each readout."""
    if not study.input_codes and len(study.network_codes) < 2:
        return
    columns = code_columns(study)
    yield from _products(study, "codes", "Codes side by side",
                         "Accuracy of what networks make of the recordings, and of codes that are made from "
                         "the recordings without a network. Marks differ in size, so that curves that coincide can be seen.",
                         columns)
