"""The origin of a run, and the commands that repeat it."""

from __future__ import annotations

from dataclasses import dataclass

from .run import Provenance, Run
from .text import for_shell, printable

SHOWN = ("program", "version", "git_revision", "seed", "data_checksum", "network_checksum",
         "command_line", "ranks", "instruction_set", "library_versions", "host", "start_time",
         "end_time")


@dataclass
class Made:
    """Files that one command made."""

    files: list[str]
    provenance: Provenance


def _command(provenance: Provenance) -> tuple:
    """The key that distinguishes commands."""
    return (provenance["command_line"], *(provenance.recorded_arguments or ()))


def commands(run: Run) -> list[Made]:
    """The commands that made the run's files, in the order in which they were started."""
    made: dict[tuple, Made] = {}
    for name, provenance in run.files.items():
        key = (provenance["program"], provenance["start_time"], _command(provenance))
        made.setdefault(key, Made([], provenance)).files.append(name)
    return sorted(made.values(), key=lambda m: m.provenance["start_time"])


def command_text(provenance: Provenance) -> str | None:
    """The command for a POSIX shell, with mpirun if it had several ranks; None if there is none."""
    try:
        words = [for_shell(word) for word in provenance.words or []]
    except ValueError:
        return None
    if not words:
        return None
    ranks = provenance["ranks"]
    several = ranks.isascii() and ranks.isdecimal() and ranks != "1"
    return " ".join(["mpirun", "-n", ranks, *words] if several else words)


def _unique_commands(run: Run) -> list[Provenance]:
    """Provenance of each different command, in order. A command repeated after an interruption
    counts once."""
    seen: dict[tuple, Provenance] = {}
    for made in commands(run):
        seen.setdefault(_command(made.provenance), made.provenance)
    return list(seen.values())


def unclear_commands(run: Run) -> list[str]:
    """A message for each command that cannot be repeated because its record is no shell command."""
    return [f"{run.folder}: repeat.sh lacks the command that made {', '.join(made.files[:3])}, since its "
            f"record is no command of a shell: '{made.provenance['command_line'][:80]}'"
            for made in commands(run) if command_text(made.provenance) is None]


def repeat_script(run: Run) -> str:
    """A shell script that repeats the run, with checksums to compare the result with."""
    lines = ["#!/bin/sh", "# Repeats this run. The folders named below must not contain it yet.",
             "set -e"]
    for provenance in _unique_commands(run):
        lines += ["", printable(
            f"# {provenance['program']} {provenance['version']}, revision "
            f"{provenance['git_revision']}; seed {provenance['seed']}; checksum of data "
            f"{provenance['data_checksum'] or 'none'}, of network "
            f"{provenance['network_checksum'] or 'none'}")]
        command = command_text(provenance)
        if command is None:
            lines += ["# Its command line is no command of a shell, as it was recorded:",
                      f"#   {printable(provenance['command_line'])}", "exit 1"]
            continue
        if provenance.command_option("config"):
            lines.append("# Content of its --config file:")
            lines += [f"#   {printable(line)}" for line in provenance["configuration"].splitlines()]
        lines.append(command)
    return "\n".join(lines) + "\n"


def data_argument(run: Run) -> str | None:
    """The value of --data, in the evaluation or else in the training."""
    for name in sorted(run.files, key=lambda n: not n.startswith("activity/")):
        data = run.files[name].option("data")
        if data:
            return data
    return None


def summary_pairs(run: Run) -> list[tuple[str, str]]:
    """The summary of a run at the top of the page."""
    pairs = [("Run folder", str(run.folder.resolve()))]
    if run.network:
        p = run.network.provenance
        state = "finished" if run.finished else "going on, or interrupted"
        planned = f" of {run.planned_patches:,}" if run.planned_patches else ""
        pairs += [("Training", f"{run.network.patches:,}{planned} patches ({state}), batch "
                               f"{p.settings.get('batch', '?')}, seed {p['seed']}"),
                  ("Data", f"{p.option('data') or 'unknown'} (checksum {p['data_checksum']})"),
                  ("Program", f"{p['version']}, revision {p['git_revision']}")]
    seen = run.one_presented
    if seen:
        pairs.append(("Task", f"{len(seen.classes)} {seen.classes.nouns} ({seen.classes.span}), "
                              f"{len(seen.windows)} windows of the sensor"))
    units = sum(len(levels) for levels in run.tested.values())
    if units:
        pairs.append(("Evaluation", f"{units} conditions of {len(run.tested)} "
                                    f"corruption(s) simulated, "
                                    f"{sum(len(r.level) for r in run.results.values())} "
                                    "classified"))
    clean = run.clean_result()
    if clean:
        result, i = clean
        pairs.append(("Accuracy, clean", f"{result.accuracy[i]:.2f} % (95 % interval "
                      f"{result.wilson[i, 0]:.2f} – {result.wilson[i, 1]:.2f} %, "
                      f"n = {int(result.n[i])})"))
    return pairs
