"""Rates, conductances, weights and single neurons over the training."""

from __future__ import annotations

from typing import Iterator

import numpy as np
from matplotlib.axes import Axes

from ..arithmetic import running_quartiles, window_length
from ..run import PROJECTIONS, Recording, Run
from ..style import (BLUE, DOUBLE_MM, GREEN, INH_COLOUR, INK, PURPLE, V1_COLOUR, VERMILION,
                     Product, legend_below, letter, new_figure)
from ..text import for_figure
from .receptive_fields import ARROW, WEIGHT_UNIT, learning_networks

POPULATIONS = (("v1", "V1", V1_COLOUR, "-"), ("inh", "Inh", INH_COLOUR, "--"))
QUANTITIES = (("rate_hz", "Firing rate", "Mean rate (Hz)"),
              ("mean_g_exc", "Excitation", "Mean g$_{Exc}$ (mV/ms)"),
              ("mean_g_inh", "Inhibition", "Mean g$_{Inh}$ (mV/ms)"),
              ("balance", "E/I balance", "g$_{Inh}$ / g$_{Exc}$"))
PATCHES_LABEL = "Patches (thousands)"


def population_means(history: dict[str, np.ndarray], population: str) -> dict[str, np.ndarray]:
    """Means over the neurons of a population, one value per recorded patch; `balance` is I / E."""
    means = {name: history[f"{population}_{name}"].mean(axis=1)
             for name in ("rate_hz", "mean_g_exc", "mean_g_inh")}
    excitation = means["mean_g_exc"]
    with np.errstate(divide="ignore", invalid="ignore"):
        means["balance"] = np.where(excitation > 0, means["mean_g_inh"] / excitation, np.nan)
    return means


def has_history(run: Run) -> bool:
    """Whether any patch has been recorded."""
    return len(run.history.get("patch", ())) > 0


def activity(run: Run) -> Iterator[Product]:
    """Rates and conductances over patches."""
    if not has_history(run):
        return
    patch = run.history["patch"]
    figure = new_figure(DOUBLE_MM, 96)
    axes = figure.subplots(2, 2).ravel()
    table = [[int(p)] for p in patch]
    header = ["patch"]
    for key, label, colour, line in POPULATIONS:
        means = population_means(run.history, key)
        for ax, (name, title, unit) in zip(axes, QUANTITIES):
            quartiles = running_quartiles(means[name])
            _draw_running(ax, patch / 1000, means[name], quartiles, colour, line, label)
            ax.set_title(title)
            ax.set_ylabel(unit)
            columns = [means[name], *quartiles]
            header += [f"{key}_{name}{suffix}"
                       for suffix in ("", "_running_q25", "_running_median", "_running_q75")]
            for row, values in zip(table, zip(*(column.tolist() for column in columns))):
                row.extend(values)
    for ax in axes:
        ax.set_xlabel(PATCHES_LABEL)
        ax.set_xlim(0, max(float(patch[-1]) / 1000, 1e-3))
        ax.set_ylim(bottom=0)
    letter(axes)
    legend_below(figure, axes[0], 2)
    yield Product(
        "training", "Activity over the training",
        "Mean over the neurons of V1 and Inh, one dot per recorded patch; line and band: running "
        f"median and quartiles over {window_length(len(patch))} recorded patches. Patches differ "
        "in contrast, which causes the scatter. d: ratio of mean inhibition to mean excitation "
        "(not the inverse, because inhibition may be 0).",
        figure, header, table)


def _draw_running(ax: Axes, x: np.ndarray, values: np.ndarray, quartiles: np.ndarray, colour: str,
                  line: str, label: str) -> None:
    low, middle, high = quartiles
    ax.plot(x, values, ".", color=colour, markersize=1.5, alpha=0.35, markeredgewidth=0,
            rasterized=len(x) > 2000)
    ax.fill_between(x, low, high, color=colour, alpha=0.22, linewidth=0)
    ax.plot(x, middle, line, color=colour, label=label)


