"""Receptive fields (ON minus OFF weights from the LGN) and histograms of all weights."""

from __future__ import annotations

import math
from typing import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.ticker import LogLocator, MaxNLocator

from ..arithmetic import correlations, similarity_order
from ..mosaic import tile
from ..run import PROJECTIONS, Network, Run
from ..style import (BLUE, DOUBLE_MM, INH_COLOUR, V1_COLOUR, VERMILION, Product, legend_below,
                     letter, new_figure, plain_image_axes)

POPULATIONS = {"V1": "V1weight", "Inh": "InhibW"}
ARROW = {"V1weight": "LGN → V1", "InhibW": "LGN → Inh", "V1toIN": "V1 → Inh",
         "INtoV1": "Inh → V1", "INLat": "Inh → Inh"}
STRIP_CELLS = {"V1": 12, "Inh": 6}
MOST_NUMBERED = 400  # neurons whose numbers fit into their fields
LEAST_STRIP_MM = 56  # height that panel c and the scale need even for few snapshots
WEIGHT_UNIT = "mV/ms"  # of membrane potential that a spike adds to the conductance
SCALE_LABEL = f"ON − OFF weight ({WEIGHT_UNIT})"


def order_of(network: Network, population: str) -> np.ndarray:
    """Neurons in an order that puts similar receptive fields side by side."""
    fields = network.receptive_fields(POPULATIONS[population])
    return similarity_order(fields.reshape(len(fields), -1))


def snake(count: int, columns: int) -> np.ndarray:
    """Positions 0 .. count - 1 laid out so that every second row runs backwards.

    Neighbours in the order stay neighbours on the page where a row ends.
    """
    positions = np.arange(count)
    for first in range(columns, count, 2 * columns):
        positions[first:first + columns] = positions[first:first + columns][::-1]
    return positions


def field_rows(fields: np.ndarray, order: np.ndarray, *prefix) -> list[list]:
    """Rows of a CSV: where, neuron, then the weights row by row."""
    return [[*prefix, place, neuron, *fields[neuron].ravel().tolist()]
            for place, neuron in enumerate(order)]


def field_header(fields: np.ndarray, *prefix: str) -> list[str]:
    """Header of `field_rows`."""
    pixels = [f"row{r}_column{c}" for r in range(fields.shape[1]) for c in range(fields.shape[2])]
    return [*prefix, "place", "neuron", *pixels]


def draw_fields(ax: Axes, fields: np.ndarray, limit: float, columns: int) -> AxesImage:
    """The receptive fields of a population, in the given order, as one mosaic."""
    mosaic = tile(fields[snake(len(fields), columns)], columns)
    plain_image_axes(ax)
    return ax.imshow(mosaic.image, vmin=-limit, vmax=limit)


def write_numbers(ax: Axes, order: np.ndarray, columns: int, shape: tuple[int, ...]) -> None:
    """The number of each neuron in the corner of its field, in a mosaic of `draw_fields`."""
    corners = tile(np.zeros((len(order), *shape)), columns).corners
    for neuron, (top, left) in zip(order[snake(len(order), columns)], corners):
        ax.text(left, top, str(neuron), fontsize=3.5, va="top", ha="left",
                bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.3})


def numbers_by_row(order: np.ndarray, columns: int) -> list[str]:
    """The numbers of the neurons as they lie in a mosaic of `draw_fields`, a text for each row."""
    placed = order[snake(len(order), columns)]
    return [", ".join(map(str, placed[first:first + columns])) for first in range(0, len(placed), columns)]


def places_of_neurons(run: Run) -> list[tuple[str, str]]:
    """Each row of the figure of `populations`, and the numbers of its neurons: text that can be searched."""
    pairs = []
    for name in POPULATIONS:
        order = order_of(run.network, name)
        rows = numbers_by_row(order, math.ceil(math.sqrt(len(order))))
        pairs += [(f"{name}, row {number}", row) for number, row in enumerate(rows, 1)]
    return pairs


def _add_scale(figure: Figure, image: AxesImage, axes: np.ndarray) -> None:
    """The colour bar; does not move the anchors of `axes`."""
    figure.colorbar(image, ax=axes, label=SCALE_LABEL, shrink=0.6, aspect=25, panchor=False)


def common_limit(*fields: np.ndarray) -> float:
    """Symmetric scale for all: the 99.8th percentile of |ON - OFF|, to ignore outliers."""
    values = np.concatenate([np.abs(f).ravel() for f in fields])
    return float(max(np.percentile(values, 99.8), 1e-12))


