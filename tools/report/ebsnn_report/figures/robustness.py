"""Accuracy against the level of corruption, and confusion matrices."""

from __future__ import annotations

import math
from typing import Iterable, Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..arithmetic import half_gain_level, normalised_gain
from ..level_axis import LevelAxis, axes_of, axis_of
from ..mosaic import some_of, tile
from ..run import Robustness, Run
from ..style import (DOUBLE_MM, GREY, Product, class_ticks, labelled, legend_below, letter,
                     level_text, look_of, new_figure, plain_image_axes)
from ..subject import Classes
from ..text import for_figure, for_file_name

MOST_NUMBERED = 16  # classes whose shares fit into the cells of a matrix
SHARE_COLOURS = "Blues"  # white to dark: reads the same in grey
MOST_MATRIX_TICKS = 16
STEPS_TEXT = " Levels in equal steps run from mild to severe."
LONG_NAMES_MM = 14  # height of long names of classes, which are turned
MOST_MATRICES = 60  # in a figure


def clean_accuracy(run: Run, result: Robustness) -> float:
    """Accuracy without corruption: level 0 of this corruption, or of any other."""
    index = result.at(0.0)
    if index is not None:
        return float(result.accuracy[index])
    clean = run.clean_result()
    return float(clean[0].accuracy[clean[1]]) if clean else math.nan


def remaining_gain(run: Run, result: Robustness) -> np.ndarray:
    """Share of the gain over chance that is left at each level."""
    return normalised_gain(result.accuracy, clean_accuracy(run, result), result.chance)


def chance_text(results: Iterable[Robustness]) -> str:
    """Chance, e.g. "chance (10 %)", of all the test sets that occur."""
    found = sorted({result.chance for result in results})
    return f"chance ({', '.join(f'{chance:.3g}' for chance in found)} %)"


def half_gain_step(run: Run, result: Robustness) -> float:
    """Place between levels at which the gain over chance is halved, counted in levels from 0; NaN where none is."""
    return half_gain_level(np.arange(len(result.level)), result.accuracy, clean_accuracy(run, result), result.chance)


def half_gain_text(run: Run, result: Robustness) -> str:
    """The level that halves the gain over chance."""
    step = half_gain_step(run, result)
    if math.isnan(step):
        return "never"
    if step < 1 and axis_of([result]).in_steps:
        return f"milder than {level_text(result.level[1], result.unit)}"
    level = float(np.interp(step, np.arange(len(result.level)), result.level))
    return level_text(float(f"{level:.3g}"), result.unit)


def result_rows(run: Run) -> Iterator[list]:
    """All results, with the remaining gain over chance."""
    for name, result in run.results.items():
        gain = remaining_gain(run, result)
        for i, level in enumerate(result.level):
            yield [name, level, result.unit, int(result.n[i]), result.accuracy[i],
                   result.wilson[i, 0], result.wilson[i, 1], gain[i]]


RESULT_HEADER = ("corruption", "level", "unit", "n", "accuracy_percent", "wilson_low_percent",
                 "wilson_high_percent", "normalised_gain")


def curves(run: Run) -> Iterator[Product]:
    """One panel per corruption, and one for all."""
    if not run.results:
        return
    rows = math.ceil((len(run.results) + 1) / 3)
    figure = new_figure(DOUBLE_MM, 6 + 49 * rows)
    axes = figure.subplots(rows, 3, squeeze=False).ravel()
    scales = axes_of({name: [result] for name, result in run.results.items()})
    for ax, (name, result) in zip(axes, run.results.items()):
        _draw_curve(ax, result, scales[name], half_gain_step(run, result))
    for ax in axes[0:len(run.results):3]:
        ax.set_ylabel("Accuracy (%)")
    _draw_normalised(axes[len(run.results)], run, scales)
    for ax in axes[len(run.results) + 1:]:
        ax.remove()
    letter(axes[:len(run.results) + 1])
    legend_below(figure, axes[len(run.results)], min(len(run.results), 5))
    ns = sorted({int(n) for result in run.results.values() for n in result.n})
    yield Product(
        "robustness", "Robustness",
        f"Accuracy of the linear classifier on {' or '.join(map(str, ns))} corrupted test "
        "recordings a level; bands: Wilson 95 % intervals; dotted: "
        f"{chance_text(run.results.values())}; tick above the axis: level at which the gain over chance is "
        "halved (between levels: straight line). Last panel: remaining gain over chance, "
        "against the level relative to the most severe one measured."
        + (STEPS_TEXT if any(scale.in_steps for scale in scales.values()) else ""),
        figure, RESULT_HEADER, list(result_rows(run)))


