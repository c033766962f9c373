"""Mail servers for tests, all on loopback at a free port.

scripted.py      a server whose every answer, good or bad manners, the test decides
receiving.py     aiosmtpd: a well-behaved server that keeps what it receives
postfix.py       Postfix with TLS, logins and a mailbox; dovecot.py tells it which logins are right
nodemailer.py    nodemailer's smtp-server in Node.js, with the same manners
real.py          what those have in common
certificates.py  an authority and every kind of certificate
"""

from .certificates import Authority, authority
from .receiving import ReceivingServer
from .scripted import ScriptedServer, close, drip, reset, silence, then

__all__ = ["Authority", "ReceivingServer", "ScriptedServer", "authority", "close", "drip", "reset", "silence", "then"]
