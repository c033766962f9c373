"""The way of a new document as one query, because every document passes; `documents.routing` knows what it means."""

from typing import NamedTuple

# The sender's own choice, or the company's default server unless the chosen server was deleted; the newest settings
# that the login may use; and their lane, if it has been used before.
ROUTE = """
SELECT choice.server_id, choice.lost_identification, server.id, server.identification, newest.id,
    settings.id, settings.sender_address, lane.id
FROM (SELECT max(id) AS id FROM mailservers_mailserverrevision) newest
LEFT JOIN employees_worklocation choice ON choice.employee_id = %s
LEFT JOIN mailservers_company company ON company.id = 1
LEFT JOIN mailservers_mailserver server ON server.id = coalesce(nullif(%s, 0), CASE
    WHEN choice.server_id IS NULL AND coalesce(choice.lost_identification, '') = '' THEN company.default_server_id
    ELSE choice.server_id END)
LEFT JOIN mailservers_mailserverrevision settings ON settings.id = (
    SELECT max(id) FROM mailservers_mailserverrevision WHERE server_id = server.id AND id <= %s)
LEFT JOIN documents_lane lane ON lane.key = CASE WHEN settings.authentication = 'per_employee'
    THEN settings.id || '-' || %s ELSE CAST(settings.id AS varchar(60)) END
"""


class Question(NamedTuple):
    """The parameters of ROUTE: an employee or 0, a server that is fixed already or 0, the newest settings."""

    employee: int
    server: int
    limit: int
    employee_as_text: str


class Answer(NamedTuple):
    """The row that ROUTE finds."""

    chosen: int | None
    lost: str | None
    server: int | None
    identification: str | None
    newest: int | None
    settings: int | None
    sender_address: str | None
    lane: int | None
