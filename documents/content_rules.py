"""What a subject and a text may contain: rules for the page and the API alike."""

import re

from django.utils.translation import gettext as _

BODY_LIMIT = 1_000_000  # characters; more belongs in an attachment

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_BODY_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # line ends, tabs and page breaks are text


def subject_problem(subject: str) -> str:
    """Why this cannot be a subject; empty when it can."""
    if not subject.strip():
        return _("Enter a subject.")
    if _CONTROLS.search(subject):
        return _("The subject may not contain line ends or other control characters.")
    return ""


def body_problem(body: str) -> str:
    """Why this cannot be the text of a message; empty when it can."""
    if _BODY_CONTROLS.search(body):
        return _("The text contains control characters. Remove them, or paste it as plain text.")
    if len(body) > BODY_LIMIT:
        facts = {"limit": BODY_LIMIT}
        return _("The text is longer than %(limit)d characters. Send it as an attachment.") % facts
    return ""
