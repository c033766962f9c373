"""What a conversation means, and for whom: the lane, the document or a recipient; for now or for good."""

import datetime as dt
import uuid
from typing import Any

import pytest

from documents import outcomes
from documents.models import Attempt
from documents.queue import Claim, ClaimedRecipient, LogRow
from documents.retry import Schedule
from mailservers.smtp.conversation import Conversation, Failure, FailureKind, Phase
from mailservers.smtp.delivered import Delivery
from mailservers.smtp.message import Envelope
from mailservers.smtp.outcome import scrubber_for
from mailservers.smtp.record import Record
from tests.mailservers.smtp.conversations import failed, refused, reply_of

NOW = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
SCHEDULE = Schedule(first_s=60, longest_s=3600, days=3)
MIDDLE = 0.5  # the chance that spreads nothing
FINE = "250 2.1.5 Ok"
LONG_AGO = NOW - dt.timedelta(days=4)


def make_claim(*addresses: str, attempts: int = 0, queued_at: dt.datetime = NOW, refused_because: str = "") -> Claim:
    """A document in a worker's hands, for jan unless said otherwise."""
    people = [ClaimedRecipient(number, address) for number, address in enumerate(addresses or ("jan@x.example",), 1)]
    wire = b"Subject: Payslip\r\n\r\nDear Jan\r\n"
    sender = (7, "Anja", True, "anja@agency.example")
    return Claim(
        uuid.UUID(int=1), 3, 5, *sender, attempts, queued_at, NOW, len(wire), wire, refused_because, tuple(people), ()
    )


def make_delivery(
    claim: Claim, *replies: str, message: str = "250 2.0.0 queued as A1B2C3", failure: Failure | None = None
) -> Delivery:
    """What became of `claim`: a reply to each recipient, then one to the message or a failure."""
    envelope = Envelope(claim.from_address, tuple(person.address for person in claim.recipients), claim.wire)
    delivery = Delivery(envelope, claim.wire, Record(scrubber_for(None)))
    delivery.sent = True
    for reply in replies:
        delivery.add_recipient(reply_of(reply), accepted=reply.startswith("2"))
    if failure is not None:
        delivery.fail(failure)
    elif replies and not delivery.accepted_count:
        delivery.fail_by_recipients()
    elif not message.startswith("2"):
        delivery.content_sent = True
        delivery.fail(Failure(Phase.MESSAGE, FailureKind.REPLY, reply_of(message)))
    else:
        delivery.content_sent = True
        delivery.accept(reply_of(message))
    return delivery


def judged(claim: Claim, delivery: Delivery, chance: float = MIDDLE) -> outcomes.Judgement:
    """The judgement over a message sent over a connection that opened well."""
    opened = failed(FailureKind.CANCELLED, "quit")  # for its settings; the rest comes from the delivery
    return outcomes.judge(claim, delivery, delivery.conversation(opened), SCHEDULE, chance)


def people_of(judgement: outcomes.Judgement) -> list[tuple[str, int | None]]:
    return [(outcome, code) for _, outcome, code, _ in judgement.result.recipients]


def of_phase(phase: Phase, text: str) -> Failure:
    return Failure(phase, FailureKind.REPLY, reply_of(text))


# -- the scope of a failure


@pytest.mark.parametrize(
    ("phase", "reply", "status", "outcome", "attempt"),
    [
        (Phase.MAIL, "553 5.1.8 sender domain does not exist", "failed", "refused", "permanent"),
        (Phase.MAIL, "451 4.3.0 try again later", "retrying", "waiting", "temporary"),
        (Phase.DATA, "554 5.3.4 message too big", "failed", "refused", "permanent"),
        (Phase.DATA, "451 4.3.0 not at this moment", "retrying", "waiting", "temporary"),
        (Phase.MESSAGE, "554 5.7.1 this is spam", "failed", "refused", "permanent"),
        (Phase.MESSAGE, "451 4.3.0 disk trouble", "retrying", "waiting", "temporary"),
    ],
    ids=["MAIL for good", "MAIL for now", "DATA for good", "DATA for now", "message for good", "message for now"],
)
def test_a_refused_message_is_the_documents_own_affair(phase, reply, status, outcome, attempt) -> None:
    claim = make_claim("jan@x.example", "piet@x.example")
    found = judged(claim, make_delivery(claim, failure=of_phase(phase, reply)))
    assert found.fault is None
    assert (found.result.status, found.result.attempt) == (status, attempt)
    assert people_of(found) == [(outcome, int(reply[:3]))] * 2
    assert (found.result.delay_s is not None) is (status == "retrying")
    assert not found.result.repeated


