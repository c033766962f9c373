"""Parts of a page that ask again by themselves: replaced only when they have changed.

Replacing what is the same would take away a selection, and make a screen reader begin anew.
"""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SEEN = "X-Seen"  # sent by htmx with what it got the last time


def live_part(request: HttpRequest, page: str, part: str, context: dict[str, Any], *shown: Any) -> HttpResponse:
    """The whole `page`; for htmx the `part` alone, or 204 when everything that is `shown` is still the same."""
    mark = hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, page, context | {"mark": mark})
    if request.headers.get(SEEN) == mark:
        return HttpResponse(status=204)
    return render(request, part, context | {"mark": mark})
