"""outbox: the figures that people script against, see the table of commands in the README."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from documents.models import Document
from tests.documents.outbox import make_sender, post
from tests.documents.visitors import make_document
from tests.factories import make_employee, make_mailserver

pytestmark = pytest.mark.django_db

STATUSES = ["queued", "sending", "retrying", "sent", "failed", "held", "cancelled"]


def figures() -> dict[str, Any]:
    output = StringIO()
    call_command("outbox", "--json", stdout=output)
    [line] = output.getvalue().splitlines()
    return json.loads(line)


def lines() -> list[str]:
    output = StringIO()
    call_command("outbox", stdout=output)
    return output.getvalue().splitlines()


def test_an_empty_outbox_has_every_figure():
    assert figures() == {
        "counts": dict.fromkeys(STATUSES, 0),
        "oldest_queued_s": None,
        "possibly_repeated": 0,
        "servers": [],
    }
    assert lines()[-2:] == ["oldest waiting: -", "possibly sent twice: 0"]


def test_documents_are_counted_in_all_and_by_server():
    anja = make_employee()
    north, south = make_mailserver("North"), make_mailserver("South")
    for number, status in enumerate(STATUSES, 1):
        for _ in range(number):
            make_document(anja, north, status=status)
    make_document(anja, south, status="sent", possibly_repeated=True)
    make_document(anja, None, status="held", reason="no-server")
    found = figures()
    assert found["counts"] == {
        "queued": 1, "sending": 2, "retrying": 3, "sent": 5, "failed": 5, "held": 7, "cancelled": 7,
    }  # fmt: skip
    assert found["possibly_repeated"] == 1
    assert found["servers"] == [
        {"identification": "", "counts": {"held": 1}},
        {"identification": "North", "counts": {status: number for number, status in enumerate(STATUSES, 1)}},
        {"identification": "South", "counts": {"sent": 1}},
    ]
    assert "South: sent 1" in lines()
    assert "(no server): held 1" in lines()
    assert "sent: 5" in lines()


@pytest.mark.parametrize(
    ("status", "counts"),
    [("queued", True), ("retrying", True), ("sending", False), ("held", False), ("sent", False)],
    ids=["queued", "retrying", "sending", "held", "sent"],
)
def test_the_oldest_is_the_one_that_waits_longest(status, counts):
    documents = post(make_sender(), 3)
    for document, age_s in zip(documents, (30, 3600, 10), strict=True):
        Document.objects.filter(pk=document.pk).update(queued_at=Now() - timedelta(seconds=age_s))
    Document.objects.filter(pk=documents[1].pk).update(status=status)
    expected = 3600 if counts else 30
    assert expected <= figures()["oldest_queued_s"] < expected + 25


def test_a_document_from_the_future_is_not_younger_than_nothing():
    post(make_sender())
    Document.objects.update(queued_at=Now() + timedelta(hours=1))  # a clock that was put back
    assert figures()["oldest_queued_s"] == 0
