"""Uploaded files survive a form that could not be accepted, so that nobody has to choose them again.

The contents are stored at once, as they would be when sending. The form carries a signed reference to each; a
reference works for its owner only and for a day. What nobody sends in the end is removed by `purge`.
"""

from dataclasses import asdict, dataclass

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from employees.models import Employee

from . import contents
from .models import Content

SALT = "documents.kept_uploads"
VALID_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An uploaded file whose contents are stored. `sha256` names them."""

    filename: str
    content_type: str
    sha256: str
    size_bytes: int

    @property
    def content(self) -> Content:
        """The stored contents; raises Content.DoesNotExist when they were purged."""
        return Content.objects.get(sha256=self.sha256)


def keep(upload: UploadedFile) -> KeptUpload:
    """Store what was uploaded; raises OSError when the storage is full."""
    attachment = contents.NewAttachment(upload.name or "", upload, upload.content_type or "")
    content = contents.store(attachment)
    return KeptUpload(attachment.filename, attachment.content_type, content.sha256, content.size_bytes)


def reference(upload: KeptUpload, owner: Employee) -> str:
    """What the form carries for this upload."""
    return signing.dumps([owner.pk, asdict(upload)], salt=SALT, compress=True)


def recall(text: str, owner: Employee) -> KeptUpload | None:
    """The upload behind a reference; None when it is forged, too old, another person's, or gone."""
    try:
        owner_id, values = signing.loads(text, salt=SALT, max_age=VALID_S)
    except signing.BadSignature:
        return None
    upload = KeptUpload(**values)
    if owner_id != owner.pk or not Content.objects.filter(sha256=upload.sha256).exists():
        return None
    return upload
