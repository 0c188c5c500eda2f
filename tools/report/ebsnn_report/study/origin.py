"""Where a study comes from: plan, seeds, programs, commands, and what is still missing."""

from __future__ import annotations

from pathlib import Path

from ..provenance import command_text
from ..run import Provenance
from ..text import for_shell, printable
from .rows import GUESSES
from .study import RunPieces, Study, unique

STAGES = ("Trained or made", "R measured", "Simulated", "Read out")


def seeds_text(seeds: list[int]) -> str:
    """"1, 2, 3"; none: "–"."""
    return ", ".join(map(str, seeds)) or "–"


def plan_checksums(study: Study) -> list[str]:
    """Of the frozen plan and of all tables."""
    frozen = [study.plan.checksum] if study.plan else []
    tables = [row.plan for rows in (study.summary, study.metrics, study.tests, study.ei) for row in rows]
    return unique(checksum for checksum in [*frozen, *tables] if checksum)


def state(study: Study) -> str:
    """Whether the study is complete."""
    if not study.summary:
        return "partial: nothing has been read out yet"
    if study.from_run_folders:
        return "partial: tables are not written yet; accuracies are those of run folders, without intervals"
    if study.plan and set(study.seeds) != set(study.plan.seeds):
        return (f"partial: tables of seeds {seeds_text(study.seeds)}, planned are "
                f"{seeds_text(study.plan.seeds)}")
    return "complete" if not incomplete(study) else "partial: run folders lack some results"


def incomplete(study: Study) -> list[str]:
    """Networks for which a stage is not done for all seeds."""
    return [row[0] for row in progress(study)[1] if any(_behind(cell) for cell in row[1:])]


def _behind(cell: str) -> bool:
    done, _, wanted = cell.partition(" of ")
    return done != wanted


def _read_out(study: Study, run: RunPieces) -> bool:
    """Whether a run has been read out with every readout and code that other networks have, or the plan wants.

    A plan does not say which codes are made from the recordings; results do, once there are any.
    """
    wanted = {f"{code}-{r.scaling}-{r.svm_c}" for code in study.network_codes for r in study.readouts}
    if study.plan:
        wanted |= {f"{code}-{r.scaling}-{r.svm_c}" for code in study.plan.codes if code not in study.input_codes
                   for r in study.plan.readouts}
    return bool(wanted) and wanted <= set(run.readouts)


def progress(study: Study) -> tuple[list[str], list[list[str]]]:
    """A row for each network: how many seeds have passed each stage."""
    total = len(study.wanted_seeds)
    rows = []
    for name in study.networks:
        own = [run for run in study.runs if run.network == name and run.seed in study.wanted_seeds]
        counts = (sum(run.is_made for run in own), sum(run.is_measured for run in own),
                  sum(run.is_simulated for run in own), sum(_read_out(study, run) for run in own))
        rows.append([name, *(f"{count} of {total}" for count in counts)])
    return ["Network", *STAGES], rows


def notes(study: Study) -> list[str]:
    """What a reader must know of an unfinished or old study."""
    found = []
    if study.runs and not study.from_run_folders and study.summary:
        more = sorted({run.seed for run in study.runs if run.readouts} - set(study.seeds))
        if more:
            found.append(f"Run folders have results of more seeds ({seeds_text(more)}) than the tables; "
                         "ebsnn_study --stage test writes the tables again.")
    lacking = [name for name, rows in (("metrics.tidy.csv", study.metrics), ("tests.csv", study.tests),
                                       ("ei.tidy.csv", study.ei)) if not rows]
    if study.summary and not study.from_run_folders and lacking:
        found.append(f"Not there, or not usable: {', '.join(lacking)}.")
    return found


def pairs(study: Study) -> list[tuple[str, str]]:
    """The summary at the top of the page."""
    checksums = plan_checksums(study)
    frozen = (f"yes (checksum {study.plan.checksum}): plan, hypotheses and seeds of this folder are fixed"
              if study.plan else "no: nothing in this report is a planned result")
    guesses = [f"{row.network.replace('-', ' ')} {row.value:.3g} %" for row in study.metrics if row.network in GUESSES]
    settings = study.plan.settings if study.plan else {}
    found = [("Study folder", str(study.folder.resolve())), ("State", state(study)), ("Plan frozen", frozen)]
    if not study.plan and checksums:
        found.append(("Plan", f"checksum {', '.join(checksums)}"))
    found += [("Networks", f"{len(study.networks)}: {', '.join(study.networks)}"),
              ("Seeds", f"{seeds_text(study.seeds)} read out; {seeds_text(study.wanted_seeds)} wanted")]
    counts = sorted({row.n for row in study.summary})
    if counts:
        found.append(("Test recordings", " or ".join(f"{n:,}" for n in counts) + " a level"))
    if guesses:
        found.append(("Guessing", ", ".join(unique(guesses))))
    found += [(title, settings[key]) for title, key in (("Data", "data"), ("Patches a training", "patches"),
                                                        ("Replicates", "replicates")) if settings.get(key)]
    if not settings.get("data"):
        data = unique(p.option("data") or "" for run in study.runs for p in run.provenance.values())
        found += [("Data", ", ".join(filter(None, data)))] if any(data) else []
    return found


def programs(study: Study) -> tuple[list[str], list[list[str]]]:
    """Programs, versions and machines that made the files of run folders, with numbers of files."""
    names = ("program", "version", "git_revision", "instruction_set", "library_versions", "host")
    counts: dict[tuple, int] = {}
    for run in study.runs:
        for provenance in run.provenance.values():
            key = tuple(provenance[name] for name in names)
            counts[key] = counts.get(key, 0) + 1
    return (["Program", "Version", "Revision", "Instructions", "Libraries", "Host", "Files"],
            [[*key, str(count)] for key, count in sorted(counts.items())])


def shell_word(path: Path) -> str:
    """A path for a command that is shown."""
    try:
        return for_shell(str(path))
    except ValueError:
        return printable(path)


def _line(provenance: Provenance) -> str:
    return command_text(provenance) or f"# no command of a shell: {provenance['command_line']}"


def commands(study: Study) -> str:
    """All commands that made the files of run folders, each once, in the order in which they began."""
    made = sorted((p["start_time"], _line(p)) for run in study.runs for p in run.provenance.values())
    return "\n".join(unique(line for _, line in made))
