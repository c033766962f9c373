"""What the template of a result needs: ready words, in the form beside it or on a page of its own."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from mailservers import explanations, tested
from mailservers.hosts import shown
from mailservers.last_test import LastTest, last_tests
from mailservers.models import SmtpLog
from mailservers.transcripts import strip, tls_until, transcript

TONES = {"accepted": "ok", "failed": "bad", "running": "info", "interrupted": "warn"}
ICONS = {"accepted": "ok", "failed": "bad", "running": "busy", "interrupted": "warn"}
SEARCH_AT_MOST = timedelta(seconds=15)  # the search itself has a deadline of 8


def result_context(request: HttpRequest, log: SmtpLog) -> dict[str, Any]:
    """The log in words, with the links that this person may follow."""
    in_form = _beside_the_form(request)
    explanation = explanations.explanation_of(log)
    stages = strip(log)
    return {
        "log": log,
        "host": shown(log.host),
        "tone": TONES[log.outcome],
        "icon": ICONS[log.outcome],
        "title": explanations.title(log),
        "follows": explanations.what_follows(log),
        "explanation": explanation,
        "actor": explanations.actor_words(log, request.user),
        "field_link": _field_link(request, log, explanation.field if explanation else None, in_form),
        "reply": _reply_in_words(log, explanation.cause if explanation else ""),
        "remedy": _remedy(request, log),
        "last_test": _last_test(request, log),
        "back": tested.form_address(request, log.pk),
        "stages": stages,
        "transcript": list(transcript(log)),
        "running": log.outcome == SmtpLog.Outcome.RUNNING,
        "in_form": in_form,
        "on_own_page": _page(request) == reverse("log", args=[log.pk]),
        "tls_until": tls_until(log.tls),
        "security": explanations.choice_words("security", log.security),
        "authentication": explanations.choice_words("authentication", log.authentication),
        "next_token": uuid4(),
        "may_cancel": log.actor_id == request.user.pk or request.user.has_perm("mailservers.manage_servers"),
    }


def _beside_the_form(request: HttpRequest) -> bool:
    """Whether the result is shown beside the form, where its fields can be jumped to."""
    return bool(request.htmx) and _page(request).startswith(reverse("mailservers"))  # type: ignore[attr-defined]


def _last_test(request: HttpRequest, log: SmtpLog) -> LastTest | None:
    """What the page of the tested server says of its last test, when the result is shown on that page."""
    server = log.server
    if server is None or not request.htmx or _page(request) != reverse("mailserver", args=[server.pk]):  # type: ignore[attr-defined]
        return None
    return last_tests([server])[server.pk]


def _page(request: HttpRequest) -> str:
    """The address of the page that the result is shown on."""
    return getattr(request.htmx, "current_url_abs_path", None) or request.path  # type: ignore[attr-defined]


def _field_link(request: HttpRequest, log: SmtpLog, field: str | None, in_form: bool) -> str:
    """Where the field is that the diagnosis names; empty when this person cannot change it."""
    if field is None:
        return ""
    own_login = log.authentication == "per_employee" and field in ("username", "password")
    if own_login and log.actor_id == request.user.pk and not in_form:
        return reverse("work_location") + f"#field-{field}"  # on that very page it jumps, and loses nothing typed
    if not request.user.has_perm("mailservers.manage_servers"):
        return ""
    anchor = f"#field-test_{field}" if own_login else f"#field-{field}"
    if in_form:
        return anchor
    if back := tested.form_address(request, log.pk):
        return back + anchor
    return reverse("mailserver_edit", args=[log.server_id]) + anchor if log.server_id else ""


def _remedy(request: HttpRequest, log: SmtpLog) -> dict[str, Any] | None:
    """Settings that were found to work, with words and a link to the form that takes them over."""
    remedy = log.remedy
    if not remedy:
        return None
    if remedy["state"] == "searching" and (
        log.finished_at is None or timezone.now() - log.finished_at > SEARCH_AT_MOST
    ):
        return None  # its process ended meanwhile
    if remedy["state"] != "found":
        return remedy
    link = ""
    if request.user.has_perm("mailservers.manage_servers"):
        found = {name: remedy[name] for name in ("host", "port", "security")}
        form = reverse("mailserver_edit", args=[log.server_id]) if log.server_id else reverse("mailserver_new")
        link = tested.form_address(request, log.pk, **found) or f"{form}?{urlencode(found)}"
    return remedy | {"words": explanations.remedy_words(remedy), "link": link}


def _reply_in_words(log: SmtpLog, cause: str) -> list[str]:
    """The decisive reply, line by line as the server sent it, unless the explanation quotes it already."""
    lines = (log.reply_text or " ").splitlines()
    if log.reply_code is None or all(line in cause for line in lines):
        return []
    return [f"{log.reply_code} {line}".rstrip() for line in lines]