def populations(run: Run) -> Iterator[Product]:
    """All receptive fields of V1 and Inh on one scale."""
    network = run.network
    fields = {name: network.receptive_fields(p) for name, p in POPULATIONS.items()}
    orders = {name: order_of(network, name) for name in POPULATIONS}
    limit = common_limit(*fields.values())
    figure = new_figure(DOUBLE_MM, 112)
    columns = {name: math.ceil(math.sqrt(len(f))) for name, f in fields.items()}
    axes = figure.subplots(1, 2, width_ratios=[columns["V1"], columns["Inh"]])
    for ax, name in zip(axes, POPULATIONS):
        image = draw_fields(ax, fields[name][orders[name]], limit, columns[name])
        if len(fields[name]) <= MOST_NUMBERED:
            write_numbers(ax, orders[name], columns[name], fields[name].shape[1:])
        ax.set_anchor("NW")
        ax.set_title(f"{name} ({len(fields[name])} neurons)")
    letter(axes)
    _add_scale(figure, image, axes)
    rows = [row for name in POPULATIONS for row in field_rows(fields[name], orders[name], name)]
    side = fields["V1"].shape[1]
    yield Product(
        "receptive_fields", "Receptive fields",
        f"ON minus OFF weights from the LGN after {network.patches:,} patches, {side} × {side} "
        "pixels per neuron, one scale for all (cut at the 99.8th percentile): light is ON, dark is "
        "OFF, grey is neither. Numbers are those of the neurons. The order puts similar neurons side "
        "by side, from top left, every second row backwards.",
        figure, field_header(fields["V1"], "population"), rows)


def learning_networks(run: Run) -> list[Network]:
    """The snapshots, and the current state if it is later."""
    networks = list(run.snapshots)
    if run.network and (not networks or networks[-1].patches < run.network.patches):
        networks.append(run.network)
    return networks


def snapshots(run: Run) -> Iterator[Product]:
    """The V1 population at each snapshot."""
    networks = learning_networks(run)
    if len(networks) < 2:
        return
    order = order_of(networks[-1], "V1")
    fields = [network.receptive_fields("V1weight") for network in networks]
    limit = common_limit(fields[-1])
    columns = 5
    rows = math.ceil(len(networks) / columns)
    figure = new_figure(DOUBLE_MM, 4 + 37 * rows)
    axes = figure.subplots(rows, columns, squeeze=False)
    side = math.ceil(math.sqrt(len(order)))
    for ax in axes.flat:
        plain_image_axes(ax)
    for ax, network, some in zip(axes.flat, networks, fields):
        image = draw_fields(ax, some[order], limit, side)
        ax.set_title(f"{network.patches:,} patches", fontweight="normal", loc="center")
    _add_scale(figure, image, axes)
    table = [row for network, some in zip(networks, fields)
             for row in field_rows(some, order, network.patches)]
    yield Product(
        "receptive_fields_snapshots", "V1 at each snapshot",
        "All receptive fields of V1 over the training, every neuron at the same place, in the "
        "order and on the scale of the last snapshot.",
        figure, field_header(fields[0], "patches"), table)


def strip(run: Run) -> Iterator[Product]:
    """Some neurons over the snapshots, and the similarity of each field to its last state."""
    networks = learning_networks(run)
    if len(networks) < 2:
        return
    chosen = {}
    for name, count in STRIP_CELLS.items():
        order = order_of(networks[-1], name)
        chosen[name] = order[np.unique(np.linspace(0, len(order) - 1, count).round().astype(int))]
    final = {name: networks[-1].receptive_fields(p) for name, p in POPULATIONS.items()}
    stacks = {name: np.array([network.receptive_fields(p)[chosen[name]] for network in networks])
              for name, p in POPULATIONS.items()}
    figure = new_figure(DOUBLE_MM, max(16 + 5.6 * len(networks), LEAST_STRIP_MM))
    axes = figure.subplots(1, 2, width_ratios=[sum(map(len, chosen.values())), 6])
    image = _draw_strips(axes[0], stacks, chosen, networks, common_limit(*final.values()))
    _add_scale(figure, image, axes[:1])
    _draw_convergence(axes[1], networks)
    table = [[name, network.patches, neuron, *field.ravel().tolist()]
             for name, stack in stacks.items() for network, some in zip(networks, stack)
             for neuron, field in zip(chosen[name], some)]
    yield Product(
        "receptive_fields_strip", "Receptive fields while they are learned",
        "a, b: some neurons of V1 and Inh (columns, with their numbers) at each snapshot (rows), "
        "all on the scale of the last one. "
        "c: correlation of each receptive field with its last state; line and band: median and "
        "quartiles over neurons.", figure,
        ["population", "patches", *field_header(final["V1"])[1:]], table)


