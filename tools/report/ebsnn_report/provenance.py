"""The origin of a run, and the commands that repeat it."""

from __future__ import annotations

from dataclasses import dataclass

from .run_folder import Provenance, Run

SHOWN = ("program", "version", "git_revision", "seed", "data_checksum", "network_checksum",
         "command_line", "ranks", "instruction_set", "library_versions", "host", "start_time",
         "end_time")


@dataclass
class Made:
    """Files that one command made."""

    files: list[str]
    provenance: Provenance


def commands(run: Run) -> list[Made]:
    """The commands that made the run's files, in the order in which they were started."""
    made: dict[tuple, Made] = {}
    for name, provenance in run.files.items():
        key = tuple(provenance[k] for k in ("program", "command_line", "start_time"))
        made.setdefault(key, Made([], provenance)).files.append(name)
    return sorted(made.values(), key=lambda m: m.provenance["start_time"])


def command_text(provenance: Provenance) -> str:
    """The recorded command line, with mpirun if it had several ranks."""
    ranks = provenance["ranks"]
    prefix = f"mpirun -n {ranks} " if ranks not in ("", "1") else ""
    return prefix + provenance["command_line"]


def _unique_commands(run: Run) -> list[Provenance]:
    """Provenance of each different command, in order. A command repeated after an interruption
    counts once."""
    seen: dict[str, Provenance] = {}
    for made in commands(run):
        seen.setdefault(made.provenance["command_line"], made.provenance)
    return list(seen.values())


def repeat_script(run: Run) -> str:
    """A shell script that repeats the run, with checksums to compare the result with."""
    lines = ["#!/bin/sh", "# Repeats this run. The folders named below must not contain it yet.",
             "set -e"]
    for provenance in _unique_commands(run):
        lines += ["", f"# {provenance['program']} {provenance['version']}, "
                      f"revision {provenance['git_revision']}; seed {provenance['seed']}; "
                      f"checksum of data {provenance['data_checksum'] or 'none'}, "
                      f"of network {provenance['network_checksum'] or 'none'}"]
        if provenance.option("config"):
            lines.append("# Content of its --config file:")
            lines += [f"#   {line}" for line in provenance["configuration"].splitlines()]
        lines.append(command_text(provenance))
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
        settings = p.settings
        state = "finished" if run.finished else "going on, or interrupted"
        planned = f" of {run.planned_patches:,}" if run.planned_patches else ""
        pairs += [("Training", f"{run.network.patches:,}{planned} patches ({state}), batch "
                               f"{settings.get('batch', '?')}, seed {p['seed']}"),
                  ("Data", f"{p.option('data') or 'unknown'} (checksum {p['data_checksum']})"),
                  ("Program", f"{p['version']}, revision {p['git_revision']}")]
    units = sum(len(levels) for levels in run.test_activity.values())
    if units:
        pairs.append(("Evaluation", f"{units} conditions of {len(run.test_activity)} "
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
