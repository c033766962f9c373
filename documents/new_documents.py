"""A document on its way into the outbox: the rows of all that belongs to it, ready to be written together.

Rows, not instances of the models: where thousands a second come in, making those costs more than the message does.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from documents.models import Attachment, Document, Recipient, Status
from documents.queue.store import DOCUMENTS

QUEUED, HELD = Status.QUEUED.value, Status.HELD.value
TO, CC, BCC = (kind.value for kind in (Recipient.Kind.TO, Recipient.Kind.CC, Recipient.Kind.BCC))

_DEFAULTS = {field.attname: field.get_default() for field in Document._meta.concrete_fields} | {"status": QUEUED}


@dataclass(slots=True)
class NewDocument:
    """`columns` are those of the document by attribute, in the order of DOCUMENTS; a recipient is kind, name, address.

    `wire` is the letter: the message up to its first attachment.
    """

    columns: dict[str, Any]
    wire: bytes
    recipients: list[tuple[str, str, str]]
    attachments: list[Attachment]

    @classmethod
    def made_of(
        cls, wire: bytes, recipients: list[tuple[str, str, str]], attachments: list[Attachment], **columns: Any
    ) -> "NewDocument":
        """With the model's defaults for the columns that are not given."""
        row = _DEFAULTS | columns
        assert len(row) == len(_DEFAULTS), columns.keys() - _DEFAULTS.keys()
        return cls(row, wire, recipients, attachments)

    @property
    def document(self) -> Document:
        """As the database gives it back, once it is written."""
        return Document.from_db(connection.alias, DOCUMENTS.attributes, tuple(self.columns.values()))

    def hold_without_server(self) -> None:
        """Its server was deleted a moment ago: it becomes what the deletion would have made of it."""
        facts = {"server": self.columns["server_identification"]}
        held = {"status": HELD, "reason": "server-deleted", "reason_facts": facts}
        self.columns |= held | {"server_id": None, "lane_id": None}
