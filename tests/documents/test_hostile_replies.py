"""Servers whose replies hold what a database or a terminal cannot take: each document still has its outcome and log."""

from typing import Any

import pytest

from documents.models import Attempt, Document
from mailservers.models import SmtpLog
from tests.documents.outbox import counts, deliver, eventually, make_sender, post
from tests.servers import ScriptedServer
from tests.servers.scripted import CHUNKING, POLITE, every_dialect

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = b"a\0b \x1b]0;x\x07 \xed\xa0\x80 \xe2\x80\xae c"
REFUSAL_IN_LINES = "550-5.1.1 The e-mail account does not exist.\n550-5.1.1 Check the address.\n550 5.1.1 Bye"
SHOWN = "a\\x00b \\x1b]0;x\\x07 \\xed\\xa0\\x80 \\u202e c"


@pytest.fixture(autouse=True)
def _soon(settings: Any) -> None:
    settings.DELIVER_POLL_S = 0.05
    settings.LEASE_S = 5


@every_dialect
def test_an_accepting_reply_with_nul_is_kept(announced: str) -> None:
    accepted = b"250 2.0.0 queued as " + HOSTILE + b"\r\n"
    with ScriptedServer(ehlo=announced, message=accepted, bdat=accepted) as server:
        documents = post(make_sender(server.port), 3)
        deliver()
    assert counts() == {"sent": 3}
    documents[0].refresh_from_db()
    assert documents[0].queue_id == "a\\x00b"
    assert len(server.messages) == 3
    assert SmtpLog.objects.filter(queue_id="a\\x00b").count() == 3
    assert any(SHOWN in line["text"] for line in SmtpLog.objects.first().transcript)  # type: ignore[union-attr]


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "message"])
def test_a_refusing_reply_with_nul_is_kept(step: str) -> None:
    refusal = b"550 5.1.1 " + HOSTILE + b"\r\n"
    answers: dict[str, Any] = {step: refusal, **({"helo": refusal} if step == "ehlo" else {})}
    with ScriptedServer(**answers) as server:
        [document] = post(make_sender(server.port))
        deliver()
    document.refresh_from_db()
    assert document.status in ("failed", "retrying", "held")
    [attempt] = Attempt.objects.all()
    assert attempt.code
    [log] = SmtpLog.objects.all()
    assert log.outcome == "failed"
    assert any(SHOWN in line["text"] for line in log.transcript)


@pytest.mark.parametrize("refusal", [REFUSAL_IN_LINES, b"550-5.1.1 \xff\r\n550-\r\n550 " + b"x" * 9000 + b"\r\n"])
@every_dialect
def test_one_recipient_refused_in_many_lines_costs_the_others_nothing(announced: str, refusal: str | bytes) -> None:
    with ScriptedServer(ehlo=announced, rcpt=["250 2.1.5 ok", refusal]) as server:
        [document] = post(make_sender(server.port), to=["jan@x.example", "piet@x.example"])
        deliver()
    document.refresh_from_db()
    assert (document.status, document.possibly_repeated) == ("failed", False)
    assert sorted(document.recipients.values_list("outcome", flat=True)) == ["accepted", "refused"]
    assert len(server.messages) == 1
    assert [attempt.outcome for attempt in Attempt.objects.all()] == ["permanent"]


@every_dialect
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_reply_that_breaks_the_rules_is_no_reason_to_give_a_document_up(
    step: str, announced: str, settings: Any
) -> None:
    settings.RETRY_FIRST_S = settings.RETRY_LONGEST_S = 0.05
    asked = iter(["hello there"])  # once; a list would begin again with each connection
    with ScriptedServer(ehlo=announced, **{step: lambda session: session.say(next(asked, POLITE[step]))}) as server:
        [document] = post(make_sender(server.port))
        eventually(lambda: deliver() and Document.objects.filter(status__in=("sent", "failed")).exists())
    document.refresh_from_db()
    # A small body goes along with its envelope by BDAT: then nobody knows whether the server took it.
    went_along = announced == CHUNKING and step != "data"
    assert (document.status, document.possibly_repeated) == ("sent", went_along)
    assert len([message for message in server.messages if message]) == 1 + went_along
