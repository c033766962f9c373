"""Why a document does not leave: the outbox's own reasons. A server's refusals are diagnosis codes, explained there.

A reason is stored as its code with facts; the sentence is made when somebody reads it, in their language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    """`sentence` may use the facts of the document; `actor` is who can take the cause away."""

    code: str
    title: Promise
    sentence: Promise
    actor: str  # employee, administrator

    def words(self, facts: Mapping[str, Any]) -> str:
        """The sentence with its facts; one that is missing reads as a dash."""
        return str(self.sentence) % _Facts(facts)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


_REASONS = (
    Reason(
        "no-server",
        _("Choose a work location"),
        _("There is no mail server to send through. Choose a work location; the document then leaves by itself."),
        "employee",
    ),
    Reason(
        "server-deleted",
        _("The mail server was deleted"),
        _("%(server)s has been deleted. Choose another work location; the document then leaves through that one."),
        "employee",
    ),
    Reason(
        "not-yet-available",
        _("The mail server is newer than this login"),
        _(
            "%(server)s was added after the login this document was sent from. Log in again and choose “Retry with "
            "current settings”."
        ),
        "employee",
    ),
    Reason(
        "credentials-missing",
        _("Your login for this server is missing"),
        _(
            "%(server)s asks for your own user name and password. Enter them under My details > Work location; the "
            "document then leaves by itself."
        ),
        "employee",
    ),
    Reason(
        "credentials-waiting",
        _("Enter your password again"),
        _(
            "The address or the security of %(server)s has changed, so the stored password is not used there. Enter it "
            "again under My details > Work location; the document then leaves by itself."
        ),
        "employee",
    ),
    Reason(
        "credentials-unreadable",
        _("Your stored password cannot be read"),
        _(
            "The stored password for %(server)s can no longer be read. Enter it again under My details > Work "
            "location; the document then leaves by itself."
        ),
        "employee",
    ),
    Reason(
        "server-password-unreadable",
        _("The server's stored password cannot be read"),
        _(
            "The central password of %(server)s can no longer be read. An administrator must enter it again in the "
            "settings of that server; the document then leaves by itself."
        ),
        "administrator",
    ),
    Reason(
        "sender-inactive",
        _("The sender's account is switched off"),
        _(
            "%(sender)s may not send documents now. When an administrator activates the account again, the document "
            "leaves by itself."
        ),
        "administrator",
    ),
    Reason(
        "attachment-missing",
        _("An attachment is missing from the storage"),
        _(
            "The file “%(filename)s” is no longer in the storage. An administrator can restore it and choose Retry; or "
            "send the document again with the file."
        ),
        "administrator",
    ),
    Reason(
        "delivery-unknown",
        _("Nobody knows whether it arrived"),
        _(
            "The connection broke each time before the server answered, so the document may have arrived. Ask the "
            "recipient; choose Retry to send it once more, or Cancel."
        ),
        "employee",
    ),
    Reason(
        "delivery-error",
        _("The delivery program had an error"),
        _(
            "Something went wrong inside this application while the document was being sent. It is tried again by "
            "itself. If that keeps happening, an administrator finds the cause in the application's log."
        ),
        "administrator",
    ),
    Reason(
        "letter-missing",
        _("The text of the document is missing"),
        _("The text of this document is no longer in the database. Send it again."),
        "employee",
    ),
)

REASONS: Mapping[str, Reason] = {reason.code: reason for reason in _REASONS}


def of(code: str) -> Reason | None:
    """The outbox's own reason with this code; None for diagnosis codes and for no reason at all."""
    return REASONS.get(code)
