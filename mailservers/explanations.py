"""A kept log in words: how it ended, why, and what follows, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mailservers.hosts import shown
from mailservers.models import MailServer, SmtpLog
from mailservers.smtp.conversation import Phase
from mailservers.smtp.diagnosis import Diagnosis, Explanation, explain

ACTORS = {
    "administrator": gettext_lazy("an administrator"),
    "employee": gettext_lazy("the employee whose login it is"),
    "provider": gettext_lazy("the provider of the mail server"),
    "network": gettext_lazy("the network administrator"),
}


def diagnosis_of(log: SmtpLog) -> Diagnosis | None:
    """The diagnosis that was kept with the log."""
    if not log.diagnosis_code:
        return None
    return Diagnosis(log.diagnosis_code, Phase(log.phase), log.diagnosis_facts)


def explanation_of(log: SmtpLog) -> Explanation | None:
    """The diagnosis in words; None when nothing failed."""
    found = diagnosis_of(log)
    return explain(found, language(), authentication=log.authentication or "central") if found else None


def language() -> str:
    """The reader's language as the protocol core knows it."""
    return (get_language() or "en").partition("-")[0]


def short_words(log: SmtpLog) -> str:
    """The outcome in a few words, for lists."""
    if log.outcome == SmtpLog.Outcome.ACCEPTED:
        return _("succeeded") if log.recipient or log.kind == SmtpLog.Kind.DELIVERY else _("login works")
    if log.outcome == SmtpLog.Outcome.FAILED:
        explanation = explanation_of(log)
        return explanation.title if explanation else _("failed")
    return str(log.get_outcome_display())


def short_proof(log: SmtpLog) -> str:
    """What the server said to it, in a few characters: the code of its refusal, or its queue number."""
    if log.outcome == SmtpLog.Outcome.FAILED and log.reply_code:
        return f"({log.reply_code})"
    return log.queue_id


def title(log: SmtpLog) -> str:
    """The outcome as the heading of the result notice."""
    if log.outcome == SmtpLog.Outcome.RUNNING:
        return _("Talking to %(host)s…") % {"host": log.host}
    if log.outcome == SmtpLog.Outcome.INTERRUPTED:
        return _("The test was interrupted")
    if log.outcome == SmtpLog.Outcome.FAILED:
        explanation = explanation_of(log)
        return explanation.title if explanation else _("The test failed")
    if log.kind == SmtpLog.Kind.TEST and not log.recipient:
        return _("The mail server can be used with this login") if log.username else _("The mail server can be used")
    if log.queue_id:
        return _("The mail server has accepted the e-mail (queue number %(id)s)") % {"id": log.queue_id}
    return _("The mail server has accepted the e-mail")


def what_follows(log: SmtpLog) -> str:
    """What was proven and what was not, and what to do about it; empty for failures, which have their diagnosis."""
    if log.outcome == SmtpLog.Outcome.INTERRUPTED:
        return _("The application stopped while the conversation was going on. Run the test again.")
    if log.outcome != SmtpLog.Outcome.ACCEPTED:
        return ""
    if log.kind == SmtpLog.Kind.DELIVERY:
        return _("The server has taken responsibility for the delivery from here on.")
    if not log.recipient:
        return _("Nothing has been sent.")
    return _("Look in the mailbox of %(recipient)s to see whether it has arrived.") % {"recipient": log.recipient}


def actor_words(log: SmtpLog, reader: Any) -> str:
    """Who must act, in words; the reader themselves where it is them."""
    explanation = explanation_of(log)
    if explanation is None:
        return ""
    if explanation.actor == "administrator" and reader.has_perm("mailservers.manage_servers"):
        return _("you yourself")
    if explanation.actor == "employee" and log.actor_id == reader.pk:
        return _("you yourself")
    return str(ACTORS[explanation.actor])


def choice_words(field: str, value: str) -> str:
    """The word that the form of a server has for a stored choice."""
    return str(dict(MailServer._meta.get_field(field).flatchoices).get(value, value))  # type: ignore[union-attr]


def remedy_words(remedy: dict[str, Any]) -> str:
    """Settings that were found to work, as a sentence."""
    found = {"host": shown(remedy["host"]), "port": remedy["port"]}
    if remedy["security"] == "ssl":
        return _("%(host)s answers on port %(port)s with SSL.") % found
    if remedy["security"] == "starttls":
        return _("%(host)s answers on port %(port)s with STARTTLS.") % found
    return _("%(host)s answers on port %(port)s without security.") % found
