"""Stored secrets: encrypted with the newest key, readable with any of them, bound to the row they belong to."""

import hmac
from collections.abc import Iterator
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from easyflex.secrets_file import existing_secret, secret
from mailservers.fields import EncryptedTextField

KEY_FILE = "field_encryption_key"
SAMPLE = 1000  # values tried per column at start; one takes about 30 microseconds


class SecretUnreadable(Exception):
    """A stored secret cannot be decrypted: none of the keys fits, or it belongs to another row."""


def encrypt(text: str, context: str) -> str:
    """The encrypted form of `text`, readable only together with the same `context` (which row, which login)."""
    return _keys().encrypt(_bound(context) + text.encode()).decode()


def decrypt(token: str, context: str) -> str:
    """The text behind `token`. Raises SecretUnreadable; never answers with an empty text instead."""
    try:
        plain = _keys().decrypt(token.encode())
    except InvalidToken:
        raise SecretUnreadable("none of the keys in FIELD_ENCRYPTION_KEYS can read this value") from None
    prefix = _bound(context)
    if not hmac.compare_digest(plain[: len(prefix)], prefix):
        raise SecretUnreadable("this value belongs to another row or login")
    return plain[len(prefix) :].decode()


def rotate(token: str) -> str:
    """The same secret under the newest key. Raises SecretUnreadable."""
    try:
        return _keys().rotate(token.encode()).decode()
    except InvalidToken:
        raise SecretUnreadable("none of the keys in FIELD_ENCRYPTION_KEYS can read this value") from None


def encrypted_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every model and field of the installation that holds encrypted text."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.name


def verify_keys() -> None:
    """Make sure that stored secrets can be read; on a first start, make the key.

    Raises ImproperlyConfigured when a key is missing or wrong while encrypted values exist.
    """
    fernet = _keys()
    for model, name in encrypted_columns():
        values = model._default_manager.exclude(**{name: ""}).order_by("-pk").values_list(name, flat=True)
        for value in values[:SAMPLE]:
            try:
                fernet.decrypt(value.encode())
            except InvalidToken:
                raise ImproperlyConfigured(
                    f"The keys do not fit the stored passwords: a value of {model._meta.label} cannot be decrypted. "
                    "Put the key it was encrypted with back into FIELD_ENCRYPTION_KEYS, or its file "
                    f"{settings.DATA_DIR / KEY_FILE} back in place."
                ) from None


def _bound(context: str) -> bytes:
    name = context.encode()
    return len(name).to_bytes(4, "big") + name


def _keys() -> MultiFernet:
    return _multi_fernet(tuple(settings.FIELD_ENCRYPTION_KEYS) or (_key_from_file(),))


@lru_cache(maxsize=4)
def _multi_fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "FIELD_ENCRYPTION_KEYS must be a comma-separated list of Fernet keys (32 bytes in URL-safe base64)."
        ) from None


def _key_from_file() -> str:
    """The generated key. It is made only while there is nothing that another key has encrypted."""
    key = existing_secret(settings.DATA_DIR, KEY_FILE)
    if key is None and _any_encrypted_value():
        raise ImproperlyConfigured(
            "There are encrypted passwords in the database, but no key to read them. Set FIELD_ENCRYPTION_KEYS to the "
            f"key they were encrypted with, or put its file {settings.DATA_DIR / KEY_FILE} back. "
            "A new key is not made, because it could not read them."
        )
    return key or secret(settings.DATA_DIR, KEY_FILE)


def _any_encrypted_value() -> bool:
    return any(model._default_manager.exclude(**{name: ""}).exists() for model, name in encrypted_columns())
