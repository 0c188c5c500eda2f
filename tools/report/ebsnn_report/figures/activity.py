"""Activity of V1 when recordings are shown: rasters, rates, silence, sparseness, classes."""

from __future__ import annotations

import math
from typing import Iterator

import numpy as np
from matplotlib.axes import Axes

from ..arithmetic import sparseness, spread
from ..events import POPULATIONS, Condition, Shown
from ..run import TEST_SET, Activity, Run
from ..style import (BLUE, DOUBLE_MM, INH_COLOUR, OFF_RGB, ON_RGB, V1_COLOUR, VERMILION,
                     Product, class_ticks, legend_below, letter, new_figure, polarity_legend)
from .receptive_fields import order_of

MOST_TICKS = 20  # under a panel of three beside each other
MOST_WINDOWS = 4  # beside each other in a raster


def draw_raster(ax: Axes, step: np.ndarray, neuron: np.ndarray, colour) -> None:
    """One vertical tick per spike, one row per neuron."""
    ax.plot(step + 0.5, neuron, "|", color=colour, markersize=1.3, markeredgewidth=0.5,
            clip_on=False)


def raster(shown: Shown, shapes: dict[str, tuple[int, ...]]) -> Iterator[Product]:
    """Input, V1 and Inh spikes of a recording's windows; `shapes` of the network's weights."""
    condition = shown.conditions[0]
    sizes = (shapes["V1weight"][1] // 2, shapes["V1weight"][0], shapes["InhibW"][0])
    figure = new_figure(DOUBLE_MM, 120)
    names, drawn = shown.windows.names, _busiest(condition, len(shown.windows))
    axes = figure.subplots(3, len(drawn), sharex=True, sharey="row", squeeze=False,
                           height_ratios=[144, 144, 50])
    for column, window in zip(axes.T, drawn):
        column[0].set_title(names[window], loc="center")
        _draw_window(column, condition, window)
        column[-1].set_xlabel("Time (ms)")
    for ax, population, size in zip(axes[:, 0], ("Input (pixel)", "V1 (neuron)", "Inh (neuron)"),
                                    sizes):
        ax.set_ylabel(population)
        ax.set_ylim(size - 0.5, -0.5)
    axes[0, 0].set_xlim(0, shown.steps)
    figure.align_ylabels(axes[:, 0])
    polarity_legend(figure, "lower center")
    rows = [[names[w], POPULATIONS[p], int(neuron), int(step)]
            for (w, p), (steps, neurons) in condition.spikes.items()
            for step, neuron in zip(steps, neurons)]
    yield Product(
        "raster", f"Spikes: {shown.title}",
        f"{_which(shown, len(drawn))}, presented separately. Input (top row): ON "
        "events orange (light), OFF events dark blue, pixels numbered row by row.", figure,
        ("window", "population", "neuron_or_channel", "time_ms"), rows)


def _busiest(condition: Condition, windows: int) -> list[int]:
    """The windows with the most events, in their own order, if there are more than can be drawn."""
    events = [len(condition.spikes[w, 0][0]) for w in range(windows)]
    order = np.argsort([-count for count in events], kind="stable")
    return sorted(int(w) for w in order[:MOST_WINDOWS])


def _which(shown: Shown, drawn: int) -> str:
    """The windows of a raster, for its caption."""
    if shown.windows.are_quadrants:
        return "The four quadrants of the central pixels"
    if drawn == len(shown.windows):
        return f"All {drawn} windows of the sensor"
    return f"The {drawn} windows of {len(shown.windows)} with the most events"


def _draw_window(axes: np.ndarray, condition: Condition, window: int) -> None:
    step, channel = condition.spikes[window, 0]
    for polarity, rgb in enumerate((ON_RGB, OFF_RGB)):
        mine = channel % 2 == polarity
        draw_raster(axes[0], step[mine], channel[mine] // 2, np.array(rgb) / 255)
    draw_raster(axes[1], *condition.spikes[window, 1], V1_COLOUR)
    draw_raster(axes[2], *condition.spikes[window, 2], INH_COLOUR)


def matches_activity(shown: Shown, activity: Activity) -> bool | None:
    """Whether the shown spikes match the counts of the run; None if it lacks the recording."""
    found = np.flatnonzero(activity.recording == shown.recording)
    if len(found) == 0:
        return None
    neurons = activity.counts.shape[2]
    counts = [np.bincount(shown.conditions[0].spikes[w, 1][1], minlength=neurons)
              for w in range(len(shown.windows))]
    return np.array_equal(np.array(counts), activity.counts[found[0]])


def statistics(run: Run) -> Iterator[Product]:
    """Rates, silent neurons, sparseness, and mean rates of the classes."""
    sets = run.activity
    if not sets:
        return
    first = next(iter(sets.values()))
    figure = new_figure(DOUBLE_MM, 98)
    axes = figure.subplots(2, 3).ravel()
    table: list[list] = []
    distributions = {name: _distributions(activity) for name, activity in sets.items()}
    edges = {quantity: _edges(quantity, [d[quantity] for d in distributions.values()])
             for quantity in HISTOGRAMS}
    for name, (colour, marker, line) in zip(sets, SET_LOOK):
        for ax, quantity in zip(axes, HISTOGRAMS):
            _draw_shares(ax, distributions[name][quantity], edges[quantity], colour, line, name,
                         table, quantity)
        _draw_classes(axes[5], sets[name], colour, marker, name, table)
        axes[5].plot([], [], color=colour, marker=marker, linestyle=line, label=name)
    for ax, (title, label) in zip(axes, HISTOGRAMS.values()):
        ax.set_title(title)
        ax.set_xlabel(label)
        ax.set_ylim(bottom=0)
    axes[0].set_ylabel("Share of neurons (%)")
    axes[1].set_ylabel("Share of presentations (%)")
    axes[2].set_ylabel("Share of presentations (%)")
    axes[3].set_ylabel("Share of presentations (%)")
    axes[4].set_ylabel("Share of neurons (%)")
    axes[5].set_title("Classes")
    class_ticks(axes[5].xaxis, first.classes, most=MOST_TICKS)
    axes[5].set_xlabel(first.classes.noun.capitalize())
    axes[5].set_ylabel("Mean rate (Hz)")
    axes[5].set_ylim(bottom=0)
    letter(axes)
    legend_below(figure, axes[5], 2)
    silent = {name: float((a.sums.neuron == 0).mean()) for name, a in sets.items()}
    yield Product(
        "activity", "Activity of V1 on uncorrupted recordings",
        f"A presentation is one {first.windows.noun} of one recording. a: neurons' mean rates. b: population "
        "mean rates. c: neurons without a spike in a presentation. d, e: sparseness after Vinje "
        "and Gallant (0: all alike, 1: one alone) over neurons in a presentation and of a neuron "
        "over presentations. f: mean rate a class; bars, from three recordings: 95 % "
        "confidence of the mean. Neurons that "
        "never fire: " + ", ".join(f"{share:.1%} ({name.lower()})"
                                   for name, share in silent.items()) + ".",
        figure, ("set", "quantity", "low", "high", "value", "ci_95"), table)


HISTOGRAMS = {
    "neuron_rate_hz": ("Neurons", "Mean rate (Hz)"),
    "population_rate_hz": ("Presentations", "Mean rate (Hz)"),
    "silent_percent": ("Silence", "Silent neurons (%)"),
    "population_sparseness": ("Population sparseness", "Sparseness"),
    "lifetime_sparseness": ("Lifetime sparseness", "Sparseness"),
}


SET_LOOK = ((BLUE, "o", "-"), (VERMILION, "s", "--"))


def _distributions(activity: Activity) -> dict[str, np.ndarray]:
    """Values of the histograms."""
    sums = activity.sums
    neurons, presentations = sums.neuron.size, sums.presentation.size
    return dict(zip(HISTOGRAMS, (
        activity.rates_hz(sums.neuron, presentations), activity.rates_hz(sums.presentation.ravel(), neurons),
        100 * sums.silent.ravel() / neurons,
        sparseness(sums.presentation.ravel(), sums.presentation_squares.ravel(), neurons),
        sparseness(sums.neuron, sums.neuron_squares, presentations))))


def _edges(quantity: str, sets: list[np.ndarray]) -> np.ndarray:
    """Edges of a histogram's bins: the same for all sets, so that their shares can be compared."""
    if quantity.endswith("_rate_hz"):
        return np.linspace(0, max(math.ceil(max(v.max() for v in sets) / 10) * 10, 10), 31)
    return np.linspace(0, 100 if quantity == "silent_percent" else 1, 26)


def _draw_shares(ax: Axes, values: np.ndarray, edges: np.ndarray, colour: str, line: str,
                 name: str, table: list[list], quantity: str) -> None:
    values = values[~np.isnan(values)]
    shares = np.histogram(values, edges)[0] * (100.0 / max(len(values), 1))
    if line == "-":
        ax.stairs(shares, edges, fill=True, color=colour, alpha=0.35)
    ax.stairs(shares, edges, color=colour, linestyle=line)
    table += [[name, quantity, low, high, share, math.nan]
              for low, high, share in zip(edges[:-1], edges[1:], shares)]


def _draw_classes(ax: Axes, activity: Activity, colour: str, marker: str, name: str,
                  table: list[list]) -> None:
    sums = activity.sums
    per_recording = activity.rates_hz(sums.presentation.sum(axis=1), sums.presentation.shape[1] * sums.neuron.size)
    shift = -0.12 if marker == "o" else 0.12
    for label, name_ in enumerate(activity.classes.names):
        mine = per_recording[activity.label == label]
        if len(mine) == 0:
            continue
        confidence = float(spread(mine)) / math.sqrt(len(mine)) * 1.96
        ax.errorbar(label + shift, mine.mean(), color=colour, marker=marker, elinewidth=0.8,
                    markersize=None if len(activity.classes) <= MOST_TICKS else 2,
                    yerr=None if math.isnan(confidence) else confidence)
        table.append([name, "class_mean_rate_hz", name_, name_, mine.mean(), confidence])


def _class_rates(activity: Activity, label: int) -> np.ndarray:
    """Mean rate of every neuron over the recordings of a class; NaN if there are none."""
    counts = activity.counts[activity.label == label]
    if len(counts) == 0:
        return np.full(counts.shape[2], math.nan)
    return activity.rates_hz(counts.sum(axis=(0, 1)), counts.shape[0] * counts.shape[1])


def classes(run: Run) -> Iterator[Product]:
    """Mean rate of every neuron for every class."""
    if not run.activity or run.network is None:
        return
    of_set, activity = next(iter(run.activity.items()))
    order = order_of(run.network, "V1")
    if len(order) != activity.counts.shape[2]:
        return
    means = np.array([_class_rates(activity, label) for label in range(len(activity.classes))])
    figure = new_figure(DOUBLE_MM, 44 + min(max(len(means) - 10, 0), 60))
    ax = figure.subplots()
    ax.patch.set(hatch="////", edgecolor="#c0c0c0", facecolor="white", linewidth=0)
    image = ax.imshow(np.ma.masked_invalid(means[:, order]), aspect="auto", vmin=0)
    class_ticks(ax.yaxis, activity.classes)
    ax.tick_params(axis="y", length=0)
    ax.set_ylabel(activity.classes.noun.capitalize())
    ax.set_xlabel("V1 neuron, in the order of the receptive fields")
    figure.colorbar(image, ax=ax, label="Mean rate (Hz)", aspect=12)
    yield Product(
        "classes", "Mean activity of each class",
        f"Mean rate of each V1 neuron over the recordings of each {activity.classes.noun} and their "
        f"{'four quadrants' if activity.windows.are_quadrants else 'windows'} "
        f"({'test set, clean' if of_set == TEST_SET else 'training set'}); hatched: no "
        f"recording of that {activity.classes.noun}.", figure,
        ("class", *(f"neuron_{n}" for n in range(means.shape[1]))),
        [[name, *mean] for name, mean in zip(activity.classes.names, means)])
