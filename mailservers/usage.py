"""Who and what depends on a mail server, read through Django's related objects: the apps above are not imported."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mailservers.access import Person
from mailservers.credentials import may_use
from mailservers.models import Authentication, Company, MailServer

FINISHED = ("sent", "failed", "cancelled")  # documents that need no server any more


@dataclass(slots=True)
class Usage:
    """The employees who work from a server, and how many of them still miss a login that it may be used with."""

    people: list[Person] = field(default_factory=list)
    without_login: int = 0
    is_default: bool = False

    @property
    def count(self) -> int:
        """How many employees chose this server as their work location."""
        return len(self.people)


def usage_of(servers: Iterable[MailServer]) -> dict[int, Usage]:
    """The usage of each of these servers, by server number; three queries whatever their number."""
    by_id = {server.pk: server for server in servers}
    default_id = Company.current().default_server_id
    usage = {pk: Usage(is_default=pk == default_id) for pk in by_id}
    usable = _usable_logins(by_id)
    places = _rows_pointing_here("work_locations")
    chosen = places.filter(server__in=by_id, employee__is_active=True).select_related("employee")
    for place in chosen.order_by("employee__name"):
        here = usage[place.server_id]
        here.people.append(place.employee)
        per_employee = by_id[place.server_id].authentication == Authentication.PER_EMPLOYEE
        if per_employee and (place.server_id, place.employee_id) not in usable:
            here.without_login += 1
    return usage


def open_documents(server: MailServer) -> int:
    """How many documents in the outbox still have to leave through this server."""
    return server.documents.exclude(status__in=FINISHED).count()


def _usable_logins(by_id: dict[int, MailServer]) -> set[tuple[int, int]]:
    """The (server, employee) pairs with a login that may be used with the current settings."""
    logins = _rows_pointing_here("employee_credentials")
    return {
        (login.server_id, login.employee_id)
        for login in logins.filter(server__in=by_id).defer("password")
        if may_use(login, by_id[login.server_id])
    }


def _rows_pointing_here(related_name: str) -> Any:
    """The manager of the model that points at servers under this name."""
    model: Any = MailServer._meta.get_field(related_name).related_model
    return model._default_manager
