"""What must be right before the application starts."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from mailservers.encryption import verify_keys
from mailservers.policy import configured_policy


def refuse_to_start_without_keys() -> None:
    """Raise ImproperlyConfigured when an encryption key is missing or wrong while encrypted values exist."""
    try:
        verify_keys()
    except DatabaseError:
        return  # not migrated yet, so nothing is encrypted; or no database, which is told elsewhere


def keys_fit_the_stored_secrets(**_options: Any) -> list[CheckMessage]:
    """A missing or wrong encryption key stops the start: passwords would be unreadable one by one later."""
    try:
        refuse_to_start_without_keys()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="mailservers.E001")]
    return []


def network_settings_are_networks(**_options: Any) -> list[CheckMessage]:
    """EASYFLEX_NETWORK_ALLOW and _DENY must be networks; a typing error must not open or close anything silently."""
    try:
        configured_policy()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="mailservers.E002")]
    return []
