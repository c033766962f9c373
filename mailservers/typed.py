"""What somebody typed into a form that could not be accepted because their session or the page had expired.

It waits in the session, never with a password (not even one in an address), until the same form is shown again.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from mailservers.hosts import without_login

KEY = "typed"
LIMIT_CHARACTERS = 100_000  # a session is a database row; strangers can make one too
NEVER_KEPT = ("password", "csrf", "token", "secret")


def keep(request: HttpRequest) -> None:
    """Keep the posted fields for the form at their address."""
    fields = fit_to_keep(request.POST)
    if fields is not None:
        request.session[KEY] = {"address": form_address(request), "fields": fields}


def fit_to_keep(posted: QueryDict) -> dict[str, list[str]] | None:
    """The fields without secrets, addresses without the login pasted with them; None when they are very large."""
    fields = {
        name: [without_secrets(name, str(value)) for value in values]
        for name, values in posted.lists()
        if not any(word in name.lower() for word in NEVER_KEPT)
    }
    size = sum(len(value) for values in fields.values() for value in values)
    return fields if size <= LIMIT_CHARACTERS else None


def without_secrets(name: str, value: str) -> str:
    """What was typed into the field `name`, fit to be kept and shown: an address without the login pasted with it."""
    return without_login(value)[0] if name == "host" else value


def kept(request: HttpRequest) -> QueryDict | None:
    """What was kept for the form that is being shown, once; None when there is nothing for this address."""
    waiting: dict[str, Any] | None = request.session.get(KEY)
    if request.method != "GET" or not waiting or waiting["address"] != request.path:
        return None
    del request.session[KEY]
    return as_query(waiting["fields"])


def as_query(fields: dict[str, list[str]]) -> QueryDict:
    """The fields as Django's forms read them."""
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query


def form_address(request: HttpRequest) -> str:
    """Where the posted form is shown: the page it was sent from when that is ours, otherwise its own address."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc == request.get_host():
        try:
            resolve(referer.path)
        except Resolver404:
            return request.path
        return referer.path
    return request.path


def first_values(waiting: QueryDict | None, *checkboxes: str) -> dict[str, Any]:
    """The kept fields as initial values of a form that is not judged yet; empty when nothing was kept.

    A browser does not send a checkbox that is off, so those are named.
    """
    return dict.fromkeys(checkboxes, "") | {name: waiting[name] for name in waiting} if waiting else {}
