"""One way to write a date: "25 november 2026". Django's short months have a capital, which no Dutch month has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHORT_MONTH = re.compile(r"""\|date:["'][^"']*[MNbnm]|date_format\([^)]*["'][^"']*[MNbnm][^"']*["']\)""")
WRITERS = [
    *sorted((ROOT / "templates").rglob("*.html")),
    *(path for app in ("demo", "documents", "employees", "mailservers") for path in sorted((ROOT / app).rglob("*.py"))),
]


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_months_are_written_in_full(path: Path) -> None:
    assert SHORT_MONTH.findall(path.read_text()) == []
