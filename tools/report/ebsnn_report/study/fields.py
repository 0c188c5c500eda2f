"""Receptive fields of some neurons of every network."""

from __future__ import annotations

from typing import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..checked_file import opened
from ..errors import ReportError
from ..figures.receptive_fields import POPULATIONS, WEIGHT_UNIT, common_limit
from ..mosaic import some_of, tile
from ..run import Network
from ..run_folder import read_network
from ..style import DOUBLE_MM, Product, new_figure, plain_image_axes
from ..text import for_figure, shortened
from .study import RunPieces, Study

NEURONS = 14
MOST_NETWORKS = 20
NAME_LENGTH = 24
NAMES_MM, IMAGES_MM = 33.0, 118.0  # widths
ABOVE_MM, BELOW_MM = 5.0, 9.0


def _chosen(study: Study) -> list[RunPieces]:
    """Of each network, the run with the smallest seed that has a network."""
    made = [run for run in study.runs if run.is_made]
    first = [min((run for run in made if run.network == name), key=lambda run: run.seed, default=None)
             for name in study.networks]
    return [run for run in first if run is not None]


def _read(study: Study, run: RunPieces) -> Network | None:
    path = run.folder / "network.h5"
    try:
        with opened(path) as file:
            return None if file is None else read_network(path, file, 0)
    except ReportError as error:
        study.problems.append(str(error))
        return None


def figure(study: Study) -> Iterator[Product]:
    """A row for each network, the same neurons of V1 in all."""
    read = [(run, _read(study, run)) for run in _chosen(study)[:MOST_NETWORKS]]
    found = [(run, network.receptive_fields(POPULATIONS["V1"])) for run, network in read if network]
    if not found:
        return
    shape = found[0][1].shape[1:]
    found = [(run, fields) for run, fields in found if fields.shape[1:] == shape]
    neurons = some_of(min(len(fields) for _, fields in found), NEURONS)
    scaled, limits = [], []
    for _, fields in found:
        limits.append(common_limit(fields[neurons]))
        scaled.append(fields[neurons] / limits[-1])
    mosaic = tile(np.concatenate(scaled), len(neurons))
    drawn, ax, scale = _axes(mosaic.image.shape)
    plain_image_axes(ax)
    image = ax.imshow(mosaic.image, vmin=-1, vmax=1)
    _label(ax, mosaic, found, neurons, limits)
    drawn.colorbar(image, cax=scale, label="Share of the scale", ticks=[-1, 0, 1])
    seeds = sorted({run.seed for run, _ in found})
    yield Product(
        "receptive_fields", "Receptive fields by network",
        "ON minus OFF weights from the LGN of the same V1 neurons (numbers below, spread "
        f"evenly, not selected) in one network of each kind, seed {', '.join(map(str, seeds))}. Each network has "
        "its own scale, given at the right (99.8th percentile of these neurons): light is ON, dark is OFF.", drawn,
        ["network", "seed", "scale", "neuron",
         *(f"row{r}_column{c}" for r in range(shape[0]) for c in range(shape[1]))],
        [[run.network, run.seed, limit, int(n), *fields[n].ravel().tolist()]
         for (run, fields), limit in zip(found, limits) for n in neurons])


def _axes(shape: tuple[int, ...]) -> tuple[Figure, Axes, Axes]:
    """A figure whose height fits images of this shape, with room for names, scales and the colour bar."""
    height = IMAGES_MM * shape[0] / shape[1]
    whole = ABOVE_MM + height + BELOW_MM
    drawn = new_figure(DOUBLE_MM, whole)
    ax = drawn.add_axes((NAMES_MM / DOUBLE_MM, BELOW_MM / whole, IMAGES_MM / DOUBLE_MM, height / whole))
    bar = min(height, 25.0)
    scale = drawn.add_axes(((DOUBLE_MM - 12) / DOUBLE_MM, (BELOW_MM + (height - bar) / 2) / whole, 2.2 / DOUBLE_MM,
                            bar / whole))
    return drawn, ax, scale


def _label(ax, mosaic, found: list, neurons: np.ndarray, limits: list[float]) -> None:
    """Names at the left, neurons below, scales at the right."""
    count = len(neurons)
    ax.set_xticks([mosaic.centre(i)[0] for i in range(count)], [str(n) for n in neurons])
    middles = [mosaic.centre(row * count)[1] for row in range(len(found))]
    ax.set_yticks(middles, [for_figure(shortened(run.network, NAME_LENGTH)) for run, _ in found])
    for y, limit in zip(middles, limits):
        ax.text(mosaic.image.shape[1] + 1, y, f"± {limit:.2g}", va="center", fontsize=6)
    ax.text(mosaic.image.shape[1] + 1, -1, f"Scale ({WEIGHT_UNIT})", va="bottom", fontsize=6)
    ax.tick_params(length=0)
    ax.set_xlabel("Neuron of V1")
