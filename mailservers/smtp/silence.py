"""When a server is no SMTP server or does not speak first: what is it instead?"""

import select
import socket
import ssl
from contextlib import suppress
from time import monotonic

from .channel import Channel, PlainTextInsteadOfTls
from .deadline import Deadline
from .errors import SmtpError
from .replies import Reply, decoded
from .tls import context

PATIENCE_S = 2.0  # a server that has not greeted by then may be waiting for us
PROBE_S = 2.0

_OPENINGS = (
    ("HTTP/", "http"),
    ("<!DOCTYPE", "http"),
    ("<html", "http"),
    ("SSH-", "ssh"),
    ("* OK", "imap"),
    ("* PREAUTH", "imap"),
    ("* BYE", "imap"),
    ("+OK", "pop3"),
    ("-ERR", "pop3"),
    ("RFB ", "vnc"),
    ("@RSYNCD", "rsync"),
    ("NOTICE AUTH", "irc"),
    (":", "irc"),
)


def protocol_named(text: str) -> str:
    """Which protocol begins like this: http, ssh, imap, pop3, ftp …, or "" when nobody knows."""
    for opening, protocol in _OPENINGS:
        if text.lower().startswith(opening.lower()):
            return protocol
    return "ftp" if "ftp" in text.lower() else "mysql" if "mysql" in text.lower() or "MariaDB" in text else ""


def protocol_of(reply: Reply) -> str:
    """Which protocol greets with this reply code and text."""
    return "nntp" if reply.code in (200, 201) else protocol_named(reply.text)


def what_it_waits_for(silent: Channel, deadline: Deadline) -> str:
    """Offer a TLS handshake on a second connection to the same address.

    Returns "tls", or the line of clear text that came instead, or "" when nothing did or the first connection spoke
    after all. Nothing is sent but the handshake; no certificate is looked at.
    """
    until = deadline.within(PROBE_S)
    short = Deadline(max(0.0, until - monotonic()), lambda: _has_spoken(silent))
    with suppress(SmtpError, OSError):
        peer = silent.socket.getpeername()
        second = socket.create_connection(peer[:2], timeout=short.next_slice(until) * 2)
        probe = Channel(second, short)
        try:
            probe.start_tls(context("", False), "", until)
        except PlainTextInsteadOfTls as found:
            return decoded(found.first_line)
        except ssl.SSLError:
            pass
        finally:
            probe.close()
        return "tls" if probe.contact else ""
    return ""


def _has_spoken(channel: Channel) -> bool:
    poll = select.poll()
    poll.register(channel.socket, select.POLLIN)
    return bool(poll.poll(0))
