"""The form as it was when a test of it began on a page without scripts, where the test leads away from the form.

It waits in the session, never with a password, until the page of the result leads back to the form.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from mailservers import typed
from mailservers.models import MailServer

KEY = "tested"
FORMS_KEPT = 3  # somebody may have a few tests open beside each other; a session is a database row


def keep(request: HttpRequest, log_id: UUID, server: MailServer | None, fields: QueryDict) -> None:
    """Keep the form that `log_id` is the test of, as far as it is fit to be kept."""
    kept = typed.fit_to_keep(fields)
    if kept is None:
        return
    address = reverse("mailserver_edit", args=[server.pk]) if server else reverse("mailserver_new")
    others = dict(list(_all(request).items())[1 - FORMS_KEPT :])
    request.session[KEY] = others | {str(log_id): {"address": address, "fields": kept}}


def form_address(request: HttpRequest, log_id: UUID, **values: Any) -> str:
    """Where the form is filled in as it was tested, changed by `values`; empty when it was not kept."""
    kept = _all(request).get(str(log_id))
    return f"{kept['address']}?{urlencode({**values, 'tested': log_id})}" if kept else ""


def kept(request: HttpRequest) -> QueryDict | None:
    """What was tested, for the form that is being shown; None when the address does not ask for it."""
    found = _all(request).get(request.GET.get("tested", ""))
    return typed.as_query(found["fields"]) if found and found["address"] == request.path else None


def forget(request: HttpRequest) -> None:
    """Once the form has been saved, older values of it are of no use."""
    waiting = {log_id: each for log_id, each in _all(request).items() if each["address"] != request.path}
    if waiting != _all(request):
        request.session[KEY] = waiting


def _all(request: HttpRequest) -> dict[str, dict[str, Any]]:
    waiting: dict[str, dict[str, Any]] = request.session.get(KEY, {})
    return waiting
