"""Which lane a document takes: its sender's work location, with the settings in effect for the sender's login.

The rules are those of `employees.work_location.places`; here they are one query, because every document passes. A test
holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from documents import prepared
from documents.models import Document, Lane, Status
from employees.models import Employee
from mailservers.models import Authentication, MailServer, MailServerRevision

# What keeps a document out of every lane. Anything else (a missing password, say) is found out in the lane.
WITHOUT_LANE = ("no-server", "server-deleted", "not-yet-available")
NO_LIMIT = 2**62

# The sender's own choice, or the company's default server unless the chosen server was deleted; the newest settings
# that the login may use; and their lane, if it has been used before.
ROUTE = """
SELECT choice.server_id, choice.lost_identification, server.id, server.identification, newest.id,
    settings.id, settings.sender_address, lane.id
FROM (SELECT max(id) AS id FROM mailservers_mailserverrevision) newest
LEFT JOIN employees_worklocation choice ON choice.employee_id = %s
LEFT JOIN mailservers_company company ON company.id = 1
LEFT JOIN mailservers_mailserver server ON server.id = CASE
    WHEN %s > 0 THEN %s
    WHEN choice.server_id IS NULL AND coalesce(choice.lost_identification, '') = '' THEN company.default_server_id
    ELSE choice.server_id END
LEFT JOIN mailservers_mailserverrevision settings ON settings.id = (
    SELECT max(id) FROM mailservers_mailserverrevision WHERE server_id = server.id AND id <= %s)
LEFT JOIN documents_lane lane ON lane.key = CASE WHEN settings.authentication = 'per_employee'
    THEN settings.id || '-' || %s ELSE CAST(settings.id AS varchar(60)) END
"""


@dataclass(frozen=True, slots=True)
class Route:
    """A lane, or the reason why there is none; `limit` is the number of the login that it was found for.

    `sender_address` is what mail through this server must come from; empty when it prescribes nothing.
    """

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
    return _route(employee, limit, 0)


def route_through(server_id: int, employee: Employee | None, limit: int | None) -> Route:
    """The lane through a server that is fixed already."""
    return _route(employee, limit, server_id)


def _route(employee: Employee | None, limit: int | None, fixed_server: int) -> Route:
    key = employee.pk if employee else 0
    top = NO_LIMIT if limit is None else limit
    with prepared.cursor(connection) as cursor:
        cursor.execute(ROUTE, [key, fixed_server, fixed_server, top, str(key)])
        chosen, lost, server, identification, newest, settings, sender_address, lane = cursor.fetchone()
    limit = (newest or 0) if limit is None else limit
    if server is None:
        if not chosen and lost:
            return Route(limit, identification=lost, reason="server-deleted", facts={"server": lost})
        return Route(limit, reason="no-server")
    if settings is None:
        facts = {"server": identification}
        return Route(limit, None, server, identification, "not-yet-available", facts)
    if lane is None:
        try:
            revision = MailServerRevision.objects.select_related("server").get(pk=settings)
            lane = lane_for(revision.server, revision, employee).pk
        except (MailServerRevision.DoesNotExist, MailServer.DoesNotExist):  # deleted just now
            facts = {"server": identification}
            return Route(limit, identification=identification, reason="server-deleted", facts=facts)
    return Route(limit, lane, server, identification, sender_address=sender_address)


def lane_for(server: MailServer, settings: MailServerRevision, employee: Employee | None) -> Lane:
    """The one lane of these settings and this login, made when it is needed for the first time.

    Raises MailServer.DoesNotExist when the server has been deleted meanwhile.
    """
    own_login = settings.authentication == Authentication.PER_EMPLOYEE
    key = f"{settings.pk}-{employee.pk if employee else 0}" if own_login else str(settings.pk)
    made = {"server": server, "revision": settings, "employee": employee if own_login else None}
    with transaction.atomic():
        MailServer.objects.select_for_update(no_key=True).get(pk=server.pk)  # no deletion from here on
        return Lane.objects.get_or_create(key=key, defaults=made | {"identification": server.identification})[0]


def leave_deleted_servers(documents: Sequence[Document]) -> bool:
    """Hold those new documents whose server was deleted since their lane was chosen; True when there are any.

    They become what the deletion would have made of them, had they been written a moment earlier.
    """
    chosen = {document.server_id for document in documents if document.server_id}
    gone = chosen - set(MailServer.objects.filter(pk__in=chosen).values_list("pk", flat=True))
    for document in documents:
        if document.server_id in gone:
            document.server_id = document.lane_id = None
            document.status, document.reason = Status.HELD, "server-deleted"
            document.reason_facts = {"server": document.server_identification}
    return bool(gone)
