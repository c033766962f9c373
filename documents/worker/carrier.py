"""One connection: opened, fed with what lies ready in its lane, and given up when it is no longer of use."""

import logging
import random
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings

from documents import contents, outcomes, wire
from documents.delivery_logs import Logbook
from documents.models import Attempt, Status
from documents.outcomes import LaneFault
from documents.queue import Claim, Enclosure, Result
from mailservers.smtp.conversation import FailureKind
from mailservers.smtp.delivery import Connection, Delivery, Envelope
from mailservers.smtp.errors import AddressRefused

from .lane_run import LaneRun
from .recorder import Report

if TYPE_CHECKING:
    from .supervisor import Supervisor

log = logging.getLogger(__name__)

OPENING_S = 60.0
IDLE_S = 5.0  # a connection is kept so long without work
CONNECTION_S = 300.0  # then a fresh one, so that a server behind several machines can spread its load
LOST = (FailureKind.CONNECTION_LOST, FailureKind.TIMEOUT, FailureKind.PROTOCOL)


@dataclass(frozen=True, slots=True)
class WireMessage:
    """A letter with its attachments, read from the storage piece by piece while it is sent."""

    claim: Claim

    @property
    def size_bytes(self) -> int:
        """On the wire, without the final dot."""
        return self.claim.size_bytes

    def __iter__(self) -> Iterator[bytes]:
        yield bytes(self.claim.wire)
        for enclosure in self.claim.enclosures:
            yield enclosure.header
            yield from contents.wire_blocks(enclosure.stored_as)
        yield wire.closing(self.claim.id)


