"""A hand-made folder of a study, as ebsnn_study writes it: its tables and run folders."""

from __future__ import annotations

import csv
import itertools
import math
from dataclasses import dataclass, field

import h5py

from support import write_named_results, write_network, write_provenance

PLAN = "0123456789abcdef"
AXES = {"drop_event": ("fraction", {"title": "Dropped events", "axis_label": "Share of events dropped",
                                    "chance_percent": 10.0, "place": 0}),
        "fog": ("m", {"title": "Fog", "axis_label": "Depth (m)", "chance_percent": 10.0, "place": 1})}
SUMMARY_HEADER = "network,seed,code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,plan"
METRICS_HEADER = ("network,code,scaling,svm_c,corruption,level,metric,value,low,high,undefined,accuracy_percent,note,"
                  "plan")
TESTS_HEADER = ("kind,hypothesis,test,code,scaling,svm_c,network,other,corruption,levels,expected,seed,seeds,"
                "difference_points,low,high,p,p_holm,p_equivalence,plan")
EI_HEADER = ("network,seed,corruption,level,population,recordings,ratio,ratio_lower_quartile,ratio_median,"
             "ratio_upper_quartile,rate_hz,mean_g_exc,mean_g_inh,peak_lag_ms,peak_height,plan")


@dataclass
class Made:
    """What the study is about. Networks: name to parent, "" if trained. Hypotheses: network, other,
    corruption, levels, expected, svm_c."""

    networks: dict = field(default_factory=lambda: {"one": "", "none": "", "cut": "one"})
    seeds: tuple = (1, 2, 3)
    codes: tuple = ("v1",)
    input_codes: tuple = ("events-merged",)
    readouts: tuple = ("1", "auto")
    levels: dict = field(default_factory=lambda: {"drop_event": (0, 0.4, 0.8), "fog": (0, 1, 2, 4)})
    axes: dict = field(default_factory=lambda: dict(AXES))
    hypotheses: tuple = (("one", "none", "drop_event", "all", "above", "auto"),
                         ("one", "none", "fog", "upper-half", "below", "auto"))
    wanted: dict = field(default_factory=lambda: {"one": 1.0})
    frozen: bool = True
    planned_seeds: str = ""  # of the plan, if it has more than the tables
    small: bool = True  # networks of 6 neurons

    def systems(self):
        """Network and code of all systems, in the order of the tables."""
        return [*itertools.product(self.networks, self.codes), *(("input", code) for code in self.input_codes)]

    def accuracy(self, network, code, svm_c, corruption, level, seed=None):
        """A made-up accuracy (percent); the mean over seeds without a seed."""
        place = [*self.networks, "input"].index(network)
        levels = self.levels[corruption]
        share = level / (levels[-1] or 1)
        strength = 75 + 3 * place % 11 + 4 * (svm_c == "auto") + len(code) % 3
        robust = 0.6 + 0.07 * place % 0.4 + 0.05 * list(self.levels).index(corruption)
        spread = 0 if seed is None else (seed - sum(self.seeds) / len(self.seeds)) * 0.8
        return round(10 + (strength - 10 + spread) * math.exp(-(2 * share) ** 2 / robust), 4)

    def auc(self, network, code, svm_c, corruption, part, seed=None):
        """Area under the accuracies above."""
        levels = self.levels[corruption]
        levels = levels[len(levels) // 2:] if part == "upper-half" else levels
        values = [self.accuracy(network, code, svm_c, corruption, level, seed) for level in levels]
        return sum((a + b) / 2 * (y - x) for a, b, x, y in zip(values, values[1:], levels, levels[1:])) / (
            levels[-1] - levels[0])


def write_rows(path, header, rows):
    """A table; None is an empty cell."""
    with open(path, "w", newline="", encoding="utf-8", errors="surrogateescape") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)


def _summary(made):
    for svm_c in made.readouts:
        for (network, code), seed in itertools.product(made.systems(), made.seeds):
            for corruption, levels in made.levels.items():
                for level in levels:
                    yield [network, seed, code, "counts", svm_c, corruption, level, made.axes[corruption][0], 100,
                           made.accuracy(network, code, svm_c, corruption, level, seed), PLAN]


def _metrics(made):
    for svm_c in made.readouts:
        yield ["chance", "", "counts", svm_c, "all", "", "accuracy", 10, 10, 10, 0, "", "", PLAN]
        for network, code in made.systems():
            def row(corruption, level, metric, value, width, note=""):
                return [network, code, "counts", svm_c, corruption, level, metric, value, value - width,
                        value + width, 0, "", note, PLAN]
            for corruption, levels in made.levels.items():
                clean = made.accuracy(network, code, svm_c, corruption, levels[0])
                for level in levels:
                    value = made.accuracy(network, code, svm_c, corruption, level)
                    yield row(corruption, level, "accuracy", value, 2)
                    if level:
                        yield row(corruption, level, "retention", value / clean, 0.05)
                yield row(corruption, "", "auc", made.auc(network, code, svm_c, corruption, "all"), 2)
                yield row(corruption, "", "s50", math.inf if network == "input" else levels[-1] / 2, 0.1,
                          "> last level" if network == "input" else "")
                yield row(corruption, "", "ce", 1.25, 0.125)
            yield row("all", "", "mce", 1.5, 0.25)
            yield row("all", "", "relative_mce", math.nan, 0.25, "denominator <= 0")


def _difference(made, network, other, code, svm_c, corruption, part):
    return (made.auc(network, code, svm_c, corruption, part) - made.auc(other, code, svm_c, corruption, part))


