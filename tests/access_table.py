"""Who may do what, as data: every address × method × role. `tests/test_access.py` requests each row.

A row is: route as in Django's address table · method · the answers to administrator, employee, support and stranger.
`whose` says who owns the thing in the address: the visitor (own) or another employee (other).

    yes      the page answers, whatever it says about the input (200, a redirect to one of our pages, 422 …)
    no       403            absent   404, as if it did not exist
    login    to the login   token    401, the API wants a token
    method   405

HEAD has no rows: a page answers it as it answers GET. Nor have other methods: only the API knows some.
"""

from typing import NamedTuple

ROLES = ("administrator", "employee", "support", "stranger")


class Access(NamedTuple):
    """One row of the table."""

    route: str
    method: str
    answers: tuple[str, ...]  # in the order of ROLES
    whose: str


def rows(route: str, *, whose: str = "own", **answers: str) -> list[Access]:
    """One row for each method; the answers are four words in the order of ROLES, or one for everybody."""
    return [
        Access(route, method, tuple(words.split()) if " " in words else (words,) * len(ROLES), whose)
        for method, words in answers.items()
    ]


EVERYBODY = "yes yes yes login"
ADMINISTRATORS = "yes no no login"
SENDERS = "yes yes no login"
INVESTIGATORS = "yes no yes login"

MAILSERVERS = [
    *rows("mailservers/", GET=INVESTIGATORS, POST="method no method login"),
    *rows("mailservers/new/", GET=ADMINISTRATORS, POST=ADMINISTRATORS),
    *rows("mailservers/test/", GET="method no method login", POST=INVESTIGATORS),
    *rows("mailservers/probe/", GET="method no no login", POST=ADMINISTRATORS),
    *rows("mailservers/<int:pk>/", GET=INVESTIGATORS, POST="method no method login"),
    *rows("mailservers/<int:pk>/edit/", GET=ADMINISTRATORS, POST=ADMINISTRATORS),
    *rows("mailservers/<int:pk>/delete/", GET=ADMINISTRATORS, POST=ADMINISTRATORS),
    *rows("logs/", GET=EVERYBODY, POST="method method method login"),
    *rows("logs/<uuid:pk>/", GET=EVERYBODY, POST="method method method login"),
    *rows("logs/<uuid:pk>/", whose="other", GET="yes absent yes login"),
    *rows("logs/<uuid:pk>.txt", GET=EVERYBODY, POST="method method method login"),
    *rows("logs/<uuid:pk>.txt", whose="other", GET="yes absent yes login"),
    *rows("logs/<uuid:pk>/cancel/", GET="method method method login", POST=EVERYBODY),
    *rows(
        "logs/<uuid:pk>/cancel/", whose="other", POST="yes absent yes login"
    ),  # support is led back to the log, no more
    *rows("logs/<uuid:pk>/remedy/", GET=EVERYBODY, POST="method method method login"),
    *rows("logs/<uuid:pk>/remedy/", whose="other", GET="yes absent yes login"),
    *rows("company/", GET=ADMINISTRATORS, POST=ADMINISTRATORS),
]

EMPLOYEES = [
    *rows("login/", GET="yes", POST="yes"),
    *rows("logout/", GET="method", POST="login"),
    *rows("my/", GET=EVERYBODY, POST=EVERYBODY),
    *rows("my/password/", GET=EVERYBODY, POST=EVERYBODY),
    *rows("my/tokens/new/", GET=EVERYBODY, POST=EVERYBODY),
    *rows("my/tokens/<int:token_id>/delete/", GET=EVERYBODY, POST=EVERYBODY),
    *rows("my/tokens/<int:token_id>/delete/", whose="other", POST="absent absent absent login"),
    *rows("my/work-location/", GET=EVERYBODY, POST=EVERYBODY),
    *rows("my/work-location/check/", GET=EVERYBODY, POST=EVERYBODY),
    *rows("employees/", GET=ADMINISTRATORS, POST="method"),
    *rows("employees/new/", GET=ADMINISTRATORS, POST=ADMINISTRATORS),
    *rows("employees/<int:employee_id>/edit/", GET=ADMINISTRATORS, POST=ADMINISTRATORS),
    *rows("employees/<int:employee_id>/password/", GET="method", POST=ADMINISTRATORS),
]

