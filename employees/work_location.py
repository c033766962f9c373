"""Where somebody works now: which server, with which settings and which login, their documents leave through."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employees import credentials
from employees.credentials import EmployeeCredentialsMissing
from employees.models import Employee, ServerCredentials, WorkLocation
from mailservers import revisions
from mailservers.credentials import central_login
from mailservers.encryption import SecretUnreadable
from mailservers.models import Authentication, Company, MailServer, MailServerRevision
from mailservers.smtp.settings import Login


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing can be sent from here: a stable code, and words for the employee."""

    code: str
    words: str | Promise

    def __str__(self) -> str:
        return str(self.words)


NO_SERVER = Problem("no-server", _("You have not chosen a work location. Choose one under My details > Work location."))


def server_deleted(identification: str) -> Problem:
    """The chosen server was deleted; `identification` is what it was called."""
    words = _("The mail server %(server)s has been deleted. Choose another work location.") % {"server": identification}
    return Problem("server-deleted", words)


def not_yet_available(server: MailServer) -> Problem:
    """The server was added after this login."""
    words = _("%(server)s was added after you logged in. Log out and in to use it.") % {"server": server}
    return Problem("not-yet-available", words)


def server_password_unreadable(server: MailServer) -> Problem:
    """The server's own password cannot be decrypted."""
    words = _("The password of %(server)s can no longer be read. An administrator must enter it again.")
    return Problem("server-password-unreadable", words % {"server": server})


@dataclass(frozen=True, slots=True)
class Location:
    """A work location, resolved: everything is there to send with, unless `problem` says what is not.

    `is_chosen` is False when the company's default server stands in for a choice of the employee's own.
    """

    server: MailServer | None = None
    settings: MailServerRevision | None = None
    login: Login | None = None
    problem: Problem | None = None
    is_chosen: bool = False
    lost_identification: str = ""  # of the chosen server, when it was deleted

    @property
    def name(self) -> str:
        """What to call this place in a sentence; empty when there is none."""
        return str(self.server or "")


def current(employee: Employee, limit: int) -> Location:
    """Where `employee` works now, with the settings in effect for a login whose newest revision is `limit`."""
    place = current_place(employee, limit)
    return _with_login(employee, place)


def at_server(employee: Employee, server: MailServer | None, limit: int) -> Location:
    """The same for a server that is already fixed, as it is for a queued document."""
    if server is None:
        return Location(problem=server_deleted("?"))
    settings = revisions.in_effect(server, limit)
    return _with_login(employee, _place(server, settings, credentials.find(employee, server), is_chosen=True))


def current_place(employee: Employee, limit: int) -> Location:
    """`current` without the login: nothing is decrypted."""
    return places([employee], limit)[employee.pk]


def places(employees: Iterable[Employee], limit: int) -> dict[int, Location]:
    """Where each of `employees` works now, by primary key, without logins, in a few queries for all of them."""
    people = list(employees)
    choices = {
        choice.employee_id: choice
        for choice in WorkLocation.objects.select_related("server").filter(employee__in=people)
    }
    logins = {(own.employee_id, own.server_id): own for own in ServerCredentials.objects.filter(employee__in=people)}
    default = Company.current().default_server
    in_effect = settings_in_effect(limit)
    result = {}
    for employee in people:
        choice = choices.get(employee.pk)
        server = (choice and choice.server) or default
        if choice and not choice.server and choice.lost_identification:
            lost = choice.lost_identification
            result[employee.pk] = Location(problem=server_deleted(lost), lost_identification=lost)
        elif server is None:
            result[employee.pk] = Location(problem=NO_SERVER)
        else:
            is_chosen = bool(choice and choice.server)
            login = logins.get((employee.pk, server.pk))
            result[employee.pk] = _place(server, in_effect.get(server.pk), login, is_chosen=is_chosen)
    return result


def settings_in_effect(limit: int) -> dict[int, MailServerRevision]:
    """By server, the settings in effect for a login with this limit; servers added later are not in it."""
    newest = MailServerRevision.objects.filter(pk__lte=limit).order_by().values("server").annotate(newest=Max("pk"))
    return {found.server_id: found for found in MailServerRevision.objects.filter(pk__in=newest.values("newest"))}


def choose(employee: Employee, server: MailServer | None) -> None:
    """Work from `server` from the next document on; None means wherever the company's default server is."""
    WorkLocation.objects.update_or_create(employee=employee, defaults={"server": server, "lost_identification": ""})


def _place(
    server: MailServer, settings: MailServerRevision | None, login: ServerCredentials | None, *, is_chosen: bool
) -> Location:
    if settings is None:
        return Location(server, problem=not_yet_available(server), is_chosen=is_chosen)
    refusal = None
    if settings.authentication == Authentication.PER_EMPLOYEE:
        refusal = credentials.hindrance(login, server, settings)
    problem = Problem(refusal.code, str(refusal)) if refusal else None
    return Location(server, settings, problem=problem, is_chosen=is_chosen)


def _with_login(employee: Employee, place: Location) -> Location:
    """The same place with the login that its settings ask for; a login that cannot be had becomes its problem."""
    if place.problem or place.server is None or place.settings is None:
        return place
    try:
        if place.settings.authentication == Authentication.PER_EMPLOYEE:
            return replace(place, login=employee.credentials_for(place.server, place.settings))
        return replace(place, login=central_login(place.settings))
    except EmployeeCredentialsMissing as missing:
        return replace(place, problem=Problem(missing.code, str(missing)))
    except SecretUnreadable:
        return replace(place, problem=server_password_unreadable(place.server))
