"""Excitation over inhibition: measured and wanted, and firing rates."""

from __future__ import annotations

import math
from typing import Iterator

from matplotlib.axes import Axes

from ..style import DOUBLE_MM, GREY, INH_COLOUR, INK, V1_COLOUR, Product, legend_below, new_figure
from ..text import for_figure, shortened
from .cells import short, span
from .rows import EiRow
from .study import Study

CLEAN = "clean"
TOLERANCE = 0.05  # of a calibration
NAME_LENGTH = 24


def measured(study: Study, network: str, population: str) -> list[EiRow]:
    """Rows of a network without corruption, by seed."""
    rows = [row for row in study.ei if row.network == network and row.population == population
            and row.corruption == CLEAN]
    return sorted(rows, key=lambda row: row.seed)


def networks_of(study: Study) -> list[str]:
    """Networks that were measured."""
    return [name for name in study.networks if measured(study, name, "V1")]


def figure_rows(study: Study) -> Iterator[list]:
    """The numbers of the figure."""
    for name in networks_of(study):
        for population in ("V1", "Inh"):
            for row in measured(study, name, population):
                wanted = study.wanted_ratios.get(name, math.nan) if population == "V1" else math.nan
                yield [name, row.seed, population, row.recordings, wanted, row.ratio, row.ratio_lower_quartile,
                       row.ratio_upper_quartile, row.rate_hz]


def figure(study: Study) -> Iterator[Product]:
    """R of every network and seed, and rates."""
    names = networks_of(study)
    if not names:
        return
    drawn = new_figure(DOUBLE_MM, 24 + 5.5 * len(names))
    left, right = drawn.subplots(1, 2, sharey=True, width_ratios=[3, 2])
    _draw_ratios(left, study, names)
    _draw_rates(right, study, names)
    left.set_yticks(range(len(names)), [for_figure(shortened(name, NAME_LENGTH)) for name in names])
    left.set_ylim(len(names) - 0.5, -0.5)
    for ax in (left, right):
        ax.tick_params(axis="y", length=0)
        for place in range(1, len(names)):
            ax.axhline(place - 0.5, color="#e8e8e8", linewidth=0.5, zorder=0)
    left.set_title("a   Excitation over inhibition")
    right.set_title("b   Firing rates")
    _legend(drawn, left, right)
    count = sorted({row.recordings for row in study.ei})
    yield Product(
        "ratios", "Excitation, inhibition and rates",
        "One mark for each seed. R of V1 without corruption: sum of the excitatory over sum of the inhibitory "
        f"conductance over steps, neurons, windows and {' or '.join(f'{n:,}' for n in count)} training recordings; "
        "∞: no inhibition. Bars: R wanted of networks that were calibrated (with the tolerance of a calibration, "
        f"{100 * TOLERANCE:g} %). Rates: means over neurons, windows and recordings.", drawn,
        ("network", "seed", "population", "recordings", "ratio_wanted", "ratio", "ratio_lower_quartile",
         "ratio_upper_quartile", "rate_hz"), list(figure_rows(study)))


def _legend(drawn, left: Axes, right: Axes) -> None:
    handles, labels = right.get_legend_handles_labels()
    for handle, label in zip(handles, labels):
        left.plot([], [], color=handle.get_color(), marker=handle.get_marker(), linestyle="none", label=label)
    legend_below(drawn, left, 4)


def _offsets(count: int) -> list[float]:
    """Places of seeds above each other within a row."""
    step = min(0.12, 0.6 / max(count, 1))
    return [(i - (count - 1) / 2) * step for i in range(count)]


