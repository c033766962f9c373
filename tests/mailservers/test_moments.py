"""Moments as people say them."""

from datetime import UTC, datetime

import pytest

from mailservers.moments import when

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 2, 8, 12, tzinfo=UTC), "vandaag 9:12"),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "vandaag 0:30"),
        (datetime(2026, 3, 1, 22, 30, tzinfo=UTC), "gisteren 23:30"),
        (datetime(2026, 2, 27, 8, 0, tzinfo=UTC), "27 februari 9:00"),
        (datetime(2025, 12, 31, 8, 0, tzinfo=UTC), "31 december 2025 9:00"),
    ],
)
def test_a_moment_is_named_by_its_distance(moment: datetime, words: str) -> None:
    assert when(moment, NOW) == words
