"""What may be thrown away: SMTP logs after their time, and settings that nobody can need any more."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from mailservers.models import MailServer, MailServerRevision, SmtpLog
from mailservers.revisions import SESSION_KEY, newest_revision_id
from mailservers.usage import FINISHED

BATCH = 1000  # rows per transaction, so that workers never wait long for theirs


def purge_logs() -> int:
    """Delete the logs that are older than the retention of the settings; the number of those. 0 days keeps all."""
    if settings.LOG_RETENTION_DAYS <= 0:
        return 0
    before = timezone.now() - timedelta(days=settings.LOG_RETENTION_DAYS)
    deleted = 0
    while ids := list(SmtpLog.objects.filter(started_at__lt=before).values_list("pk", flat=True)[:BATCH]):
        SmtpLog.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted


def purge_revisions() -> int:
    """Delete the revisions that no login, document, lane or test can need; the number of those.

    Of each server the newest within reach of the oldest login stays, and everything after it.
    """
    limit = oldest_limit_in_use()
    successor = MailServerRevision.objects.filter(server=OuterRef("server"), pk__gt=OuterRef("pk"), pk__lte=limit)
    # The overview tells by it whether a test was of the present settings.
    tested = SmtpLog.objects.filter(revision=OuterRef("pk"), kind=SmtpLog.Kind.TEST)
    needless = MailServerRevision.objects.filter(Exists(successor), ~Exists(tested), lanes__isnull=True)
    ids = list(needless.values_list("pk", flat=True))
    MailServerRevision.objects.filter(pk__in=ids).delete()
    return len(ids)


def oldest_limit_in_use() -> int:
    """The lowest settings number that a login or an unfinished document still goes by."""
    limits = [newest_revision_id()]
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        limit = session.get_decoded().get(SESSION_KEY)
        if limit is not None:
            limits.append(limit)
    unfinished = MailServer.objects.aggregate(
        lowest=Min("documents__revision_limit", filter=~Q(documents__status__in=FINISHED))
    )
    if unfinished["lowest"] is not None:
        limits.append(unfinished["lowest"])
    return min(limits)