def _draw_curve(ax: Axes, result: Robustness, scale: LevelAxis, half: float) -> None:
    colour, marker, line = look_of(result.corruption)
    x = scale.x(result.level)
    ax.fill_between(x, result.wilson[:, 0], result.wilson[:, 1], color=colour, alpha=0.2,
                    linewidth=0)
    ax.axhline(result.chance, color=GREY, linestyle=":", linewidth=0.8)
    ax.plot(x, result.accuracy, color=colour, marker=marker, linestyle=line, clip_on=False)
    if not math.isnan(half):
        ax.plot([scale.between(half)], [0], marker=2, color="black", markersize=5, clip_on=False)
    ax.set_ylim(0, 100)
    ax.set_title(for_figure(result.corruption.title))
    scale.label(ax)


def _draw_normalised(ax: Axes, run: Run, scales: dict[str, LevelAxis]) -> None:
    for name, result in run.results.items():
        colour, marker, line = look_of(result.corruption)
        x = scales[name].x(result.level)
        ax.plot(x / (x[-1] or 1.0), remaining_gain(run, result), color=colour, marker=marker,
                linestyle=line, label=labelled(result.corruption.title), markersize=2.5, clip_on=False)
    ax.axhline(0, color=GREY, linestyle=":", linewidth=0.8)
    ax.axhline(0.5, color=GREY, linestyle="-", linewidth=0.4)
    ax.set_xlim(0, 1)
    ax.set_title("All, normalised")
    ax.set_xlabel("Level / most severe level")
    ax.set_ylabel("Gain over chance / clean gain")


def shares(confusion: np.ndarray) -> np.ndarray:
    """Rows in percent of their true class; NaN where a class has no recordings."""
    totals = confusion.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100.0 * confusion / np.where(totals > 0, totals, math.nan)


def half_index(run: Run, result: Robustness) -> int | None:
    """First measured level at which half of the gain over chance, or more, is lost."""
    gain = remaining_gain(run, result)
    below = np.flatnonzero(gain <= 0.5)
    return int(below[0]) if len(below) else None


def main_confusions(run: Run) -> Iterator[Product]:
    """Clean, and for each corruption the first level that halves the gain over chance."""
    chosen = []
    clean = run.clean_result()
    if clean:
        chosen.append(("Clean", clean[0], clean[1]))
    for result in run.results.values():
        index = half_index(run, result)
        if index is not None:
            chosen.append((f"{result.corruption.title}, "
                           f"{level_text(result.level[index], result.unit)}", result, index))
    if not chosen:
        return
    classes = chosen[0][1].classes
    columns = 4 if len(chosen) == 4 and len(classes) <= len(Classes()) else 3
    rows = math.ceil(len(chosen) / columns)
    names_mm = 0 if classes.are_short else LONG_NAMES_MM
    figure = new_figure(DOUBLE_MM, 6 + (names_mm + (57 if columns == 3 else 43)) * rows)
    axes = figure.subplots(rows, columns, squeeze=False)
    for ax in axes.flat[len(chosen):]:
        ax.axis("off")
    for ax, (title, result, index) in zip(axes.flat, chosen):
        image = _draw_confusion(ax, result.confusion[index], classes)
        ax.set_title(for_figure(title))
        ax.set_xlabel(f"Predicted {classes.noun} ({result.accuracy[index]:.1f} % correct)")
    for ax in axes[:, 0]:
        ax.set_ylabel(f"True {classes.noun}")
    letter(axes.flat[:len(chosen)])
    figure.colorbar(image, ax=axes, label=f"Share of true {classes.noun} (%)", shrink=0.6, aspect=25)
    yield Product(
        "confusion", "Confusion matrices",
        f"Rows sum to 100 % (a hatched row: no recording of that {classes.noun}). "
        "Without corruption, and at the first level measured that halves the gain over chance."
        + _never_halved(run), figure, CONFUSION_HEADER,
        [row for _, result, index in chosen for row in confusion_rows(result, index)])


def _never_halved(run: Run) -> str:
    """Sentence that names the corruptions without such a level."""
    never = [result.corruption.title.lower() for result in run.results.values()
             if half_index(run, result) is None]
    return f" No level measured halves it: {', '.join(never)}." if never else ""


CONFUSION_HEADER = ("corruption", "level", "unit", "true_class", "predicted_class", "count",
                    "share_percent")


def confusion_rows(result: Robustness, index: int) -> Iterator[list]:
    """One row per pair of classes."""
    share = shares(result.confusion[index])
    for true, true_name in enumerate(result.classes.names):
        for predicted, predicted_name in enumerate(result.classes.names):
            yield [result.corruption.name, result.level[index], result.unit, true_name,
                   predicted_name, int(result.confusion[index, true, predicted]),
                   share[true, predicted]]


