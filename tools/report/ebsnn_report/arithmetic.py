"""The arithmetic behind the figures: no files, no drawing."""

from __future__ import annotations

import math

import numpy as np

LEAST_FOR_SPREAD = 3  # values; fewer are shown as they are
VALUES_AT_ONCE = 1_000_000  # in the windows whose quartiles are found together


def chance_percent(confusion: np.ndarray) -> float:
    """Accuracy of guessing among the classes that have recordings, percent.

    `confusion` counts [..., true, predicted].
    """
    counts = confusion.reshape(-1, *confusion.shape[-2:]).sum(axis=(0, 2))
    return 100.0 / max(np.count_nonzero(counts), 1)


def window_length(records: int) -> int:
    """Odd length of the running window over `records` values: about a twentieth, at least 5."""
    return min(max(5, records // 20), records) // 2 * 2 + 1


def running_quartiles(values: np.ndarray) -> np.ndarray:
    """Quartiles [3, record] over a centred window of `window_length`, shorter at both ends."""
    count, length = len(values), window_length(len(values))
    half, at_once = length // 2, max(1, VALUES_AT_ONCE // length)
    begin = [_quartiles(values[:i + half + 1])[:, None] for i in range(min(half, count))]
    end = [_quartiles(values[i - half:])[:, None] for i in range(max(half, count - half), count)]
    windows = np.lib.stride_tricks.sliding_window_view(values, length) if count >= length else values[:0]
    middle = [_quartiles(windows[i:i + at_once]) for i in range(0, len(windows), at_once)]
    return np.concatenate([np.empty((3, 0)), *begin, *middle, *end], axis=1)


def _quartiles(values: np.ndarray) -> np.ndarray:
    """Quartiles [3, ...] along the last axis."""
    return np.percentile(values, (25, 50, 75), axis=-1)


def sparseness(total: np.ndarray, squares: np.ndarray, n: int) -> np.ndarray:
    """Vinje and Gallant's sparseness (Science 287:1273, 2000) of n counts r, 0 (dense) .. 1; NaN if all are 0 or n is 1.

    S = (1 - (sum r / n)^2 / (sum r^2 / n)) / (1 - 1 / n), of `total`, sum r, and `squares`, sum r^2, with a single
    division of whole numbers: S is exactly 1 where one count alone is above 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return (n * squares - total ** 2) / (squares * (n - 1))


def normalised_gain(accuracy: np.ndarray, clean: float, chance: float) -> np.ndarray:
    """Remaining share of the clean accuracy's gain over chance; NaN if there was no gain."""
    gain = clean - chance
    return (np.asarray(accuracy) - chance) / (gain if gain > 0 else math.nan)


def half_gain_level(levels: np.ndarray, accuracy: np.ndarray, clean: float, chance: float) -> float:
    """Level at which the gain over chance first falls to half, interpolated linearly.

    NaN where it never does, or where there was no gain. `levels` ascend.
    """
    gain = normalised_gain(accuracy, clean, chance)
    for i in range(len(levels)):
        if gain[i] <= 0.5:
            if i == 0 or gain[i] == gain[i - 1]:
                return float(levels[i])
            share = (gain[i - 1] - 0.5) / (gain[i - 1] - gain[i])
            return float(levels[i - 1] + share * (levels[i] - levels[i - 1]))
    return math.nan


def spread(values: np.ndarray) -> np.ndarray:
    """Standard deviation (n - 1) along the first axis; NaN of fewer than `LEAST_FOR_SPREAD` values."""
    if len(values) < LEAST_FOR_SPREAD:
        return np.full(values.shape[1:], math.nan)
    return values.std(axis=0, ddof=1)


def similarity_order(vectors: np.ndarray) -> np.ndarray:
    """Order of the rows that puts similar ones (by correlation) side by side.

    Start: the Fiedler vector of the graph of correlations (spectral seriation); then 2-opt: pieces
    are turned round as long as that shortens the way through all rows.
    """
    count = len(vectors)
    if count < 3:
        return np.arange(count)
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = centred / np.where(norms > 0, norms, 1)
    alike = np.round(unit @ unit.T, 12)
    weights = (1 + alike) / 2
    laplacian = np.diag(weights.sum(axis=1)) - weights
    fiedler = np.linalg.eigh(laplacian)[1][:, 1]
    fiedler = fiedler * np.sign(fiedler[np.argmax(np.abs(fiedler))])
    order = np.argsort(np.round(fiedler, 9), kind="stable")
    return _two_opt(order, 1 - alike)


def _two_opt(order: np.ndarray, distance: np.ndarray, rounds: int = 30) -> np.ndarray:
    """Reverses pieces of the path while this shortens it, at most `rounds` times."""
    order = order.copy()
    for _ in range(rounds):
        improved = False
        for first in range(1, len(order) - 1):
            before, start = order[first - 1], order[first]
            ends, after = order[first:-1], order[first + 1:]
            gain = (distance[before, start] + distance[ends, after]
                    - distance[before, ends] - distance[start, after])
            best = int(np.argmax(gain))
            if gain[best] > 1e-9:
                order[first:first + best + 1] = order[first:first + best + 1][::-1].copy()
                improved = True
        if not improved:
            break
    return order


def correlations(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Pearson correlation of each row of `a` with the same row of `b`; NaN for constant rows."""
    a = a - a.mean(axis=1, keepdims=True)
    b = b - b.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (a * b).sum(axis=1) / np.where(norms > 0, norms, math.nan)
