"""What subject, text and attachments of a document may be: one set of rules for every way in."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from documents.contents import NewAttachment

SUBJECT_LIMIT = 500  # characters
BODY_LIMIT = 1_000_000  # characters; more belongs in an attachment

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_BODY_CONTROLS = bytes([*range(9), *range(0x0E, 0x20), 0x7F])  # line ends, tabs and page breaks are text


def content_problems(
    subject: str, body: str, html: str, attachments: Sequence[NewAttachment], *, subject_required: bool = True
) -> dict[str, list[str]]:
    """Everything that is wrong, as sentences by field; empty when nothing is."""
    lacks_nothing = not subject and not subject_required
    found = {
        "subject": "" if lacks_nothing else subject_problem(subject),
        "body": body_problem(body) or _character_problem(html),
    }
    problems = {name: [sentence] for name, sentence in found.items() if sentence}
    if sentences := attachment_problems(attachments):
        problems["attachments"] = sentences
    return problems


def subject_problem(subject: str) -> str:
    """Why this cannot be a subject; empty when it can."""
    if not subject.strip():
        return _("Enter a subject.")
    if len(subject) > SUBJECT_LIMIT:
        return _("The subject is longer than %(limit)s characters.") % {"limit": SUBJECT_LIMIT}
    if subject.isprintable():
        return ""
    if _CONTROLS.search(subject):
        return _("The subject may not contain line ends or other control characters.")
    if not is_unicode(subject):
        return _("The subject contains half a character (a lone surrogate), which cannot be sent.")
    return ""


def body_problem(body: str) -> str:
    """Why this cannot be the text of a message; empty when it can."""
    if len(body) > BODY_LIMIT:
        facts = {"limit": BODY_LIMIT}
        return _("The text is longer than %(limit)d characters. Send it as an attachment.") % facts
    return _character_problem(body)


def attachment_problems(attachments: Sequence[NewAttachment]) -> list[str]:
    """Why these cannot go along, a sentence each; empty when they can."""
    problems, total = [], 0
    for attachment in attachments:
        name = attachment.filename
        if not is_unicode(name):
            shown = {"name": name.encode(errors="replace").decode()}
            problems.append(_("The file name “%(name)s” contains half a character; rename the file.") % shown)
            continue
        try:
            size = attachment.size_bytes()
        except OSError as problem:
            problems.append(_("“%(name)s” cannot be read: %(reason)s.") % {"name": name, "reason": problem.strerror})
            continue
        if not size:
            problems.append(_("“%(name)s” is empty.") % {"name": name})
        total += size
    if total > document_limit_bytes():
        problems.append(
            _("The attachments are %(size)s together; the limit for one document is %(limit)s.")
            % {"size": filesizeformat(total), "limit": filesizeformat(document_limit_bytes())}
        )
    return problems


def document_limit_bytes() -> int:
    """How big the attachments of one document may be together, before they are encoded for the wire."""
    return settings.DOCUMENT_MAX_MB * 1024 * 1024


def is_unicode(text: str) -> bool:
    """Whether this can be encoded; JSON and file names can hold half of a surrogate pair, which no encoding can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _character_problem(text: str) -> str:
    """Looked for in the octets: an expression over each text took a third of the time of intake."""
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        return _("The text contains half a character (a lone surrogate), which cannot be sent.")
    if len(octets.translate(None, _BODY_CONTROLS)) != len(octets):
        return _("The text contains control characters. Remove them, or paste it as plain text.")
    return ""
