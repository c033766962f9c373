"""Which lane a document takes: its sender's work location, with the settings in effect for the sender's login.

The rules are those of `employees.work_location.places`; here they are one query, because every document passes. A test
holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, transaction

from documents import prepared
from documents.models import Lane
from documents.new_documents import NewDocument
from documents.queue.routes import ROUTE, Answer, Question
from employees.models import Employee
from mailservers.models import Authentication, MailServer, MailServerRevision

# What keeps a document out of every lane. Anything else (a missing password, say) is found out in the lane.
WITHOUT_LANE = ("no-server", "server-deleted", "not-yet-available")
NO_LIMIT = 2**62

REMEMBERED = 10_000  # then all of them are forgotten
_latest: dict[tuple[int, int | None], "Route"] = {}  # by employee and login


@dataclass(frozen=True, slots=True)
class Route:
    """A lane, or the reason why there is none; `limit` is the number of the login that it was found for.

    `sender_address` is what mail through this server must come from; empty when it prescribes nothing. Whoever asks the
    database `question` again and gets another `answer` has to look for another route.
    """

    question: Question
    answer: Answer
    limit: int
    lane_id: int | None = None
    server_id: int | None = None
    identification: str = ""
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    sender_address: str = ""


def route_of(employee: Employee | None, limit: int | None) -> Route:
    """The lane for a new document of `employee`; of None: through the company's default server.

    `limit` None counts as a new login.
    """
    route = _route(employee, limit, 0)
    if len(_latest) >= REMEMBERED:
        _latest.clear()
    _latest[(_key(employee), limit)] = route
    return route


def probable_route(employee: Employee | None, limit: int | None) -> Route:
    """What `route_of` found the last time, for `Store.insert_if_routed`, which asks again as it writes."""
    return _latest.get((_key(employee), limit)) or route_of(employee, limit)


def route_through(server_id: int, employee: Employee | None, limit: int | None) -> Route:
    """The lane through a server that is fixed already."""
    return _route(employee, limit, server_id)


def _route(employee: Employee | None, limit: int | None, fixed_server: int) -> Route:
    key = _key(employee)
    question = Question(key, fixed_server, NO_LIMIT if limit is None else limit, str(key))
    with prepared.cursor(connection) as cursor:
        cursor.execute(ROUTE, question)
        answer = Answer._make(cursor.fetchone())
    route = partial(Route, question, limit=(answer.newest or 0) if limit is None else limit)
    if answer.server is None:
        if not answer.chosen and answer.lost:
            return route(answer, identification=answer.lost, reason="server-deleted", facts={"server": answer.lost})
        return route(answer, reason="no-server")
    identification = answer.identification or ""
    if answer.settings is None:
        return route(
            answer,
            server_id=answer.server,
            identification=identification,
            reason="not-yet-available",
            facts={"server": identification},
        )
    if answer.lane is None:
        try:
            revision = MailServerRevision.objects.select_related("server").get(pk=answer.settings)
            answer = answer._replace(lane=lane_for(revision.server, revision, employee).pk)
        except (MailServerRevision.DoesNotExist, MailServer.DoesNotExist):  # deleted just now
            facts = {"server": identification}
            return route(answer, identification=identification, reason="server-deleted", facts=facts)
    return route(
        answer,
        lane_id=answer.lane,
        server_id=answer.server,
        identification=identification,
        sender_address=answer.sender_address or "",
    )


def _key(employee: Employee | None) -> int:
    """0 for the company itself."""
    return employee.pk if employee else 0


def lane_for(server: MailServer, settings: MailServerRevision, employee: Employee | None) -> Lane:
    """The one lane of these settings and this login, made when it is needed for the first time.

    Raises MailServer.DoesNotExist when the server has been deleted meanwhile.
    """
    own_login = settings.authentication == Authentication.PER_EMPLOYEE
    key = f"{settings.pk}-{_key(employee)}" if own_login else str(settings.pk)
    made = {"server": server, "revision": settings, "employee": employee if own_login else None}
    with transaction.atomic():
        MailServer.objects.select_for_update(no_key=True).get(pk=server.pk)  # no deletion from here on
        return Lane.objects.get_or_create(key=key, defaults=made | {"identification": server.identification})[0]


def leave_deleted_servers(documents: Sequence[NewDocument]) -> bool:
    """Hold those whose server was deleted since their lane was chosen; True when there are any."""
    chosen = {document.columns["server_id"] for document in documents} - {None}
    gone = chosen - set(MailServer.objects.filter(pk__in=chosen).values_list("pk", flat=True))
    for document in documents:
        if document.columns["server_id"] in gone:
            document.hold_without_server()
    return bool(gone)
