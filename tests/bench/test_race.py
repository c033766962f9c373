"""Rounds, medians, and ratios beside their goals."""

from itertools import count

from bench.race import Goal, medians, ratios, rounds_of


def test_everybody_takes_part_once_a_round_and_the_order_turns():
    order = []
    contestants = {name: lambda name=name: order.append(name) or 1.0 for name in "ab"}
    rounds_of(contestants, 3, quiet=True)
    assert "".join(order) == "abbaab"


def test_a_ratio_is_taken_within_each_round_and_then_the_median():
    measured = {"a": [10.0, 4.0, 9.0], "b": [5.0, 1.0, 3.0]}  # 2, 4, 3
    assert ratios(measured, [Goal("a", "b", at_least=3)]) == {"a / b": {"ratio": 3.0, "goal": ">= 3", "met": True}}


def test_a_goal_may_be_a_limit_or_missing():
    measured = {"a": [2.0], "b": [1.0]}
    assert ratios(measured, [Goal("a", "b", at_most=1.3)])["a / b"] == {"ratio": 2.0, "goal": "<= 1.3", "met": False}
    assert ratios(measured, [Goal("a", "b")])["a / b"] == {"ratio": 2.0}


def test_medians_have_four_digits():
    numbers = count(1)
    measured = rounds_of({"a": lambda: next(numbers) * 1234.567}, 3, quiet=True)
    assert medians(measured) == {"a": 2469.0}
