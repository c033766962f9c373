"""Every way into the outbox ends here: the page, the API, `send_document`, Django's send_mail.

`queue_document` checks what it is given, stores the attachments, composes the message and writes document, recipients,
attachments and letter in one transaction. When it returns, the document survives a crash of anything.

Raises ValidationError with a sentence per field (`to`, `cc`, `bcc`, `subject`, `body`, `attachments`),
IdempotencyConflict when a key comes back with another request, and StorageFailed when disk or database cannot take the
document.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import contents, routing, wire
from documents.addresses import AddressRefused, Mailbox, read_mailbox
from documents.content_rules import content_problems
from documents.contents import NewAttachment
from documents.identifiers import new_id
from documents.models import Attachment, Content, Document
from documents.new_documents import BCC, CC, HELD, QUEUED, TO, NewDocument
from documents.queue import store_for
from documents.storing import storing
from employees.models import Employee
from mailservers.models import Company

RECIPIENT_LIMIT = 1000  # of one document; one conversation with the server carries them all

Addresses = Iterable[str | Mailbox]


class IdempotencyConflict(Exception):
    """The same idempotency key was used before, for something else."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to be sent. `wire` is a ready message (RFC 5322, 7-bit, CRLF) instead of the parts.

    Its From becomes the sender's, unless it `keeps_from`, which only a server that prescribes a sender overrules.
    """

    to: Sequence[Mailbox]
    cc: Sequence[Mailbox] = ()
    bcc: Sequence[Mailbox] = ()
    subject: str = ""
    body: str = ""
    html: str = ""
    attachments: Sequence[NewAttachment] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: bytes = b""
    keeps_from: bool = False
    from_address: str = ""
    from_name: str = ""
    message_id: str = ""


def queue_document(
    *,
    sender: Employee | None,
    to: Addresses,
    cc: Addresses = (),
    bcc: Addresses = (),
    subject: str = "",
    body: str = "",
    html: str = "",
    attachments: Sequence[NewAttachment] = (),
    revision_limit: int | None = None,
    idempotency_key: str = "",
    digest: str = "",
    batch: uuid.UUID | None = None,
    headers: Mapping[str, str] | None = None,
) -> Document:
    """Put one document in the outbox and return it, queued, or held when there is no server to send it through.

    `sender` None sends as the company through its default server. `revision_limit` is the number of the sender's
    login (`mailservers.revisions.revision_limit`); None counts as a new login. With an `idempotency_key`, a second
    call with the same `digest` returns the first document; `document.is_new` tells which it was.
    """
    with storing():
        if known := _known(sender, idempotency_key, digest):
            return known
        request = checked(to, cc, bcc, subject, body, html, attachments, headers or {})
    marks = {"batch": batch, "idempotency_key": idempotency_key, "digest": digest}
    try:
        return queue_request(request, sender, revision_limit, **marks).document
    except IntegrityError:  # the same key at the same moment: the other one has won
        if known := _known(sender, idempotency_key, digest):
            return known
        raise


def checked(
    to: Addresses,
    cc: Addresses,
    bcc: Addresses,
    subject: str,
    body: str,
    html: str,
    attachments: Sequence[NewAttachment],
    headers: Mapping[str, str],
    *,
    subject_required: bool = True,
) -> Request:
    """The request with its addresses read; raises ValidationError with everything that is wrong, by field."""
    errors: dict[str, list[str]] = {}
    people = {name: _mailboxes(name, given, errors) for name, given in (("to", to), ("cc", cc), ("bcc", bcc))}
    total = sum(map(len, people.values()))
    if not total and not errors:
        errors["to"] = [_("Enter at least one recipient.")]
    if total > RECIPIENT_LIMIT:
        errors.setdefault("to", []).append(
            _("%(count)s recipients are too many for one document; the limit is %(limit)s.")
            % {"count": total, "limit": RECIPIENT_LIMIT}
        )
    errors |= content_problems(subject, body, html, attachments, subject_required=subject_required)
    if errors:
        raise ValidationError(errors)
    return Request(
        people["to"], people["cc"], people["bcc"], " ".join(subject.split()), body, html, attachments, headers
    )


def prepare(request: Request, sender: Employee | None, route: routing.Route, **columns: Any) -> NewDocument:
    """Store the attachments and compose the message; nothing is in the outbox yet. Raises StorageFailed.

    `columns` of the document come on top of those that follow from request, sender and route.
    """
    now = timezone.now()
    document_id = new_id()
    name, address = _from(request, sender, route)
    message_id = request.message_id or f"<{document_id.hex}@{address.rpartition('@')[2] or 'localhost'}>"
    with storing():
        stored = [contents.store(attachment) for attachment in request.attachments]
    files = _attachments(document_id, request.attachments, stored)
    letter = _letter(request, document_id, message_id, (name, address), route, bool(files), now)
    return NewDocument.made_of(
        letter,
        _recipients(request),
        files,
        id=document_id,
        sender_id=sender.pk if sender else None,
        sender_name=sender.name if sender else "",
        server_id=route.server_id,
        server_identification=route.identification,
        revision_limit=route.limit,
        lane_id=route.lane_id,
        from_address=address,
        from_name=name,
        subject=request.subject,
        message_id=message_id,
        size_bytes=_wire_size(letter, files, document_id),
        attachment_count=len(files),
        status=QUEUED if route.lane_id else HELD,
        reason=route.reason,
        reason_facts=route.facts,
        created_at=now,
        queued_at=now,
        **columns,
    )


def queue_request(request: Request, sender: Employee | None, limit: int | None, **columns: Any) -> NewDocument:
    """Prepare one document, with these columns, and write it. `limit` is the number of the sender's login.

    Raises StorageFailed, and IntegrityError when an idempotency key is taken.
    """
    if not request.attachments:
        with storing(), suppress(IntegrityError):  # of which another try will tell more
            route = routing.probable_route(sender, limit)
            new = prepare(request, sender, route, **columns)
            if store_for(connection).insert_if_routed(connection, new, route):
                return new
    with storing():
        new = prepare(request, sender, routing.route_of(sender, limit), **columns)
    write([new])
    return new


def write(prepared: Sequence[NewDocument]) -> None:
    """Write the rows of these documents in one transaction and wake the workers.

    Raises StorageFailed, and IntegrityError when an idempotency key is taken.
    """
    store = store_for(connection)
    with storing():
        try:
            store.insert(connection, prepared)
        except IntegrityError:
            if not routing.leave_deleted_servers(prepared):
                raise
            store.insert(connection, prepared)


def _known(sender: Employee | None, key: str, digest: str) -> Document | None:
    """The document that was queued under this key before. Raises IdempotencyConflict when it was another one."""
    if not key:
        return None
    document = Document.objects.filter(sender=sender, idempotency_key=key).first()
    if document is None:
        return None
    if document.digest != digest:
        raise IdempotencyConflict
    document.is_new = False
    return document


def _mailboxes(name: str, given: Addresses, errors: dict[str, list[str]]) -> list[Mailbox]:
    mailboxes: dict[str, Mailbox] = {}
    for one in given:
        try:
            mailbox = read_mailbox(one) if isinstance(one, str) else one
        except AddressRefused as refused:
            errors.setdefault(name, []).append(str(refused))
        else:
            mailboxes.setdefault(mailbox.address.casefold(), mailbox)
    return list(mailboxes.values())


def _from(request: Request, sender: Employee | None, route: routing.Route) -> tuple[str, str]:
    """Name and address of the sender: what the server prescribes, else what was asked for, else the person's own."""
    if sender is None:
        company = Company.current()
        own_name, own_address = company.name, company.general_email
    else:
        own_name, own_address = sender.name, sender.email
    address = route.sender_address or request.from_address or own_address
    return request.from_name or own_name, address


