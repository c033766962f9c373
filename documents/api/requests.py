"""Reading a request to send a document, as JSON or as multipart/form-data."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pydantic
from django.http import HttpRequest
from django.utils.translation import gettext as _

from documents.content_rules import document_limit_bytes
from documents.contents import NewAttachment
from documents.forms import limit_words
from documents.uploads import skipped_uploads

from .problems import Problem, member_sentence
from .schemas import DocumentIn

# Base64 needs 4 octets for 3; the rest is room for addresses, text and JSON around it.
JSON_OVERHEAD_BYTES = 4_000_000
KEY_LIMIT = 200  # characters

Model = TypeVar("Model", bound=pydantic.BaseModel)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the caller wants to send, as read from the request and not yet judged."""

    to: list[str]
    cc: list[str]
    bcc: list[str]
    subject: str
    body: str
    files: list[NewAttachment] = field(default_factory=list)


def read_draft(request: HttpRequest) -> Draft:
    """The document in `request`; raises Problem 400, 413, 415 or 422."""
    limit = document_limit_bytes() * 4 // 3 + JSON_OVERHEAD_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise too_large()
    if request.content_type == "application/json":
        return _from_json(request.read(limit))
    if request.content_type == "multipart/form-data":
        return _from_multipart(request)
    raise Problem(
        415,
        "unsupported-media-type",
        _("Send the document as application/json or as multipart/form-data."),
        headers={"Accept": "application/json, multipart/form-data"},
    )


def read_idempotency_key(request: HttpRequest) -> str:
    """The Idempotency-Key header, empty without one; raises Problem 422 for one that cannot be used."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    key = key.strip()
    if not key or len(key) > KEY_LIMIT or not key.isprintable():
        detail = _("The header Idempotency-Key needs 1 to %(limit)d visible characters.") % {"limit": KEY_LIMIT}
        raise Problem(422, "invalid", detail, errors=[("Idempotency-Key", detail)])
    return key


def read_object(request: HttpRequest, limit_bytes: int = 100_000) -> Any:
    """The JSON in a small request; raises Problem 400, 413 or 415."""
    if request.content_type != "application/json":
        raise Problem(415, "unsupported-media-type", _("Send application/json."))
    content = request.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise Problem(413, "too-large")
    return parse(content)


def parse(content: bytes) -> Any:
    """The JSON value in `content`; raises Problem 400 that tells why it is none."""
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        raise Problem(400, "malformed-request", _("The body is not UTF-8.")) from None
    except (json.JSONDecodeError, RecursionError) as error:
        place = {"line": getattr(error, "lineno", 1), "column": getattr(error, "colno", 1)}
        detail = _("The body is not JSON: line %(line)d, column %(column)d.") % place
        raise Problem(400, "malformed-request", detail) from None
    except ValueError:  # Python reads no integer of more than 4,300 digits
        raise Problem(400, "malformed-request", _("A number in the body has too many digits.")) from None


def validated(schema: type[Model], value: Any) -> Model:
    """`value` as the schema has it; raises Problem 422 naming each value that does not fit."""
    try:
        return schema.model_validate(value)
    except pydantic.ValidationError as refused:
        errors = [(".".join(map(str, error["loc"])), member_sentence(error)) for error in refused.errors()]
        raise Problem(422, "invalid", errors=errors) from None


def too_large() -> Problem:
    """The attachments are more than one document may have."""
    sentence = _("The attachments of a document may be at most %(limit)s together.") % {"limit": limit_words()}
    return Problem(413, "too-large", sentence)


def _from_json(content: bytes) -> Draft:
    asked = validated(DocumentIn, parse(content))
    files, errors = [], []
    for number, attachment in enumerate(asked.attachments):
        try:
            octets = base64.b64decode("".join(attachment.content.split()), validate=True)
        except (binascii.Error, ValueError):
            errors.append((f"attachments.{number}.content", _("This is not base64.")))
        else:
            files.append(NewAttachment(attachment.name, octets, attachment.content_type))
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return _bounded(Draft(asked.to, asked.cc, asked.bcc, asked.subject, asked.body, files))


def _from_multipart(request: HttpRequest) -> Draft:
    form, skipped = request.POST, skipped_uploads(request)
    if skipped:
        raise too_large()
    unknown = [name for name in (*form, *request.FILES) if name not in DocumentIn.model_fields]
    errors = [(name, _("There is no value of this name.")) for name in unknown]
    errors += [(name, _("This value is required.")) for name in ("to", "subject") if name not in form]
    if errors:
        raise Problem(422, "invalid", errors=errors)
    files = [
        NewAttachment(upload.name or "", upload, upload.content_type or "")
        for upload in request.FILES.getlist("attachments")
    ]
    to, cc, bcc = (form.getlist(name) for name in ("to", "cc", "bcc"))
    return _bounded(Draft(to, cc, bcc, form["subject"], form.get("body", ""), files))


def _bounded(draft: Draft) -> Draft:
    if sum(file.size_bytes() for file in draft.files) > document_limit_bytes():
        raise too_large()
    return draft
