"""Several runs in one figure: groups of runs that differ only in the seed, with their spread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterator

import numpy as np
from matplotlib.axes import Axes

from ..arithmetic import LEAST_FOR_SPREAD, running_quartiles, spread
from ..level_axis import LevelAxis, axes_of, axis_of_levels, falls, from_mild_to_severe
from ..run import Robustness, Run
from ..style import (DOUBLE_MM, GREY, GROUP_LOOK, Product, labelled, legend_below, letter,
                     level_text, new_figure)
from ..subject import Corruption, in_order
from ..text import for_figure
from .receptive_fields import (POPULATIONS, SCALE_LABEL, common_limit, draw_fields, field_header,
                               field_rows, order_of)
from .robustness import STEPS_TEXT, chance_text
from .training import PATCHES_LABEL, QUANTITIES, has_history, population_means

SHOWN_RUNS = 6  # receptive fields of more runs would be too small to see


@dataclass
class Group:
    """Runs that differ only in the seed."""

    label: str
    runs: list[Run]

    @property
    def title(self) -> str:
        """Label, with the number of runs if there are several."""
        count = len(self.runs)
        return self.label if count == 1 else f"{self.label} ({count} runs)"


def tested_corruptions(groups: list[Group]) -> list[Corruption]:
    """Corruptions that any run was tested with, as the first such run describes them."""
    found: dict[str, Corruption] = {}
    for run in (run for group in groups for run in group.runs):
        for name, result in run.results.items():
            found.setdefault(name, result.corruption)
    return in_order(found.values())


def _results(groups: list[Group], corruption: str) -> list[Robustness]:
    """Results of one corruption, of all runs that were tested with it."""
    return [run.results[corruption] for group in groups for run in group.runs
            if corruption in run.results]


def group_accuracy(group: Group, corruption: str) -> tuple[np.ndarray, np.ndarray]:
    """Levels that all runs with this corruption share, and accuracies [run, level]."""
    results = _results([group], corruption)
    if not results:
        return np.array([]), np.empty((0, 0))
    shared = set.intersection(*(set(r.level.tolist()) for r in results))
    levels = from_mild_to_severe(shared, any(falls(r.level) for r in results))
    return levels, np.array([[_accuracy(r, level) for level in levels]
                                       for r in results])


def _accuracy(result: Robustness, level: float) -> float:
    return float(result.accuracy[result.at(level)])


def accuracy_rows(groups: list[Group]) -> Iterator[list]:
    """Mean and spread of each group at each level."""
    for name in (about.name for about in tested_corruptions(groups)):
        for group in groups:
            levels, values = group_accuracy(group, name)
            for i, level in enumerate(levels):
                yield [name, level, group.label, len(values), values[:, i].mean(),
                       spread(values)[i], values[:, i].min(), values[:, i].max()]


ACCURACY_HEADER = ("corruption", "level", "label", "runs", "accuracy_mean_percent",
                   "accuracy_sd_percent", "accuracy_min_percent", "accuracy_max_percent")


def robustness(groups: list[Group]) -> Iterator[Product]:
    """Accuracy against level: one panel per corruption, one line per group."""
    corruptions = tested_corruptions(groups)
    if not corruptions:
        return
    rows = math.ceil(len(corruptions) / 3)
    figure = new_figure(DOUBLE_MM, 12 + 46 * rows)
    axes = figure.subplots(rows, 3, squeeze=False).ravel()
    scales = axes_of({about.name: _results(groups, about.name) for about in corruptions})
    for ax, about in zip(axes, corruptions):
        for group, look in zip(groups, _looks()):
            _draw_group(ax, scales[about.name], *group_accuracy(group, about.name), look, group.title)
        for chance in {result.chance for result in _results(groups, about.name)}:
            ax.axhline(chance, color=GREY, linestyle=":", linewidth=0.8)
        ax.set_ylim(0, 100)
        ax.set_title(for_figure(about.title))
        scales[about.name].label(ax)
    for ax in axes[0:len(corruptions):3]:
        ax.set_ylabel("Accuracy (%)")
    for ax in axes[len(corruptions):]:
        ax.remove()
    letter(axes[:len(corruptions)])
    legend_below(figure, axes[0], min(len(groups), 4))
    results = [result for about in corruptions for result in _results(groups, about.name)]
    yield Product(
        "comparison_robustness", "Robustness",
        "Accuracy against the level of corruption. Of labels with several runs: mean of those that "
        "were tested with that corruption, the single runs (thin lines) and, from "
        f"{LEAST_FOR_SPREAD} runs, the standard deviation (band). Dotted: {chance_text(results)}."
        + (STEPS_TEXT if any(scale.in_steps for scale in scales.values()) else ""),
        figure,
        ACCURACY_HEADER, list(accuracy_rows(groups)))


def _looks() -> Iterator[tuple]:
    while True:
        yield from GROUP_LOOK


def _draw_group(ax: Axes, scale: LevelAxis, levels: np.ndarray, values: np.ndarray, look: tuple,
                label: str) -> None:
    colour, marker, line = look
    if len(levels) == 0:
        ax.plot([], [], color=colour, marker=marker, linestyle=line, label=labelled(label))
        return
    x, mean = scale.x(levels), values.mean(axis=0)
    if len(values) >= LEAST_FOR_SPREAD:
        deviation = spread(values)
        ax.fill_between(x, mean - deviation, mean + deviation, color=colour, alpha=0.2,
                        linewidth=0)
    if len(values) > 1:
        for one in values:
            ax.plot(x, one, color=colour, linewidth=0.4)
    ax.plot(x, mean, color=colour, marker=marker, linestyle=line, label=labelled(label),
            clip_on=False)


def training(groups: list[Group]) -> Iterator[Product]:
    """Running medians of the activity of V1, one line per run."""
    groups = [Group(g.label, [r for r in g.runs if has_history(r)]) for g in groups]
    if not any(g.runs for g in groups):
        return
    figure = new_figure(DOUBLE_MM, 96)
    axes = figure.subplots(2, 2).ravel()
    table: list[list] = []
    for group, (colour, _, line) in zip(groups, _looks()):
        for run in group.runs:
            means = population_means(run.history, "v1")
            patch = run.history["patch"]
            for ax, (name, title, unit) in zip(axes, QUANTITIES):
                middle = running_quartiles(means[name])[1]
                first = run is group.runs[0]
                ax.plot(patch / 1000, middle, color=colour, linestyle=line,
                        linewidth=1.1 if len(group.runs) == 1 else 0.8,
                        label=labelled(group.title) if first else None)
                ax.set_title(title)
                ax.set_ylabel(unit)
                table += [[group.label, str(run.folder), name, int(p), value, m]
                          for p, value, m in zip(patch, means[name], middle)]
    for ax in axes:
        ax.set_xlabel(PATCHES_LABEL)
        ax.set_xlim(left=0)
        ax.set_ylim(bottom=0)
    letter(axes)
    legend_below(figure, axes[0], min(len(groups), 4))
    yield Product(
        "comparison_training", "Training",
        "V1 over the training: running medians of population means, one line per run.", figure,
        ("label", "run", "quantity", "patch", "value", "running_median"), table)


def receptive_fields(groups: list[Group]) -> Iterator[Product]:
    """V1 of each run, on one scale."""
    runs = [(group.label, run) for group in groups for run in group.runs if run.network]
    shown = runs[:SHOWN_RUNS]
    if not shown:
        return
    columns = min(len(shown), 3)
    rows = math.ceil(len(shown) / columns)
    figure = new_figure(DOUBLE_MM, 3 + rows * (5 + 156 / columns))
    axes = figure.subplots(rows, columns, squeeze=False)
    fields = [run.network.receptive_fields(POPULATIONS["V1"]) for _, run in shown]
    limit = common_limit(*fields)
    table: list[list] = []
    for ax in axes.flat[len(shown):]:
        ax.remove()
    for ax, (label, run), some in zip(axes.flat, shown, fields):
        order = order_of(run.network, "V1")
        image = draw_fields(ax, some[order], limit, math.ceil(math.sqrt(len(order))))
        ax.set_anchor("NW")
        ax.set_title(for_figure(f"{label}, seed {run.network.provenance['seed']}"))
        table += field_rows(some, order, label, str(run.folder))
    figure.colorbar(image, ax=axes.ravel().tolist()[:len(shown)], label=SCALE_LABEL, shrink=0.6,
                    aspect=25, panchor=False)
    left_out = f" (the first {SHOWN_RUNS} of {len(runs)} runs)" if len(runs) > len(shown) else ""
    yield Product(
        "comparison_receptive_fields", "Receptive fields",
        f"ON minus OFF weights of V1{left_out} on one scale, each run in its own order of "
        "similarity: light is ON, dark is OFF.", figure,
        field_header(fields[0], "label", "run"), table)


def table_cells(groups: list[Group]) -> tuple[list[str], list[list[str]]]:
    """Header and one row a corruption and level; a column a group: mean and spread, or two values."""
    header = ["Corruption", "Level", *(group.title for group in groups)]
    rows = []
    for about in tested_corruptions(groups):
        name = about.name
        accuracies = [group_accuracy(group, name) for group in groups]
        units = {run.results[name].unit for g in groups for run in g.runs if name in run.results}
        levels = axis_of_levels(about, (level for found, _ in accuracies for level in found.tolist()),
                                _results(groups, name)).levels
        for i, level in enumerate(levels):
            cells = [_cell(found, values, level, len(group.runs))
                     for group, (found, values) in zip(groups, accuracies)]
            rows.append([about.title if i == 0 else "", level_text(level, units.copy().pop()),
                         *cells])
    return header, rows


def _cell(levels: np.ndarray, values: np.ndarray, level: float, runs: int) -> str:
    """Mean ± standard deviation, of fewer than three runs their values.

    Says so where not all `runs` of the group have this level.
    """
    at = np.flatnonzero(levels == level)
    if len(at) == 0:
        return "–"
    found = values[:, at[0]]
    if len(found) < LEAST_FOR_SPREAD:
        text = ", ".join(f"{value:.2f}" for value in found)
    else:
        text = f"{found.mean():.2f} ± {spread(found):.2f}"
    return text if len(values) == runs else f"{text} ({len(values)} of {runs} runs)"
