"""Logins for mail servers: the central one of a server, and the rule when a stored password may be used."""

from typing import Protocol

from mailservers.encryption import decrypt
from mailservers.models import Authentication, MailServer, MailServerRevision, ServerFields
from mailservers.smtp.settings import Login, Security


class CredentialsMissing(Exception):
    """There is no login to use. Its text is a sentence, in the reader's language, that says what to do."""


class Guarded(Protocol):
    """What a password was entered for: a host, and how well the connection to it is protected."""

    host: str
    security: str
    verify_certificate: bool
    ca_certificate: str


def may_use(entered_for: Guarded, now: Guarded) -> bool:
    """Whether a password entered for one set of settings may be sent with another.

    Only to the same host, and never over a connection that is protected less: otherwise whoever may change a server
    could point it at a machine of their own and collect the passwords.
    """
    same_host = now.host == entered_for.host
    return same_host and is_protected_as_well(entered_for, now) and trusts_nobody_new(entered_for, now)


def is_protected_as_well(entered_for: Guarded, now: Guarded) -> bool:
    """Whether security and verification are at least what they were."""
    stronger = Security(now.security).strength >= Security(entered_for.security).strength
    return stronger and (now.verify_certificate or not entered_for.verify_certificate or now.security == Security.NONE)


def trusts_nobody_new(entered_for: Guarded, now: Guarded) -> bool:
    """Whether no certificate authority was added whose owner could now pass for the server."""
    was_verified = entered_for.security != Security.NONE and entered_for.verify_certificate
    return not was_verified or now.ca_certificate in ("", entered_for.ca_certificate)


def password_context(server_id: int, settings: ServerFields) -> str:
    """What the stored central password is bound to: the server's row, its host and the user name."""
    return f"mail server {server_id}\n{settings.host}\n{settings.username}"


def central_login(settings: MailServer | MailServerRevision) -> Login | None:
    """The login of the settings themselves; None when they ask for none or for each employee's own.

    Raises encryption.SecretUnreadable.
    """
    if settings.authentication != Authentication.CENTRAL:
        return None
    server_id = settings.server_id if isinstance(settings, MailServerRevision) else settings.pk
    return Login(settings.username, decrypt(settings.password, password_context(server_id, settings)))
