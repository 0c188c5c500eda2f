"""Reads the folder of a study, finished or not.

What cannot be used is left out and noted in `Study.problems`.
"""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Any, Callable

from ..errors import ReportError
from ..run import Run
from ..run_folder import load_results
from .csv_rows import only_once, read_rows
from .frozen_plan import read_frozen_plan
from .rows import (INPUT_NETWORK, CalibrationRow, EiRow, MetricRow, RunEiRow, RunResultRow, SummaryRow,
                   TestRow)
from .run_folders import find_runs
from .study import RunPieces, Study, unique

PLAN, SUMMARY, METRICS, TESTS = "frozen-plan.txt", "summary.tidy.csv", "metrics.tidy.csv", "tests.csv"
EI, CALIBRATION = "ei.tidy.csv", "calibration.csv"
NETWORKS, CALIBRATIONS = "networks", "calibration"


def is_study(folder: Path) -> bool:
    """Whether ebsnn_study has written to this folder; not, if it cannot be read."""
    names = (PLAN, SUMMARY, METRICS, TESTS, NETWORKS, CALIBRATION, CALIBRATIONS)
    return any(os.path.exists(folder / name) for name in names)


def _attempt(study: Study, part: Callable[..., None], *arguments: Any) -> None:
    """Loads a part; if that fails, the reason is added to the problems of the study."""
    try:
        part(study, *arguments)
    except ReportError as error:
        study.problems.append(str(error))


def _load_plan(study: Study) -> None:
    study.plan = read_frozen_plan(study.folder / PLAN)


def _load_table(study: Study, name: str, kind: type, place: str, key: Callable) -> None:
    path = study.folder / name
    rows = read_rows(path, kind)
    if rows is not None:
        only_once(path, rows, key)
        setattr(study, place, rows)


TABLES: tuple[tuple[str, type, str, Callable], ...] = (
    (SUMMARY, SummaryRow, "summary", lambda r: (r.system, r.seed, r.corruption, r.level)),
    (METRICS, MetricRow, "metrics", lambda r: (r.system, r.corruption, r.metric, str(r.level))),
    (TESTS, TestRow, "tests", lambda r: (r.hypothesis, r.test, r.system, r.other, r.corruption, r.levels,
                                         r.seed)),
    (EI, EiRow, "ei", lambda r: (r.network, r.seed, r.corruption, r.population)),
    (CALIBRATION, CalibrationRow, "calibration", lambda r: (r.network, r.training)),
)


def _copied(row: Any, kind: type, **more: Any) -> Any:
    """The row of a run folder as one of the study's table."""
    known = {f.name: getattr(row, f.name) for f in fields(row)}
    return kind(**{f.name: more.get(f.name, known.get(f.name)) for f in fields(kind)})


def _load_run_results(study: Study, run: RunPieces) -> None:
    for row in read_rows(run.folder / "results.tidy.csv", RunResultRow) or []:
        network = INPUT_NETWORK if row.source == "recordings" else run.network
        study.summary.append(_copied(row, SummaryRow, network=network, seed=run.seed, plan=""))


def _load_run_ei(study: Study, run: RunPieces) -> None:
    for row in read_rows(run.folder / "ei.csv", RunEiRow) or []:
        study.ei.append(_copied(row, EiRow, network=run.network, seed=run.seed, plan=""))


def _load_what_tables_lack(study: Study) -> None:
    """Before the stage `test`: accuracies and ratios of the run folders that have them."""
    tables = {name: (study.folder / name).exists() for name in (SUMMARY, EI)}
    for name, part in ((SUMMARY, _load_run_results), (EI, _load_run_ei)):
        for run in study.runs if not tables[name] else []:
            _attempt(study, part, run)
    study.from_run_folders = not tables[SUMMARY] and bool(study.summary)


def _load_description(study: Study) -> None:
    """Titles and axes of corruptions, and chance, from results.h5 of the first run that has all."""
    wanted = {row.corruption for row in study.summary}
    for run in study.runs:
        results = Run(run.folder)
        try:
            load_results(results)
        except ReportError as error:
            study.problems.append(str(error))
            continue
        study.problems += results.problems
        for name, result in results.results.items():
            study.about.setdefault(name, result.corruption)
            study.stated_chance = result.chance if study.stated_chance is None else study.stated_chance
        if study.about and wanted <= study.about.keys():
            return


def _note_plans(study: Study) -> None:
    """Tables of different plans do not belong together."""
    plans = {name: unique(row.plan for row in getattr(study, place) if row.plan)
             for name, kind, place, _ in TABLES if any(f.name == "plan" for f in fields(kind))}
    if study.plan:
        plans[PLAN] = [study.plan.checksum]
    if len({plan for found in plans.values() for plan in found}) > 1:
        said = "; ".join(f"{name}: {', '.join(found)}" for name, found in plans.items() if found)
        study.problems.append(f"{study.folder}: its tables are of different plans ({said}); run ebsnn_study "
                              "--stage test again")


MOST_DRAWN = {"networks": 48, "corruptions": 100, "readouts": 24, "network_codes": 24, "input_codes": 24}


def _require_drawable(study: Study) -> None:
    """Figures and tables have room for so many things."""
    for name, most in MOST_DRAWN.items():
        count = len(getattr(study, name))
        if count > most:
            raise ReportError(f"{study.folder}: its tables have {count:,} {name.replace('_', ' ')}, at most {most} "
                              "can be drawn")


def load_study(folder: Path) -> Study:
    """Reads the folder. ReportError if nothing in it is usable."""
    study = Study(folder)
    _attempt(study, _load_plan)
    for table in TABLES:
        _attempt(study, _load_table, *table)
    try:
        study.runs = find_runs(folder / NETWORKS, study.problems)
        _load_what_tables_lack(study)
        _load_description(study)
    except ReportError as error:
        study.problems.append(str(error))
    _note_plans(study)
    _require_drawable(study)
    has_something = study.plan or study.networks or study.calibration
    if not has_something and study.problems:
        raise ReportError("\n".join(study.problems))
    if not has_something:
        raise ReportError(f"{folder}: holds no network, no table and no frozen plan: its study has not "
                          "saved anything yet")
    return study