def weight_means(run: Run) -> Iterator[Product]:
    """Mean weights of the five projections over the snapshots, and now."""
    networks = learning_networks(run)
    if len(networks) < 2:
        return
    figure = new_figure(DOUBLE_MM, 50)
    axes = figure.subplots(1, 2)
    looks = {"V1weight": (BLUE, "o", "-"), "InhibW": (VERMILION, "s", "--"),
             "V1toIN": (GREEN, "^", "-."), "INtoV1": (INK, "v", "-"), "INLat": (PURPLE, "D", ":")}
    patches = np.array([network.patches for network in networks])
    rows = [[int(p)] for p in patches]
    for name in PROJECTIONS:
        weights = np.array([network.weights[name].ravel() for network in networks])
        mean, spread = weights.mean(axis=1), weights.std(axis=1)
        colour, marker, line = looks[name]
        ax = axes[0 if name in ("V1weight", "InhibW") else 1]
        ax.plot(patches / 1000, mean, color=colour, marker=marker, linestyle=line,
                label=ARROW[name])
        for row, values in zip(rows, zip(mean, spread)):
            row.extend(values)
    for ax, title in zip(axes, ("From the LGN", "Within the cortex")):
        ax.set_title(title)
        ax.set_xlabel(PATCHES_LABEL)
        ax.set_ylabel(f"Mean weight ({WEIGHT_UNIT})")
        ax.set_xlim(left=0)
        ax.set_ylim(bottom=0)
        ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    letter(axes)
    header = ["patches"] + [f"{name}_{what}" for name in PROJECTIONS for what in ("mean", "sd")]
    yield Product(
        "weight_means", "Mean weights",
        "Mean over all synapses of each projection at the snapshots and now.", figure, header, rows)


TRACES = (("vm", "v$_m$ (mV)"), ("umeanLTD", "u$_{LTD}$ (mV)"), ("umeanLTP", "u$_{LTP}$ (mV)"),
          ("vmean", "v$_{mean}$ (mV²)"))


def single_neurons(run: Run) -> Iterator[Product]:
    """State of the recorded neurons in the first and in the last recorded patch."""
    recording = run.recording
    if recording is None or len(recording.patch) == 0:
        return
    shown = sorted({0, len(recording.patch) - 1})
    names = [f"{p} neuron {n}" for p, n in zip(recording.population, recording.neuron)]
    figure = new_figure(DOUBLE_MM, 130)
    axes = figure.subplots(len(TRACES), len(names), sharex=True, sharey="row", squeeze=False)
    for row, (trace, label) in enumerate(TRACES):
        axes[row, 0].set_ylabel(label)
        for column in range(len(names)):
            _draw_traces(axes[row, column], recording, trace, column, shown)
    for column, name in enumerate(names):
        axes[0, column].set_title(for_figure(name), loc="center")
        axes[-1, column].set_xlabel("Time (ms)")
    figure.align_ylabels(axes[:, 0])
    legend_below(figure, axes[0, 0], len(shown))
    yield Product(
        "single_neurons", "Single neurons",
        "Membrane potential and the values that plasticity uses: low-passed u(LTD), u(LTP) "
        "and the mean squared depolarisation, over a whole patch presentation, for four neurons. "
        f"The CSV file has all {len(recording.patch)} recorded patches.",
        figure, ["patch", "population", "neuron", "time_ms", *[t for t, _ in TRACES]],
        recording_rows(recording))


def _draw_traces(ax: Axes, recording: Recording, trace: str, neuron: int, shown: list[int]) -> None:
    looks = ((INK, "--", 0.8), (BLUE, "-", 0.9))[-len(shown):]
    for record, (colour, line, width) in zip(shown, looks):
        values = recording.traces[trace][record, neuron]
        ax.plot(np.arange(1, len(values) + 1), values, linestyle=line, color=colour,
                linewidth=width, label=f"patch {int(recording.patch[record]):,}")
    ax.set_xlim(0, recording.traces[trace].shape[2])
    ax.margins(y=0.06)


def recording_rows(recording: Recording) -> Iterator[list]:
    """Rows of the CSV file: one per patch, neuron and ms."""
    for record, patch in enumerate(recording.patch.tolist()):
        for cell, population in enumerate(recording.population):
            where = [patch, population, int(recording.neuron[cell])]
            columns = (recording.traces[name][record, cell].tolist() for name, _ in TRACES)
            for step, values in enumerate(zip(*columns), 1):
                yield [*where, step, *values]
