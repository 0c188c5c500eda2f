"""Which run folders a study has, what is done in them, and which commands did it."""

from __future__ import annotations

import os
from pathlib import Path

from ebsnn.h5 import has_group

from ..checked_file import number_attribute, opened
from ..errors import ReportError
from ..run import Provenance
from ..run_folder import read_provenance
from .csv_rows import MOST_SEED
from .study import RunPieces

MOST_RUNS = 10_000
MOST_FILES = 1000  # of one run folder that are asked for their commands
MOST_COST = 1e12
FILES = ("network.h5", "ei.h5", "activity/clean.h5", "results.h5")


def _folders(folder: Path) -> list[Path]:
    """Folders in a folder by name, without hidden ones; none if there is no such folder."""
    if not folder.exists():
        return []
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries
                     if not entry.name.startswith(".") and entry.is_dir()]
    except OSError as error:
        raise ReportError(f"{folder}: cannot be read: {error.strerror}") from error
    if len(names) > MOST_RUNS:
        raise ReportError(f"{folder}: has {len(names):,} folders, at most {MOST_RUNS:,} are read")
    return [folder / name for name in sorted(names)]


def _seed_of(folder: Path) -> int | None:
    """Of a folder called seed-3."""
    word = folder.name.removeprefix("seed-")
    fits = word != folder.name and word.isascii() and word.isdecimal() and len(word) <= 20
    return int(word) if fits and int(word) <= MOST_SEED else None


def _parent_of(provenance: Provenance) -> str:
    """The network in --network STUDY/networks/NAME/seed-1/network.h5 of ebsnn_vary."""
    source = provenance.option("network") if provenance["program"] == "ebsnn_vary" else None
    parts = Path(source or "").parts
    return parts[-3] if len(parts) >= 3 else ""


def _provenance_of(run: RunPieces, problems: list[str]) -> None:
    """Of the files that tell of the run's commands."""
    kept = sorted(path.relative_to(run.folder).as_posix()
                  for path in (run.folder / "predictions").glob("*.h5") if not path.name.startswith("."))
    run.readouts = [Path(name).stem for name in kept]
    for name in [*FILES, *kept[:MOST_FILES]]:
        try:
            with opened(run.folder / name) as file:
                if file is not None:
                    run.provenance[name] = read_provenance(run.folder / name, file)
        except ReportError as error:
            problems.append(str(error))


def _load_chosen_cost(run: RunPieces, problems: list[str]) -> None:
    """From the classifier that was fitted last, if cross-validation chose its C."""
    path = run.folder / "classifier.h5"
    try:
        with opened(path) as file:
            if file is None or not has_group(file, "cross_validation"):
                return
            about = read_provenance(path, file)
            cost = number_attribute(f"{path}: /cross_validation", file["cross_validation"], "chosen_cost", 0, MOST_COST)
            run.chosen_costs[about["code"] or "v1", about["scaling"] or "counts"] = cost
    except ReportError as error:
        problems.append(str(error))


def _run_of(folder: Path, seed: int, problems: list[str]) -> RunPieces:
    run = RunPieces(folder.parent.name, seed, folder)
    _provenance_of(run, problems)
    _load_chosen_cost(run, problems)
    run.is_made = "network.h5" in run.provenance
    run.is_measured = "ei.h5" in run.provenance
    run.is_simulated = (folder / "pieces" / "evaluate").exists()
    if run.is_made:
        run.parent = _parent_of(run.provenance["network.h5"])
    return run


def find_runs(networks: Path, problems: list[str]) -> list[RunPieces]:
    """All run folders NAME/seed-<s> in `networks`; what cannot be read is added to `problems`."""
    runs = []
    for folder in _folders(networks):
        for seed_folder in _folders(folder):
            seed = _seed_of(seed_folder)
            if seed is not None:
                runs.append(_run_of(seed_folder, seed, problems))
    return sorted(runs, key=lambda run: (run.network, run.seed))
