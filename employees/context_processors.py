"""What the frame around every page shows of the person's work location."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from employees import notices, work_location
from employees.models import Employee
from employees.work_location import Location
from mailservers.revisions import revision_limit


def current_location(request: HttpRequest) -> dict[str, object]:
    """Context processor: `current_work_location` and `notices`, found only when a template asks."""
    employee = getattr(request, "user", None)
    if not isinstance(employee, Employee) and not getattr(employee, "is_authenticated", False):
        return {}
    place = SimpleLazyObject(lambda: place_of(request))
    return {
        "current_work_location": place,
        "notices": SimpleLazyObject(lambda: notices.notices_for(request.user, place, revision_limit(request))),
    }


def place_of(request: HttpRequest) -> Location:
    """Where the person who asks works now."""
    return work_location.current_place(request.user, revision_limit(request))  # type: ignore[arg-type]