@pytest.mark.parametrize(
    ("replies", "status", "reason", "people", "attempt"),
    [
        (["550 5.1.1 no such user"], "failed", "recipient-unknown", ["refused"], "permanent"),
        (["450 4.2.1 later"], "retrying", "temporary-refusal/unexplained", ["waiting"], "temporary"),
        ([FINE, "550 5.1.1 no such user"], "failed", "recipient-unknown", ["accepted", "refused"], "permanent"),
        ([FINE, "452 4.2.2 mailbox full"], "retrying", "mailbox-full", ["accepted", "waiting"], "temporary"),
        (
            [FINE, "550-5.1.1 no such user;\n550 5.1.1 see https://mail.example"],
            "failed",
            "recipient-unknown",
            ["accepted", "refused"],
            "permanent",
        ),
        (
            [FINE, "550 5.1.1 no such user", "452 4.2.2 mailbox full"],
            "retrying",
            "recipient-unknown",
            ["accepted", "refused", "waiting"],
            "temporary",
        ),
        (
            ["550 5.1.1 no such user", "452 4.2.2 mailbox full"],
            "retrying",
            "mailbox-full",
            ["refused", "waiting"],
            "temporary",
        ),
    ],
    ids=["refused", "later", "one refused", "one later", "one in two lines", "one of each", "nobody"],
)
def test_a_refused_recipient_is_judged_alone(replies, status, reason, people, attempt) -> None:
    claim = make_claim(*(f"{number}@x.example" for number in range(len(replies))))
    found = judged(claim, make_delivery(claim, *replies))
    assert found.fault is None
    assert (found.result.status, found.result.reason, found.result.attempt) == (status, reason, attempt)
    assert [outcome for outcome, _ in people_of(found)] == people
    assert [text for *_, text in found.result.recipients] == [reply_of(reply).text for reply in replies]


@pytest.mark.parametrize(
    ("phase", "reply", "code", "holds", "stops"),
    [
        (Phase.MAIL, "530 5.7.0 authentication required", "login-required", True, False),
        (Phase.MAIL, "530 5.7.0 Must issue a STARTTLS command first", "starttls-required", True, False),
        (Phase.MAIL, "535 5.7.8 authentication credentials invalid", "credentials-rejected", True, True),
        (Phase.MESSAGE, "450 4.7.0 too many messages, slow down", "rate-limited", False, False),
        (Phase.MESSAGE, "550 5.4.5 Daily user sending limit exceeded", "rate-limited", False, False),
        (Phase.RCPT, "421 4.7.0 too many connections from your address", "server-busy", False, False),
    ],
    ids=["login", "STARTTLS", "password", "rate", "daily limit", "busy"],
)
def test_a_fault_of_the_server_said_later_spares_everybody(phase, reply, code, holds, stops) -> None:
    claim = make_claim("jan@x.example", "piet@x.example")
    found = judged(claim, make_delivery(claim, failure=of_phase(phase, reply)))
    assert found.fault is not None
    assert (found.fault.code.partition("/")[0], found.fault.holds, found.fault.stops) == (code, holds, stops)
    assert found.result.status == ("held" if holds else "retrying")
    assert {outcome for outcome, _ in people_of(found)} == {"waiting"}
    assert found.result.attempt == Attempt.Outcome.SERVER
    assert found.result.delay_s is None  # it waits for its lane


