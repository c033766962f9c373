"""When a server is no SMTP server or does not speak first: what is it instead?"""

import re
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

# A server that has not greeted by then may be waiting for us. Many good ones are slow on purpose, to catch those who
# speak first: Postfix's postscreen waits 6 s. To ask such a server earlier would be to walk into its trap.
PATIENCE_S = 7.0
IMPLICIT_TLS_PORT = 465  # RFC 8314 3.3: here silence needs no patience
IMPLICIT_TLS_PATIENCE_S = 2.0
PROBE_S = 2.0
_FTP_SERVER = re.compile("ftp|filezilla", re.IGNORECASE)
_FTP_LOGIN = re.compile(r"\bUSER\b.*\bPASS\b", re.DOTALL)
_REPLY = re.compile(r"[2-5][0-9][0-9](?:[ -]|$)")

_OPENINGS = (
    ("HTTP/", "http"),
    ("<!DOCTYPE", "http"),
    ("<html", "http"),
    ("SSH-", "ssh"),
    ("* OK", "imap"),
    ("* PREAUTH", "imap"),
    ("* BYE", "imap"),
    ("+OK", "pop3"),
    ("-ERR unknown command", "redis"),
    ("-ERR wrong number", "redis"),
    ("-DENIED Redis", "redis"),
    ("-NOAUTH", "redis"),
    ("-ERR", "pop3"),
    ("RFB ", "vnc"),
    ("@RSYNCD", "rsync"),
    ("NOTICE AUTH", "irc"),
    (":", "irc"),
    ("<?xml", "xmpp"),
    ("<stream:", "xmpp"),
)


def protocol_named(text: str) -> str:
    """Which protocol begins like this: http, ssh, imap, pop3, ftp …, or "" when nobody knows."""
    for opening, protocol in _OPENINGS:
        if text.lower().startswith(opening.lower()):
            return protocol
    return "ftp" if _FTP_SERVER.search(text) else "mysql" if "mysql" in text.lower() or "MariaDB" in text else ""


def protocol_of(reply: Reply) -> str:
    """Which protocol greets with this reply code and text."""
    return "nntp" if reply.code in (200, 201) else protocol_named(reply.text)


def protocol_that_refuses(greeting: str, *refusals: Reply) -> str:
    """Which protocol greets with 220 and refuses EHLO and HELO like this; "" for a server that only refuses."""
    said = " ".join(reply.text for reply in refusals)
    if "lmtp" in greeting.lower() or "lhlo" in said.lower():  # RFC 2033 4.1
        return "lmtp"
    # FTP's "not logged in" (RFC 959 5.4). SMTP says 530 with an enhanced status code, and not to EHLO (RFC 3207 4).
    wants_login = all(reply.code == 530 and not reply.enhanced for reply in refusals)
    return "ftp" if wants_login or _FTP_SERVER.search(greeting) or _FTP_LOGIN.search(said) else ""


def patience_s(port: int, remaining_s: float) -> float:
    """How long a server may be silent before it is asked whether it waits for TLS; the answer must fit in as well."""
    usual_s = IMPLICIT_TLS_PATIENCE_S if port == IMPLICIT_TLS_PORT else PATIENCE_S
    return min(usual_s, remaining_s / 2)


def what_it_waits_for(silent: Channel, deadline: Deadline) -> str:
    """Offer a TLS handshake on a second connection to the same address.

    Returns "tls", or the line of clear text that came instead, or "" when nothing did, when the first connection
    spoke after all, or when the text is a reply of SMTP: a server that is merely slow may greet the second connection
    or refuse it (421 too many connections, 521 you spoke first), and says nothing about the first by that. Nothing is
    sent but the handshake; no certificate is looked at.
    """
    until = deadline.within(PROBE_S)
    # A wish to stop ends this look; the caller hears of it at the next wait.
    short = Deadline(max(0.0, until - monotonic()), lambda: _has_spoken(silent) or not deadline.next_slice(until))
    with suppress(SmtpError, OSError):
        peer = silent.socket.getpeername()
        second = socket.create_connection(peer[:2], timeout=short.next_slice(until) * 2)
        probe = Channel(second, short)
        try:
            probe.start_tls(context("", False), "", until)
        except PlainTextInsteadOfTls as found:
            text = decoded(found.first_line)
            return "" if _REPLY.match(text) else text
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
