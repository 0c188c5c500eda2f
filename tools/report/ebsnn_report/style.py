"""The common look of all figures: widths, colours, saving a figure with its numbers."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Patch
from PIL import Image

from .subject import CLEAN, CLEAN_TEXT, LAST_PLACE, Classes, Corruption, unit_text
from .text import for_csv, for_figure, shortened
from .whole_files import written

MM_PER_INCH = 25.4
SINGLE_MM = 85.0  # one column of a journal
DOUBLE_MM = 180.0  # two columns
LEGEND_MM = 4.5  # height of a line in the strip with a figure's legend
MOST_CLASS_TICKS = 26  # along an axis
CLASS_TICK_POINTS = 5
PNG_COMPRESSION = 3  # files are an eighth larger than with the usual 6, and take half of the time
LONGEST_TICK = 14  # characters of a class name
NUMBERS = (float, int)
LABEL_MARK = "\u200b"  # before labels: matplotlib leaves empty ones and those with a "_" in front out

# The colours of Okabe and Ito differ in every kind of colour vision, and in luminance.
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, GREY, INK = "#E69F00", "#56B4E9", "#8C8C8C", "#202020"
V1_COLOUR, INH_COLOUR = BLUE, VERMILION
# Events: orange is light and blue is dark in grey print too.
ON_RGB, OFF_RGB, BOTH_RGB, NO_EVENT_RGB = (230, 130, 0), (0, 60, 140), (120, 120, 120), (255,) * 3

GROUP_LOOK = ((BLUE, "o", "-"), (VERMILION, "s", "--"), (GREEN, "^", "-."), (PURPLE, "D", ":"),
              (INK, "v", (0, (5, 1, 1, 1, 1, 1))), (ORANGE, "P", "-"), (SKY, "X", "--"))


def level_text(level: float, unit: str) -> str:
    """A level with its unit, e.g. "clean", "0.3", "2000 events", "4 px²"."""
    return CLEAN_TEXT if level == CLEAN else f"{level:g} {unit_text(unit)}".strip()


def look_of(corruption: Corruption) -> tuple:
    """Colour, marker and line of a corruption."""
    if corruption.place == LAST_PLACE:
        return GREY, "o", "-"
    return GROUP_LOOK[corruption.place % len(GROUP_LOOK)]


def use_style() -> None:
    """Applies the style file to all later figures."""
    matplotlib.rcdefaults()
    matplotlib.style.use(Path(__file__).with_name("paper.mplstyle"))


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """An empty figure in its printed size."""
    return Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH))


def letter(axes: Iterable[Axes]) -> None:
    """Puts a, b, c ... before the titles of the panels."""
    for number, ax in enumerate(axes):
        ax.set_title(f"{chr(ord('a') + number)}   {ax.get_title(loc='left')}", loc="left")


def _strip_below(figure: Figure, lines: int) -> None:
    """Keeps a strip at the bottom of the figure free for a legend."""
    share = lines * LEGEND_MM / MM_PER_INCH / figure.get_figheight()
    figure.get_layout_engine().set(rect=(0, share, 1, 1 - share))


def labelled(text: str) -> str:
    """Text from outside as the label of a line that `legend_below` shows."""
    return LABEL_MARK + for_figure(text)


def legend_below(figure: Figure, ax: Axes, columns: int) -> None:
    """One legend for the whole figure, of the lines in `ax`, in a strip at the bottom."""
    handles, labels = ax.get_legend_handles_labels()
    _strip_below(figure, math.ceil(len(handles) / columns))
    legend = figure.legend(handles, labels, loc="lower center", ncols=columns,
                           bbox_to_anchor=(0.5, 0.0))
    for text, label in zip(legend.get_texts(), labels):
        text.set_text(label.removeprefix(LABEL_MARK))


def polarity_legend(figure: Figure, place: str) -> None:
    """The two colours of events, in a strip at the bottom."""
    _strip_below(figure, 1)
    patches = [Patch(color=np.array(rgb) / 255, label=name)
               for rgb, name in ((ON_RGB, "ON"), (OFF_RGB, "OFF"))]
    figure.legend(handles=patches, loc=place, ncols=2, handlelength=1)


def class_ticks(axis: Axis, classes: Classes, most: int = MOST_CLASS_TICKS) -> None:
    """Ticks with the names of classes; of more than `most` classes, some at even distances."""
    step = math.ceil(len(classes) / most)
    shown = range(0, len(classes), step)
    names = [for_figure(shortened(classes.names[i], LONGEST_TICK)) for i in shown]
    axis.set_ticks(list(shown), names)
    if not classes.are_short:
        axis.set_tick_params(labelsize=CLASS_TICK_POINTS)
        if axis.axis_name == "x":
            axis.set_tick_params(rotation=90)


def plain_image_axes(ax: Axes) -> None:
    """No ticks and no frame: for images with their own labels."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)


@dataclass
class Product:
    """A figure, its numbers, and its caption."""

    name: str  # of its files
    title: str
    caption: str
    figure: Figure
    header: Sequence[str]
    rows: Iterable[Sequence]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Comma-separated values with all digits."""
    with written(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([for_csv(name) for name in header])
        # Most values are finite numbers, which need nothing: a call for each would take half of the time.
        writer.writerows([value if type(value) in NUMBERS and value - value == 0 else for_csv(value) for value in row]
                         for row in rows)


def _save_png(canvas: FigureCanvasAgg, path: Path) -> None:
    """Writes the figure without transparency, which would take as long to compress as the colours."""
    canvas.draw()
    dpi = canvas.figure.dpi
    pixels = Image.frombuffer("RGBX", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBX", 0, 1)
    image = pixels.convert("RGB")
    with written(path) as temporary:
        image.save(temporary, format="PNG", dpi=(dpi, dpi), compress_level=PNG_COMPRESSION)


def _colour_images(figure: Figure) -> None:
    """Replaces the values of images by colours, which would otherwise be found for each pixel of the page."""
    for image in figure.findobj(AxesImage):
        if image.get_array().ndim == 2:
            image.set_data(image.to_rgba(image.get_array(), bytes=True))


def _enlarge_images(figure: Figure) -> None:
    """Makes each value of an image a square of equal pixels, a third as many as savefig.dpi has there.

    PDF files hold images as they are, and many viewers blur the edges of pixels: thus no more than a part of them.
    """
    for image in figure.findobj(AxesImage):
        values = image.get_array()
        times = math.ceil(image.get_window_extent().width / (3 * values.shape[1]))
        image.set_data(values.repeat(times, axis=0).repeat(times, axis=1))


def save(product: Product, folder: Path) -> None:
    """Writes NAME.png, NAME.pdf and NAME.csv; equal figures make equal files."""
    figure = product.figure
    figure.set_dpi(matplotlib.rcParams["savefig.dpi"])
    canvas = FigureCanvasAgg(figure)  # the layout and the PNG share its measures of texts
    figure.get_layout_engine().execute(figure)
    # Laid out once for both files: a layout engine that stays set, even "none", draws all again.
    with matplotlib.rc_context({"figure.constrained_layout.use": False}):
        figure.set_layout_engine(None)
        _colour_images(figure)
        _save_png(canvas, folder / f"{product.name}.png")
        canvas = FigureCanvasBase(figure)  # lets go of the picture, some 20 MB
        _enlarge_images(figure)
        with written(folder / f"{product.name}.pdf") as temporary:
            figure.savefig(temporary, format="pdf",
                           metadata={"CreationDate": None, "Producer": None, "Creator": None})
    write_csv(folder / f"{product.name}.csv", product.header, product.rows)