def _tests(made):
    count = len(made.seeds)
    kind = "not-frozen" if not made.frozen else "interim" if made.planned_seeds else "planned"
    for number, (network, other, corruption, part, expected, svm_c) in enumerate(made.hypotheses, 1):
        d = _difference(made, network, other, "v1", svm_c, corruption, part)
        yield [kind, f"H{number}", "sign-flip", "v1", "counts", svm_c, network, other, corruption, part, expected,
               None, count, d, d - 1.5, d + 1.5, 0.25, 0.5, 0.75, PLAN]
    for other_c, code in itertools.product(made.readouts, made.codes):
        for number, (network, other, corruption, part, expected, svm_c) in enumerate(made.hypotheses, 1):
            if (other_c, code) != (svm_c, "v1"):
                d = _difference(made, network, other, code, other_c, corruption, part)
                yield ["exploratory", f"H{number}", "sign-flip", code, "counts", other_c, network, other, corruption,
                       part, expected, None, count, d, d - 0.5, d + 0.5, 0.02, 0.04, 0.75, PLAN]
    for number, (network, other, corruption, _, _, svm_c) in enumerate(made.hypotheses, 1):
        for seed, level in itertools.product(made.seeds, made.levels[corruption]):
            yield ["exploratory", f"H{number}", "mcnemar", "v1", "counts", svm_c, network, other, corruption, level,
                   None, seed, 1, 3 if level else -3, None, None, 0.01, None, None, PLAN]
    for svm_c, code in itertools.product(made.readouts, made.codes):
        for network, other in itertools.combinations(made.networks, 2):
            for corruption in made.levels:
                d = _difference(made, network, other, code, svm_c, corruption, "all")
                yield ["exploratory", None, "sign-flip", code, "counts", svm_c, network, other, corruption, "all",
                       None, None, count, d, d - 1, d + 2, 0.25, 1, 0.03 if abs(d) < 0.5 else 0.9, PLAN]


def _ei(made):
    for place, (network, seed) in enumerate(itertools.product(made.networks, made.seeds)):
        for population in ("V1", "Inh"):
            ratio = math.inf if network == "none" else made.wanted.get(network, 1.5) * (1 + 0.03 * seed)
            yield [network, seed, "clean", 0, population, 50, ratio, ratio * 0.9, ratio, ratio * 1.1, 20 + place % 7,
                   1, 1, 2, 0.5, PLAN]


def _plan_text(made):
    lines = [PLAN, "data: digits.h5", f"seeds: {made.planned_seeds or ','.join(map(str, made.seeds))}", "patches: 1000",
             f"codes: {' '.join([*made.codes, *made.input_codes])}"]
    for name, parent in made.networks.items():
        wanted = f" calibrate={made.wanted[name]:g}" if name in made.wanted else ""
        lines.append(f"network {name}:{wanted}" + (f" from {parent} [block feedback]" if parent else ""))
    lines += [f"readout: counts {svm_c}" for svm_c in made.readouts]
    for number, (network, other, corruption, part, expected, svm_c) in enumerate(made.hypotheses, 1):
        lines.append(f"hypothesis H{number}: {network} minus {other} {'>' if expected == 'above' else '<'} 0 under "
                     f"{corruption}, levels {part}, code v1, counts {svm_c}")
    return "\n".join(lines) + "\n"


def write_run_folder(folder, made, network, seed):
    """One run folder: network, results, measurement and kept predictions."""
    run = folder / "networks" / network / f"seed-{seed}"
    parent = made.networks[network]
    words = f"--network STUDY/networks/{parent}/seed-{seed}/network.h5 " if parent else ""
    write_network(run / "network.h5", 17 * len(network) + seed, small=made.small,
                  program="ebsnn_vary" if parent else "ebsnn_train",
                  command_line=f"ebsnn_{'vary' if parent else 'train'} {words}--data digits.h5 --out {run}")
    write_named_results(run / "results.h5", [str(digit) for digit in range(10)], made.axes)
    for name in ("pieces", "predictions"):
        (run / name).mkdir(exist_ok=True)
    (run / "pieces/evaluate").write_text(PLAN, encoding="utf-8")
    kept = [f"{code}-counts-{svm_c}" for code in made.codes for svm_c in made.readouts]
    for name in [*(f"predictions/{stem}" for stem in kept), "ei"]:
        with h5py.File(run / f"{name}.h5", "w") as file:
            write_provenance(file, program="ebsnn_eval", command_line=f"ebsnn_eval --out {run}")
    return run


def write_classifier(study, network, seed, cost):
    """classifier.h5 of a run folder; cost None: cross-validation did not choose it."""
    with h5py.File(study / "networks" / network / f"seed-{seed}" / "classifier.h5", "w") as file:
        write_provenance(file, code="v1", scaling="counts", svm_c="1" if cost is None else "auto")
        if cost is not None:
            file.create_group("cross_validation").attrs["chosen_cost"] = cost


def write_study(folder, made=None, tables=True, runs=True):
    """The folder of a finished study."""
    made = made or Made()
    folder.mkdir(parents=True, exist_ok=True)
    if made.frozen:
        (folder / "frozen-plan.txt").write_text(_plan_text(made), encoding="utf-8")
    write_rows(folder / "calibration.csv", "network,wanted,training,parameter,value,ratio,chosen",
               [[name, wanted, 1, "intov1-offset", 8.5, wanted * 1.01, "yes"]
                for name, wanted in made.wanted.items()])
    if tables:
        write_rows(folder / "summary.tidy.csv", SUMMARY_HEADER, _summary(made))
        write_rows(folder / "metrics.tidy.csv", METRICS_HEADER, _metrics(made))
        write_rows(folder / "tests.csv", TESTS_HEADER, _tests(made))
        write_rows(folder / "ei.tidy.csv", EI_HEADER, _ei(made))
    for network, seed in itertools.product(made.networks if runs else (), made.seeds):
        write_run_folder(folder, made, network, seed)
    return made
