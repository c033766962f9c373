"""Secrets that nobody configured: generated once into the data folder, readable by its owner only."""

import base64
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret(folder: Path, name: str, random_bytes: int = 32) -> str:
    """The secret kept as `name` in `folder`, made on first use with mode 0600: random bytes in URL-safe base64.

    Raises ImproperlyConfigured when the folder cannot be used.
    """
    try:
        return _kept_or_made(folder / name, random_bytes)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be used: {problem.strerror}. EASYFLEX_DATA says where it is."
        ) from problem


def existing_secret(folder: Path, name: str) -> str | None:
    """The secret kept as `name` in `folder`, or None when there is none yet."""
    path = folder / name
    return path.read_text().strip() if path.exists() else None


def _kept_or_made(path: Path, random_bytes: int) -> str:
    if not path.exists():
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.urlsafe_b64encode(os.urandom(random_bytes)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # two first starts at once: the first link wins, both read it
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()
