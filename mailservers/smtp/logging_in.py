"""Logging in: one mechanism after the other, as long as it is the mechanism that the server lacks."""

from typing import TYPE_CHECKING

from . import auth, commands
from .conversation import Failure, FailureKind, Phase
from .errors import ConversationFailed, ServerProtocolError
from .machine import Answer, Verdict
from .settings import Login

if TYPE_CHECKING:
    from .dialogue import Dialogue

FIRST_SHOWN = 200  # characters of why a token was rejected
CANCEL_LIMIT_S = 2.0


def log_in(dialogue: "Dialogue", login: Login) -> None:
    """Log in with the best mechanism that both sides know. Raises ConversationFailed when the server will not."""
    dialogue.transcript.begin(Phase.AUTH)
    mechanisms = auth.candidates(dialogue.capabilities, login, inside_tls=dialogue.tls is not None)
    if not mechanisms:
        raise _no_mechanism(dialogue)
    for number, mechanism in enumerate(mechanisms, 1):
        dialogue.mechanism = mechanism
        exchange = auth.exchange(mechanism, login)
        answer = _authenticate(dialogue, exchange)
        # 504 says nothing about user or password: the mechanism is announced but not there (RFC 4954 4)
        if answer.reply.code == 504 and number < len(mechanisms):
            continue
        error = getattr(exchange, "error", None)
        if answer.verdict is Verdict.REFUSED and error is not None:
            scrubber = dialogue.transcript.scrubber
            facts = {name: scrubber.text(value)[:FIRST_SHOWN] for name, value in error.items()}
            reply = scrubber.reply(answer.reply)
            raise ConversationFailed(Failure(Phase.AUTH, FailureKind.OAUTH_REJECTED, reply, facts=facts))
        dialogue.expect(answer)
        return


def _no_mechanism(dialogue: "Dialogue") -> ConversationFailed:
    offered = auth.offered(dialogue.capabilities)
    if offered:
        return dialogue.failed(FailureKind.MECHANISM_UNSUPPORTED, offered=offered)
    if dialogue.tls is None and "STARTTLS" in dialogue.capabilities:
        return dialogue.failed(FailureKind.AUTH_NEEDS_TLS)
    return dialogue.failed(FailureKind.AUTH_NOT_OFFERED)


def _authenticate(dialogue: "Dialogue", exchange: auth.Exchange) -> Answer:
    scrubber = dialogue.transcript.scrubber
    command = commands.auth(exchange.name, exchange.initial)
    if len(command.octets) > commands.COMMAND_LINE_LIMIT:  # RFC 4954 4: then the initial response comes later
        exchange.postpone()
        command = commands.auth(exchange.name)
    scrubber.add(command.secret)
    answer = dialogue.ask(command)
    while answer.verdict is Verdict.MORE:
        try:
            response = exchange.answer(answer.reply.text)
        except ServerProtocolError:
            dialogue.ask(commands.auth_cancel(), CANCEL_LIMIT_S)
            raise
        command = commands.auth_empty() if response is None else commands.auth_response(response)
        scrubber.add(command.secret)
        answer = dialogue.ask(command)
    return answer
