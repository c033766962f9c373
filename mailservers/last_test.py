"""What the last test of a server showed, and whether it still says something about the present settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from mailservers.explanations import short_words
from mailservers.models import MailServer, MailServerRevision, SmtpLog
from mailservers.moments import when

SHAPES = {"accepted": "ok", "failed": "bad", "running": "busy", "interrupted": "warn"}


@dataclass(frozen=True, slots=True)
class LastTest:
    """`state` names the shape: ok, bad, warn, busy or off; `words` say the same."""

    state: str
    words: str
    at: datetime | None = None
    log: UUID | None = None

    @property
    def when(self) -> str:
        """The moment in words."""
        return when(self.at) if self.at else ""


def last_tests(servers: Iterable[MailServer]) -> dict[int, LastTest]:
    """The last test of each server, by server number; two queries whatever their number."""
    ids = [server.pk for server in servers]
    newest = dict(
        MailServerRevision.objects.filter(server__in=ids)
        .values("server")
        .annotate(newest=Max("pk"))
        .values_list("server", "newest")
    )
    logs = SmtpLog.objects.filter(pk__in=Subquery(_newest_test_of(ids))).defer("transcript", "stages", "capabilities")
    by_server = {log.server_id: log for log in logs}
    return {pk: _state(by_server.get(pk), newest.get(pk)) for pk in ids}


def _newest_test_of(ids: list[int]):  # type: ignore[no-untyped-def]
    tests = SmtpLog.objects.filter(server=OuterRef("pk"), kind=SmtpLog.Kind.TEST, revision__isnull=False)
    newest = tests.order_by("-started_at").values("pk")[:1]
    return MailServer.objects.filter(pk__in=ids).annotate(test=Subquery(newest)).values("test")


def _state(log: SmtpLog | None, newest_revision: int | None) -> LastTest:
    if log is None:
        return LastTest("off", _("not tested yet"))
    if log.revision_id != newest_revision:
        return LastTest("warn", _("changed since the last test"), log.started_at, log.pk)
    return LastTest(SHAPES[log.outcome], short_words(log), log.started_at, log.pk)
