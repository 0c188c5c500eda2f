"""The report on one run: sections, files, page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

from . import provenance, shown_recording, tables
from .errors import DRAWING_ERRORS, EXIT_FAILURE, ReportError
from .figures import activity, corruption, receptive_fields, robustness, training
from .page import Section, page
from .run import TEST_SET, Run
from .saving import Saver
from .shown_recording import DataChoice
from .style import Product, use_style, write_csv
from .whole_files import written

CONDITION_CAPTION = ("Accuracy of the linear classifier under several corruptions at once, with Wilson "
                     "95 % intervals, and the share of the clean gain over chance that is left.")
TABLE_CAPTION = "Accuracy of the linear classifier under corruption, with Wilson 95 % intervals."


@dataclass
class Made:
    """A report that has been written."""

    page: Path
    problems: list[str]  # parts of the input that could not be used, with reasons
    warnings: list[str]
    figures: dict[str, list[str]]  # by the title of their section: names of files, without endings


class Report:
    """Folder of the report, the sections so far, and problems."""

    def __init__(self, folder: Path, problems: Iterable[str] = ()):
        self.folder = folder
        self.problems = list(problems)
        self.warnings: list[str] = []
        use_style()
        self.figures = folder / "figures"
        self.saver = Saver(self.figures)
        self.sections: list[Section] = []
        try:
            self.figures.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReportError(f"{folder}: cannot be made: {error.strerror}",
                              EXIT_FAILURE) from error

    def section(self, key: str, title: str) -> Section:
        """Starts a section."""
        self.sections.append(Section(key, title))
        return self.sections[-1]

    def add(self, section: Section, products: Iterable[Product]) -> int:
        """Saves figures and adds them to a section; returns their number."""
        count = 0
        try:
            for product in products:
                self.saver.submit(product)
                section.pieces.append(product)
                count += 1
        except DRAWING_ERRORS as error:
            self.problems.append(f"{section.title}: a figure could not be drawn: "
                                 f"{type(error).__name__}: {error}")
            section.note(self.problems[-1])
        return count

    def write_text(self, name: str, text: str) -> None:
        """Writes a file of the report."""
        path = self.folder / name
        try:
            with written(path) as temporary:
                temporary.write_text(text, encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise ReportError(f"{path}: could not be written: {error.strerror}", EXIT_FAILURE) from error

    def write_table(self, name: str, header: list[str], rows: list[list[str]],
                    caption: str) -> None:
        """Writes NAME.tex and NAME.md."""
        self.write_text(f"{name}.tex", tables.latex(header, rows, caption, f"tab:{name}"))
        self.write_text(f"{name}.md", tables.markdown(header, rows))

    def write_csv(self, name: str, header: list[str], rows: list[list[str]]) -> None:
        """Writes NAME.csv: the cells of a table as they are shown."""
        path = self.folder / f"{name}.csv"
        try:
            write_csv(path, header, rows)
        except OSError as error:
            raise ReportError(f"{path}: could not be written: {error.strerror}", EXIT_FAILURE) from error

    def _leave_out_undrawn(self) -> None:
        for section in self.sections:
            for piece in section.pieces[:]:
                if isinstance(piece, Product) and piece.name in self.saver.undrawn:
                    section.pieces.remove(piece)
                    self.problems.append(f"{piece.title}: could not be drawn: "
                                         f"{self.saver.undrawn[piece.name]}")
                    section.note(self.problems[-1])

    def add_script(self, section: Section, run: Run) -> str:
        """Adds the script that repeats a run to a section, and returns it."""
        for message in provenance.unclear_commands(run):
            self.warnings.append(message)
            section.note(message)
        script = provenance.repeat_script(run)
        section.code(script)
        return script

    def finish(self, title: str, lead: str) -> Made:
        """Writes the page."""
        self.saver.finish()
        self._leave_out_undrawn()
        self.write_text("index.html", page(title, lead, self.sections, self.figures))
        figures = {section.title: [piece.name for piece in section.pieces if isinstance(piece, Product)]
                   for section in self.sections}
        return Made(self.folder / "index.html", self.problems, self.warnings, figures)


def _overview(report: Report, run: Run) -> None:
    section = report.section("overview", "Overview")
    section.pairs(provenance.summary_pairs(run))
    for note in [*run.problems, *run.notes]:
        section.note(note)
    if run.results:
        header, rows = tables.summary_cells(run)
        section.pieces.append(tables.page_table(header, rows))


def _receptive_fields(report: Report, run: Run) -> None:
    section = report.section("fields", "Receptive fields")
    if run.network is None:
        section.note("This folder holds no network, so there is nothing to show.")
        return
    if report.add(section, receptive_fields.populations(run)):
        section.text("Neurons by row, from left to right:")
        section.pairs(receptive_fields.places_of_neurons(run))
    for figures in (receptive_fields.snapshots, receptive_fields.strip, receptive_fields.histograms):
        report.add(section, figures(run))
    if len(receptive_fields.learning_networks(run)) < 2:
        section.note("There is only one state: how fields are learned is not shown.")


def _training(report: Report, run: Run) -> None:
    section = report.section("training", "Training")
    made = sum(report.add(section, figures(run)) for figures in
               (training.activity, training.weight_means, training.single_neurons))
    if made == 0:
        section.note("This folder has no history of the training.")
    if run.recording is None:
        section.note("Single neurons: not recorded; ebsnn_train --record 10 records them.")


def _activity(report: Report, run: Run, choice: DataChoice) -> None:
    section = report.section("activity", "Activity")
    try:
        shown, shapes = shown_recording.with_spikes(run, choice)
        clean = run.activity.get(TEST_SET)
        if clean and activity.matches_activity(shown, clean) is False:
            section.note("The spikes drawn here differ from those counted in activity/: the "
                         "recordings or the network are not those of the evaluation.")
        report.add(section, activity.raster(shown, shapes))
    except ReportError as error:
        section.note(f"No raster: {error}")
    made = sum(report.add(section, figures(run)) for figures in
               (activity.statistics, activity.classes))
    if made == 0:
        section.note("There is no activity of uncorrupted recordings: not evaluated yet.")


def _corruption(report: Report, run: Run, choice: DataChoice) -> None:
    section = report.section("corruption", "Corruption")
    found, errors = shown_recording.corrupted(run, choice)
    for shown in found:
        report.add(section, corruption.pictures(shown, run.about(shown.conditions[0].corruption)))
    for error in errors:
        problem = f"No pictures of corrupted recordings: {error}"
        section.note(problem)
        if choice.is_asked_for:
            report.problems.append(problem)
    if report.add(section, corruption.surviving(run)) == 0:
        section.note("Surviving events: not evaluated yet.")


def _robustness(report: Report, run: Run) -> None:
    section = report.section("robustness", "Robustness")
    if not run.results and not run.conditions:
        section.note("Not classified yet: there is no results.h5.")
        return
    if run.results:
        _accuracies(report, section, run)
    header, rows = tables.condition_cells(run)
    if rows:
        report.write_table("conditions", header, rows, CONDITION_CAPTION)
        section.heading("Several corruptions at once")
        section.text("The same table: conditions.tex (LaTeX with booktabs), conditions.md (Markdown).")
        section.pieces.append(tables.page_table(header, rows))


def _accuracies(report: Report, section: Section, run: Run) -> None:
    report.add(section, robustness.curves(run))
    report.add(section, robustness.main_confusions(run))
    header, rows = tables.accuracy_cells(run)
    report.write_table("accuracy", header, rows, TABLE_CAPTION)
    section.heading("Accuracy")
    section.text("The same table: accuracy.tex (LaTeX with booktabs), accuracy.md (Markdown).")
    section.pieces.append(tables.page_table(header, rows))


def _provenance(report: Report, run: Run) -> None:
    section = report.section("provenance", "Provenance")
    section.text("These commands repeat the run (repeat.sh). With the same data and revision, "
                 "they give the same weights, spike counts and accuracies, bit for bit.")
    report.write_text("repeat.sh", report.add_script(section, run))
    for made in provenance.commands(run):
        section.heading(f"{made.provenance['program']}, {made.provenance['start_time']}")
        section.pairs([(name.replace("_", " "), made.provenance[name]) for name in
                       provenance.SHOWN if made.provenance[name]])
        section.text(f"It made {len(made.files)} file(s) here. Its full configuration:")
        section.listing("\n".join(made.files))
        section.listing(made.provenance["configuration"])


def _appendix(report: Report, run: Run) -> None:
    if run.results:
        section = report.section("appendix", "Appendix: all confusion matrices")
        report.add(section, robustness.appendix(run))


def write_report(run: Run, folder: Path, choice: DataChoice) -> Made:
    """Writes the report on `run` to `folder`."""
    report = Report(folder, run.problems)
    _overview(report, run)
    _receptive_fields(report, run)
    _training(report, run)
    _activity(report, run, choice)
    _corruption(report, run, choice)
    _robustness(report, run)
    _provenance(report, run)
    _appendix(report, run)
    return report.finish(f"Run {run.folder.resolve().name}",
                         "Primary visual cortex seen through an event camera: what this run "
                         "learned, and how robust it is.")
