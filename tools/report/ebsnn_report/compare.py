"""The report on several runs."""

from __future__ import annotations

from pathlib import Path

from . import provenance, tables
from .arithmetic import LEAST_FOR_SPREAD
from .errors import ReportError
from .figures import comparison
from .figures.comparison import Group
from .report import Made, Report
from .run import Run


def _identity(run: Run) -> tuple:
    """What runs that differ only in the seed have in common."""
    if run.network is None:
        return (str(run.folder),)
    p = run.network.provenance
    return (p["depends_on"] or p["configuration"], p["data_checksum"])


def group_runs(runs: list[Run], labels: list[str] | None) -> list[Group]:
    """Groups runs with the same label or, without labels, with the same parameters and data."""
    if labels is not None and len(labels) != len(runs):
        raise ReportError(f"--labels: {len(labels)} label(s) for {len(runs)} runs")
    keys = labels if labels is not None else [_identity(run) for run in runs]
    groups: dict = {}
    for key, run in zip(keys, runs):
        groups.setdefault(key, []).append(run)
    return [Group(key if labels is not None else
                  ", ".join(run.folder.resolve().name for run in members), members)
            for key, members in groups.items()]


SPREAD = f"±: standard deviation over seeds, from {LEAST_FOR_SPREAD} of them; fewer: their values."


def write_comparison(runs: list[Run], labels: list[str] | None, folder: Path) -> Made:
    """Writes the comparison of `runs` to `folder`."""
    groups = group_runs(runs, labels)
    report = Report(folder, [problem for run in runs for problem in run.problems])
    overview = report.section("overview", "Overview")
    for group in groups:
        for run in group.runs:
            overview.heading(group.label)
            overview.pairs(provenance.summary_pairs(run))
    for problem in report.problems:
        overview.note(problem)
    for key, title, figures in (
            ("robustness", "Robustness", comparison.robustness),
            ("fields", "Receptive fields", comparison.receptive_fields),
            ("training", "Training", comparison.training)):
        section = report.section(key, title)
        if report.add(section, figures(groups)) == 0:
            section.note("None of the runs has data on this.")
        elif key == "robustness":
            header, rows = comparison.table_cells(groups)
            report.write_table("comparison", header, rows,
                               f"Accuracy (%) under corruption. {SPREAD}")
            section.heading("Accuracy (%)")
            section.text("The same table: comparison.tex (LaTeX with booktabs), comparison.md "
                         f"(Markdown). {SPREAD}")
            section.pieces.append(tables.page_table(header, rows))
    origin = report.section("provenance", "Provenance")
    for run in runs:
        origin.heading(str(run.folder))
        report.add_script(origin, run)
    return report.finish("Comparison: " + ", ".join(group.label for group in groups),
                         f"{len(runs)} runs. Runs with the same label differ in their seeds.")
