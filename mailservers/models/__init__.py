"""What the application knows about mail servers: the company, its servers with their history, and SMTP logs."""

from .company import Company
from .log import SmtpLog
from .server import Authentication, MailServer, MailServerRevision, ServerFields

__all__ = ["Authentication", "Company", "MailServer", "MailServerRevision", "ServerFields", "SmtpLog"]
