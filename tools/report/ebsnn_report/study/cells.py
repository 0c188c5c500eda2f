"""Numbers as cells of tables."""

from __future__ import annotations

import math
from typing import Iterable

NOTHING = "–"


def number(value: float, digits: int = 1) -> str:
    """With so many digits after the point; ∞ and – where it is none."""
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.{digits}f}".replace("-", "−")


def signed(value: float, digits: int = 1) -> str:
    """With its sign."""
    return f"+{number(value, digits)}" if value > 0 else number(value, digits)


def short(value: float) -> str:
    """With three significant digits: levels and ratios."""
    return number(value) if not math.isfinite(value) else f"{value:.3g}".replace("-", "−")


def interval(low: float, high: float, digits: int = 1, sign: bool = False) -> str:
    """"[1.0, 2.0]"; empty where both are missing."""
    form = signed if sign else number
    return "" if math.isnan(low) and math.isnan(high) else f"[{form(low, digits)}, {form(high, digits)}]"


def p_value(value: float) -> str:
    """"0.031", "< 0.001", –."""
    if math.isnan(value):
        return NOTHING
    return "< 0.001" if value < 0.001 else f"{value:.3g}" if value < 0.1 else f"{value:.2g}"


def span(values: Iterable[float], form=short) -> str:
    """One value, or the smallest and the largest one."""
    found = sorted(value for value in values if not math.isnan(value))
    if not found:
        return NOTHING
    ends = list(dict.fromkeys(form(value) for value in (found[0], found[-1])))
    return " to ".join(ends)
