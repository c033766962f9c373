"""Secrets that are shown once, on the page after the one that made them: encrypted until then, gone afterwards."""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from mailservers.encryption import SecretUnreadable, decrypt, encrypt

KEY = "shown_once"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0, 1: read out or copied from paper
GROUPS, GROUP_LETTERS = 4, 4  # 16 letters of 31: 79 bits


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """A secret with what it belongs to: the name of a token, or of an employee."""

    owner: str
    text: str


def new_password() -> str:
    """A password for somebody's first login, such as h7kq-wm3x-p9ta-ce4n."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def keep(request: HttpRequest, kind: str, owner: str, text: str) -> None:
    """Let the next page that asks for `kind` show this secret."""
    request.session[KEY] = {"kind": kind, "owner": owner, "text": encrypt(text, _context(request, kind))}


def take(request: HttpRequest, kind: str) -> ShownOnce | None:
    """The secret that waits to be shown, for the last time; None when there is none of this kind."""
    waiting = request.session.get(KEY)
    if not waiting or waiting["kind"] != kind or request.method == "HEAD":  # nobody sees the page of a HEAD
        return None
    del request.session[KEY]
    try:
        return ShownOnce(waiting["owner"], decrypt(waiting["text"], _context(request, kind)))
    except SecretUnreadable:
        return None


def guarded(response: HttpResponse, secret: ShownOnce | None) -> HttpResponse:
    """The page, which no cache may store, not even the browser's, when it shows a secret."""
    if secret is not None:
        patch_cache_control(response, no_store=True)
    return response


def _context(request: HttpRequest, kind: str) -> str:
    return f"shown once/{kind}/{request.user.pk}"
