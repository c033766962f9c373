"""The environment, read with care: a value that cannot be used is refused by the name of its variable."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")


class Environment(environ.Env):
    """django-environ, with the kinds of values that our settings have. Raises ImproperlyConfigured."""

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The value as django-environ reads it."""
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except ValueError:
            kind = "a whole number" if cast is int else "a number"
            raise ImproperlyConfigured(f"{var} must be {kind}, not {self.ENVIRON.get(var)!r}.") from None

    def folder(self, var: str, default: str) -> Path:
        """A folder, made for its owner only if it is not there yet."""
        path = Path(self.str(var, default=default))
        try:
            path = path.resolve()
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (OSError, RuntimeError) as problem:  # RuntimeError: a link to itself
            reason = getattr(problem, "strerror", problem)
            raise ImproperlyConfigured(f"{var}: the folder {path} cannot be made: {reason}.") from problem
        return path

    def time_zone(self, var: str, default: str) -> str:
        """The name of a time zone."""
        name = self.str(var, default=default)
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ImproperlyConfigured(
                f"{var} must be the name of a time zone, as Europe/Amsterdam, not {name!r}."
            ) from None
        return name

    def log_level(self, var: str, default: str) -> str:
        """One of the levels of the standard library, in capitals."""
        level = self.str(var, default=default)
        known = logging.getLevelNamesMapping()
        if level.upper() not in known:
            raise ImproperlyConfigured(f"{var} must be one of {', '.join(known)}, not {level!r}.")
        return level.upper()

    def database(self, var: str, default: str) -> dict[str, Any]:
        """Django's settings of a database given as an address. What is wrong with it is told without the password."""
        url = self.str(var, default=default)
        try:
            parts = urlsplit(url)
            if parts.scheme not in DATABASES:
                raise ValueError
            found: dict[str, Any] = self.db_url_config(url)
        except ValueError:
            raise ImproperlyConfigured(
                f"{var} must look like sqlite:////folder/file.sqlite3 or postgres://user:password@host/name. "
                "Special characters of a password are percent-encoded."
            ) from None
        host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
        if host.startswith("/"):  # the folder of a socket, which libpq takes as a host, and its own case
            found["HOST"] = host
        return found
