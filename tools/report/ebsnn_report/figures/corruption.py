"""The effect of corruptions on one recording, and surviving events of all recordings."""

from __future__ import annotations

import math
from typing import Iterator

import numpy as np

from ..events import Condition, Shown
from ..level_axis import axis_of_levels
from ..pictures import colour
from ..run import Run
from ..style import (DOUBLE_MM, Product, legend_below, letter, look_of, new_figure, plain_image_axes,
                     polarity_legend)
from ..subject import Corruption
from ..text import for_figure, for_file_name

FRAMES = 10
GAP = 2  # px between frames, for a sensor of `NORMAL_SIDE`
TIME_BINS = 70
NORMAL_SIDE = 34  # px: larger sensors get wider gaps and time bins, so that all looks alike
ROW_MM = 13.5  # height of a row of pictures of a square sensor
MOST_PANELS = 5  # beside each other


class _Sheet:
    """Lengths (px) of a picture with one row per level."""

    def __init__(self, sensor: tuple[int, int]):
        self.width, self.height = sensor
        self.times = max(1, self.width // NORMAL_SIDE)
        self.gap = GAP * self.times
        self.row = max(self.width, self.height) + self.gap  # the space-time view is `width` high
        self.pitch = self.width + self.gap
        self.strip = FRAMES * self.pitch + 2 * self.gap
        self.strip_width = TIME_BINS * self.times

    @property
    def row_mm(self) -> float:
        """Printed height of a row."""
        return ROW_MM * self.row / self.pitch


def pictures(shown: Shown, about: Corruption) -> Iterator[Product]:
    """For one corruption: one row per level, ten frames and a space-time view."""
    conditions = shown.conditions
    sheet = _Sheet(conditions[0].sensor)
    image = np.concatenate([_row(c, shown.steps, sheet) for c in conditions])
    figure = new_figure(DOUBLE_MM, 16 + len(conditions) * sheet.row_mm)
    ax = figure.subplots()
    plain_image_axes(ax)
    ax.imshow(image)
    frame_ms = shown.steps / FRAMES
    ax.set_yticks([i * sheet.row + sheet.height / 2 for i in range(len(conditions))],
                  about.labels([c.level for c in conditions]))
    ax.set_xticks([i * sheet.pitch + sheet.width / 2 for i in range(FRAMES)]
                  + [sheet.strip + sheet.strip_width * share for share in (0, 0.5, 1)],
                  [f"{i * frame_ms:g}–{(i + 1) * frame_ms:g}" for i in range(FRAMES)]
                  + [f"{shown.steps * share:g}" for share in (0, 0.5, 1)], fontsize=5.5)
    ax.tick_params(length=0)
    ax.set_ylabel(for_figure(about.label(conditions[0].unit)))
    ax.set_xlabel("Time (ms)")
    above = -3 * sheet.times
    ax.text(0, above, f"a   Frames of {frame_ms:g} ms", weight="bold", va="bottom")
    ax.text(sheet.strip, above, "b   Columns over time", weight="bold", va="bottom")
    polarity_legend(figure, "lower right")
    yield Product(
        f"corruption_{for_file_name(about.name)}",
        f"{about.title}: {shown.title}",
        f"One recording at every level. a: {FRAMES} frames of {frame_ms:g} ms; pixels with more ON "
        "than OFF events are orange (light), with more OFF dark blue, with equal numbers grey; "
        "paler: a difference of one event. b: space-time view, sensor columns (left at the top) "
        "against time, summed over rows.",
        figure, ("level", "frame", "row", "column", "on_events", "off_events"),
        _rows(conditions, shown.steps))


def _row(condition: Condition, steps: int, sheet: _Sheet) -> np.ndarray:
    """RGB image of one condition, a white gap below it."""
    white = _white(sheet.row, sheet.gap)
    pieces = []
    for counts in condition.balance(FRAMES, steps):
        pieces += [_padded(_framed(colour(counts)), sheet.row), white]
    view = _framed(colour(condition.space_time(TIME_BINS, steps))).repeat(sheet.times, axis=1)
    return np.concatenate([*pieces, white, white, _padded(view, sheet.row)], axis=1)


def _white(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), 255, dtype=np.uint8)


def _padded(image: np.ndarray, height: int) -> np.ndarray:
    """White below an image."""
    return np.concatenate([image, _white(height - len(image), image.shape[1])])


def _framed(image: np.ndarray) -> np.ndarray:
    """White becomes a very light grey, so that the extent of a frame is visible."""
    image[(image == 255).all(axis=-1)] = (243, 243, 243)
    return image


def _rows(conditions: list[Condition], steps: int) -> Iterator[tuple]:
    for condition in conditions:
        counts = condition.balance(FRAMES, steps)
        frame, row, column = np.nonzero(counts.sum(axis=1))
        on, off = counts[frame, 0, row, column], counts[frame, 1, row, column]
        columns = (values.tolist() for values in (frame, row, column, on, off))
        yield from ((condition.level, *values) for values in zip(*columns))


def surviving(run: Run) -> Iterator[Product]:
    """Remaining events on the sensor and on the central pixels, against the level."""
    if not run.tested:
        return
    count = len(run.tested)
    columns = min(max(count, 3), MOST_PANELS)
    rows = math.ceil(count / columns)
    figure = new_figure(DOUBLE_MM, 50 * rows)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    table = []
    quadrants = run.one_presented.windows.are_quadrants
    seen = "Central pixels" if quadrants else "All windows"
    for ax, (name, levels) in zip(axes, run.tested.items()):
        about = run.about(name)
        colour_, marker, line = look_of(about)
        scale = axis_of_levels(about, levels, [run.results[name]] if name in run.results else [])
        level = scale.levels
        means = np.array([levels[one].surviving_events.mean(axis=0) for one in level])
        spread = np.array([levels[one].surviving_events.std(axis=0) for one in level])
        x = scale.x(level)
        ax.plot(x, means[:, 0] / 1000, color=colour_, marker=marker, linestyle=line,
                label="Whole sensor", clip_on=False)
        ax.plot(x, means[:, 1] / 1000, color=colour_, marker=marker, linestyle=line,
                markerfacecolor="white", label=seen, clip_on=False)
        ax.set_ylim(0, means.max() / 1000 * 1.08 or 1)
        ax.set_title(for_figure(about.title))
        ax.xaxis.set_major_formatter("{x:g}")
        scale.label(ax)
        table += [[name, level[i], len(levels[level[i]].label), means[i, 0], spread[i, 0],
                   means[i, 1], spread[i, 1]] for i in range(len(level))]
    for ax in axes[count:]:
        ax.remove()
    for ax in axes[0:count:columns]:
        ax.set_ylabel("Events (thousands)")
    letter(axes[:count])
    legend_below(figure, axes[0], 2)
    yield Product(
        "surviving_events", "Surviving events",
        "Mean number of events per test recording after corruption: filled, whole sensor; open, "
        f"{seen.lower()}, which the network sees.", figure,
        ("corruption", "level", "n", "sensor_mean", "sensor_sd", "central_mean", "central_sd"),
        table)
