"""What the frame around every page shows of the person's work location."""

from functools import cache

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from employees import work_location
from employees.notices import notices_for
from employees.visitor import employee_of
from employees.work_location import Location
from mailservers.revisions import revision_limit


def current_location(request: HttpRequest) -> dict[str, object]:
    """Context processor: `current_work_location` and `notices`, found only when a template asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}

    @cache
    def place() -> Location:
        return work_location.current_place(employee_of(request), revision_limit(request))

    return {
        "current_work_location": SimpleLazyObject(place),
        "notices": SimpleLazyObject(lambda: notices_for(employee_of(request), place(), revision_limit(request))),
    }
