"""The first words of a server: SMTP, something else, or nothing at all."""

from contextlib import suppress
from typing import TYPE_CHECKING

from . import silence, tls
from .conversation import FailureKind, Phase
from .errors import ServerProtocolError, SmtpError, TimeLimitReached
from .machine import Answer
from .settings import Security

if TYPE_CHECKING:
    from .dialogue import Dialogue

GREETING_LIMIT_S = 300.0  # RFC 5321 4.5.3.2.1; the whole conversation's deadline is usually far below
REST_OF_A_LINE_S = 0.5  # the line that tells which protocol it is may come in pieces


def greet(dialogue: "Dialogue") -> None:
    """Hear the greeting. Raises ConversationFailed when it is none, saying what it is instead."""
    dialogue.transcript.begin(Phase.GREETING)
    try:
        answer = _greeting(dialogue)
    except ServerProtocolError as error:
        raise _not_smtp(dialogue, error) from error
    reply = dialogue.expect(answer)
    dialogue.greeting = reply.text
    if reply.code != 220:  # 200 is a news server
        raise dialogue.failed(
            FailureKind.NOT_SMTP, first_bytes=reply.wire_lines[0], protocol=silence.protocol_of(reply)
        )


def _greeting(dialogue: "Dialogue") -> Answer:
    """The greeting. A silent server may be waiting for a TLS handshake: a test asks it on a second connection.

    Sending mail never asks. There a slow greeting has five minutes (RFC 5321 4.5.3.2.1), and to a server that
    limits connections or punishes those who speak first the question would cost more than the answer is worth.
    """
    assert dialogue.channel is not None
    settings = dialogue.settings
    if dialogue.asks_silent_servers and settings.security is not Security.SSL:
        try:
            return dialogue.hear(silence.patience_s(settings.port, dialogue.deadline.remaining_s))
        except TimeLimitReached:
            if not dialogue.channel.contact:
                _ask_for_tls(dialogue)
    return dialogue.hear(GREETING_LIMIT_S)


def _ask_for_tls(dialogue: "Dialogue") -> None:
    assert dialogue.channel is not None
    found = silence.what_it_waits_for(dialogue.channel, dialogue.deadline)
    if found == "tls":
        dialogue.channel.contact = True
        raise dialogue.failed(FailureKind.PLAIN_ON_TLS_PORT, "the server waits for a TLS handshake", silent=True)
    if found:
        dialogue.channel.contact = True
        dialogue.transcript.server_text(found)
        raise dialogue.failed(FailureKind.NOT_SMTP, first_bytes=found, protocol=silence.protocol_named(found))


def _not_smtp(dialogue: "Dialogue", error: ServerProtocolError) -> SmtpError:
    client = dialogue.client
    if error.what != "not-a-reply":
        return error
    if tls.looks_like_tls(client.first_bytes):
        text = dialogue.beginning(client.first_bytes)
        return dialogue.failed(FailureKind.PLAIN_ON_TLS_PORT, "the server speaks TLS", first_bytes=text)
    _hear_the_rest_of_the_line(dialogue)
    text = dialogue.beginning(client.first_bytes)
    return dialogue.failed(FailureKind.NOT_SMTP, first_bytes=text, protocol=silence.protocol_named(text))


def _hear_the_rest_of_the_line(dialogue: "Dialogue") -> None:
    assert dialogue.channel is not None
    until = dialogue.deadline.within(REST_OF_A_LINE_S)
    with suppress(SmtpError):
        while b"\n" not in dialogue.client.first_bytes and not silence.protocol_named(
            dialogue.beginning(dialogue.client.first_bytes)
        ):
            dialogue.client.receive(dialogue.channel.receive(until))
