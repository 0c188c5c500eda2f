"""Differences between networks: those of tests.csv, and those of single seeds.

The second kind is computed here from summary.tidy.csv, because tests.csv has means over seeds. The definition of
AUC is that of src/statistics/level_curve.hpp.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .rows import Readout, System, TestRow
from .study import Study

UPPER_HALF = "upper-half"
SIGNIFICANT = 0.05


@dataclass
class Difference:
    """AUC of one network minus AUC of another, percentage points; NaN where it is unknown."""

    points: float
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    p_holm: float = math.nan
    p_equivalence: float = math.nan
    seeds: int = 0

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is outside the interval."""
        return self.low > 0 or self.high < 0

    def reversed(self) -> Difference:
        """Of the other network minus this one."""
        return Difference(-self.points, -self.high, -self.low, self.p, self.p_holm, self.p_equivalence,
                          self.seeds)


def of_row(row: TestRow) -> Difference:
    """What a row of tests.csv says."""
    return Difference(row.difference_points, row.low, row.high, row.p, row.p_holm, row.p_equivalence,
                      row.seeds)


def pair_difference(study: Study, system: System, other: str, corruption: str) -> Difference | None:
    """AUC of `system` minus that of another network with the same code and readout, over all levels."""
    network, code, readout = system
    row = study.pairs.get((readout, code, network, other, corruption))
    if row:
        return of_row(row)
    row = study.pairs.get((readout, code, other, network, corruption))
    return of_row(row).reversed() if row else None


def area_under_curve(levels: list[float], accuracies: list[float]) -> float:
    """The mean accuracy over the axis of levels, by trapezoids; NaN for less than two levels."""
    span = levels[-1] - levels[0] if len(levels) > 1 else math.nan
    return sum((a + b) / 2 * (y - x) for a, b, x, y in
               zip(accuracies, accuracies[1:], levels, levels[1:])) / span


def seed_differences(study: Study, system: System, other: str, corruption: str,
                     levels: str) -> dict[int, float]:
    """AUC of `system` minus that of another network, by seed, from summary.tidy.csv.

    `levels`: all or upper-half. Seeds that lack a level of either network are left out.
    """
    own = study.accuracies.get((system, corruption), {})
    others = study.accuracies.get((system._replace(network=other), corruption), {})
    axis = list(own)
    if axis != list(others):
        return {}
    axis = axis[len(axis) // 2:] if levels == UPPER_HALF else axis
    if len(axis) < 2:
        return {}
    seeds = set.intersection(*(set(by_level[level]) for by_level in (own, others) for level in axis))
    return {seed: area_under_curve(axis, [own[level][seed] - others[level][seed] for level in axis])
            for seed in sorted(seeds)}


def smallest_p(seeds: int) -> float:
    """The smallest two-sided p that a sign-flip test can give."""
    return min(1.0, 2.0 / 2 ** seeds)


def verdict(hypothesis: TestRow) -> str:
    """What a row says about its hypothesis, by p after Holm. Only planned ones hold or are contradicted."""
    found = of_row(hypothesis)
    if found.points == 0:
        return "no difference"
    as_expected = (found.points > 0) == (hypothesis.expected == "above")
    direction = "as expected" if as_expected else "against expectation"
    if found.p_holm <= SIGNIFICANT and hypothesis.kind == "planned":
        return "holds" if as_expected else "contradicted"
    if found.p_holm <= SIGNIFICANT:
        return f"{direction}, significant"
    if found.excludes_zero:
        return f"{direction}, interval excludes 0"
    return f"{direction}, not significant"
