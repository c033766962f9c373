"""What `purge` may throw away, and what not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from documents.intake import queue_document
from documents.models import Lane
from employees.models import Employee
from mailservers.models import MailServer, MailServerRevision, SmtpLog
from mailservers.retention import purge_logs, purge_revisions
from tests.factories import change_mailserver, make_employee, make_mailserver, work_from
from tests.mailservers.conftest import log_in
from tests.mailservers.test_overview import make_log


@pytest.fixture
def server(db: None) -> MailServer:
    """A server that was changed twice."""
    server = make_mailserver(port=25)
    for port in (26, 27):
        change_mailserver(server, port=port)
    return server


def ports() -> list[int]:
    return list(MailServerRevision.objects.order_by("pk").values_list("port", flat=True))


def test_logs_go_after_their_time(server: MailServer, administrator: Employee, settings: object) -> None:
    settings.LOG_RETENTION_DAYS = 30  # type: ignore[attr-defined]
    for days in (31, 40, 29):
        make_log(server, administrator, started_at=timezone.now() - timedelta(days=days))
    assert purge_logs() == 2
    assert SmtpLog.objects.count() == 1


def test_retention_0_keeps_every_log(server: MailServer, administrator: Employee, settings: object) -> None:
    settings.LOG_RETENTION_DAYS = 0  # type: ignore[attr-defined]
    make_log(server, administrator, started_at=timezone.now() - timedelta(days=9999))
    assert purge_logs() == 0


def test_without_anybody_logged_in_only_the_newest_settings_stay(server: MailServer) -> None:
    assert purge_revisions() == 2
    assert ports() == [27]


def test_a_login_keeps_the_settings_it_goes_by(db: None) -> None:
    server = make_mailserver(port=25)
    change_mailserver(server, port=26)
    anja = make_employee()
    log_in(anja)
    for port in (27, 28):
        change_mailserver(server, port=port)
    assert purge_revisions() == 1
    assert ports() == [26, 27, 28]


def test_an_expired_login_keeps_nothing(server: MailServer, browser: Client) -> None:
    change_mailserver(server, port=28)
    browser.session.get_model_class().objects.update(expire_date=timezone.now() - timedelta(days=1))
    purge_revisions()
    assert ports() == [28]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "kept"), [("queued", [25, 26, 27]), ("held", [25, 26, 27]), ("sent", [27])])
def test_an_unfinished_document_keeps_the_settings_it_goes_by(status: str, kept: list[int]) -> None:
    server = make_mailserver(port=25)
    anja = make_employee()
    work_from(anja, server)
    document = queue_document(sender=anja, to=["jan@client.example"], subject="Loonstrook")
    type(document).objects.update(status=status, lane=None)
    Lane.objects.all().delete()
    for port in (26, 27):
        change_mailserver(server, port=port)
    purge_revisions()
    assert ports() == kept


def test_the_settings_of_a_kept_test_stay(server: MailServer, administrator: Employee) -> None:
    make_log(server, administrator, revision=server.revisions.get(port=25))
    purge_revisions()
    assert ports() == [25, 27]
