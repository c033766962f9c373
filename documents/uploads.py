"""Uploads that are far too big are dropped while they arrive, so that they cannot fill the disk.

What else was typed and uploaded with them survives, and the form can say which file was too big.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .content_rules import document_limit_bytes


class BoundedUploads(FileUploadHandler):
    """Counts the bytes of one request and skips each file that would bring it over the limit of a document."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.total_bytes = 0
        self.file_bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Starts to count another file."""
        super().new_file(*args, **kwargs)
        self.file_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes the bytes on to the handler that keeps them; raises SkipFile beyond the limit."""
        self.file_bytes += len(raw_data)
        if self.total_bytes + self.file_bytes > document_limit_bytes():
            skipped_uploads(self.request).append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leaves the making of the file object to the next handler."""
        self.total_bytes += self.file_bytes
        return None


def skipped_uploads(request: HttpRequest | None) -> list[str]:
    """The names of the files that were dropped because they were too big; the list can be added to."""
    return request.__dict__.setdefault("_skipped_uploads", []) if request else []
