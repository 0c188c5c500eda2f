"""Weights of a network: network.h5, a snapshot, or the five text files of the published code."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import numpy as np

from . import h5
from .errors import InputError
from .given import path_of, whole_of
from .text import excerpt, printable, times

PROJECTIONS = ("V1weight", "InhibW", "V1toIN", "INtoV1", "INLat")
FROM_LGN = ("V1weight", "InhibW")
POPULATIONS = {"V1": "V1weight", "Inh": "InhibW"}
HISTORY = {"v1_rate_hz": "V1", "inh_rate_hz": "Inh", "v1_mean_g_exc": "V1", "inh_mean_g_exc": "Inh",
           "v1_mean_g_inh": "V1", "inh_mean_g_inh": "Inh"}


@dataclass(frozen=True, eq=False)  # arrays have no single answer to ==
class Network:
    """One network.

    `matrices`: float64 [post, pre] by name, as files hold them; INLat is [Inh, Inh - 1], without the
    self-connections. `attributes`: those of the file's root. `parameters`: those of the model, by the
    names of the programs' options (such as "tau-w-ms").
    """

    path: Path
    matrices: dict[str, np.ndarray]
    attributes: dict[str, object] = field(default_factory=dict)
    parameters: dict[str, object] = field(default_factory=dict)

    @property
    def side(self) -> int:
        """Side of a patch, px."""
        return math.isqrt(self.matrices["V1weight"].shape[1] // 2)

    def weights(self, name: str) -> np.ndarray:
        """Weights of a projection, float64, without a unit.

        =========  ============  ==========================================
        name       connects      index order
        =========  ============  ==========================================
        V1weight   LGN to V1     [V1 neuron, row, column, polarity]
        InhibW     LGN to Inh    [Inh neuron, row, column, polarity]
        V1toIN     V1 to Inh     [Inh neuron, V1 neuron]
        INtoV1     Inh to V1     [V1 neuron, Inh neuron]
        INLat      Inh to Inh    [Inh neuron (post), Inh neuron (pre)]
        =========  ============  ==========================================

        Row 0 is the top row of the patch, column 0 its left one; polarity 0 is ON, 1 is OFF. The
        diagonal of INLat is NaN: no neuron is connected to itself.
        """
        if not isinstance(name, str) or name not in self.matrices:
            raise InputError(f"'{excerpt(name)}': no projection has this name, expected one of "
                             f"{', '.join(PROJECTIONS)}")
        matrix = self.matrices[name]
        if name in FROM_LGN:
            return matrix.reshape(len(matrix), self.side, self.side, 2).copy()
        return _with_diagonal(matrix) if name == "INLat" else matrix.copy()

    def receptive_field(self, neuron: int, population: str = "V1") -> np.ndarray:
        """Weights from the LGN to one neuron: float64 [row, column, polarity], polarity 0 ON, 1 OFF.

        `neuron`: its number from 0 within `population`, "V1" or "Inh".
        """
        if not isinstance(population, str) or population not in POPULATIONS:
            raise InputError(f"'{excerpt(population)}': no population with receptive fields, expected "
                             f"{' or '.join(POPULATIONS)}")
        fields = self.weights(POPULATIONS[population])
        number = whole_of(neuron)
        if number is None or not 0 <= number < len(fields):
            raise InputError(f"neuron {excerpt(repr(neuron))}: {population} has the neurons 0 .. {len(fields) - 1}")
        found: np.ndarray = fields[number]
        return found

    def history(self) -> dict[str, np.ndarray]:
        """How a training went: `patch` uint64 [record], and float64 [record, neuron] by name:
        `v1_rate_hz`, `inh_rate_hz` (Hz), `v1_mean_g_exc`, `inh_mean_g_exc`, `v1_mean_g_inh`,
        `inh_mean_g_inh` (conductances averaged over a patch). InputError if the file has none."""
        if self.path.is_dir():
            raise InputError(f"{printable(self.path)}: text files have no history of the training")
        with h5.opened(self.path) as file:
            if not h5.has(file, "history/patch"):
                raise InputError(f"{h5.where(file, 'history')}: is missing: snapshots and varied "
                                 "networks have no history of a training")
            found = {"patch": h5.values(file, "history/patch", "whole", "record")}
            for name, population in HISTORY.items():
                neurons = len(self.matrices[POPULATIONS[population]])
                found[name] = h5.values(file, f"history/{name}", "real", f"record, {population} neuron",
                                        (len(found["patch"]), neurons))
        return found


def _with_diagonal(lateral: np.ndarray) -> np.ndarray:
    """[n, n - 1] without self-connections to [n, n] with NaN in their places."""
    n = len(lateral)
    full = np.full((n, n), np.nan)
    full[~np.eye(n, dtype=bool)] = lateral.ravel()
    return full


def _require_shapes(path: Path, matrices: dict[str, np.ndarray]) -> None:
    v1, lgn = matrices["V1weight"].shape
    inh = len(matrices["InhibW"])
    if lgn != 2 * math.isqrt(lgn // 2) ** 2:
        raise InputError(f"{printable(path)}: V1weight: has {lgn} inputs a neuron, expected twice a square")
    expected = {"V1weight": (v1, lgn), "InhibW": (inh, lgn), "V1toIN": (inh, v1), "INtoV1": (v1, inh),
                "INLat": (inh, inh - 1)}
    for name, shape in expected.items():
        if matrices[name].shape != shape:
            raise InputError(f"{printable(path)}: {name}: is {times(matrices[name].shape)}, expected "
                             f"{times(shape)} (post, pre)")


def _text_matrix(path: Path) -> np.ndarray:
    try:
        return np.loadtxt(h5.require_file(path, "ebsnn_train --export-text"), ndmin=2)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{printable(path)}: cannot be read as a matrix: {printable(error)}") from error


def open_network(path: str | PathLike[str]) -> Network:
    """Reads network.h5 or a snapshot; of a folder, its network.h5, else its five text files.

    InputError naming file and dataset if something is missing or has another shape.
    """
    place = h5.require_readable(path_of(path).absolute())
    if place.is_dir() and not (place / "network.h5").exists() and (place / "V1weight.txt").exists():
        matrices = {name: _text_matrix(place / f"{name}.txt") for name in PROJECTIONS}
        _require_shapes(place, matrices)
        return Network(place, matrices)
    if place.is_dir():
        place = place / "network.h5"
    h5.require_file(place, "ebsnn_train")
    with h5.opened(place) as file:
        matrices = {name: h5.values(file, f"weights/{name}", "real", "post, pre").astype(float)
                    for name in PROJECTIONS}
        network = Network(place, matrices, h5.attributes(file), h5.attributes(file["weights"]))
    _require_shapes(place, matrices)
    return network