def _draw_strips(ax: Axes, stacks: dict[str, np.ndarray], chosen: dict[str, np.ndarray],
                 networks: list[Network], limit: float) -> AxesImage:
    """Fields [snapshot, neuron, row, column] of both populations side by side."""
    between = 7
    pieces, ticks, left = [], [], 0
    plain_image_axes(ax)
    for mark, (name, stack) in zip("ab", stacks.items()):
        cells = len(chosen[name])
        mosaic = tile(stack.reshape(-1, *stack.shape[2:]), cells)
        height, width = mosaic.image.shape
        pieces += [mosaic.image, np.ma.array(np.zeros((height, between)), mask=True)]
        ticks += [left + mosaic.centre(i)[0] for i in range(cells)]
        ax.text(left - 0.5, -3, f"{mark}   {name}", weight="bold", va="bottom")
        left += width + between
    image = ax.imshow(np.ma.hstack(pieces[:-1]), vmin=-limit, vmax=limit)
    ax.set_anchor("NW")
    ax.set_xticks(ticks, [str(n) for some in chosen.values() for n in some])
    pitch = stack.shape[2] + 1
    ax.set_yticks([i * pitch + stack.shape[2] / 2 - 0.5 for i in range(len(networks))],
                  [f"{network.patches:,}" for network in networks])
    ax.tick_params(length=0)
    ax.set_xlabel("Neuron")
    ax.set_ylabel("Patches")
    return image


def _draw_convergence(ax: Axes, networks: list[Network]) -> None:
    patches = np.array([network.patches for network in networks]) / 1000
    for name, colour, line in (("V1", V1_COLOUR, "-"), ("Inh", INH_COLOUR, "--")):
        fields = [n.receptive_fields(POPULATIONS[name]) for n in networks]
        last = fields[-1].reshape(len(fields[-1]), -1)
        values = np.array([correlations(f.reshape(last.shape), last) for f in fields])
        low, middle, high = np.nanpercentile(values, (25, 50, 75), axis=1)
        ax.fill_between(patches, low, high, color=colour, alpha=0.2, linewidth=0)
        ax.plot(patches, middle, line, color=colour, label=name)
    ax.set_ylim(top=1.02)
    ax.set_xlabel("Patches (thousands)")
    ax.set_ylabel("Correlation with last state")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.3), ncols=2)
    ax.set_title("c   Convergence")
    ax.set_box_aspect(1.3)
    ax.set_anchor("N")


def histograms(run: Run) -> Iterator[Product]:
    """Weights of all five projections, now and at the first snapshot."""
    networks = learning_networks(run)
    figure = new_figure(DOUBLE_MM, 42)
    axes = figure.subplots(1, len(PROJECTIONS), sharey=True)
    table = []
    for ax, name in zip(axes, PROJECTIONS):
        bound = run.network.parameters.get(f"{name.lower()}-max") or run.network.weights[name].max(
            initial=1e-12)
        edges = np.linspace(0, bound, 51)
        now = _shares(run.network.weights[name], edges)
        ax.stairs(now, edges, fill=True, color=BLUE, alpha=0.45)
        ax.stairs(now, edges, color=BLUE, label=f"{run.network.patches:,} patches")
        if len(networks) > 1:
            first = _shares(networks[0].weights[name], edges)
            ax.stairs(first, edges, color=VERMILION, linestyle="--",
                      label=f"{networks[0].patches:,} patches")
        else:
            first = np.full_like(now, math.nan)
        table += [[name, *bin_] for bin_ in zip(edges[:-1], edges[1:], now, first)]
        ax.set_xlim(0, bound)
        ax.set_title(ARROW[name])
        ax.set_xlabel(f"Weight ({WEIGHT_UNIT})")
        ax.xaxis.set_major_locator(MaxNLocator(3))
        ax.xaxis.set_major_formatter("{x:g}")
    axes[0].set_yscale("log")
    axes[0].yaxis.set_major_locator(LogLocator(numticks=9))
    axes[0].yaxis.set_major_formatter("{x:g}")
    smallest = min((value for row in table for value in row[3:] if value > 0), default=1.0)
    axes[0].set_ylim(smallest / 1.5, 100)
    axes[0].set_ylabel("Share of synapses (%)")
    letter(axes)
    legend_below(figure, axes[0], 2)
    yield Product(
        "weights", "Weights",
        "Histograms of all weights of the five projections, each over its whole range (lower bound "
        "0, upper bound at the right end), 50 bins; note the logarithmic scale.",
        figure, ["projection", "low", "high", "share_percent", "share_percent_first_snapshot"],
        table)


def _shares(weights: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.histogram(weights, edges)[0] * (100.0 / max(weights.size, 1))
