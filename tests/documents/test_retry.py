"""When to try again: arithmetic, with the clock and chance as arguments."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.retry import JITTER, LEAST_TRIES, Schedule

USUAL = Schedule(first_s=60, longest_s=4 * 3600, days=3)
MIDDLE = 0.5  # the chance that spreads nothing
CHANCES = st.floats(0, 1)
FAILURES = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("failures", "delay_s"),
    [
        (0, 60),  # counts as the first
        (1, 60),
        (2, 120),  # 60 * 2
        (3, 240),  # 60 * 2 ** 2
        (8, 7_680),  # 60 * 2 ** 7
        (9, 14_400),  # 60 * 2 ** 8 = 15 360, more than the longest
        (10, 14_400),
        (5_000, 14_400),  # 2 ** 4 999 is no number that a float can hold
    ],
    ids=str,
)
def test_the_wait_doubles_up_to_the_longest(failures: int, delay_s: float) -> None:
    assert USUAL.delay_s(failures, MIDDLE) == delay_s


@pytest.mark.parametrize(
    ("chance", "delay_s"), [(0, 54), (0.25, 57), (0.5, 60), (0.75, 63), (1, 66)], ids=lambda value: f"{value}"
)
def test_chance_spreads_the_first_wait_by_a_tenth_either_way(chance: float, delay_s: float) -> None:
    assert USUAL.delay_s(1, chance) == pytest.approx(delay_s)


@given(failures=FAILURES, chance=CHANCES)
def test_no_wait_is_outside_its_bounds(failures: int, chance: float) -> None:
    delay_s = USUAL.delay_s(failures, chance)
    assert USUAL.first_s * (1 - JITTER) <= delay_s <= USUAL.longest_wait_s


@given(failures=FAILURES, chance=CHANCES)
def test_one_more_failure_never_shortens_the_wait(failures: int, chance: float) -> None:
    assert USUAL.delay_s(failures + 1, chance) >= USUAL.delay_s(failures, chance)


def test_a_thousand_documents_refused_together_do_not_come_back_together() -> None:
    waits = [USUAL.delay_s(1, chance / 1000) for chance in range(1000)]
    assert max(waits) - min(waits) == pytest.approx(12, rel=0.01)  # 60 s, a tenth either way
    assert len(set(waits)) == 1000


@pytest.mark.parametrize(
    ("tries", "waited", "is_over"),
    [
        (LEAST_TRIES, dt.timedelta(days=3), True),
        (LEAST_TRIES, dt.timedelta(days=3) - dt.timedelta(seconds=1), False),
        (LEAST_TRIES - 1, dt.timedelta(days=400), False),  # a clock that jumped ends nothing by itself
        (1_000_000, dt.timedelta(hours=1), False),
        (1_000_000, -dt.timedelta(days=1), False),  # a clock that was put back
        (50, dt.timedelta(days=4), True),
    ],
    ids=["both", "a second early", "too few tries", "too soon", "before it was queued", "long over"],
)
def test_it_is_over_after_enough_tries_and_enough_time(tries: int, waited: dt.timedelta, is_over: bool) -> None:
    assert USUAL.is_over(tries, waited) is is_over


def test_half_a_day_is_a_schedule_too() -> None:
    half = Schedule(first_s=1, longest_s=10, days=0.5)
    assert not half.is_over(9, dt.timedelta(hours=11, minutes=59))
    assert half.is_over(9, dt.timedelta(hours=12))


def test_a_first_wait_above_the_longest_is_cut_and_the_limit_for_wrong_clocks_covers_both() -> None:
    odd = Schedule(first_s=100, longest_s=10)
    assert odd.delay_s(1, MIDDLE) == 10
    assert odd.longest_wait_s == pytest.approx(110)


def test_the_configured_schedule_is_that_of_the_settings(settings) -> None:
    settings.RETRY_FIRST_S, settings.RETRY_LONGEST_S, settings.RETRY_DAYS = 7, 70, 0.25
    assert Schedule.configured() == Schedule(7, 70, 0.25)