def _draw_confusion(ax: Axes, confusion: np.ndarray, classes: Classes):
    """One matrix; of few classes, with its shares as numbers."""
    share = shares(confusion)
    ax.patch.set(hatch="////", edgecolor="#c0c0c0", facecolor="white", linewidth=0)
    image = ax.imshow(np.ma.masked_invalid(share), vmin=0, vmax=100, cmap=SHARE_COLOURS)
    numbered = np.nan_to_num(share) >= (0.5 if len(classes) <= MOST_NUMBERED else math.inf)
    for true, predicted in zip(*np.nonzero(numbered)):
        value = share[true, predicted]
        number = ax.text(predicted, true, f"{value:.0f}", ha="center", va="center", fontsize=5,
                         color="white" if value > 50 else "black")
        number.set_in_layout(False)  # within its cell: measuring hundreds would take longest
    for axis in (ax.xaxis, ax.yaxis):
        class_ticks(axis, classes, most=MOST_MATRIX_TICKS)
    ax.tick_params(length=0)
    return image


def appendix(run: Run) -> Iterator[Product]:
    """All confusion matrices of one corruption in one figure."""
    for result in run.results.values():
        yield _all_confusions(result)


def _all_confusions(result: Robustness) -> Product:
    about, classes = result.corruption, result.classes
    side = len(classes)
    unit = side / 10  # lengths below are those of ten classes
    columns = 6
    drawn = some_of(len(result.level), MOST_MATRICES)
    count = len(drawn)
    levels = about.labels(result.level[drawn])
    confusions = result.confusion[drawn]
    mosaic = tile(shares(confusions), columns, gap=math.ceil(4 * unit))
    rows = math.ceil(count / columns)
    figure = new_figure(DOUBLE_MM, 4 + 27 * rows)
    ax = figure.subplots()
    plain_image_axes(ax)
    image = ax.imshow(np.ma.masked_invalid(mosaic.image), vmin=0, vmax=100, cmap=SHARE_COLOURS)
    ax.set_anchor("W")
    for i in range(count):
        x, y = mosaic.centre(i)
        ax.text(x, y - side / 2 - 0.4 * unit, f"{levels[i]}  ({result.accuracy[drawn[i]]:.1f} %)",
                ha="center", va="bottom", fontsize=6.5)
        _frame(ax, mosaic.corners[i], confusions[i].sum(axis=1) == 0)
    ax.set_xlim(-0.5 - 2.5 * unit, mosaic.image.shape[1] - 0.5 + unit)
    ax.set_ylim(mosaic.image.shape[0] - 0.5 + 2.7 * unit, -0.5 - 1.9 * unit)
    x, y = mosaic.centre(0)
    first, last = (f"{n}" if classes.are_short else "" for n in (classes.names[0], classes.names[-1]))
    ax.text(-0.5 - 0.5 * unit, y, for_figure(f"True {classes.noun} {last} … {first}" if first else
                                 f"True {classes.noun}"),
            rotation=90, ha="right", va="center", fontsize=6)
    ax.text(x, mosaic.corners[0][0] + side - 0.5 + 0.6 * unit,
            for_figure(f"Predicted {first} … {last}" if first else "Predicted"), ha="center",
            va="top", fontsize=6)
    figure.colorbar(image, ax=ax, label=f"Share of true {classes.noun} (%)", shrink=0.7, aspect=20,
                    panchor=False)
    return Product(
        f"confusion_{for_file_name(about.name)}", f"All confusion matrices: {about.title}",
        f"{about.label(result.unit)} and accuracy above each matrix; rows are true "
        f"{classes.nouns} ({classes.names[0]} at the top), columns predicted ones, both "
        f"{classes.span}; a hatched row has no recordings."
        + ("" if count == len(result.level) else f" {count} of {len(result.level)} levels."),
        figure, CONFUSION_HEADER, [row for i in range(len(result.level)) for row in confusion_rows(result, i)])


def _frame(ax: Axes, corner: tuple[int, int], empty: np.ndarray) -> None:
    """The outline of a matrix, and hatching over its empty rows."""
    top, left, side = corner[0] - 0.5, corner[1] - 0.5, len(empty)
    for row in np.flatnonzero(empty):
        ax.add_patch(Rectangle((left, top + row), side, 1, hatch="//////", fill=False,
                               edgecolor="#c0c0c0", linewidth=0))
    ax.add_patch(Rectangle((left, top), side, side, fill=False, edgecolor=GREY,
                           linewidth=0.4))
