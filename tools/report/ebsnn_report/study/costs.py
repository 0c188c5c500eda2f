"""Which cost C the linear classifier had where cross-validation chose it (--svm-c auto)."""

from __future__ import annotations

from .cells import NOTHING
from .study import Study


def table(study: Study) -> tuple[list[str], list[list[str]]]:
    """A row for each network, code and scaling; a column for each seed. Without rows if no run folder tells a C."""
    seeds = sorted({run.seed for run in study.runs if run.chosen_costs})
    found: dict[tuple[str, str, str], dict[int, float]] = {}
    for run in study.runs:
        for (code, scaling), cost in run.chosen_costs.items():
            found.setdefault((run.network, code, scaling), {})[run.seed] = cost
    keys = [key for name in study.networks for key in sorted(found) if key[0] == name]
    rows = [[*key, *(f"{found[key][seed]:g}" if seed in found[key] else NOTHING for seed in seeds)] for key in keys]
    return ["Network", "Code", "Scaling", *(f"Seed {seed}" for seed in seeds)], rows


TABLE_NOTE = ("C of the linear classifier that cross-validation on the training set chose (C = auto), from classifier.h5 "
              "of the run folders. This file is of the classifier that was fitted last: codes and seeds that are "
              "missing here had another one after them.")
