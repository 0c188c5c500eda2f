"""Events as pixels: ON and OFF in two colours, for figures, PNG and GIF files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from .events import Shown
from .style import BOTH_RGB, NO_EVENT_RGB, OFF_RGB, ON_RGB

GAP_RGB = (200, 200, 200)
FULL_COLOUR_AT = 2  # difference of ON and OFF events that gives a pixel its full colour
SINGLE_EVENT_SHARE = 0.55  # of the full colour, for a difference of one


def colour(counts: np.ndarray) -> np.ndarray:
    """Counts [polarity (ON, OFF), ...] as RGB [..., 3]: the polarity with more events wins."""
    balance = counts[0].astype(int) - counts[1]
    strength = np.where(np.abs(balance) >= FULL_COLOUR_AT, 1.0, SINGLE_EVENT_SHARE)[..., None]
    white = np.array(NO_EVENT_RGB, dtype=float)
    full = np.where((balance > 0)[..., None], ON_RGB, OFF_RGB)
    rgb = white + strength * (full - white)
    rgb = np.where((balance == 0)[..., None], np.array(BOTH_RGB, dtype=float), rgb)
    rgb = np.where((counts.sum(axis=0) == 0)[..., None], white, rgb)
    return np.round(rgb).astype(np.uint8)


def row_of_frames(frames: list[np.ndarray], gap: int) -> np.ndarray:
    """RGB images of equal height side by side, with `gap` px of grey between them."""
    height = frames[0].shape[0]
    between = np.full((height, gap, 3), GAP_RGB, dtype=np.uint8)
    pieces = [piece for frame in frames for piece in (between, frame)][1:]
    return np.concatenate(pieces, axis=1)


def stack_rows(rows: list[np.ndarray], gap: int) -> np.ndarray:
    """RGB images of equal width, one below the other, with `gap` px of grey between them."""
    between = np.full((gap, rows[0].shape[1], 3), GAP_RGB, dtype=np.uint8)
    return np.concatenate([piece for row in rows for piece in (between, row)][1:], axis=0)


def enlarged(image: np.ndarray, scale: int) -> Image.Image:
    """Every pixel as scale x scale pixels."""
    return Image.fromarray(image.repeat(scale, axis=0).repeat(scale, axis=1))


def write_png(shown: Shown, path: Path, frames: int, scale: int) -> None:
    """All frames of each condition side by side, one row per condition."""
    rows = [row_of_frames([colour(c) for c in condition.balance(frames, shown.steps)], gap=1)
            for condition in shown.conditions]
    enlarged(stack_rows(rows, gap=2), scale).save(path, format="PNG")


def write_gif(shown: Shown, path: Path, frames: int, scale: int, frame_ms: int) -> None:
    """The recording as a film, conditions side by side; every frame lasts `frame_ms`."""
    per_condition = [[colour(c) for c in condition.balance(frames, shown.steps)]
                     for condition in shown.conditions]
    images = [enlarged(row_of_frames(list(pictures), gap=1), scale)
              for pictures in zip(*per_condition)]
    images[0].save(path, format="GIF", save_all=True, append_images=images[1:],
                   duration=frame_ms, loop=0)
