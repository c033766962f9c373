"""Downloading what was sent along."""

import uuid
from itertools import chain

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from documents import contents
from documents.models import Attachment
from documents.visibility import may_read, visible_to, visitor
from mailservers.access import permission_required


@require_safe
@permission_required("documents.view")  # type: ignore[arg-type]  # a stream is an answer too
def attachment(request: HttpRequest, document_id: uuid.UUID, attachment_id: int) -> HttpResponseBase:
    """The file as it was attached; for its sender and administrators."""
    document = get_object_or_404(visible_to(visitor(request)), pk=document_id)
    if not may_read(visitor(request), document):
        raise PermissionDenied
    file = get_object_or_404(Attachment.objects.select_related("content"), pk=attachment_id, document=document)
    blocks = contents.read(file.content)
    try:
        first = next(blocks, b"")
    except OSError as missing:
        raise Http404 from missing
    response = StreamingHttpResponse(chain([first], blocks), content_type=file.content_type)
    response["Content-Length"] = str(file.content.size_bytes)
    response["Content-Disposition"] = content_disposition_header(True, file.filename) or "attachment"
    return response
