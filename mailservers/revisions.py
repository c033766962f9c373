"""Which settings of a server are in effect for a login: the newest that existed when that login began.

A login stores one number, the newest revision at that moment. A later revision is invisible to it; the settings before
it stay in effect, and a server whose every revision is later cannot be chosen yet.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest

from mailservers.access import Person
from mailservers.credentials import may_use, password_context
from mailservers.encryption import encrypt
from mailservers.models import Authentication, MailServer, MailServerRevision
from mailservers.models.server import SETTINGS_FIELDS

SESSION_KEY = "settings_revision"


class PasswordNeeded(ValueError):
    """A central password must be entered: there is none, or it was entered for another host or user name."""


def newest_revision_id() -> int:
    """The number of the newest revision of all servers; 0 while there is none."""
    return MailServerRevision.objects.aggregate(newest=Max("pk"))["newest"] or 0


@receiver(user_logged_in)
def remember_revision(request: HttpRequest | None, **_signal: Any) -> None:
    """A login begins now: every revision that exists at this moment is in effect for it."""
    if request is not None and hasattr(request, "session"):
        request.session[SESSION_KEY] = newest_revision_id()


def revision_limit(request: HttpRequest) -> int:
    """The newest revision that the request's login may use; a request without a session counts as a new login."""
    session = getattr(request, "session", None)
    if session is None:
        return newest_revision_id()
    if SESSION_KEY not in session:
        session[SESSION_KEY] = newest_revision_id()
    return session[SESSION_KEY]


def in_effect(server: MailServer, limit: int) -> MailServerRevision | None:
    """The settings of `server` for a login with this limit; None when the server is newer than the login."""
    return server.revisions.filter(pk__lte=limit).order_by("-pk").first()


def choosable(limit: int) -> QuerySet[MailServer]:
    """The servers that a login with this limit may choose as work location."""
    known = MailServerRevision.objects.filter(server=OuterRef("pk"), pk__lte=limit)
    return MailServer.objects.filter(Exists(known))


def newest_of(server: MailServer) -> MailServerRevision | None:
    """The current settings of `server` as a revision."""
    return server.revisions.order_by("-pk").first()


@transaction.atomic
def save_server(server: MailServer, *, by: Person | None = None, password: str | None = None) -> MailServerRevision:
    """Save the settings of `server` and append them to its history; the only way a server is ever written.

    `password` None keeps the stored one. Raises PasswordNeeded when central authentication would be left without a
    password for exactly this host, user name and protection, and IntegrityError when the identification is taken.
    """
    one_writer_at_a_time()
    before = MailServer.objects.filter(pk=server.pk).first() if server.pk else None
    central = server.authentication == Authentication.CENTRAL
    if central and not password and not (before and before.password and keeps_password(before, server)):
        raise PasswordNeeded
    server.changed_by = by
    if before is None:
        server.save(force_insert=True)  # its number is part of what the password is bound to
    else:
        server.version = before.version + 1
    if not central:
        server.username = server.password = ""
    elif password:
        server.password = encrypt(password, password_context(server.pk, server))
    server.save(force_update=True)
    return save_revision(server, by)


def keeps_password(before: MailServer, after: MailServer) -> bool:
    """Whether the stored password of `before` may be used with `after`: same host and user name, no less protected."""
    return before.username == after.username and may_use(before, after)


def save_revision(server: MailServer, by: Person | None = None) -> MailServerRevision:
    """Append the current settings of a saved server to its history."""
    values = {name: getattr(server, name) for name in SETTINGS_FIELDS}
    return MailServerRevision.objects.create(
        server=server,
        identification=server.identification,
        version=server.version,
        created_by=by,
        **values,
    )


def changes(before: MailServerRevision, after: MailServerRevision) -> Iterable[str]:
    """The names of the fields that differ between two revisions, in the order of the form."""
    names = ("identification", *SETTINGS_FIELDS)
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def one_writer_at_a_time() -> None:
    """Let revisions be numbered in the order in which they become visible.

    With two writers on PostgreSQL a lower number could be committed after a login has already seen a higher one, and
    would then be in effect for it. SQLite has only one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(MailServerRevision._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
