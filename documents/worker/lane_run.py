"""A lane while a worker is busy with it: what lies ready, which connections carry it, how fast it goes."""

import threading
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any

from documents import logins
from documents.models import Lane
from documents.queue import Claim
from mailservers.policy import network_policy
from mailservers.smtp.network import NetworkPolicy
from mailservers.smtp.settings import Login, ServerSettings

if TYPE_CHECKING:
    from .carrier import Carrier

LEAST_READY = 4
MOST_READY = 64
READY_S = 0.05  # as much as is sent in so long lies ready; a dead worker's may arrive twice, so not more
SLOW_MESSAGE_S = 0.003  # from here on another connection helps more than it costs
FRESH_S = 0.5  # a login that was read so lately need not be read again
REFUSALS_IN_A_ROW = 3  # greylisting, or lost connections: then the whole lane waits


class LaneRun:
    """Made by the supervisor. Carriers call `take`, `put_back`, `done` and read the settings; nothing else."""

    def __init__(self, lane: Lane, wake: threading.Event) -> None:
        settings = lane.revision
        assert settings is not None
        self.lane = lane
        self.settings: ServerSettings = settings.smtp_settings()
        self.max_connections = max(1, settings.max_connections)
        self.per_minute = settings.messages_per_minute
        self.login: Login | None = None
        self.fingerprint = ""
        self.policy: NetworkPolicy
        self.plain = lane.plain_spoken
        self.half_open = lane.failures > 0
        self.carriers: set[Carrier] = set()
        self.ready: SimpleQueue[Claim | None] = SimpleQueue()  # None only wakes a carrier up
        self.is_exhausted = False  # the last claim got all there was
        self.stuck = False  # nothing has moved for a while, although something lies ready
        self.closed = False  # nothing more may be sent: a fault, or the server was deleted
        self.refusals = 0
        self.message_s = 0.0  # what one message takes on one connection at best
        self.last_used = monotonic()
        self._wake = wake
        self._asked = False
        self._target = LEAST_READY
        self._taken = self._taken_before = 0
        self._measured_at = monotonic()

    def prepare(self) -> None:
        """Read login and policy afresh, before a connection is opened. Raises logins.Hindrance."""
        self.login = logins.login_of(self.lane)
        self.fingerprint = logins.fingerprint(self.login)
        self.policy = network_policy()
        self._prepared_at = monotonic()

    @property
    def is_fresh(self) -> bool:
        """Whether login and policy were read a moment ago."""
        return monotonic() - self._prepared_at < FRESH_S

    # -- for the supervisor

    @property
    def has_work(self) -> bool:
        """Whether something lies ready to be sent."""
        return not self.closed and self.ready.qsize() > 0

    def wanted(self) -> int:
        """How many more documents should lie ready."""
        self._asked = False
        if self.closed or self.stuck:
            return 0
        if self.half_open:
            return 0 if self.ready.qsize() or self.carriers else 1
        waiting = self.ready.qsize()
        now = monotonic()
        passed_s = now - self._measured_at
        if passed_s > 0.02:
            rate = (self._taken - self._taken_before) / passed_s
            self._taken_before, self._measured_at = self._taken, now
            ideal = int(rate * READY_S)
            self._target = min(max(ideal, LEAST_READY, 2 * len(self.carriers)), MOST_READY)
        if not waiting:
            self._target = min(self._target * 2, MOST_READY)
        return self._target - waiting if waiting <= self._target // 2 else 0

    def wants_another_carrier(self) -> bool:
        """Whether one more connection would help: far servers are worth more of them."""
        if self.closed or len(self.carriers) >= self.max_connections or not self.ready.qsize():
            return False
        if not self.carriers:
            return True
        return not self.half_open and self.message_s > SLOW_MESSAGE_S and not any(c.is_opening for c in self.carriers)

    def fill(self, claims: list[Claim]) -> None:
        """Let these be sent."""
        for claim in claims:
            self.ready.put(claim)

    def drain(self) -> list[Claim]:
        """Take back everything that nobody has begun with."""
        claims = []
        while self.ready.qsize():
            if (claim := self.take()) is not None:
                claims.append(claim)
        return claims

    def close(self) -> None:
        """Nothing more is begun; the supervisor gives the rest back."""
        self.closed = True
        self.ready.put(None)
        self._wake.set()

    # -- for carriers

    def take(self) -> Claim | None:
        """The next document, or None when none lies ready."""
        try:
            claim = self.ready.get_nowait()
        except Empty:
            return None
        if claim is None:
            return None
        self._taken += 1
        if not self._asked and self.ready.qsize() <= self._target // 2:
            self._asked = True
            self._wake.set()
        return claim

    def wait(self, seconds: float) -> Claim | None:
        """The next document, waiting for it."""
        self._wake.set()
        try:
            claim = self.ready.get(timeout=seconds)
        except Empty:
            return None
        if claim is None:  # for everybody who waits
            self.ready.put(None)
            return None
        self._taken += 1
        return claim

    def put_back(self, claim: Claim) -> None:
        """Not begun after all."""
        self.ready.put(claim)
        self._wake.set()

    def note_open(self) -> None:
        """A connection is ready, however long that took: let something lie ready for it."""
        self.stuck = False
        self.last_used = monotonic()
        self._wake.set()

    def note_message(self, seconds: float) -> None:
        """One message took so long."""
        # The quickest of late: a busy machine makes all of them slow now and then, a far server each of them.
        self.message_s = min(seconds, self.message_s * 1.05) if self.message_s else seconds
        self.stuck = False
        self.last_used = monotonic()

    def note_refusal(self) -> bool:
        """A temporary refusal or a lost connection; True when there were so many that the lane should wait."""
        self.refusals += 1
        return self.refusals >= REFUSALS_IN_A_ROW

    def facts(self) -> dict[str, Any]:
        """What a log line should say about it."""
        return {"server": self.lane.identification, "lane": self.lane.key}
