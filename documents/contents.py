"""Files of attachments: stored once per content, in wire form, and on the disk before anybody relies on them."""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from documents import wire
from documents.models import Content

BLOCK = 57 * 4096  # octets read at a time
WIRE_BLOCK = 256 * 1024
RENEWED_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to go along: its octets, its path, an open (seekable, binary) file, or what is stored already."""

    filename: str
    content: bytes | Path | IO[bytes] | File | Content
    content_type: str = ""

    def size_bytes(self) -> int:
        """How big the file is. Raises OSError."""
        if isinstance(self.content, bytes):
            return len(self.content)
        if isinstance(self.content, Content):
            return self.content.size_bytes
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        if isinstance(self.content, File):
            return self.content.size
        return self.content.seek(0, os.SEEK_END)

    def blocks(self) -> Iterator[bytes]:
        """The octets from the first on, in blocks. Raises OSError."""
        if isinstance(self.content, bytes):
            yield from (self.content[start : start + BLOCK] for start in range(0, len(self.content), BLOCK))
        elif isinstance(self.content, Content):
            yield from read(self.content)
        elif isinstance(self.content, Path):
            with self.content.open("rb") as file:
                yield from iter(lambda: file.read(BLOCK), b"")
        else:
            source: Any = self.content
            source.seek(0)
            yield from iter(lambda: source.read(BLOCK), b"")


class _WireFile(File):
    """A file in wire form for the storage to save, encoded while it is read."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        super().__init__(None)
        self.wire = wire.encode_file(blocks)
        self.written = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for block in self.wire:
            self.written += len(block)
            yield block


def store(attachment: NewAttachment) -> Content:
    """The stored content of this file, written now unless the storage has it. Raises OSError (disk full, say).

    A content whose file is missing or cut off is written again, which heals every document that it belongs to.
    """
    if isinstance(attachment.content, Content):
        return attachment.content
    digest = hashlib.sha256()
    size = 0
    for block in attachment.blocks():
        digest.update(block)
        size += len(block)
    sha256 = digest.hexdigest()
    known = Content.objects.filter(sha256=sha256).first()
    if known and not _renewed(known):
        known = None  # `purge` was quicker
    if known and is_stored(known.stored_as, known.wire_bytes):
        return known
    name, written = _write(sha256, attachment)
    if known:
        Content.objects.filter(pk=known.pk).update(stored_as=name, wire_bytes=written)
        broken, known.stored_as, known.wire_bytes = known.stored_as, name, written
        if broken != name:
            default_storage.delete(broken)
        return known
    content, is_new = Content.objects.get_or_create(
        sha256=sha256, defaults={"size_bytes": size, "wire_bytes": written, "stored_as": name}
    )
    if not is_new:  # stored by somebody else at the same moment
        default_storage.delete(name)
    return content


def _renewed(content: Content) -> bool:
    """Say that it is wanted, so that `purge` leaves it alone; False when that came too late."""
    now = timezone.now()
    if now - content.wanted_at < RENEWED_EVERY:  # a month's payslips share one file; one note of that is enough
        return True
    return bool(Content.objects.filter(pk=content.pk).update(wanted_at=now))


def read(content: Content) -> Iterator[bytes]:
    """The file as it was attached, in blocks. Raises OSError when it is missing from the storage."""
    with default_storage.open(content.stored_as) as file:
        while lines := file.read(78 * 4096):  # 76 characters and CRLF a line: only whole lines can be decoded
            yield base64.b64decode(lines)


def is_stored(stored_as: str, wire_bytes: int | None = None) -> bool:
    """Whether the storage has this file, complete if its size is given."""
    try:
        return default_storage.size(stored_as) == wire_bytes if wire_bytes else default_storage.exists(stored_as)
    except (OSError, NotImplementedError):
        return False


def wire_blocks(stored_as: str) -> Iterator[bytes]:
    """The file in wire form, in blocks. Raises OSError when it is missing from the storage."""
    with default_storage.open(stored_as) as file:
        while block := file.read(WIRE_BLOCK):
            yield block


def _write(sha256: str, attachment: NewAttachment) -> tuple[str, int]:
    """Name in the storage and size of the wire form. What was half written is removed when the disk is full."""
    file = _WireFile(attachment.blocks())
    wanted = f"attachments/{sha256[:2]}/{sha256}.b64"
    try:
        name = default_storage.save(wanted, file)
        _flush_to_disk(default_storage, name)
    except OSError:
        _remove_partial(wanted, file.written)
        raise
    return name, file.written


def _remove_partial(name: str, written: int) -> None:
    if default_storage.exists(name) and not Content.objects.filter(stored_as=name).exists():
        default_storage.delete(name)


def _flush_to_disk(storage: Storage, name: str) -> None:
    """Wait until a file and its name have reached the disk; storages without paths do that themselves."""
    try:
        path = storage.path(name)
    except NotImplementedError:
        return
    for target in (path, os.path.dirname(path)):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
