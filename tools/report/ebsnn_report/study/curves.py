"""Accuracy and retention against the level of corruption, of many systems: small multiples."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Callable, Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..style import DOUBLE_MM, GREY, LABEL_MARK, LEGEND_MM, MM_PER_INCH, Product, labelled, new_figure
from ..subject import Corruption
from ..text import for_figure, for_file_name, shortened
from .looks import COLOURS, CONTEXT, LABEL_LENGTH, Look, groups_of, look_of
from .rows import INPUT_NETWORK, Readout, System
from .study import Curve, Study, Thing

MOST_ROWS = 5  # corruptions in a figure
MOST_COLUMNS = 3
PANEL_MM = 40
INTERVALS = ("Lines: means over seeds. Bands: 95 % intervals, percentiles of a crossed bootstrap that draws "
             "recordings and seeds anew, the same ones for all networks and levels (metrics.tidy.csv)")


@dataclass(frozen=True)
class Quantity:
    """What is drawn over the levels: 0 to `whole`, or as far as values and intervals go."""

    label: str
    whole: float
    of: Callable[[Study, System, str], Curve | None]
    has_chance: bool


ACCURACY = Quantity("Accuracy (%)", 100.0, Study.curve, True)
RETENTION = Quantity("Retention", 1.0, Study.retention_curve, False)  # chance is another share for each network


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
                "accuracy_percent", "low_percent", "high_percent", "by_seed", "retention", "retention_low",
                "retention_high")


def curve_rows(study: Study, columns: list[Column], corruptions: list[Corruption]) -> Iterator[list]:
    """The numbers of all curves, of accuracy and retention; `by_seed`: seed and accuracy of each."""
    for about in corruptions:
        for column in columns:
            for series in column.series:
                curve = study.curve(series.system, about.name)
                kept = study.retention_curve(series.system, about.name)
                by_level = study.accuracies.get((series.system, about.name), {})
                for i, level in enumerate(curve.levels if curve else []):
                    by_seed = by_level[level]
                    yield [column.title, series.label, series.system.network, series.system.code,
                           *series.system.readout, about.name, level, study.units.get(about.name, ""),
                           len(by_seed), curve.value[i], curve.low[i], curve.high[i],
                           " ".join(f"{seed}:{value:g}" for seed, value in sorted(by_seed.items())),
                           *((kept.value[i], kept.low[i], kept.high[i]) if kept else (math.nan,) * 3)]


def _draw_panel(ax: Axes, study: Study, column: Column, about: Corruption, quantity: Quantity) -> None:
    for number, series in enumerate(column.series):
        label = labelled(shortened(series.label, LABEL_LENGTH))
        curve = quantity.of(study, series.system, about.name)
        if curve is None:
            ax.plot([], [], label=label, **series.look.style)
            continue
        x = study.axes[about.name].x(curve.levels)
        if series.with_band:
            ax.fill_between(x, curve.low, curve.high, color=series.look.colour, alpha=0.18, linewidth=0)
        ax.plot(x, curve.value, label=label, clip_on=False, zorder=3 + 0.01 * number, linewidth=0.9,
                markersize=series.mark_points, **series.look.style)
    if study.chance is not None and quantity.has_chance:
        ax.axhline(study.chance, color=GREY, linestyle=":", linewidth=0.8)
    study.axes[about.name].label(ax)


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


def _titles(grid: list[tuple[Axes, Corruption, Column]], columns: int, label: str) -> None:
    """Letters and corruptions; above the first row, also what the columns are."""
    for number, (ax, about, column) in enumerate(grid):
        letter = chr(ord("a") + number) if number < 26 else ""
        above = f"{for_figure(column.title)}\n" if number < columns and column.title else ""
        ax.set_title(f"{above}{letter}   {for_figure(about.title)}", loc="left")
        if number % columns == 0:
            ax.set_ylabel(label)


def _share_axis(axes: list[Axes], study: Study, columns: list[Column], corruptions: list[Corruption],
                quantity: Quantity) -> None:
    """0 to the whole; further if a value or an interval is above it."""
    curves = (quantity.of(study, series.system, about.name) for about in corruptions for column in columns
              for series in column.series)
    shown = (value for curve in curves if curve for value in (*curve.value, *curve.high) if not math.isnan(value))
    top = max([quantity.whole, *shown])
    axes[0].set_ylim(0, top)
    axes[0].set_yticks([quantity.whole * share / 4 for share in range(math.floor(4 * top / quantity.whole) + 1)])
    axes[0].yaxis.set_major_formatter("{x:g}")
    if top > quantity.whole:
        for ax in axes:
            ax.axhline(quantity.whole, color=GREY, linewidth=0.4)


def grid_figure(study: Study, columns: list[Column], corruptions: list[Corruption],
                quantity: Quantity = ACCURACY) -> Figure:
    """A panel for each corruption (rows) and column; of one column, three panels side by side."""
    wide = len(columns) if len(columns) > 1 else min(MOST_COLUMNS, len(corruptions))
    grid = [(about, column) for about in corruptions for column in columns]
    rows = math.ceil(len(grid) / wide)
    most = max(len(column.series) for column in columns)
    per_row = {1: 5, 2: 2}.get(len(columns), 1)
    legend_mm = math.ceil(most / per_row) * LEGEND_MM * 0.72
    titles_mm = 7 if any(column.title for column in columns) else 4
    figure = new_figure(DOUBLE_MM if wide > 1 else DOUBLE_MM / 2, titles_mm + PANEL_MM * rows + legend_mm)
    axes = figure.subplots(rows, wide, squeeze=False, sharey=True).ravel()
    for ax, (about, column) in zip(axes, grid):
        _draw_panel(ax, study, column, about, quantity)
    for ax in axes[len(grid):]:
        ax.remove()
    _share_axis(list(axes[:len(grid)]), study, columns, corruptions, quantity)
    _titles([(ax, *cell) for ax, cell in zip(axes, grid)], wide, quantity.label)
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


def _products(study: Study, name: str, title: str, caption: str, columns: list[Column],
              quantity: Quantity = ACCURACY) -> Iterator[Product]:
    most = MOST_ROWS * (1 if len(columns) > 1 else MOST_COLUMNS)
    parts = list(itertools.product(_parts(columns, MOST_COLUMNS), _parts(study.corruptions, most)))
    for number, (some, corruptions) in enumerate(parts, 1):
        end = f"_{number}" if len(parts) > 1 else ""
        part = f", part {number} of {len(parts)}" if len(parts) > 1 else ""
        yield Product(name + end, title + part,
                      f"{caption} {interval_text(study)}{chance_text(study) if quantity.has_chance else ''}",
                      grid_figure(study, some, corruptions, quantity), CURVE_HEADER,
                      list(curve_rows(study, some, corruptions)))


def network_curves(study: Study, code: str, readout: Readout) -> Iterator[Product]:
    """All networks under one code and readout."""
    columns = network_columns(study, code, readout)
    yield from _products(study, for_file_name(f"curves_{code}_{readout.scaling}_{readout.svm_c}"),
                         f"Accuracy of all networks, code {code}, {readout.title}",
                         f"Accuracy of the linear classifier on corrupted test recordings.{_context(columns)}", columns)


def _context(columns: list[Column]) -> str:
    return " Grey: networks of other panels, for comparison, without bands." if len(columns) > 1 else ""


def retention_curves(study: Study, code: str, readout: Readout) -> Iterator[Product]:
    """The same networks and panels, with retention."""
    columns = network_columns(study, code, readout)
    if not any(study.retention_curve(series.system, about.name) for column in columns for series in column.series
               for about in study.corruptions):
        return
    yield from _products(study, for_file_name(f"retention_{code}_{readout.scaling}_{readout.svm_c}"),
                         f"Retention of all networks, code {code}, {readout.title}",
                         "Retention: accuracy as a share of that without corruption, which is 1 by definition at level "
                         f"0. The accuracies themselves are in the section Accuracy, and in the CSV.{_context(columns)}",
                         columns, RETENTION)


def code_curves(study: Study) -> Iterator[Product]:
    """Codes side by side, in a column for each readout."""
    if not study.input_codes and len(study.network_codes) < 2:
        return
    columns = code_columns(study)
    yield from _products(study, "codes", "Codes side by side",
                         "Accuracy of what networks make of the recordings, and of codes that are made from "
                         "the recordings without a network. Marks differ in size, so that curves that coincide can be seen.",
                         columns)
