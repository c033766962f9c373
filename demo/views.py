"""What the training mail server received, and what there is to try; only in the demo, for everybody signed in."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from demo import mailbox, manners
from demo.exercises import exercise_table
from mailservers.access import permission_required
from mailservers.models import Company

MESSAGES_PER_PAGE = 25

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def demo_page(view: View[P]) -> View[P]:
    """A page for everybody signed in; 404 without demo data, and for a message that is not there."""

    @require_safe
    @permission_required("employees.own_data")
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not Company.current().demo:
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except mailbox.NoSuchMessage as missing:
            raise Http404 from missing

    return guarded


@demo_page
def training(request: HttpRequest) -> HttpResponse:
    """The received messages, newest first."""
    page = Paginator(mailbox.ids(), MESSAGES_PER_PAGE).get_page(request.GET.get("page"))
    messages = [listed for message_id in page if (listed := _summary(message_id))]
    return render(request, "demo/training.html", {"page": page, "received": messages, "kept": mailbox.MESSAGES_KEPT})


@demo_page
def exercises(request: HttpRequest) -> HttpResponse:
    """Every server of the demo with what a test of it shows."""
    context = {"exercises": exercise_table(), "password": manners.PASSWORD}
    return render(request, "demo/training_exercises.html", context)


@demo_page
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """One message: its main headers, its text, its attachments. Nothing in it is interpreted."""
    received = mailbox.read(message_id)
    return render(request, "demo/training_message.html", {"received": received, "arrived_at": _arrived_at(received)})


@demo_page
def message_source(request: HttpRequest, message_id: str) -> HttpResponse:
    """The message as it arrived, to be saved."""
    return _download(mailbox.source(message_id), f"{message_id}.eml")


@demo_page
def attachment(request: HttpRequest, message_id: str, number: int) -> HttpResponse:
    """One attachment, to be saved: whatever type it claims to have, a browser must not open it here."""
    for found in mailbox.read(message_id).attachments:
        if found.number == number:
            return _download(found.content, found.filename)
    raise Http404


def _summary(message_id: str) -> tuple[mailbox.Received, dt.datetime] | None:
    """A line of the list; None when it was tidied away in the meantime."""
    try:
        received = mailbox.summary(message_id)
    except mailbox.NoSuchMessage:
        return None
    return received, _arrived_at(received)


def _arrived_at(received: mailbox.Received) -> dt.datetime:
    return dt.datetime.fromtimestamp(received.received_at_s, dt.UTC)


def _download(content: bytes, filename: str) -> HttpResponse:
    disposition = content_disposition_header(True, filename)
    headers = {"Content-Disposition": disposition or "attachment", "Content-Type": "application/octet-stream"}
    return HttpResponse(content, headers=headers)