def _draw_ratios(ax: Axes, study: Study, names: list[str]) -> None:
    ratios = [row.ratio for name in names for row in measured(study, name, "V1")]
    wanted = [study.wanted_ratios[name] for name in names if study.wanted_ratios.get(name, 0) > 0]
    finite = [value for value in [*ratios, *wanted] if 0 < value < math.inf] or [1.0]
    low, high = min([*finite, 1]) / 1.6, max([*finite, 1]) * 1.6
    infinity = high * (high / low) ** 0.12
    has_infinite = any(value == math.inf for value in ratios)
    ax.set_xscale("log")
    for place, name in enumerate(names):
        target = study.wanted_ratios.get(name, 0)
        if target > 0:
            ax.fill_betweenx([place - 0.4, place + 0.4], target / (1 + TOLERANCE), target * (1 + TOLERANCE),
                             color="#c9c9c9", linewidth=0, label=None)
            ax.plot([target] * 2, [place - 0.4, place + 0.4], color=INK, linewidth=1.0)
        rows = [row for row in measured(study, name, "V1") if row.ratio > 0]
        for row, offset in zip(rows, _offsets(len(rows))):
            infinite = row.ratio == math.inf
            ax.plot([infinity if infinite else row.ratio], [place + offset], marker="o", color=V1_COLOUR,
                    markersize=3, linestyle="none", clip_on=False,
                    markerfacecolor="white" if infinite else V1_COLOUR)
    if wanted:
        ax.plot([], [], color=INK, linewidth=1.0, label="R wanted")
    ax.plot([], [], color=V1_COLOUR, marker="o", linestyle="none", label="R measured")
    ax.axvline(1, color=GREY, linestyle=":", linewidth=0.8, zorder=1)  # below the marks
    ticks = _ticks(low, high)
    ax.set_xticks([*ticks, *([infinity] if has_infinite else [])],
                  [*(f"{tick:g}" for tick in ticks), *(["∞"] if has_infinite else [])])
    ax.set_xticks([], minor=True)
    ax.set_xlim(low, infinity if has_infinite else high)
    ax.set_xlabel("R = excitation / inhibition (V1)")


def _ticks(low: float, high: float) -> list[float]:
    span = high / low
    steps: tuple[float, ...] = (1, 1.5, 2, 3, 5, 7) if span < 10 else (1, 2, 5) if span < 300 else (1,)
    found = [s * 10.0 ** e for e in range(-9, 10) for s in steps]
    return [tick for tick in found if low <= tick <= high / 1.1]


def _draw_rates(ax: Axes, study: Study, names: list[str]) -> None:
    for population, colour, marker in (("V1", V1_COLOUR, "D"), ("Inh", INH_COLOUR, "s")):
        for place, name in enumerate(names):
            rows = measured(study, name, population)
            ax.plot([row.rate_hz for row in rows], [place + offset for offset in _offsets(len(rows))],
                    color=colour, marker=marker, markersize=2.8, linestyle="none", clip_on=False,
                    label=f"rate of {population}" if place == 0 else None)
    ax.margins(x=0.08)
    ax.set_xlim(left=0)
    ax.set_xlabel("Mean firing rate (Hz)")


def table(study: Study) -> tuple[list[str], list[list[str]]]:
    """R wanted and measured, what was calibrated, rates: ranges over seeds."""
    header = ["Network", "R wanted", "R measured", "Off by at most", "Calibrated", "Seeds", "Rate of V1 (Hz)",
              "Rate of Inh (Hz)"]
    chosen = {row.network: row for row in study.calibration if row.chosen == "yes"}
    rows = []
    for name in networks_of(study):
        own = measured(study, name, "V1")
        wanted = study.wanted_ratios.get(name)
        off = max((abs(row.ratio / wanted - 1) for row in own if row.ratio == row.ratio), default=math.nan) \
            if wanted else math.nan
        setting = f"{chosen[name].parameter} = {chosen[name].value:g}" if name in chosen else "–"
        rows.append([name, short(wanted) if wanted else "–", span(row.ratio for row in own),
                     f"{100 * off:.0f} %" if math.isfinite(off) else "–", setting, str(len(own)),
                     span(row.rate_hz for row in own),
                     span(row.rate_hz for row in measured(study, name, "Inh"))])
    return header, rows


def missed_targets(study: Study) -> list[str]:
    """A sentence for each network with a seed whose R is further from the wanted one than a calibration allows."""
    found = []
    for name in networks_of(study):
        wanted = study.wanted_ratios.get(name)
        if not wanted:
            continue
        own = measured(study, name, "V1")
        outside = [row for row in own if not abs(row.ratio / wanted - 1) <= TOLERANCE]
        if outside:
            found.append(f"{name}: R is {span(row.ratio for row in own)}, wanted {wanted:g}; "
                         f"{len(outside)} of {len(own)} seeds are more than {100 * TOLERANCE:g} % off. "
                         "Calibrations use seeds and lengths of their own.")
    return found
