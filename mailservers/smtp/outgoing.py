"""Envelopes before anything of them is sent: made fit for what the server offers, or refused for what it lacks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .conversation import Failure, FailureKind, Phase
from .delivered import Delivery
from .errors import ContentFailed
from .extensions import size_limit
from .message import Envelope, dot_stuffed, dot_stuffed_pieces, needs_smtputf8
from .mime import seven_bit
from .record import Record


@dataclass(frozen=True, slots=True)
class Offers:
    """What of a server's extensions matters to a message. `size_limit` is in octets, None without one."""

    pipelining: bool
    chunking: bool
    size: bool
    size_limit: int | None
    eight_bit: bool
    smtputf8: bool

    @classmethod
    def of(cls, known: Mapping[str, str], *, plain: bool) -> "Offers":
        """From an EHLO reply; `plain`: nothing that changes the order of commands and replies."""
        return cls(
            pipelining="PIPELINING" in known and not plain,
            chunking="CHUNKING" in known and not plain,
            size="SIZE" in known,
            size_limit=size_limit(known),
            eight_bit="8BITMIME" in known,
            smtputf8="SMTPUTF8" in known,
        )

    def mail_parameters(self, delivery: Delivery) -> str:
        """What MAIL says besides the sender (RFC 1870, 6152, 6531)."""
        envelope = delivery.envelope
        parameters = f"SIZE={delivery.size_bytes}" if self.size else ""
        if envelope.eight_bit and self.eight_bit:
            parameters += " BODY=8BITMIME"
        if self.smtputf8 and (envelope.smtputf8 or not envelope.wire_sender.isascii() or _any_utf8(envelope)):
            parameters += " SMTPUTF8"
        return parameters.strip()


class Queue:
    """Takes envelopes from the source, keeping aside what cannot be sent at all."""

    def __init__(self, source: Iterable[Envelope], offers: Offers, new_record: Callable[[], Record]) -> None:
        self._source = iter(source)
        self._offers = offers
        self._new_record = new_record
        self._refused: list[Delivery] = []

    def next_sendable(self) -> Delivery | None:
        """The next delivery that this server can be asked for; None when the source ended."""
        for envelope in self._source:
            delivery = self._prepared(envelope)
            if delivery.failure is None:
                return delivery
            self._refused.append(delivery)
        return None

    def take_refused(self) -> list[Delivery]:
        """What was kept aside since the last call."""
        refused, self._refused = self._refused, []
        return refused

    def _prepared(self, envelope: Envelope) -> Delivery:
        """A delivery that can be sent, or one with the reason why not."""
        content, offers = envelope.content, self._offers
        if envelope.eight_bit and not offers.eight_bit:  # RFC 6152 3: then it must be converted
            content = seven_bit(content if isinstance(content, bytes) else b"".join(content))
        delivery = Delivery(envelope, content, self._new_record())
        if offers.size_limit is not None and delivery.size_bytes > offers.size_limit:
            facts = {"size_bytes": delivery.size_bytes, "limit_bytes": offers.size_limit}
            delivery.fail(Failure(Phase.MAIL, FailureKind.MESSAGE_TOO_BIG, facts=facts))
        elif not offers.smtputf8 and not (envelope.wire_sender.isascii() and not envelope.smtputf8):
            delivery.fail(Failure(Phase.MAIL, FailureKind.SMTPUTF8_NEEDED, facts={"address": envelope.sender}))
        elif not offers.smtputf8 and any(map(needs_smtputf8, envelope.wire_recipients)):
            _skip_unreachable(delivery)
        return delivery


def _skip_unreachable(delivery: Delivery) -> None:
    """Recipients whose address this server cannot be told are refused here; the others still get the message."""
    names = []
    for index, address in enumerate(delivery.envelope.wire_recipients):
        if needs_smtputf8(address):
            delivery.skipped.add(index)
            names.append(address)
    if len(names) == len(delivery.envelope.wire_recipients):
        facts = {"address": ", ".join(names)}
        delivery.fail(Failure(Phase.RCPT, FailureKind.SMTPUTF8_NEEDED, facts=facts))


def _any_utf8(envelope: Envelope) -> bool:
    return any(map(needs_smtputf8, envelope.wire_recipients))


def on_the_wire(delivery: Delivery, *, stuffed: bool) -> Iterable[bytes]:
    """The content in pieces; `stuffed` as DATA wants it, or as it is for BDAT. See `exactly` for what is raised."""
    content = delivery.content
    if isinstance(content, bytes):
        return (dot_stuffed(content) if stuffed else content,)
    exact = exactly(content, delivery.size_bytes)
    return dot_stuffed_pieces(exact) if stuffed else exact


def exactly(content: Iterable[bytes], size_bytes: int) -> Iterator[bytes]:
    """The pieces of `content`. Raises ContentFailed when they cannot be read or have another size together."""
    left = size_bytes
    try:
        for piece in content:
            left -= len(piece)
            if left < 0:
                break
            yield piece
    except Exception as error:
        raise ContentFailed(f"the content cannot be read: {type(error).__name__}") from error
    if left:
        raise ContentFailed("the content has another size than it said")
