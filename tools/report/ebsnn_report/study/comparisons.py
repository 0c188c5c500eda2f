"""Differences between networks: those of tests.csv, and what hypotheses give under other readouts.

The second kind is computed here from summary.tidy.csv, because tests.csv has hypotheses under the planned
readout alone, and the upper half of the levels for hypotheses alone. Definitions are those of
src/statistics/level_curve.hpp and sign_flip.hpp.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from .rows import Readout, System, TestRow
from .study import Study

UPPER_HALF = "upper-half"
SIGNIFICANT = 0.05
MOST_FLIPPED = 20  # seeds of a sign-flip test


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
    from_tests: bool = True  # False: computed from summary.tidy.csv

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is outside the interval."""
        return self.low > 0 or self.high < 0

    def reversed(self) -> Difference:
        """Of the other network minus this one."""
        return Difference(-self.points, -self.high, -self.low, self.p, self.p_holm, self.p_equivalence,
                          self.seeds, self.from_tests)


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


def sign_flip_p(differences: list[float]) -> float:
    """Two-sided p over all patterns of signs; NaN for none, or for more than 20."""
    if not 0 < len(differences) <= MOST_FLIPPED:
        return math.nan
    observed = abs(math.fsum(differences)) - 1e-10 * sum(map(abs, differences))
    # The first sign stays: turning all signs round changes no absolute value.
    first, *others = differences
    sums = [first]
    for d in others:
        sums = list(itertools.chain.from_iterable((s + d, s - d) for s in sums))
    return sum(abs(s) >= observed for s in sums) / len(sums)


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


def under_readout(study: Study, hypothesis: TestRow, readout: Readout) -> Difference | None:
    """The difference that a hypothesis is about, under any readout."""
    if readout == hypothesis.readout:
        return of_row(hypothesis)
    system = System(hypothesis.network, hypothesis.code, readout)
    if hypothesis.levels != UPPER_HALF:
        return pair_difference(study, system, hypothesis.other, hypothesis.corruption)
    by_seed = list(seed_differences(study, system, hypothesis.other, hypothesis.corruption,
                                    hypothesis.levels).values())
    if not by_seed:
        return None
    return Difference(math.fsum(by_seed) / len(by_seed), p=sign_flip_p(by_seed), seeds=len(by_seed),
                      from_tests=False)


def smallest_p(seeds: int) -> float:
    """The smallest two-sided p that a sign-flip test can give."""
    return min(1.0, 2.0 / 2 ** seeds)


def verdict(hypothesis: TestRow, found: Difference) -> str:
    """What a difference says about the hypothesis; p is Holm's where there is one."""
    if found.points == 0:
        return "no difference"
    as_expected = (found.points > 0) == (hypothesis.expected == "above")
    p = found.p_holm if found.from_tests else found.p
    if p <= SIGNIFICANT:
        return "holds" if as_expected else "contradicted"
    direction = "as expected" if as_expected else "against expectation"
    if found.excludes_zero:
        return f"{direction}, interval excludes 0"
    return f"{direction}, not significant"
