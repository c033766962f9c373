"""Rounds in which everybody takes part once, medians over them, and ratios held against goals."""

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devtool.paths import say

Rounds = dict[str, list[float]]  # what was measured of each, round by round


@dataclass(frozen=True)
class Goal:
    """`over` divided by `under` is to be at least, or at most, so much; without either it is only told."""

    over: str
    under: str
    at_least: float | None = None
    at_most: float | None = None

    def judged(self, ratio: float) -> dict[str, Any]:
        """The ratio beside the goal: {"ratio", "goal", "met"}."""
        if self.at_least is not None:
            return {"ratio": shortened(ratio), "goal": f">= {self.at_least}", "met": ratio >= self.at_least}
        if self.at_most is not None:
            return {"ratio": shortened(ratio), "goal": f"<= {self.at_most}", "met": ratio <= self.at_most}
        return {"ratio": shortened(ratio)}


def rounds_of(contestants: Mapping[str, Callable[[], float]], rounds: int, *, quiet: bool = False) -> Rounds:
    """Measure all of them `rounds` times, to and fro, so that a machine that slows down treats nobody worse."""
    measured: Rounds = {name: [] for name in contestants}
    for number in range(rounds):
        order = list(contestants)
        for name in reversed(order) if number % 2 else order:
            measured[name].append(contestants[name]())
            if not quiet:
                say(f"    round {number + 1}: {name} {measured[name][-1]:.4g}")
    return measured


def medians(measured: Rounds) -> dict[str, float]:
    """The median of each, in four digits."""
    return {name: shortened(statistics.median(values)) for name, values in measured.items()}


def ratios(measured: Rounds, goals: Iterable[Goal]) -> dict[str, dict[str, Any]]:
    """For each goal the median of the rounds' ratios: {"over / under": {"ratio", "goal", "met"}}."""
    found = {}
    for goal in goals:
        pairs = zip(measured[goal.over], measured[goal.under], strict=True)
        found[f"{goal.over} / {goal.under}"] = goal.judged(statistics.median(over / under for over, under in pairs))
    return found


def shortened(value: float) -> float:
    """Four digits; more would be noise."""
    return float(f"{value:.4g}")
