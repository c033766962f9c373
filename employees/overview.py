"""The list of employees: where each of them works, and what keeps them from sending."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employees import work_location
from employees.models import Employee
from employees.work_location import Location
from mailservers.revisions import newest_revision_id

PEOPLE_PER_PAGE = 50

HINDRANCES = {  # in an administrator's words; the employee's own are in the problem itself
    "no-server": _("no work location"),
    "server-deleted": _("server deleted, must choose again"),
    "credentials-missing": _("own login not entered yet"),
    "credentials-waiting": _("own login must be entered again"),
    "credentials-unreadable": _("own login cannot be read"),
    "server-password-unreadable": _("password of the server cannot be read"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One employee with their place, as it will be at their next login."""

    employee: Employee
    place: Location

    @property
    def cannot_send(self) -> bool:
        """Whether an active employee who sends documents has none of a place, a server or a login."""
        employee = self.employee
        return employee.is_active and employee.has_perm("documents.send") and self.place.problem is not None

    @property
    def hindrance(self) -> str | Promise:
        """What keeps them from sending, in a few words; empty when nothing does."""
        return HINDRANCES.get(self.place.problem.code, "") if self.cannot_send and self.place.problem else ""


def overview(people: Iterable[Employee]) -> list[Line]:
    """The lines for `people`, in their order."""
    employees = list(people)
    places = work_location.places(employees, newest_revision_id())
    return [Line(employee, places[employee.pk]) for employee in employees]
