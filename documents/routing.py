"""Which lane a document takes: its sender's work location, with the settings in effect for the sender's login."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from documents.models import Lane
from employees.models import Employee
from employees.work_location import Location, current_place
from mailservers import revisions
from mailservers.models import Authentication, MailServer, MailServerRevision

# What keeps a document out of every lane. Anything else (a missing password, say) is found out in the lane.
WITHOUT_LANE = ("no-server", "server-deleted", "not-yet-available")


@dataclass(frozen=True, slots=True)
class Route:
    """A lane, or the reason why there is none; and the address that mail of this server must come from, if any."""

    lane: Lane | None
    server: MailServer | None = None
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    sender_address: str = ""

    @property
    def identification(self) -> str:
        """What the server is called; empty without one."""
        return self.server.identification if self.server else ""


def route_of(employee: Employee | None, limit: int) -> Route:
    """The lane for a new document of `employee`, or of nobody in particular (the company's default server)."""
    if employee is None:
        return _default_route(limit)
    return _route(current_place(employee, limit), employee)


def route_through(server: MailServer, employee: Employee | None, limit: int) -> Route:
    """The lane through a server that is fixed already."""
    settings = revisions.in_effect(server, limit)
    if settings is None:
        return Route(None, server, "not-yet-available", {"server": server.identification})
    return _through(server, settings, employee)


def lane_for(server: MailServer, settings: MailServerRevision, employee: Employee | None) -> Lane:
    """The one lane of these settings and this login, made when it is needed for the first time."""
    own_login = settings.authentication == Authentication.PER_EMPLOYEE
    key = f"{settings.pk}-{employee.pk if employee else 0}" if own_login else str(settings.pk)
    lane = Lane.objects.filter(key=key).first()
    if lane is not None:
        return lane
    try:
        with transaction.atomic():
            return Lane.objects.create(
                key=key,
                server=server,
                revision=settings,
                employee=employee if own_login else None,
                identification=server.identification,
            )
    except IntegrityError:  # somebody else made it a moment ago
        return Lane.objects.get(key=key)


def _route(place: Location, employee: Employee) -> Route:
    problem = place.problem
    if problem and problem.code in WITHOUT_LANE:
        choice = getattr(employee, "work_location", None)
        name = place.name or (choice.lost_identification if choice else "")
        return Route(None, place.server, problem.code, {"server": name})
    if place.server is None or place.settings is None:
        return Route(None, reason="no-server")
    return _through(place.server, place.settings, employee)


def _default_route(limit: int) -> Route:
    from mailservers.models import Company

    server = Company.current().default_server
    return route_through(server, None, limit) if server else Route(None, reason="no-server")


def _through(server: MailServer, settings: MailServerRevision, employee: Employee | None) -> Route:
    return Route(lane_for(server, settings, employee), server, sender_address=settings.sender_address)
