"""Where the training mail server keeps its things: ports, certificates and received messages."""

import os
from pathlib import Path

from django.conf import settings


def training_folder() -> Path:
    """The folder below the data folder; made when it is not there."""
    folder = Path(settings.DATA_DIR) / "training"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put `content` at `path` in one step: a reader sees the old file or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    temporary.replace(path)
