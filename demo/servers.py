"""The agency's mail servers: those that work, and one for each thing that can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demo import ports
from demo.manners import PASSWORD
from mailservers.models import Authentication
from mailservers.smtp.settings import Security

NONE, STARTTLS, SSL = Security.NONE, Security.STARTTLS, Security.SSL
ACCEPTED = "accepted"


@dataclass(frozen=True)
class DemoServer:
    """One registered server: where it leads, and what a test of it shows.

    `port` is a name of `demo.manners.ports`. `expected` is the diagnosis code of a test mail, or "accepted". `remedy`
    is the security with which the same port works, where the product finds that out by itself.
    """

    identification: str
    port: str
    security: Security
    expected: str
    lesson: str | Promise
    authentication: Authentication = Authentication.NONE
    username: str = ""
    password: str = ""
    host: str = ports.HOST
    remedy: Security | None = None

    def port_number(self, numbers: Mapping[str, int]) -> int:
        """Its port, given those of the training mail server; a server elsewhere has the usual one."""
        return numbers[self.port] if self.host == ports.HOST else int(self.port)


class Login(TypedDict, total=False):
    """The fields about authentication."""

    authentication: Authentication
    username: str
    password: str


def central(username: str, password: str = PASSWORD) -> Login:
    """One login for everybody."""
    return {"authentication": Authentication.CENTRAL, "username": username, "password": password}


OWN_LOGIN: Login = {"authentication": Authentication.PER_EMPLOYEE}
HEAD_OFFICE = "Hoofdkantoor"
CUSTOMER = "Klant De Vries"
WAREHOUSE = "Klant Van Dam Logistiek"
BRANCH = "Vestiging Utrecht"
WRONG_PASSWORD = "Oefening: wachtwoord onjuist"
GREYLISTING = "Oefening: greylisting"
MAILBOX_FULL = "Oefening: mailbox vol"

SERVERS = (
    DemoServer(HEAD_OFFICE, "starttls", STARTTLS, ACCEPTED,
               _("Works: STARTTLS, with one login for everybody."), **central("kantoor@debrug.example")),
    DemoServer(BRANCH, "ssl", SSL, ACCEPTED,
               _("Works: a secure connection (SSL) from the first byte."), **central("utrecht@debrug.example")),
    DemoServer(CUSTOMER, "starttls", STARTTLS, ACCEPTED,
               _("Works once each employee has entered a user name and password of their own."), **OWN_LOGIN),
    DemoServer("Laptop (mobiel)", "ssl", SSL, ACCEPTED,
               _("Works once each employee has entered a user name and password of their own."), **OWN_LOGIN),
    DemoServer(WAREHOUSE, "plain", NONE, ACCEPTED,
               _("Works: a relay that asks for no login and protects nothing.")),
    DemoServer("Klant Jansen Bouw (traag)", "slow", NONE, ACCEPTED,
               _("Works, but takes a second for each reply: watch the stages come in one by one.")),
    DemoServer(WRONG_PASSWORD, "starttls", STARTTLS, "credentials-rejected",
               _("The password on the form is wrong. Enter the right one and test again."),
               **central("kantoor@debrug.example", "welkom-2019")),
    DemoServer("Oefening: aanmelden vereist", "starttls", STARTTLS, "login-required",
               _("The server wants a login, but authentication is set to none.")),
    DemoServer("Oefening: wachtwoorden afgeschaft", "basic-auth-off", STARTTLS, "basic-auth-disabled",
               _("The provider no longer accepts passwords, as Microsoft 365 does."),
               **central("kantoor@debrug.example")),
    DemoServer("Oefening: STARTTLS verplicht", "starttls-only", NONE, "starttls-required",
               _("The server insists on STARTTLS, but security is set to none. Choose “Apply these settings” and test "
                 "again."),
               remedy=STARTTLS),
    DemoServer("Oefening: SSL op een gewone poort", "starttls-offered", SSL, "tls-on-plain-port",
               _("Security is set to SSL, but this port starts in plain text. Choose “Apply these settings” and test "
                 "again."),
               remedy=STARTTLS),
    DemoServer("Oefening: certificaat verlopen", "expired", STARTTLS, "certificate-expired",
               _("The server's certificate has expired.")),
    DemoServer("Oefening: certificaat van een ander", "other-name", STARTTLS, "certificate-name",
               _("The server's certificate is for another name.")),
    DemoServer("Oefening: certificaat niet vertrouwd", "unknown-authority", STARTTLS, "certificate-unknown-authority",
               _("No authority that we trust vouches for the server's certificate.")),
    DemoServer("Oefening: stille server", "silent", NONE, "timeout",
               _("The server accepts the connection and never says a word. The test ends at its deadline.")),
    DemoServer("Oefening: niemand thuis", "closed", NONE, "connection-refused",
               _("Nothing listens on this port.")),
    DemoServer("Oefening: adres bestaat niet", "25", NONE, "host-unknown",
               _("There is no server with this name."), host="smtp.bestaat-niet.invalid"),
    DemoServer("Oefening: geen mailserver", "http", NONE, "not-smtp",
               _("A web server answers where a mail server was expected.")),
    DemoServer("Oefening: adres geblokkeerd", "blocked", NONE, "address-blocked",
               _("The server refuses our address because it is on a block list.")),
    DemoServer("Oefening: afzender geweigerd", "sender-not-allowed", NONE, "sender-not-allowed",
               _("The server does not allow this sender.")),
    DemoServer("Oefening: ontvanger onbekend", "recipient-unknown", NONE, "recipient-unknown",
               _("The server does not know the recipient.")),
    DemoServer(MAILBOX_FULL, "mailbox-full", NONE, "mailbox-full",
               _("The recipient's mailbox is full.")),
    DemoServer(GREYLISTING, "greylisting", NONE, "greylisted",
               _("The server lets new senders wait. Test again after half a minute and it accepts.")),
    DemoServer("Oefening: bericht te groot", "too-big", NONE, "message-too-big",
               _("The server accepts only very small messages.")),
    DemoServer("Oefening: spam", "spam", NONE, "spam-refused",
               _("The server treats every message as spam.")),
    DemoServer("Oefening: verbinding valt weg", "breaks-off", NONE, "connection-lost",
               _("The server breaks the connection off in the middle of a message.")),
)  # fmt: skip
