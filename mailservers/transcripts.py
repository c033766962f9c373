"""A kept conversation the way a page and a download show it: the strip of stages and the transcript below."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailservers.explanations import choice_words, explanation_of, language, title, what_follows
from mailservers.hosts import shown
from mailservers.models import SmtpLog
from mailservers.smtp.notes import localised

STAGES = {  # the strip, in the order of the dialogue; each with the phases it stands for
    "dns": (gettext_lazy("Address"), {"dns"}),
    "connect": (gettext_lazy("Connection"), {"connect"}),
    "greeting": (gettext_lazy("Greeting"), {"greeting", "ehlo"}),
    "tls": (gettext_lazy("TLS"), {"starttls", "tls"}),
    "auth": (gettext_lazy("Login"), {"auth"}),
    "mail": (gettext_lazy("Sender"), {"mail"}),
    "rcpt": (gettext_lazy("Recipient"), {"rcpt"}),
    "message": (gettext_lazy("Message"), {"data", "message"}),
}
OF_A_MESSAGE = ("mail", "rcpt", "message")  # not among the stages of a test that only logs in
GROUP_OF = {phase: name for name, (_label, phases) in STAGES.items() for phase in phases} | {"quit": "quit"}


@dataclass(frozen=True, slots=True)
class StageView:
    """One mark of the strip. `state` is ok, bad, running, skipped or waiting; `state_words` says the same."""

    name: str
    label: str
    state: str
    state_words: str
    duration_ms: int | None
    has_lines: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """One transcript line as it is shown."""

    at_ms: int
    origin: str
    text: str


def strip(log: SmtpLog) -> list[StageView]:
    """The stages of the conversation, the ones that were not reached included.

    The stage in which it failed is the decisive one: with pipelining later commands were sent too, and refused.
    """
    spoken = {line["phase"] for line in log.transcript if "phase" in line}
    ended_at = log.phase if log.outcome == SmtpLog.Outcome.FAILED else ""
    views, over = [], False
    for name, (label, phases) in _ordered(log):
        parts = [] if over else [stage for stage in log.stages if stage["phase"] in phases]
        decisive = ended_at in phases
        state, words = _state(parts, decisive, over, log.outcome)
        duration = sum(part["duration_ms"] for part in parts) if parts else None
        views.append(StageView(name, str(label), state, words, duration, bool(spoken & phases)))
        over = over or decisive
    return views


def _ordered(log: SmtpLog) -> list[tuple[str, tuple[Any, set[str]]]]:
    """With implicit TLS the handshake comes before the greeting; what only logs in ends with the login."""
    sends_nothing = log.kind == SmtpLog.Kind.TEST and not log.recipient
    stages = [(name, of) for name, of in STAGES.items() if not (sends_nothing and name in OF_A_MESSAGE)]
    if log.security == "ssl":
        stages[2], stages[3] = stages[3], stages[2]
    return stages


def _state(parts: list[dict[str, Any]], decisive: bool, over: bool, outcome: str) -> tuple[str, str]:
    running = outcome == SmtpLog.Outcome.RUNNING
    unfinished = any(part["ok"] is None for part in parts)
    if decisive or any(part["ok"] is False for part in parts):
        return "bad", _("failed")
    if unfinished:
        return ("busy", _("running")) if running else ("bad", _("broken off"))
    if parts:
        return "ok", _("succeeded")
    if over or running or outcome == SmtpLog.Outcome.INTERRUPTED:
        return "waiting", _("not reached")
    return "skipped", _("not needed")


def transcript(log: SmtpLog) -> Iterator[tuple[str, str, list[LineView]]]:
    """The transcript in groups: the name to jump to, a heading, and the lines. A group occurs once per stretch."""
    group = ""
    lines: list[LineView] = []
    seen: set[str] = set()
    for line in log.transcript:
        name = GROUP_OF.get(line.get("phase", ""), "")
        if name != group and lines:
            yield *_heading(group, seen), lines
            lines = []
        group = name
        text = localised(line["text"], language(), note=line["from"] == "note")
        lines.append(LineView(line["at_ms"], line["from"], text))
    if lines:
        yield *_heading(group, seen), lines


def _heading(group: str, seen: set[str]) -> tuple[str, str]:
    """The anchor, only where the group begins for the first time, and the heading."""
    anchor = "" if group in seen else group
    seen.add(group)
    if group == "quit":
        return anchor, _("Goodbye")
    return anchor, str(STAGES[group][0]) if group in STAGES else ""


def as_text(log: SmtpLog) -> str:
    """The whole log as plain text, for the download and for support."""
    return "\n".join([*_facts(log), "", *_words(log), "", *_spoken(log), ""])


def _facts(log: SmtpLog) -> Iterator[str]:
    """What its page shows, in the same words; the moment with its time zone, because the file goes elsewhere."""
    yield _("SMTP log %(code)s") % {"code": log.code}
    started = date_format(timezone.localtime(log.started_at), "j F Y H:i:s")
    yield f"{_('Started')}: {started} ({timezone.get_current_timezone_name()})"
    if log.finished_at:
        yield f"{_('Duration')}: {log.duration_ms} ms"
    yield f"{_('By')}: {log.actor_name or '–'}, {log.get_kind_display()}"
    changed = f" ({_('unsaved values')})" if log.settings_changed else ""
    yield f"{_('Mail server')}: {log.identification or '–'}{changed}"
    yield f"{_('Mail server address')}: {shown(log.host)}, {_('port')} {log.port}{_in_brackets(log.address)}"
    yield f"{_('Security')}: {choice_words('security', log.security)}"
    authentication = choice_words("authentication", log.authentication)
    yield f"{_('Authentication')}: {authentication}{_in_brackets(log.mechanism)}"
    if log.username:
        yield f"{_('User name')}: {log.username}"
    if log.sender:
        yield f"{_('Sender')}: {log.sender}"
    for recipient in log.recipients or [{"address": log.recipient, "code": None}] * bool(log.recipient):
        answer = f" · {recipient['code']} {recipient['text']}" if recipient["code"] else ""
        yield f"{_('Recipient')}: {recipient['address']}{answer}".rstrip()
    if log.queue_id:
        yield f"{_('Queue number')}: {log.queue_id}"
    yield from _tls_facts(log.tls) if log.tls else ()


def _tls_facts(tls: dict[str, Any]) -> Iterator[str]:
    until = tls_until(tls)
    yield f"TLS: {tls['version']}, {tls['cipher']}"
    yield f"{_('Certificate of')}: {tls['subject']}"
    yield f"{_('Issued by')}: {tls['issuer']}"
    until_words = date_format(timezone.localtime(until), "j F Y H:i") if until else tls["not_after"]
    yield f"{_('Valid until')}: {until_words}".rstrip()
    yield f"{_('Verified')}: {_('yes') if tls['verified'] else _('no')}"


def tls_until(tls: dict[str, Any] | None) -> datetime | None:
    """Until when the certificate is valid, as far as that can be read."""
    try:
        return parse_datetime((tls or {}).get("not_after", ""))
    except ValueError:
        return None


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _words(log: SmtpLog) -> Iterator[str]:
    yield title(log)
    if follows := what_follows(log):
        yield follows
    if explanation := explanation_of(log):
        yield explanation.cause
        yield from (f"- {step}" for step in explanation.steps)
        yield f"({log.diagnosis_code})"


def _spoken(log: SmtpLog) -> Iterator[str]:
    arrows = {"client": "›", "server": "‹", "note": " "}
    for _anchor, _label, lines in transcript(log):
        for line in lines:
            yield f"{line.at_ms:>7} ms  {arrows[line.origin]} {line.text}"
