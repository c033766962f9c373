"""Which attachments `purge` may throw away, and what it says."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from documents import contents
from documents.contents import NewAttachment
from documents.models import Content
from documents.retention import purge_contents
from tests.documents.outbox import make_sender, post
from tests.factories import change_mailserver, make_employee, make_mailserver
from tests.mailservers.test_overview import make_log

pytestmark = pytest.mark.django_db
OCTETS = b"%PDF-1.4 a payslip"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


def stored() -> int:
    return sum(1 for path in Path(default_storage.path("")).rglob("*") if path.is_file())


def days_pass(days: float) -> None:
    """As if everything had been attached so much earlier."""
    for content in Content.objects.all():
        content.wanted_at -= timedelta(days=days)
        content.save()


def test_a_file_that_nobody_sent_goes_after_two_days() -> None:
    contents.store(NewAttachment("a.pdf", OCTETS))
    days_pass(1.9)
    assert (purge_contents(), stored()) == (0, 1)
    days_pass(0.2)
    assert (purge_contents(), stored(), Content.objects.count()) == (1, 0, 0)


def test_a_file_of_a_document_stays() -> None:
    post(make_sender(25), 1, attachments=[NewAttachment("a.pdf", OCTETS)])
    days_pass(1000)
    assert (purge_contents(), stored()) == (0, 1)


def test_a_file_that_is_attached_again_stays() -> None:
    contents.store(NewAttachment("a.pdf", OCTETS))
    days_pass(1000)
    contents.store(NewAttachment("a copy.pdf", OCTETS))
    assert (purge_contents(), stored()) == (0, 1)


def test_a_file_that_is_purged_while_it_is_attached_again_is_stored_again(monkeypatch: pytest.MonkeyPatch) -> None:
    contents.store(NewAttachment("a.pdf", OCTETS))
    days_pass(1000)
    renewed = contents._renewed

    def too_late(content: Content) -> bool:
        purge_contents()
        return renewed(content)

    monkeypatch.setattr(contents, "_renewed", too_late)
    content = contents.store(NewAttachment("a.pdf", OCTETS))
    assert Content.objects.get() == content
    assert b"".join(contents.read(content)) == OCTETS


def test_purge_says_what_it_threw_away() -> None:
    server = make_mailserver(port=25)
    for port in (26, 27):
        change_mailserver(server, port=port)
    make_log(server, make_employee(), started_at=timezone.now() - timedelta(days=365), revision=None)
    contents.store(NewAttachment("a.pdf", OCTETS))
    days_pass(3)
    output = StringIO()
    call_command("purge", "--json", stdout=output)
    assert json.loads(output.getvalue()) == {"smtp_logs": 1, "settings": 2, "attachments": 1}
    output = StringIO()
    call_command("purge", stdout=output)
    assert output.getvalue() == "smtp_logs: 0\nsettings: 0\nattachments: 0\n"
