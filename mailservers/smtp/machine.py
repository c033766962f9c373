"""The SMTP client without any input or output: bytes in, answers out; commands in, bytes out.

Two tables are the whole protocol (RFC 5321 4.3.2, 3207, 4954, 3030). What a reply means at each step:

    step        2yz         3yz         4yz         5yz
    greeting    done        violation   refused     refused
    ehlo        done        violation   refused     fallback
    helo        done        violation   refused     refused
    starttls    done        violation   refused     refused
    auth        done        more        refused     refused
    mail        done        violation   refused     refused
    rcpt        done        violation   refused     refused
    data        violation   more        refused     refused
    message     done        violation   refused     refused
    rset        done        violation   refused     refused
    quit        done        violation   refused     refused

and which commands may follow which (the step of the command that was sent last):

    greeting    ehlo helo quit
    ehlo        helo starttls auth mail rset quit
    helo        auth mail rset quit
    starttls    ehlo helo quit
    auth        auth mail rset quit
    mail        rcpt rset quit
    rcpt        rcpt data message rset quit
    data        message rset quit
    message     mail rset quit
    rset        mail rset quit
    quit        -

While the server wants more (verdict "more"), only that may come: a SASL response after AUTH, the message after DATA.

Replies are paired with the commands they answer. A reply nobody asked for is an error, except 421, which a server may
say at any time (RFC 5321 3.8). Bytes that are there before they were asked for are an error too: a "250" that comes
along with "354" must never be taken for the answer to the final dot, and nothing said before a TLS handshake counts
after it (CVE-2011-0411).
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors import CommandRefused, ServerProtocolError
from .replies import Reply, ReplyParser

if TYPE_CHECKING:
    from .commands import Command


class Step(StrEnum):
    """What a reply answers."""

    GREETING = "greeting"
    EHLO = "ehlo"
    HELO = "helo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    MESSAGE = "message"  # the final dot, or BDAT … LAST
    RSET = "rset"
    QUIT = "quit"


class Verdict(StrEnum):
    """What a reply means for the step it answers."""

    DONE = "done"  # go on with the next step
    MORE = "more"  # the server wants the rest: a SASL response, the message
    REFUSED = "refused"
    FALLBACK = "fallback"  # the server knows no EHLO, it may know HELO
    VIOLATION = "violation"  # no server may answer this


def _row(positive: str, intermediate: str, permanent: str = "refused") -> dict[int, Verdict]:
    return {2: Verdict(positive), 3: Verdict(intermediate), 4: Verdict.REFUSED, 5: Verdict(permanent)}


VERDICTS: dict[Step, dict[int, Verdict]] = {
    Step.GREETING: _row("done", "violation"),
    Step.EHLO: _row("done", "violation", "fallback"),
    Step.HELO: _row("done", "violation"),
    Step.STARTTLS: _row("done", "violation"),
    Step.AUTH: _row("done", "more"),
    Step.MAIL: _row("done", "violation"),
    Step.RCPT: _row("done", "violation"),
    Step.DATA: _row("violation", "more"),
    Step.MESSAGE: _row("done", "violation"),
    Step.RSET: _row("done", "violation"),
    Step.QUIT: _row("done", "violation"),
}

_S = Step
FOLLOWERS: dict[Step, frozenset[Step]] = {
    _S.GREETING: frozenset({_S.EHLO, _S.HELO, _S.QUIT}),
    _S.EHLO: frozenset({_S.HELO, _S.STARTTLS, _S.AUTH, _S.MAIL, _S.RSET, _S.QUIT}),
    _S.HELO: frozenset({_S.AUTH, _S.MAIL, _S.RSET, _S.QUIT}),
    _S.STARTTLS: frozenset({_S.EHLO, _S.HELO, _S.QUIT}),
    _S.AUTH: frozenset({_S.AUTH, _S.MAIL, _S.RSET, _S.QUIT}),
    _S.MAIL: frozenset({_S.RCPT, _S.RSET, _S.QUIT}),
    _S.RCPT: frozenset({_S.RCPT, _S.DATA, _S.MESSAGE, _S.RSET, _S.QUIT}),
    _S.DATA: frozenset({_S.MESSAGE, _S.RSET, _S.QUIT}),
    _S.MESSAGE: frozenset({_S.MAIL, _S.RSET, _S.QUIT}),
    _S.RSET: frozenset({_S.MAIL, _S.RSET, _S.QUIT}),
    _S.QUIT: frozenset(),
}
# What a server that said "more" is waiting for.
MORE_OF = {_S.AUTH: _S.AUTH, _S.DATA: _S.MESSAGE}
# These end a pipelined group: nothing but the reply may come next (RFC 2920 3.1; RFC 3207 4; RFC 4954 4).
GROUP_ENDS = frozenset({_S.EHLO, _S.HELO, _S.STARTTLS, _S.AUTH, _S.DATA, _S.QUIT})


@dataclass(slots=True)
class Answer:
    """A reply with the step it belongs to; `step` is None for a 421 that nobody asked for."""

    step: Step | None
    reply: Reply
    verdict: Verdict


class Client:
    """One connection's protocol state. It opens nothing, waits for nothing and knows no time."""

    def __init__(self) -> None:
        self._parser = ReplyParser()
        self._pending: deque[Step] = deque([Step.GREETING])
        self._last = Step.GREETING
        self._wanted: Step | None = None

    def receive(self, data: bytes) -> None:
        """Take bytes from the server."""
        self._parser.feed(data)

    def next_answer(self) -> Answer | None:
        """The next reply and what it means, or None until more bytes arrive.

        Raises ServerProtocolError for bytes that are no reply and for a reply nobody asked for.
        """
        reply = self._parser.next_reply()
        if reply is None:
            return None
        if not self._pending:
            if reply.code == 421:
                return Answer(None, reply, Verdict.REFUSED)
            raise ServerProtocolError("unsolicited-reply", f"a reply nobody asked for: {reply.code}")
        step = self._pending.popleft()
        verdict = VERDICTS[step][reply.code // 100]
        if verdict is Verdict.MORE:
            self._wanted = MORE_OF[step]
        return Answer(step, reply, verdict)

    def send(self, command: "Command") -> bytes:
        """The bytes to transmit for `command`.

        Raises CommandRefused when it may not come now. While replies are outstanding only a pipelined group may go
        on; otherwise nothing may be unread (see `require_silence`).
        """
        step = command.step
        if step not in FOLLOWERS[self._last] or (self._pending and self._pending[-1] in GROUP_ENDS):
            raise CommandRefused(f"{step} cannot follow {self._last}")
        if self._wanted is not None and step is not self._wanted:
            raise CommandRefused(f"the server waits for {self._wanted}, not for {step}")
        if not self._pending:
            self.require_silence()
        self._pending.append(step)
        self._last = step
        self._wanted = None
        return command.octets

    def require_silence(self) -> None:
        """Raises ServerProtocolError when the server said something it was not asked."""
        if self._parser.has_unread:
            raise ServerProtocolError("unsolicited-reply", "the server answered before it was asked")

    def begin_tls(self) -> None:
        """Forget what was said in clear text. Raises ServerProtocolError when bytes came before the handshake."""
        if self._parser.has_unread:
            raise ServerProtocolError("starttls-injection", "bytes between the STARTTLS reply and the handshake")
        self._parser = ReplyParser()

    @property
    def outstanding(self) -> int:
        """How many replies are still to come."""
        return len(self._pending)

    @property
    def in_transaction(self) -> bool:
        """Whether MAIL was sent and neither its message nor RSET since."""
        return self._last in (Step.MAIL, Step.RCPT, Step.DATA)

    @property
    def may_quit(self) -> bool:
        """Whether QUIT would be understood now."""
        silent = not self._pending and not self._parser.has_unread
        return silent and self._wanted is None and Step.QUIT in FOLLOWERS[self._last]

    @property
    def said_quit(self) -> bool:
        """Whether nothing but the answer to QUIT is still to come."""
        return len(self._pending) == 1 and self._pending[0] is Step.QUIT

    @property
    def has_unread(self) -> bool:
        """Whether the server said something that has not been read as a reply."""
        return self._parser.has_unread

    @property
    def first_bytes(self) -> bytes:
        """The beginning of what the server sent and nobody has read yet."""
        return self._parser.first_bytes

    def unfinished(self) -> list[str]:
        """The lines of a reply that never became complete."""
        return self._parser.unfinished()

    def next_conversation(self) -> None:
        """A new message begins: the limit of octets counts from here."""
        self._parser.restart_total()
