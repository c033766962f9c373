"""Which certificate did the server show that was not trusted?

Python's ssl module forgets a certificate that it refused. So we ask once more on a connection of its own, which
carries neither a login nor a message, looks, and hangs up.
"""

import ssl
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import tls
from .deadline import Deadline
from .errors import SmtpError
from .redaction import Scrubber
from .transcript import Transcript

if TYPE_CHECKING:
    from .dialogue import Dialogue

LOOK_LIMIT_S = 5.0


def seen(refused: "Dialogue") -> dict[str, Any]:
    """Subject, issuer, names and dates of the server's certificate; nothing when it cannot be had in time."""
    from .dialogue import Dialogue

    assert refused.channel is not None
    peer = refused.channel.socket
    settings = replace(refused.settings, verify_certificate=False)
    deadline = Deadline(min(LOOK_LIMIT_S, refused.deadline.remaining_s))
    look = Dialogue(settings, None, deadline, Transcript(Scrubber()))
    with suppress(SmtpError, ssl.SSLError, OSError):
        look.connect([(peer.family, peer.getpeername())])
        look.secure()
        if look.channel is not None and look.channel.tls is not None:
            return tls.certificate(look.channel.tls.getpeercert(binary_form=True))
    return {}
