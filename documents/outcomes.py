"""What a conversation means for the document, for its recipients and for its lane: the one policy after a failure.

Scope comes first, then whether trying again may help (as in Postfix's smtp_trouble):

    scope      example                          temporary                permanent
    lane       connect, TLS, greeting, login    the lane waits           the lane holds its documents
    document   MAIL, DATA, the message          tried again later        failed
    recipient  RCPT                             this one again later     this one refused

A fault of the server never ends a document. A rejected login stops the lane: an account must not be locked by
retries. When the reply to the final dot was lost the server may have the message: it is sent once more with the same
Message-ID and marked, never failed.

Known weakness: the server's words decide the scope. One that words a full mailbox as a rate limit makes its lane wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from documents.models import Attempt, Status
from documents.models import Recipient as RecipientRow
from documents.queue import Claim, LogRow, Result
from documents.retry import Schedule
from mailservers.smtp import diagnosis
from mailservers.smtp.conversation import Conversation, Failure, FailureKind, Phase, RecipientResult
from mailservers.smtp.delivery import Delivery

# Whatever goes wrong before the first MAIL is wrong for the whole lane.
LANE_PHASES = frozenset({Phase.DNS, Phase.CONNECT, Phase.TLS, Phase.GREETING, Phase.EHLO, Phase.STARTTLS, Phase.AUTH})

# So are these, said later: they speak of the login, the connection or how much comes through it.
LANE_CODES = frozenset(
    {
        "login-required",
        "starttls-required",
        "auth-needs-tls",
        "credentials-rejected",
        "app-password-needed",
        "basic-auth-disabled",
        "smtp-auth-disabled",
        "account-locked",
        "oauth-token-rejected",
        "address-blocked",
        "server-busy",
        "rate-limited",
        "greeting-refused",
    }
)

# The login itself was refused: nothing is tried before it changes or a person says so.
LOGIN_CODES = frozenset(
    {
        "credentials-rejected",
        "app-password-needed",
        "basic-auth-disabled",
        "smtp-auth-disabled",
        "account-locked",
        "oauth-token-rejected",
    }
)

_KINDS_THAT_HOLD = frozenset({FailureKind.HOST_UNKNOWN, FailureKind.HOST_NO_ADDRESS, FailureKind.NETWORK_FORBIDDEN})


@dataclass(frozen=True, slots=True)
class LaneFault:
    """What is wrong with a lane. `holds`: a person must act. `stops`: nothing may be tried until then."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    holds: bool = False
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result for the document, and what is wrong with its lane, if anything."""

    result: Result
    fault: LaneFault | None = None


def fault_of_opening(opening: Conversation) -> LaneFault:
    """Why a connection could not be opened; `opening` failed."""
    return _fault(opening)


def accepted_by_all(claim: Claim, delivery: Delivery) -> bool:
    """The usual case, which needs no judgement."""
    return delivery.failure is None and delivery.accepted_count == len(claim.recipients)


def accepted(claim: Claim, said: Sequence[RecipientResult], queue_id: str, log: LogRow) -> Result:
    """The result when the server took responsibility for every recipient that was left."""
    told = [(person.id, "accepted", one.code, one.text) for person, one in zip(claim.recipients, said, strict=True)]
    result = Result(claim.id, claim.fence, "sent", queue_id=queue_id, recipients=told, attempt="accepted", log=log)
    if claim.refused_because:
        result.status, result.reason = Status.FAILED.value, claim.refused_because
    return result


def judge(claim: Claim, delivery: Delivery, conversation: Conversation, schedule: Schedule, chance: float) -> Judgement:
    """What became of `claim`; `conversation` is the one of this message."""
    decisive = conversation if delivery.failure else _as_if_refused(conversation, delivery.first_refusal)
    found = diagnosis.diagnose(decisive)
    code, facts = (found.code, dict(found.facts)) if found else ("", {})
    result = Result(claim.id, claim.fence, Status.RETRYING.value, code, facts, code=code)
    result.queue_id = (delivery.queue_id or "")[:200]
    fault = _fault_said_later(decisive, code)
    people = _people(claim, delivery, spare=fault is not None)
    result.recipients = people
    result.attempt = _attempt(delivery, people, fault)
    if delivery.outcome == "unknown":
        result.repeated = True
    _decide(result, claim, people, fault, schedule, chance)
    return Judgement(result, fault)


def unsent(claim: Claim, reason: str, facts: dict[str, Any]) -> Result:
    """A document that cannot be tried before a person has done something; nothing was said to a server."""
    return Result(claim.id, claim.fence, Status.HELD.value, reason, facts)


def behind_fault(claim: Claim, fault: LaneFault, delay_s: float | None, log: LogRow | None) -> Result:
    """The document for which a connection was opened that failed. It was tried, and lost nothing by it."""
    status = Status.HELD if fault.holds else Status.RETRYING
    result = Result(claim.id, claim.fence, status.value, fault.code, fault.facts, delay_s)
    result.attempt, result.code, result.log = Attempt.Outcome.SERVER.value, fault.code, log
    return result


def _decide(
    result: Result,
    claim: Claim,
    people: Sequence[tuple[int, str, int | None, str]],
    fault: LaneFault | None,
    schedule: Schedule,
    chance: float,
) -> None:
    """Status and delay, from what was said to each recipient."""
    outcomes = {outcome for _, outcome, _, _ in people}
    if fault is not None:
        result.status = (Status.HELD if fault.holds else Status.RETRYING).value
        return
    if RecipientRow.Outcome.WAITING in outcomes:
        tries = claim.attempts + 1
        if not schedule.is_over(tries, claim.now - claim.queued_at):
            result.delay_s = schedule.delay_s(tries, chance)
            return
        if result.repeated:  # the server may have it: failed would be a lie
            result.status = Status.HELD.value
            result.reason = "delivery-unknown"
            return
        result.facts = result.facts | {"gave_up_days": schedule.days}
        result.recipients = [
            (key, RecipientRow.Outcome.REFUSED.value if outcome == "waiting" else outcome, code, text)
            for key, outcome, code, text in people
        ]
        outcomes = {RecipientRow.Outcome.REFUSED.value}
    if RecipientRow.Outcome.REFUSED in outcomes or claim.refused_because:
        result.status = Status.FAILED.value
    else:
        result.status, result.reason, result.facts = Status.SENT.value, "", {}


def _people(claim: Claim, delivery: Delivery, *, spare: bool) -> list[tuple[int, str, int | None, str]]:
    """Each recipient with an outcome; `spare` ends nobody, because the fault is the server's."""
    told = []
    for person, said in zip(claim.recipients, delivery.recipients, strict=True):
        outcome = RecipientRow.Outcome.ACCEPTED
        if not said.accepted:
            is_final = said.code >= 500 if said.code is not None else delivery.outcome in ("accepted", "permanent")
            outcome = RecipientRow.Outcome.REFUSED if is_final and not spare else RecipientRow.Outcome.WAITING
        told.append((person.id, outcome.value, said.code, said.text))
    return told


