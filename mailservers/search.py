"""What people type into the search box of a list."""

from django.http import HttpRequest

LONGEST = 200  # characters; every word of it is a condition, and SQLite takes no thousand of them


def searched(request: HttpRequest) -> str:
    """The words to look for, as any database can take them: PostgreSQL refuses NUL."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