@pytest.mark.parametrize(
    ("opening", "code", "holds", "stops"),
    [
        (failed(FailureKind.CONNECTION_REFUSED, "connect"), "connection-refused", False, False),
        (failed(FailureKind.CONNECT_TIMEOUT, "connect"), "connect-timeout", False, False),
        (failed(FailureKind.DNS_FAILURE, "dns"), "dns-failure", False, False),
        (failed(FailureKind.TIMEOUT, "greeting"), "timeout", False, False),
        (failed(FailureKind.HOST_UNKNOWN, "dns"), "host-unknown", True, False),
        (failed(FailureKind.NETWORK_FORBIDDEN, "connect"), "network-forbidden", True, False),
        (failed(FailureKind.CERTIFICATE, "tls", problem="expired"), "certificate-expired", True, False),
        (failed(FailureKind.STARTTLS_MISSING, "starttls"), "starttls-missing", True, False),
        (refused("554 5.7.1 go away", "greeting"), "greeting-refused", True, False),
        (refused("421 4.3.2 too many connections", "greeting"), "server-busy", False, False),
        (refused("454 4.7.0 Temporary authentication failure", "auth"), "auth-temporary", False, False),
        (refused("535 5.7.8 bad credentials", "auth"), "credentials-rejected", True, True),
        (refused("504 5.5.4 what mechanism?", "auth"), "mechanism-unsupported", True, True),
        (failed(FailureKind.OAUTH_REJECTED, "auth"), "oauth-token-rejected", True, True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_goes_wrong_before_the_first_message_is_wrong_for_the_lane(
    opening: Conversation, code: str, holds: bool, stops: bool
) -> None:
    fault = outcomes.fault_of_opening(opening)
    assert (fault.code.partition("/")[0], fault.holds, fault.stops) == (code, holds, stops)


@pytest.mark.parametrize(("holds", "status"), [(True, "held"), (False, "retrying")], ids=["held", "retrying"])
def test_the_document_a_connection_was_opened_for_was_tried_and_lost_nothing(holds: bool, status: str) -> None:
    fault = outcomes.LaneFault("connection-refused", {"host": "mail.test"}, holds=holds)
    log = LogRow(("1",), {}, "")
    result = outcomes.behind_fault(make_claim(), fault, 12.5, log)
    assert (result.status, result.reason, result.facts) == (status, "connection-refused", {"host": "mail.test"})
    assert (result.attempt, result.code, result.delay_s, result.log) == ("server", "connection-refused", 12.5, log)
    assert result.recipients == []


# -- nobody knows


LOST = Failure(Phase.MESSAGE, FailureKind.CONNECTION_LOST, detail="the connection was lost")


def lost_after_the_dot(claim: Claim) -> Delivery:
    """The message was sent whole, and then there was silence."""
    delivery = make_delivery(claim, *[FINE] * len(claim.recipients))
    delivery.reply, delivery.content_sent = None, True
    delivery.fail(LOST)
    return delivery


def test_a_lost_reply_to_the_final_dot_is_marked_and_sent_again() -> None:
    claim = make_claim("jan@x.example", "piet@x.example")
    found = judged(claim, lost_after_the_dot(claim))
    assert found.fault is None
    assert (found.result.status, found.result.repeated, found.result.attempt) == ("retrying", True, "unknown")
    assert {outcome for outcome, _ in people_of(found)} == {"waiting"}
    assert found.result.delay_s == 60


def test_a_connection_lost_before_the_dot_is_not_marked() -> None:
    claim = make_claim()
    found = judged(claim, make_delivery(claim, failure=Failure(Phase.DATA, FailureKind.CONNECTION_LOST)))
    assert (found.result.status, found.result.repeated, found.result.attempt) == ("retrying", False, "temporary")


@pytest.mark.parametrize("phase", [Phase.MAIL, Phase.RCPT, Phase.DATA])
def test_a_server_that_breaks_the_rules_fails_no_document(phase: Phase) -> None:
    claim = make_claim()
    delivery = make_delivery(claim, failure=Failure(phase, FailureKind.PROTOCOL, detail="answered with 250"))
    found = judged(claim, delivery).result
    assert (found.status, found.reason, found.attempt) == ("retrying", "protocol-error", "temporary")
    assert [outcome for _, outcome, _, _ in found.recipients] == ["waiting"]
    assert not found.repeated


def test_a_document_of_which_nobody_knows_is_held_in_the_end_and_never_failed() -> None:
    claim = make_claim(attempts=20, queued_at=LONG_AGO)
    found = judged(claim, lost_after_the_dot(claim))
    assert (found.result.status, found.result.reason) == ("held", "delivery-unknown")
    assert found.result.repeated
    assert people_of(found) == [("waiting", None)]


# -- for how long


@pytest.mark.parametrize(
    ("attempts", "delay_s"), [(0, 60), (1, 120), (2, 240), (6, 3600)], ids=lambda value: f"{value}"
)
def test_each_try_makes_the_next_wait_longer(attempts: int, delay_s: float) -> None:
    claim = make_claim(attempts=attempts)
    assert judged(claim, make_delivery(claim, "450 4.2.1 later")).result.delay_s == delay_s


def test_chance_spreads_the_wait() -> None:
    claim = make_claim()
    delivery = make_delivery(claim, "450 4.2.1 later")
    assert judged(claim, delivery, chance=0).result.delay_s == pytest.approx(54)
    assert judged(claim, delivery, chance=1).result.delay_s == pytest.approx(66)


def test_after_the_last_try_whoever_still_waits_is_refused_with_the_servers_words() -> None:
    claim = make_claim("jan@x.example", "full@x.example", attempts=10, queued_at=LONG_AGO)
    found = judged(claim, make_delivery(claim, FINE, "452 4.2.2 mailbox full"))
    assert found.result.status == "failed"
    assert found.result.facts["gave_up_days"] == 3
    assert people_of(found) == [("accepted", 250), ("refused", 452)]


def test_a_fault_of_the_server_ends_no_document_however_long_it_lasts() -> None:
    claim = make_claim(attempts=1000, queued_at=LONG_AGO)
    found = judged(claim, make_delivery(claim, failure=of_phase(Phase.MAIL, "421 4.3.2 too many connections")))
    assert found.result.status == "retrying"
    assert people_of(found) == [("waiting", 421)]


# -- success


def test_an_accepted_document_is_sent_with_its_queue_id() -> None:
    claim = make_claim("jan@x.example", "piet@x.example")
    delivery = make_delivery(claim, FINE, FINE)
    assert outcomes.accepted_by_all(claim, delivery)
    log = LogRow(("1",), {}, "")
    result = outcomes.accepted(claim, delivery.recipients, "A1B2C3", log)
    assert (result.status, result.queue_id, result.attempt, result.log) == ("sent", "A1B2C3", "accepted", log)
    assert [outcome for _, outcome, _, _ in result.recipients] == ["accepted", "accepted"]


def test_a_document_with_a_recipient_refused_earlier_is_failed_whatever_the_last_one_said() -> None:
    claim = make_claim("late@x.example", attempts=1, refused_because="recipient-unknown")
    delivery = make_delivery(claim, FINE)
    result = outcomes.accepted(claim, delivery.recipients, "A1B2C3", LogRow(("1",), {}, ""))
    assert (result.status, result.reason) == ("failed", "recipient-unknown")


@pytest.mark.parametrize("replies", [[FINE, "550 5.1.1 gone"], ["550 5.1.1 gone", "550 5.1.1 gone"]], ids=["one", "no"])
def test_a_delivery_that_did_not_reach_everybody_needs_a_judgement(replies: list[str]) -> None:
    claim = make_claim("jan@x.example", "piet@x.example")
    assert not outcomes.accepted_by_all(claim, make_delivery(claim, *replies))


def test_a_very_long_queue_id_is_cut_to_what_its_column_holds() -> None:
    claim = make_claim("jan@x.example", "piet@x.example")
    long = make_delivery(claim, FINE, "452 4.2.2 full", message=f"250 2.0.0 queued as {'Q' * 900}")
    assert judged(claim, long).result.queue_id == "Q" * 200


@pytest.mark.parametrize(("reason", "facts"), [("attachment-missing", {"filename": "a.pdf"}), ("letter-missing", {})])
def test_what_cannot_be_sent_is_held_without_counting_as_a_try(reason: str, facts: dict[str, Any]) -> None:
    result = outcomes.unsent(make_claim(), reason, facts)
    assert (result.status, result.reason, result.facts, result.attempt) == ("held", reason, facts, "")
