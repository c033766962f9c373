"""The login a lane uses, read at the moment of sending: a corrected password releases what was on hold."""

from typing import Any

from django.utils.crypto import salted_hmac

from documents.models import Lane
from employees import credentials
from employees.credentials import EmployeeCredentialsMissing
from mailservers.credentials import central_login, may_use
from mailservers.encryption import SecretUnreadable
from mailservers.models import Authentication, MailServer, MailServerRevision
from mailservers.smtp.settings import Login


class Hindrance(Exception):
    """A lane cannot be used now; `code` is one of documents.reasons."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def login_of(lane: Lane) -> Login | None:
    """The login for this lane; None when its server asks for none. Raises Hindrance."""
    server, settings = lane.server, lane.revision
    if server is None or settings is None:
        raise Hindrance("server-deleted", server=lane.identification)
    try:
        if settings.authentication == Authentication.PER_EMPLOYEE:
            if lane.employee is None:
                raise Hindrance("credentials-missing", server=server.identification)
            return credentials.login_for(lane.employee, server, settings)
        return central_login(_newest_password(server, settings))
    except EmployeeCredentialsMissing as missing:
        raise Hindrance(missing.code, server=server.identification) from missing
    except SecretUnreadable as unreadable:
        raise Hindrance("server-password-unreadable", server=server.identification) from unreadable


def fingerprint(login: Login | None) -> str:
    """Tells whether a login is the one that was refused. Keyed, so that it tells nothing else."""
    if login is None:
        return ""
    words = "\0".join((login.username, login.password, login.access_token))
    return salted_hmac("documents.logins", words, algorithm="sha256").hexdigest()


def _newest_password(server: MailServer, settings: MailServerRevision) -> MailServer | MailServerRevision:
    """Where the central password is read: from the server's present settings if it was entered for these, too."""
    is_central = settings.authentication == server.authentication == Authentication.CENTRAL
    return server if is_central and may_use(server, settings) else settings
