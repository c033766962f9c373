"""Tokens for the HTTP API: shown once, kept as a digest, acting as their employee."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from employees.models import ApiToken, Employee

PREFIX = "efx_"  # lets secret scanners and people recognise one
RANDOM_BYTES = 32
HINT_CHARACTERS = 8
USE_NOTED_EVERY = timedelta(minutes=1)  # one write a minute, however busy the token is


def create(employee: Employee, name: str) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can read again afterwards."""
    text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    token = ApiToken.objects.create(employee=employee, name=name, hint=text[:HINT_CHARACTERS], digest=_digest(text))
    return token, text


def authenticate(text: str) -> Employee | None:
    """The active employee whose token this is, or None. Notes the use, at most once a minute."""
    digest = _digest(text)
    token = ApiToken.objects.select_related("employee").filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest) or not token.employee.is_active:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token.employee


def _digest(text: str) -> str:
    """SHA-256 in hex. The text has 256 random bits, so a slow hash would protect nothing more."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
