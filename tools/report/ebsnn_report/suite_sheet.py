"""All corruptions of a suite at all levels on one sheet: a row for each, from clean to severe."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from .errors import ReportError
from .events import Condition, Shown
from .pictures import colour
from .style import DOUBLE_MM, level_text, new_figure, plain_image_axes, polarity_legend, use_style
from .subject import Corruption
from .text import for_figure

FRAMES = 3  # of which the first one is drawn: the first of the three saccades of N-MNIST
TIME_BINS = 50
NOTHING_RGB = (243, 243, 243)  # where there are no events
GAP = 2  # px between the two images of a cell
ROW_MM = 12.5
MARGIN_MM = 12.0
DPI = 200


def write_sheet(shown: Shown, path: Path) -> None:
    """Each cell: events of the first third of the presentation, and columns against time."""
    rows = [list(group) for _, group in groupby(shown.conditions, lambda c: c.corruption)]
    if len({len(row) for row in rows}) != 1:
        raise ReportError("--sheet: needs as many levels for each corruption, such as those of "
                          "--suite ec1")
    use_style()
    figure = new_figure(DOUBLE_MM, MARGIN_MM + ROW_MM * len(rows))
    axes = figure.subplots(len(rows), len(rows[0]), squeeze=False)
    for line, row in zip(axes, rows):
        title = Corruption.called(row[0].corruption).title
        line[0].set_ylabel(for_figure(title), rotation=0, ha="right", va="center", fontsize=6)
        for ax, condition in zip(line, row):
            _draw(ax, condition, shown.steps)
    figure.suptitle(f"{for_figure(shown.title)}\nEvents before {shown.steps / FRAMES:.0f} ms; "
                    f"columns (left at the top) against time, {shown.steps} ms", fontsize=7)
    polarity_legend(figure, "lower right")
    figure.savefig(path, format="PNG", dpi=DPI)


def _draw(ax: Axes, condition: Condition, steps: int) -> None:
    plain_image_axes(ax)
    frame = _framed(colour(condition.balance(FRAMES, steps)[0]))
    view = _framed(colour(condition.space_time(TIME_BINS, steps)))
    height = max(len(frame), len(view))
    ax.imshow(np.concatenate([_padded(frame, height), _white(height, GAP), _padded(view, height)],
                             axis=1))
    ax.set_title(for_figure(level_text(condition.level, condition.unit)), fontsize=5, pad=1.5)


def _framed(image: np.ndarray) -> np.ndarray:
    """White becomes a very light grey, so that the extent of an image is visible."""
    image[(image == 255).all(axis=-1)] = NOTHING_RGB
    return image


def _padded(image: np.ndarray, height: int) -> np.ndarray:
    """White below an image."""
    return np.concatenate([image, _white(height - len(image), image.shape[1])])


def _white(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), 255, dtype=np.uint8)
