"""An employee's own logins: stored encrypted, and used only where their owner meant them to be used."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employees.models import Employee, ServerCredentials
from mailservers.credentials import CredentialsMissing, may_use
from mailservers.encryption import SecretUnreadable, decrypt, encrypt
from mailservers.models import MailServer, ServerFields
from mailservers.smtp.settings import Login


class EmployeeCredentialsMissing(CredentialsMissing):
    """An employee's own login cannot be used; its words tell the employee what to do. `code` names the reason."""

    code = ""
    words: Promise

    def __init__(self, identification: str, host: str) -> None:
        super().__init__()
        self.identification, self.host = identification, host

    def __str__(self) -> str:
        return str(self.words) % {"server": self.identification, "host": self.host}


class NoLoginEntered(EmployeeCredentialsMissing):
    """The employee never entered a login for this server."""

    code = "credentials-missing"
    words = _("%(server)s asks for your own user name and password. Enter them under My details > Work location.")


class LoginWaits(EmployeeCredentialsMissing):
    """A login is stored, but for another host or authority, or for better security than the server has now."""

    code = "credentials-waiting"
    words = _(
        "The address or the security of %(server)s has changed (it is now %(host)s), so your stored password is not "
        "used there. Enter it again under My details > Work location."
    )


class LoginUnreadable(EmployeeCredentialsMissing):
    """The stored password cannot be decrypted."""

    code = "credentials-unreadable"
    words = _(
        "Your stored password for %(server)s can no longer be read. Enter it again under My details > Work location."
    )


def find(employee: Employee, server: MailServer | None) -> ServerCredentials | None:
    """The login that `employee` entered for `server`, whether it may be used or not."""
    if server is None or server.pk is None:
        return None
    return ServerCredentials.objects.filter(employee=employee, server=server).first()


def hindrance(
    credentials: ServerCredentials | None, server: MailServer, settings: ServerFields
) -> EmployeeCredentialsMissing | None:
    """Why this login cannot be used with these settings, or None. Decrypts nothing.

    It must lead to the host that the login was entered for, over a connection that is not protected less.
    """
    if credentials is None:
        return NoLoginEntered(str(server), settings.host)
    if not may_use(credentials, settings):
        return LoginWaits(str(server), settings.host)
    return None


def login_for(employee: Employee, server: MailServer, settings: ServerFields) -> Login:
    """The login of `employee` for `server`, to be used with `settings`.

    Raises EmployeeCredentialsMissing: NoLoginEntered, LoginWaits or LoginUnreadable.
    """
    credentials = find(employee, server)
    refusal = hindrance(credentials, server, settings)
    if credentials is None or refusal:
        raise refusal or NoLoginEntered(str(server), settings.host)
    try:
        context = _context(credentials.employee_id, credentials.server_id, credentials.host, credentials.username)
        password = decrypt(credentials.password, context)
    except SecretUnreadable:
        raise LoginUnreadable(str(server), settings.host) from None
    return Login(credentials.username, password)


# What a login is entered for; see `mailservers.credentials.may_use`.
ENTERED_FOR = ("host", "security", "verify_certificate", "ca_certificate")


def store(employee: Employee, server: MailServer, settings: ServerFields, username: str, password: str) -> None:
    """Keep this login for the host and the security of `settings`; an earlier one for the server is replaced."""
    context = _context(employee.pk, server.pk, settings.host, username)
    ServerCredentials.objects.update_or_create(
        employee=employee,
        server=server,
        defaults={
            "username": username,
            "password": encrypt(password, context),
            **{name: getattr(settings, name) for name in ENTERED_FOR},
        },
    )


def _context(employee_id: int, server_id: int, host: str, username: str) -> str:
    """What the encrypted password is bound to: a copy of it in another row, or for another host, cannot be read."""
    return f"employees.servercredentials/{employee_id}/{server_id}/{host}/{username}"
