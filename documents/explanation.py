"""Why a document is where it is, and what happens next without anyone doing something: words for every state."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from employees.models import Employee
from mailservers.models import Authentication
from mailservers.smtp import diagnosis
from mailservers.smtp.conversation import Phase

from . import reasons
from .models import Document, Lane, Status

# What the tabs, the badges and the API's documentation call each state; the model's own labels are for sentences.
LABELS = {
    Status.QUEUED: gettext_lazy("In queue"),
    Status.SENDING: gettext_lazy("Sending now"),
    Status.RETRYING: gettext_lazy("Waiting to retry"),
    Status.HELD: gettext_lazy("On hold"),
    Status.FAILED: gettext_lazy("Failed"),
    Status.SENT: gettext_lazy("Sent"),
    Status.CANCELLED: gettext_lazy("Cancelled"),
}
# The shape beside the label, from the icons of the frame.
SHAPES = {
    Status.QUEUED: "wait",
    Status.SENDING: "busy",
    Status.RETRYING: "wait",
    Status.HELD: "held",
    Status.FAILED: "bad",
    Status.SENT: "ok",
    Status.CANCELLED: "off",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """What went wrong in a few words, in full, and what to do; empty strings and lists where there is nothing."""

    title: str = ""
    cause: str = ""
    steps: tuple[str, ...] = ()
    actor: str = ""


def cause_of(code: str, facts: dict, *, owner: str = "", own_login: bool = False) -> Cause:
    """The words for a reason of the outbox or a diagnosis code.

    `owner` is the name of the sender, empty when the sender is who reads them. `own_login`: the server was told the
    sender's own user name and password.
    """
    if not code:
        return Cause()
    if own := reasons.of(code):
        title, sentence = own.words(facts, owner)
        return Cause(title, sentence, (), own.actor)
    phase = Phase(facts["phase"]) if facts.get("phase") in set(Phase) else Phase.MESSAGE
    authentication = Authentication.PER_EMPLOYEE if own_login else Authentication.CENTRAL
    found = diagnosis.Diagnosis(code, phase, facts)
    words = diagnosis.explain(found, get_language() or "nl", authentication=authentication)
    if owner and own_login and words.actor == "employee":  # the steps tell the owner of the login what to do
        return Cause(words.title, "" if found.base_code == "app-password-needed" else words.cause, (), words.actor)
    return Cause(words.title, words.cause, words.steps, words.actor)


def cause_for(document: Document, reader: Employee | None = None) -> Cause:
    """What went wrong with `document`, in words for `reader`; None stands for its sender."""
    own_login = document.lane is not None and document.lane.employee_id is not None
    return cause_of(document.reason, document.reason_facts, owner=owner_to(document, reader), own_login=own_login)


def owner_to(document: Document, reader: Employee | None) -> str:
    """What to call the sender when speaking to `reader`; empty when that is the sender."""
    if reader is None or document.sender_id == reader.pk:
        return ""
    return document.sender_name or _("the sender")


def explain(document: Document, lane: Lane | None = None, reader: Employee | None = None) -> str:
    """Why `document` is in its state and what happens next, in one or two sentences.

    They are for `reader`; None stands for the sender.
    """
    return _SENTENCES[Status(document.status)](document, lane, reader)


def clock(moment: dt.datetime) -> str:
    """A moment for a sentence: the time, with the day when it is not today."""
    local = timezone.localtime(moment)
    time = date_format(local, "H:i")
    if local.date() == timezone.localdate():
        return time
    return f"{date_format(local, 'j F')} {time}"


def _queued(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    if lane and lane.state == Lane.State.WAITING and lane.retry_at:
        return _("Waiting, because the mail server cannot be used now (%(why)s). Next attempt: %(time)s.") % {
            "why": in_sentence(cause_of(lane.reason, lane.reason_facts).title),
            "time": clock(lane.retry_at),
        }
    if document.possibly_repeated:
        return _("A worker stopped while sending; the document leaves again by itself.")
    return _("Leaves by itself when its turn comes.")


def _sending(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    return _("Is being handed to the mail server now.")


def _retrying(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    moment = document.not_before
    if lane and lane.retry_at and lane.state == Lane.State.WAITING:
        moment = max(moment, lane.retry_at)
    why = cause_for(document, reader).title or _("The server asked to try again later")
    if moment <= timezone.now():
        return _("%(why)s. The next attempt follows at once.") % {"why": why}
    return _("%(why)s. Next attempt: %(time)s.") % {"why": why, "time": clock(moment)}


def _held(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    cause = cause_for(document, reader)
    if reasons.of(document.reason):
        return cause.cause
    if lane and lane.state == Lane.State.WAITING and lane.retry_at:
        return _("%(why)s. Next attempt: %(time)s.") % {"why": cause.title, "time": clock(lane.retry_at)}
    if lane and lane.employee_id and cause.actor == "employee":
        return _held_for_a_login(cause, owner_to(document, reader))
    return _("%(why)s. Leaves by itself once the settings or the login have been corrected.") % {"why": cause.title}


def _held_for_a_login(cause: Cause, owner: str) -> str:
    """The server refused somebody's own login."""
    if not owner:
        return _(
            "%(why)s. Correct your login under My details > Work location; the document then leaves by itself."
        ) % {"why": cause.title}
    return _(
        "%(why)s (the login of %(owner)s). The document leaves by itself once %(owner)s has corrected it under My "
        "details > Work location."
    ) % {"why": cause.title, "owner": owner}


def _failed(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    why = cause_for(document, reader).title or _("The server refused it for good")
    if days := document.reason_facts.get("gave_up_days"):
        sentence = ngettext(
            "Given up after %(days)s day of trying: %(why)s. Nothing more happens by itself.",
            "Given up after %(days)s days of trying: %(why)s. Nothing more happens by itself.",
            int(days),
        )
        return sentence % {"days": f"{days:g}", "why": in_sentence(why)}
    return _("%(why)s. Nothing more happens by itself.") % {"why": why}


def _sent(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    facts = {"server": document.server_identification, "time": clock(document.finished_at or document.created_at)}
    if document.queue_id:
        facts["number"] = document.queue_id
        return _("Accepted by %(server)s, %(time)s, queue number %(number)s.") % facts
    return _("Accepted by %(server)s, %(time)s.") % facts


def _cancelled(document: Document, lane: Lane | None, reader: Employee | None) -> str:
    return _("Cancelled; it will not be sent.")


def in_sentence(title: str) -> str:
    """A title in the middle of a sentence: small first letter, unless the second is a capital too (SMTP, TLS)."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


_SENTENCES = {
    Status.QUEUED: _queued,
    Status.SENDING: _sending,
    Status.RETRYING: _retrying,
    Status.HELD: _held,
    Status.FAILED: _failed,
    Status.SENT: _sent,
    Status.CANCELLED: _cancelled,
}
