"""English: the explanations and the words that fill them."""

from ...conversation import Phase
from .en_connection import EN_CONNECTION
from .en_login import EN_LOGIN
from .en_sending import EN_SENDING

TEXTS = EN_CONNECTION | EN_LOGIN | EN_SENDING
SAID = "It said: {reply}"
MOMENTS = {
    Phase.TLS: "while the connection was being secured",
    Phase.GREETING: "before it had greeted us",
    Phase.EHLO: "after we introduced ourselves",
    Phase.STARTTLS: "when asked to secure the connection",
    Phase.AUTH: "while logging in",
    Phase.MAIL: "when told the sender",
    Phase.RCPT: "when told the recipient",
    Phase.DATA: "just before the message",
    Phase.MESSAGE: "while it received the message, so it may or may not have arrived",
    Phase.QUIT: "while saying goodbye",
}
SERVICES = {
    "http": "a web server",
    "ssh": "a server for remote logins (SSH)",
    "imap": "a server for reading mail (IMAP)",
    "pop3": "a server for fetching mail (POP3)",
    "ftp": "a file server (FTP)",
    "nntp": "a news server (NNTP)",
    "mysql": "a database",
    "vnc": "a remote desktop (VNC)",
    "rsync": "a server for copying files (rsync)",
    "irc": "a chat server (IRC)",
    "xmpp": "a chat server (XMPP)",
    "redis": "a database (Redis)",
    "lmtp": "a server that puts mail into mailboxes (LMTP)",
    "tls": "a server that speaks SSL",
}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DECIMAL_MARK = "."
TIME_UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}
RECOMMENDATIONS = {
    "implicit-tls": "{host} on port {port} is encrypted from the first byte: the safest choice (RFC 8314).",
    "starttls": "{host} on port {port} switches to encryption before anything is sent.",
    "clear-text": "{host} only answers without encryption; use it inside a trusted network only.",
}
