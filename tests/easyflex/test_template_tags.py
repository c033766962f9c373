"""Small words of the templates."""

import pytest
from django.utils.translation import override

from easyflex.template_tags import duration


@pytest.mark.parametrize(
    ("milliseconds", "dutch", "english"),
    [
        (0, "0 ms", "0 ms"),
        (999, "999 ms", "999 ms"),
        (1000, "1,0 s", "1.0 s"),
        (30_005, "30,0 s", "30.0 s"),
        (600_000, "600,0 s", "600.0 s"),
    ],
)
def test_a_duration_is_read_in_the_readers_language(milliseconds: int, dutch: str, english: str) -> None:
    with override("nl"):
        assert duration(milliseconds) == dutch
    with override("en"):
        assert duration(milliseconds) == english
