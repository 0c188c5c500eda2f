"""Many small images as one: a mosaic is drawn and saved much faster than a hundred axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Mosaic:
    """One image, and the positions of its tiles (px of the mosaic)."""

    image: np.ma.MaskedArray  # [row, column]; masked between tiles
    corners: list[tuple[int, int]]  # top, left of each tile
    tile: tuple[int, int]  # rows, columns of a tile

    def centre(self, number: int) -> tuple[float, float]:
        """x, y of the middle of a tile."""
        top, left = self.corners[number]
        return left + self.tile[1] / 2 - 0.5, top + self.tile[0] / 2 - 0.5


def some_of(count: int, most: int) -> np.ndarray:
    """Numbers 0 .. count - 1, or `most` of them at even distances."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def tile(images: np.ndarray, columns: int, gap: int = 1) -> Mosaic:
    """Images [n, rows, columns] laid out row by row, `columns` side by side."""
    count, height, width = images.shape
    rows = -(-count // columns)
    shape = (rows * (height + gap) - gap, columns * (width + gap) - gap)
    mosaic = np.ma.array(np.zeros(shape), mask=True)
    corners = []
    for number, image in enumerate(images):
        top, left = number // columns * (height + gap), number % columns * (width + gap)
        mosaic[top:top + height, left:left + width] = image
        corners.append((top, left))
    return Mosaic(mosaic, corners, (height, width))
