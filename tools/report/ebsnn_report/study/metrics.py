"""Tables of metrics: absolute accuracy beside retention, half-saturation, corruption errors."""

from __future__ import annotations

import math

from ..style import level_text
from .cells import NOTHING, interval, number, short
from .rows import ALL_CORRUPTIONS, INPUT_NETWORK, REFERENCE_CODE, MetricRow, Readout, System
from .study import Study


def systems_of(study: Study, readout: Readout) -> list[System]:
    """Networks under their codes, then the codes of recordings."""
    systems = [System(name, code, readout) for code in study.network_codes for name in study.networks]
    systems += [System(INPUT_NETWORK, code, readout) for code in study.input_codes]
    return [system for system in systems if any(key[0] == system for key in study.accuracies)]


def name_of(study: Study, system: System) -> str:
    """Network, with its code if there are several; or the code of recordings."""
    if system.network == INPUT_NETWORK:
        return system.code
    return system.network if len(study.network_codes) == 1 else f"{system.network}, {system.code}"


def _cell(row: MetricRow | None, digits: int) -> str:
    """Value and interval."""
    if row is None:
        return NOTHING
    return f"{number(row.value, digits)} {interval(row.low, row.high, digits)}".strip()


def middle_level(study: Study, corruption: str) -> float | None:
    """The level in the middle of the list; of an even number, the stronger of the two."""
    levels = study.levels(corruption)[1:]
    return levels[len(levels) // 2] if levels else None


def overview(study: Study) -> tuple[list[str], list[list[str]]]:
    """Clean accuracy and mean corruption errors, a row for each system and readout."""
    header = ["Network or code", "Readout", "Clean accuracy (%)", "mCE", "Relative mCE"]
    rows = []
    for system in systems_of(study, study.readouts[0]) if study.readouts else []:
        for i, readout in enumerate(study.readouts):
            of = system._replace(readout=readout)
            rows.append([name_of(study, system) if i == 0 else "", readout.title, _clean(study, of),
                         *(_cell(study.metric.get((of, ALL_CORRUPTIONS, metric, None)), 2)
                           for metric in ("mce", "relative_mce"))])
    return header, rows


def _clean(study: Study, system: System) -> str:
    """Accuracy at the first level of any corruption, which is the clean one."""
    for about in study.corruptions:
        curve = study.curve(system, about.name)
        if curve and curve.levels[0] == 0:
            return f"{number(curve.value[0])} {interval(curve.low[0], curve.high[0])}".strip()
    return NOTHING


OVERVIEW_NOTE = (f"mCE: mean over corruptions of sum of errors / sum of errors of the code {REFERENCE_CODE} under the "
                 "same readout (the reference, 1 by definition; below 1: more accurate than reading the recordings "
                 "out directly). Relative mCE: the same of errors above the clean one. 95 % intervals: crossed "
                 "bootstrap. –: undefined, or the reference was not read out.")


def _half(study: Study, row: MetricRow | None, corruption: str) -> str:
    """s50 with its interval, in the unit of the level."""
    if row is None:
        return NOTHING
    last = study.levels(corruption)[-1:]

    def form(value: float) -> str:
        return f"> {short(last[0])}" if last and value == math.inf else short(value)
    unknown = math.isnan(row.low) and math.isnan(row.high) or row.low == math.inf
    return form(row.value) + ("" if unknown else f" [{form(row.low)}, {form(row.high)}]")


def table(study: Study, readout: Readout) -> tuple[list[str], list[list[str]]]:
    """A row for each corruption and system under one readout."""
    header = ["Corruption", "Network or code", "AUC (%)", "Level", "Accuracy (%)", "Retention", "s50", "CE"]
    rows = []
    for about in study.corruptions:
        level = middle_level(study, about.name)
        for i, system in enumerate(systems_of(study, readout)):
            def of(metric: str, at: float | None = None) -> MetricRow | None:
                return study.metric.get((system, about.name, metric, at))
            rows.append([about.title if i == 0 else "", name_of(study, system), _cell(of("auc"), 1),
                         NOTHING if level is None else level_text(level, study.units[about.name]),
                         _cell(of("accuracy", level), 1), _cell(of("retention", level), 2),
                         _half(study, of("s50"), about.name), _cell(of("ce"), 2)])
    return header, rows


TABLE_NOTE = ("AUC: mean accuracy over the axis of levels. Accuracy and retention (accuracy over clean accuracy) at "
              "the level in the middle; metrics.tidy.csv has all levels. s50: level at which half of the clean "
              "accuracy above chance is lost; >: not at any level. CE: sum of errors over that of the reference. 95 % intervals: crossed "
              "bootstrap over recordings and seeds.")