def _attempt(delivery: Delivery, people: Sequence[tuple[int, str, int | None, str]], fault: LaneFault | None) -> str:
    if fault is not None:
        return Attempt.Outcome.SERVER.value
    if delivery.outcome != "accepted":
        return delivery.outcome
    waits = any(outcome == RecipientRow.Outcome.WAITING for _, outcome, _, _ in people)
    return (Attempt.Outcome.TEMPORARY if waits else Attempt.Outcome.PERMANENT).value


def _as_if_refused(conversation: Conversation, refusal: Failure | None) -> Conversation:
    """The conversation as if its first refused recipient had been the only one: so that it can be diagnosed."""
    reply = refusal.reply if refusal is not None else None
    return replace(conversation, outcome="failed", failure=refusal, phase=Phase.RCPT, reply=reply)


def _fault_said_later(conversation: Conversation, code: str) -> LaneFault | None:
    failure = conversation.failure
    if failure is None or (failure.phase not in LANE_PHASES and code.partition("/")[0] not in LANE_CODES):
        return None
    return _fault(conversation)


def _fault(conversation: Conversation) -> LaneFault:
    found = diagnosis.diagnose(conversation)
    failure = conversation.failure
    if found is None or failure is None:
        return LaneFault("temporary-refusal")
    permanent_reply = failure.reply is not None and failure.reply.is_permanent
    login_refused = failure.kind is FailureKind.OAUTH_REJECTED or (permanent_reply and failure.phase is Phase.AUTH)
    stops = login_refused or (found.base_code in LOGIN_CODES and not failure.is_temporary)
    passes = found.base_code in ("rate-limited", "server-busy") or failure.is_temporary
    holds = stops or failure.kind in _KINDS_THAT_HOLD or not passes
    return LaneFault(found.code, dict(found.facts), holds, stops)