DOCUMENTS = [
    *rows("", GET=EVERYBODY, POST="method"),
    *rows("documents/", GET=EVERYBODY, POST="method"),
    *rows("documents/new/", GET=SENDERS, POST=SENDERS),
    *rows("documents/<uuid:document_id>/", GET=EVERYBODY, POST="method"),
    *rows("documents/<uuid:document_id>/", whose="other", GET="yes absent yes login"),
    *rows("documents/<uuid:document_id>/retry/", GET="method", POST=SENDERS),
    *rows("documents/<uuid:document_id>/retry/", whose="other", POST="yes absent no login"),
    *rows("documents/<uuid:document_id>/cancel/", GET="method", POST=SENDERS),
    *rows("documents/<uuid:document_id>/cancel/ask/", GET=SENDERS, POST="method"),
    *rows("documents/<uuid:document_id>/cancel/ask/", whose="other", GET="yes absent no login"),
    *rows("documents/<uuid:document_id>/cancel/", whose="other", POST="yes absent no login"),
    *rows("documents/<uuid:document_id>/attachments/<int:attachment_id>/", GET=EVERYBODY, POST="method"),
    *rows("documents/<uuid:document_id>/attachments/<int:attachment_id>/", whose="other", GET="yes absent no login"),
    *rows("documents/held/<int:server_id>/retry/", GET="method", POST=ADMINISTRATORS),
    *rows("health/live", GET="yes", POST="method"),
    *rows("health/ready", GET="yes", POST="method"),
    *rows("metrics", GET="yes", POST="method"),  # from this machine; others need a token of its own
]

API = [  # here the visitor comes with an API token of their own instead of a session
    *rows("api/v1/openapi.json", GET="yes", POST="yes"),
    *rows("api/v1/docs", GET="yes", POST="yes"),
    *rows("api/v1/documents", GET="yes yes yes token", POST="yes yes no token"),
    *rows("api/v1/documents/<uuidstr:document_id>", GET="yes yes yes token", POST="method"),
    *rows("api/v1/documents/<uuidstr:document_id>", whose="other", GET="absent absent absent token"),
    *rows("api/v1/documents/<uuidstr:document_id>/retry", GET="method", POST="yes yes no token"),
    *rows("api/v1/documents/<uuidstr:document_id>/retry", whose="other", POST="absent absent no token"),
    *rows("api/v1/documents/<uuidstr:document_id>/cancel", GET="method", POST="yes yes no token"),
    *rows("api/v1/documents/<uuidstr:document_id>/cancel", whose="other", POST="absent absent no token"),
    *rows("api/v1/work-location", GET="yes yes yes token", PUT="yes yes yes token", POST="method"),
    *rows("api/v1/", GET="absent", POST="absent"),
    *rows(r"api/v1/^[\s\S]+$", GET="absent", POST="absent"),
]

DEMO = [  # with demo data; without it every one of them is absent
    *rows("training/", GET=EVERYBODY, POST="method"),
    *rows("training/exercises/", GET=EVERYBODY, POST="method"),
    *rows("training/<str:message_id>.eml", GET=EVERYBODY, POST="method"),
    *rows("training/<str:message_id>/", GET=EVERYBODY, POST="method"),
    *rows("training/<str:message_id>/attachments/<int:number>/", GET=EVERYBODY, POST="method"),
]

FRAME = [
    *rows("theme/", GET="method", POST="yes"),
    *rows("language/setlang/", GET="yes", POST="yes"),
]

TABLE = [*MAILSERVERS, *EMPLOYEES, *DOCUMENTS, *API, *DEMO, *FRAME]
