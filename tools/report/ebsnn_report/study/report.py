"""The report on a study: sections, files, page."""

from __future__ import annotations

from pathlib import Path

from .. import tables
from ..page import Section
from ..report import Made, Report
from ..text import for_file_name
from . import costs, curves, differences, disagreement, fields, hypotheses, metrics, origin, ratios
from .rows import Readout
from .study import Study
from .study_folder import load_study

Table = tuple[list[str], list[list[str]]]
NOTHING_READ_OUT = "Nothing has been read out yet: there are no accuracies."


def _add_table(report: Report, section: Section, name: str, table: Table, note: str) -> None:
    """A table on the page, and as NAME.tex, NAME.md, NAME.csv."""
    header, rows = table
    report.write_table(name, header, rows, note)
    report.write_csv(name, header, rows)
    section.pieces.append(tables.page_table(header, rows))
    section.text(f"{note} The same table: {name}.tex (LaTeX with booktabs), {name}.md, {name}.csv.")


def _overview(report: Report, study: Study) -> None:
    section = report.section("overview", "Overview")
    section.pairs([*origin.pairs(study), *hypotheses.summary(study)])
    for note in [*study.problems, *study.notes, *origin.notes(study)]:
        section.note(note)
    if origin.state(study) != "complete" and study.networks:
        section.note("This study is not finished. The report shows what is there.")
        header, rows = origin.progress(study)
        section.pieces.append(tables.page_table(header, rows))


def _planned(report: Report, study: Study) -> None:
    section = report.section("hypotheses", "Hypotheses")
    if not study.planned_tests:
        section.note("The tables have no test of a hypothesis: none was planned, or the stage test has not been "
                     "run.")
        return
    for note in hypotheses.kind_notes(study):
        section.note(note)
    report.add(section, hypotheses.figure(study))
    _add_table(report, section, "hypotheses", hypotheses.table(study), hypotheses.table_note(study))


def _curves(report: Report, study: Study) -> None:
    section = report.section("accuracy", "Accuracy")
    if not study.summary:
        section.note(NOTHING_READ_OUT)
    for code in study.network_codes:
        for readout in study.readouts:
            report.add(section, curves.network_curves(study, code, readout))
    chosen = costs.table(study)
    if chosen[1]:
        section.heading("C of the classifiers")
        _add_table(report, section, "chosen_costs", chosen, costs.TABLE_NOTE)


def _differences(report: Report, study: Study) -> None:
    section = report.section("differences", "Differences between networks (exploratory)")
    if not study.pairs:
        section.note("There are no comparisons of networks yet: tests.csv lacks them.")
        return
    for code in study.network_codes:
        for reference in study.references:
            if report.add(section, differences.figure(study, code, reference)):
                section.text(differences.sign_changes(study, code, reference))
                _add_table(report, section, for_file_name(f"differences_{code}_{reference}"),
                           differences.table(study, code, reference), differences.TABLE_NOTE)
    single = differences.single_network_table(study)
    if single[1]:
        section.heading("Single networks")
        _add_table(report, section, "single_networks", single,
                   "Number of levels at which McNemar's test of two frozen networks gives p at most 0.05, by the "
                   "network that is more accurate. Not corrected; it says nothing about other trainings.")


def _ratios(report: Report, study: Study) -> None:
    section = report.section("ratios", "Excitation and inhibition")
    if report.add(section, ratios.figure(study)) == 0:
        section.note("R has not been measured yet.")
        return
    for sentence in ratios.missed_targets(study):
        section.note(sentence)
    _add_table(report, section, "ratios", ratios.table(study),
               "Ratio of excitation to inhibition of V1 without corruption, and mean firing rates: smallest and "
               "largest value over seeds.")


def _metrics(report: Report, study: Study) -> None:
    section = report.section("metrics", "Metrics")
    if not study.metrics:
        section.note("There are no metrics yet: metrics.tidy.csv lacks them.")
        return
    _add_table(report, section, "metrics", metrics.overview(study), metrics.OVERVIEW_NOTE)
    section.heading("Retention")
    for code in study.network_codes:
        for readout in study.readouts:
            report.add(section, curves.retention_curves(study, code, readout))
    section.heading("Where accuracy and retention disagree")
    for code in study.network_codes:
        for pair in study.hypothesis_pairs[:disagreement.MOST_PAIRS]:
            report.add(section, disagreement.figure(study, code, pair))
        header, rows = disagreement.table(study, code)
        if not rows:
            section.text(f"Code {code}: accuracy and retention have the same sign throughout.")
        else:
            _add_table(report, section, for_file_name(f"disagreement_{code}"), (header, rows),
                       "Levels at which the difference of accuracies and that of retentions have opposite signs: "
                       "number, first and last one. Networks that are not listed agree at all levels. Signs are not "
                       "tested.")


def _codes(report: Report, study: Study) -> None:
    section = report.section("codes", "Codes")
    if report.add(section, curves.code_curves(study)) == 0:
        section.note("There is only one code.")


def _fields(report: Report, study: Study) -> None:
    section = report.section("fields", "Receptive fields")
    if report.add(section, fields.figure(study)) == 0:
        section.note("There is no network yet.")


def _provenance(report: Report, study: Study) -> None:
    section = report.section("provenance", "Provenance")
    section.text("The tables of the study: summary.tidy.csv, metrics.tidy.csv, tests.csv, ei.tidy.csv in its folder. "
                 "This command makes or continues a study; the one below it made this report.")
    folder = origin.shell_word(study.folder)
    section.code(f"mpirun -n N ebsnn_study plan.toml --out {folder}\nebsnn_report {folder}")
    header, rows = origin.programs(study)
    if rows:
        section.heading("Programs")
        section.pieces.append(tables.page_table(header, rows))
    if study.networks:
        section.heading("Run folders")
        _add_table(report, section, "progress", origin.progress(study), "Seeds that have passed each stage.")
    if study.plan:
        section.heading("The frozen plan")
        section.listing(study.plan.text)
    commands = origin.commands(study)
    if commands:
        section.heading("Commands that made the run folders")
        report.write_text("commands.txt", commands + "\n")
        section.text("commands.txt has all of them, in the order in which they began.")


def _appendix(report: Report, study: Study) -> None:
    if not study.metrics:
        return
    section = report.section("appendix", "Appendix: metrics by corruption")
    for readout in study.readouts:
        section.heading(_title(readout))
        _add_table(report, section, for_file_name(f"metrics_{readout.scaling}_{readout.svm_c}"),
                   metrics.table(study, readout), metrics.TABLE_NOTE)


def _title(readout: Readout) -> str:
    return f"Readout {readout.title}"


def write_study(folder: Path, out: Path) -> Made:
    """Reads the study in `folder`, and writes the report on it to `out`."""
    study = load_study(folder)
    report = Report(out)
    for part in (_planned, _curves, _differences, _ratios, _metrics, _codes, _fields, _provenance, _appendix):
        part(report, study)
    _overview(report, study)
    report.sections.insert(0, report.sections.pop())
    report.problems = [*study.problems, *report.problems]
    return report.finish(f"Study {study.folder.resolve().name}",
                         "How inhibition changes robustness: the networks of one plan, compared over their seeds. "
                         f"This study is {origin.state(study)}.")
