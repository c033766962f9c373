"""One whole conversation with a server: the test of a mail server, and the sending of one message."""

import ssl
from collections.abc import Callable

from .conversation import Conversation, Failure
from .deadline import Deadline
from .delivered import Delivery
from .delivery import Connection
from .dialogue import Dialogue
from .errors import SmtpError
from .message import Envelope
from .network import ANY_NETWORK, NetworkPolicy
from .outcome import conversation_of, finish, scrubber_for
from .settings import Login, ServerSettings
from .transaction import Transactions
from .transcript import Observer, transcript_for

__all__ = ["ANY_NETWORK", "Connection", "Envelope", "NetworkPolicy", "converse"]


def converse(
    settings: ServerSettings,
    login: Login | None = None,
    envelope: Envelope | None = None,
    *,
    deadline_s: float = 30.0,
    observer: Observer | None = None,
    cancelled: Callable[[], bool] | None = None,
    policy: NetworkPolicy = ANY_NETWORK,
) -> Conversation:
    """Connect, greet, secure, log in, send `envelope` if there is one, and say goodbye, all within `deadline_s`.

    `observer` receives each Line and Stage as it happens. `cancelled` is asked at least four times a second. Nothing
    is raised for anything that a server or the network does.
    """
    transcript = transcript_for(observer, scrubber_for(login))
    dialogue = Dialogue(settings, login, Deadline(deadline_s, cancelled), transcript, asks_silent_servers=True)
    failure: Failure | None = None
    deliveries: list[Delivery] = []
    try:
        dialogue.open(policy)
        if envelope is not None:
            transactions = Transactions(dialogue, lambda: transcript, then_quit=True)
            transactions.deliver([envelope], deliveries.append)
            failure = deliveries[0].failure
    except (SmtpError, ssl.SSLError) as error:
        failure = dialogue.failure_from(error)
    finish(dialogue, failure)
    return conversation_of(dialogue, failure, deliveries[0] if deliveries else None)
