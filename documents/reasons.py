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
    """`sentence` may use the facts of the document; `actor` is who can take the cause away.

    Where that is the sender, `title` and `sentence` speak to the sender; `of_another` says the same to anybody else,
    with `owner` for the sender's name.
    """

    code: str
    title: Promise
    sentence: Promise
    actor: str  # employee, administrator
    of_another: tuple[Promise, Promise] | None = None

    def words(self, facts: Mapping[str, Any], owner: str = "") -> tuple[str, str]:
        """Title and sentence with their facts; one that is missing reads as a dash.

        `owner` is the name of the sender, empty when the sender is who reads it.
        """
        title, sentence = self.of_another if owner and self.of_another else (self.title, self.sentence)
        known = _Facts(facts) | {"owner": owner}
        return str(title), str(sentence) % _Facts(known)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


_REASONS = (
    Reason(
        "no-server",
        _("Choose a work location"),
        _("There is no mail server to send through. Choose a work location; the document then leaves by itself."),
        "employee",
        (
            _("There is no work location to send from"),
            _(
                "%(owner)s has no work location, so there is no mail server to send through. The document leaves by "
                "itself once %(owner)s has chosen one under My details > Work location."
            ),
        ),
    ),
    Reason(
        "server-deleted",
        _("The mail server was deleted"),
        _("%(server)s has been deleted. Choose another work location; the document then leaves through that one."),
        "employee",
        (
            _("The mail server was deleted"),
            _(
                "%(server)s has been deleted. The document leaves by itself once %(owner)s has chosen another work "
                "location under My details > Work location."
            ),
        ),
    ),
    Reason(
        "not-yet-available",
        _("The mail server is newer than this login"),
        _(
            "%(server)s was added after the login this document was sent from. Log in again and choose “Retry with "
            "current settings”."
        ),
        "employee",
        (
            _("The mail server is newer than this login"),
            _(
                "%(server)s was added after %(owner)s had logged in to send this document. “Retry with current "
                "settings” lets it leave."
            ),
        ),
    ),
    Reason(
        "credentials-missing",
        _("Your login for this server is missing"),
        _(
            "%(server)s asks for your own user name and password. Enter them under My details > Work location; the "
            "document then leaves by itself."
        ),
        "employee",
        (
            _("The user name and password for this server are missing"),
            _(
                "%(server)s asks each employee for their own user name and password; those of %(owner)s are missing. "
                "The document leaves by itself once %(owner)s has entered them under My details > Work location."
            ),
        ),
    ),
    Reason(
        "credentials-waiting",
        _("Enter your password again"),
        _(
            "The address or the security of %(server)s has changed, so the stored password is not used there. Enter it "
            "again under My details > Work location; the document then leaves by itself."
        ),
        "employee",
        (
            _("The password must be entered again"),
            _(
                "The address or the security of %(server)s has changed, so the password that %(owner)s stored is not "
                "used there. The document leaves by itself once %(owner)s has entered it again under My details > Work "
                "location."
            ),
        ),
    ),
    Reason(
        "credentials-unreadable",
        _("Your stored password cannot be read"),
        _(
            "The stored password for %(server)s can no longer be read. Enter it again under My details > Work "
            "location; the document then leaves by itself."
        ),
        "employee",
        (
            _("The stored password cannot be read"),
            _(
                "The password that %(owner)s stored for %(server)s can no longer be read. The document leaves by "
                "itself once %(owner)s has entered it again under My details > Work location."
            ),
        ),
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
        _("It is not known whether it arrived"),
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