def _letter(
    request: Request,
    document_id: uuid.UUID,
    message_id: str,
    sender: tuple[str, str],
    route: routing.Route,
    has_attachments: bool,
    now: datetime,
) -> bytes:
    """The message in wire form, up to its first attachment."""
    if request.wire:
        keeps_from = request.keeps_from and not route.sender_address
        return request.wire if keeps_from else wire.replace_from(request.wire, sender)
    return wire.compose(
        wire.Composition(
            document_id,
            message_id,
            sender,
            _pairs(request.to),
            _pairs(request.cc),
            request.subject,
            request.body,
            request.html,
            has_attachments,
            now,
            request.headers,
        )
    )


def _pairs(mailboxes: Sequence[Mailbox]) -> list[tuple[str, str]]:
    return [(mailbox.name, mailbox.address) for mailbox in mailboxes]


def _attachments(
    document_id: uuid.UUID, attachments: Sequence[NewAttachment], stored: Sequence[Content]
) -> list[Attachment]:
    rows = []
    for position, (attachment, content) in enumerate(zip(attachments, stored, strict=True)):
        filename = wire.clean_filename(attachment.filename)
        content_type = wire.content_type_of(filename, attachment.content_type)
        rows.append(
            Attachment(
                document_id=document_id,
                content=content,
                position=position,
                filename=filename,
                content_type=content_type,
                header=wire.attachment_header(document_id, filename, content_type),
            )
        )
    return rows


def _wire_size(letter: bytes, files: Sequence[Attachment], document_id: uuid.UUID) -> int:
    if not files:
        return len(letter)
    parts = sum(len(file.header) + file.content.wire_bytes for file in files)
    return len(letter) + parts + len(wire.closing(document_id))


def _recipients(request: Request) -> list[tuple[str, str, str]]:
    kinds = ((TO, request.to), (CC, request.cc), (BCC, request.bcc))
    return [(kind, mailbox.name, mailbox.address) for kind, mailboxes in kinds for mailbox in mailboxes]
