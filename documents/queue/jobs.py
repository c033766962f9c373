"""What a worker gets when it claims, and what it hands in."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# What each log has for itself, and after that what differs only when something went wrong.
LOG_CELLS = (
    "id", "code", "started_at", "finished_at", "duration_ms", "actor_id", "actor_name", "sender", "continues_id",
    "queue_id", "reply_code", "reply_enhanced", "reply_text", "stages", "recipients", "transcript",
    "outcome", "phase", "contact", "temporary", "diagnosis_code", "diagnosis_facts", "tls", "address", "mechanism",
    "capabilities",
)  # fmt: skip


class Want(NamedTuple):
    """How many documents a worker would like from a lane."""

    lane: int
    most: int


class Recipient(NamedTuple):
    """Somebody who has not got the document yet."""

    id: int
    address: str


class Enclosure(NamedTuple):
    """An attachment: the headers of its part, the file in wire form, and its name for people."""

    header: bytes
    stored_as: str
    wire_bytes: int
    filename: str


class Claim(NamedTuple):
    """One document in a worker's hands. `wire` is empty when its letter is gone."""

    id: uuid.UUID
    fence: int
    lane: int
    sender: int | None
    sender_name: str
    sender_is_active: bool
    from_address: str
    attempts: int
    queued_at: dt.datetime
    now: dt.datetime  # by the clock of the database
    size_bytes: int
    wire: bytes
    refused_because: str  # the reason for which an earlier try refused a recipient for good; empty when none did
    recipients: tuple[Recipient, ...]
    enclosures: tuple[Enclosure, ...]


class LogRow(NamedTuple):
    """The columns of an SmtpLog: `cells` are its own, in the order of LOG_CELLS; `shared` those of a connection.

    What JSON fields hold is text already. Cells may be missing at the end: then those columns are shared, too.
    `shared_json` is `shared` as one JSON object.
    """

    cells: tuple[Any, ...]
    shared: dict[str, Any]
    shared_json: str

    @property
    def id(self) -> str:
        """Its key, with hyphens."""
        return self.cells[0]


@dataclass(slots=True)
class Result:
    """What became of a claim. `delay_s` is how long a retry waits."""

    id: uuid.UUID
    fence: int
    status: str
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    delay_s: float | None = None
    repeated: bool = False  # it may have been delivered although nobody said so
    queue_id: str = ""
    recipients: list[tuple[int, str, int | None, str]] = field(default_factory=list)  # id, outcome, code, text
    attempt: str = ""  # an Attempt.Outcome; empty when nothing was tried
    code: str = ""
    log: LogRow | None = None