class Carrier(threading.Thread):
    """Ends by itself when the lane is closed, the connection breaks, the worker stops or nothing is left to do."""

    def __init__(self, run: LaneRun, supervisor: "Supervisor") -> None:
        super().__init__(name=f"carrier {run.lane.key}", daemon=True)
        self.is_opening = True
        self.lane_run = run
        self._supervisor = supervisor
        self._until = monotonic() + CONNECTION_S
        self._began = 0.0
        self._next: Claim | None = None
        self._underway: dict[uuid.UUID, Claim] = {}  # taken by the connection, no result yet
        self._book: Logbook
        self._connection = Connection(
            run.settings,
            run.login,
            policy=run.policy,
            cancelled=supervisor.hard_stop.is_set,
            plain=run.plain,
            message_deadline_s=settings.DELIVER_DEADLINE_S,
        )

    def run(self) -> None:
        """Open, send, close."""
        run = self.lane_run
        try:
            if self._open():
                self._carry()
                self._connection.quit()
            run.plain = run.plain or self._connection.plain
        except Exception:
            log.exception("A carrier of %s failed; its document will be tried again.", run.lane.identification)
            self._give_up()
        finally:
            self._connection.close()
            self._supervisor.wake.set()

    def _give_up(self) -> None:
        """An error of ours, or of the machine: nobody knows how far these came."""
        for claim in self._underway.values():
            delay_s = self._supervisor.schedule.delay_s(claim.attempts + 1, random.random())
            result = Result(claim.id, claim.fence, Status.RETRYING.value, "delivery-error", {}, delay_s, repeated=True)
            result.attempt, result.code = Attempt.Outcome.UNKNOWN.value, "delivery-error"
            self._supervisor.recorder.hand_in(Report(self.lane_run, result))

    def _open(self) -> bool:
        opening = self._connection.open(OPENING_S)
        self._book = Logbook(self.lane_run.lane, opening)
        self.is_opening = False
        if opening.outcome == "accepted":
            self.lane_run.note_open()
            return True
        if opening.failure is not None and opening.failure.kind is FailureKind.CANCELLED:
            return False
        claim = self.lane_run.take()
        self.lane_run.close()
        fault = outcomes.fault_of_opening(opening)
        result = None
        if claim is not None:
            result = outcomes.behind_fault(claim, fault, None, self._book.of(claim, opening))
        self._supervisor.recorder.hand_in(Report(self.lane_run, result, fault, chance=random.random()))
        return False

    def _carry(self) -> None:
        run = self.lane_run
        while self._connection.is_open and self._may_go_on:
            self._began = monotonic()
            self._connection.deliver(self._envelopes(), self._take_note)
            if self._connection.is_open and self._may_go_on:
                if run.is_exhausted:
                    self._supervisor.recorder.hurry()
                self._next = run.wait(IDLE_S)
                if self._next is None:
                    return
        if self._next is not None:
            run.put_back(self._next)

    @property
    def _may_go_on(self) -> bool:
        return not (self.lane_run.closed or self._supervisor.stopping) and monotonic() < self._until

    def _envelopes(self) -> Iterator[Envelope]:
        """What lies ready; ends rather than wait, so that nothing is held back for what may come."""
        run, supervisor = self.lane_run, self._supervisor
        while self._may_go_on and supervisor.claims_are_ours:
            claim, self._next = self._next or run.take(), None
            if claim is None:
                return
            envelope = self._envelope(claim)
            if envelope is not None:
                self._underway[claim.id] = claim
                yield envelope

    def _envelope(self, claim: Claim) -> Envelope | None:
        """What goes on the wire; None when this document cannot be sent, which is then reported."""
        problem = _hindrance(claim)
        if problem is None:
            content = WireMessage(claim) if claim.enclosures else bytes(claim.wire)
            people = tuple([person.address for person in claim.recipients])
            head = bytes(claim.wire[:4000]).partition(b"\r\n\r\n")[0]
            try:
                return Envelope(
                    claim.from_address, people, content, False, not head.isascii(), True,
                    1 + len(claim.enclosures), claim,
                )  # fmt: skip
            except AddressRefused as refused:
                problem = Result(
                    claim.id, claim.fence, Status.FAILED.value, "recipient-refused", {"text": str(refused)}
                )
        self._supervisor.recorder.hand_in(Report(self.lane_run, problem))
        return None

    def _take_note(self, delivery: Delivery) -> None:
        """Hand in what became of one message."""
        run, claim = self.lane_run, delivery.envelope.tag
        run.note_message(monotonic() - self._began)
        self._note(run, claim, delivery)
        del self._underway[claim.id]
        self._began = monotonic()  # waiting for a commit is not the server's fault

    def _note(self, run: LaneRun, claim: Claim, delivery: Delivery) -> None:
        if outcomes.accepted_by_all(claim, delivery):
            run.refusals = 0
            said, queue_id = delivery.recipients, (delivery.queue_id or "")[:200]
            log_row = self._book.of_success(claim, delivery, said, queue_id)
            result = outcomes.accepted(claim, said, queue_id, log_row)
            proves, run.half_open = run.half_open, False
            self._supervisor.recorder.hand_in(Report(run, result, proves_lane=proves))
            return
        if self._is_to_be_sent_again(delivery):
            run.put_back(claim)
            return
        conversation = delivery.conversation(self._book.opening, with_opening=self._book.first is None)
        chance = random.random()
        judged = outcomes.judge(claim, delivery, conversation, self._supervisor.schedule, chance)
        judged.result.log = self._book.of(claim, conversation)
        fault = judged.fault or self._fault_of_many(delivery, judged.result)
        if fault is not None:
            run.close()
        self._supervisor.recorder.hand_in(Report(run, judged.result, fault, chance=chance))

    def _is_to_be_sent_again(self, delivery: Delivery) -> bool:
        """Whether the server knows nothing of this message, because the connection ended before its turn.

        A server that closes a connection it has used for long is within its rights. The first message over a
        connection counts as tried, so that there always is progress.
        """
        failure = delivery.failure
        if failure is None or delivery.content_sent:
            return False
        if not delivery.attempted or failure.kind is FailureKind.CANCELLED:
            return True
        ended = failure.kind is FailureKind.CONNECTION_LOST or (failure.reply is not None and failure.reply.code == 421)
        return ended and self._book.first is not None

    def _fault_of_many(self, delivery: Delivery, result: Result) -> LaneFault | None:
        """Greylisting and breaking connections meet the whole lane, once they have met several documents in a row."""
        kind = delivery.failure.kind if delivery.failure else None
        if kind not in LOST and result.code.partition("/")[0] != "greylisted":
            return None
        return LaneFault(result.code, result.facts) if self.lane_run.note_refusal() else None


def _hindrance(claim: Claim) -> Result | None:
    """Why this document cannot be sent now, as a result."""
    if not claim.sender_is_active:
        return outcomes.unsent(claim, "sender-inactive", {"sender": claim.sender_name})
    if not claim.wire:
        return outcomes.unsent(claim, "letter-missing", {})
    if not claim.recipients:
        return Result(claim.id, claim.fence, Status.SENT.value)
    lost = next(filter(_is_lost, claim.enclosures), None)
    return outcomes.unsent(claim, "attachment-missing", {"filename": lost.filename}) if lost else None


def _is_lost(enclosure: Enclosure) -> bool:
    return not contents.is_stored(enclosure.stored_as, enclosure.wire_bytes)
