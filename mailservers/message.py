"""The test mail itself: an honest message in the tester's language that says where it came from."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mailservers.models import Company, MailServer, ServerFields
from mailservers.smtp.message import wire_address


def compose(*, settings: ServerFields, name: str, sender: str, recipient: str, tester: str, code: str) -> bytes:
    """The message in wire form, with CRLF line ends, in the language that is active now."""
    now = timezone.localtime()
    company = Company.current().name or "Easyflex"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _("Test e-mail from mail server %(server)s") % {"server": name or settings.host}
    message["From"] = _address(company, sender)
    message["To"] = wire_address(recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=wire_address(sender).rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    protection = dict(MailServer._meta.get_field("security").flatchoices)[settings.security]
    message.set_content(
        _(
            "This is a test e-mail. That you are reading it proves that %(company)s can send e-mail through this mail "
            "server.\n\n"
            "Mail server: %(server)s\n"
            "Address: %(host)s, port %(port)s\n"
            "Security: %(security)s\n"
            "Sent by: %(tester)s\n"
            "Sent on: %(moment)s\n"
            "SMTP log: %(code)s\n\n"
            "You do not have to do anything.\n"
        )
        % {
            "company": company,
            "server": name or "-",
            "host": settings.host,
            "port": settings.port,
            "security": protection,
            "tester": tester,
            "moment": date_format(now, "j F Y H:i:s"),
            "code": code,
        },
        cte="quoted-printable",
    )
    return message.as_bytes()


def _address(name: str, address: str) -> Address:
    local, _at, domain = wire_address(address).rpartition("@")
    return Address(name, local, domain)
