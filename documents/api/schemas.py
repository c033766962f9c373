"""The shapes of the API: what a caller sends and what it gets back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Field, Schema
from pydantic import AliasChoices, BeforeValidator, ConfigDict, field_validator

from documents.content_rules import is_unicode


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Addresses = Annotated[list[str], BeforeValidator(_as_list)]


class AttachmentIn(Schema):
    """One attachment of a JSON request."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        validation_alias=AliasChoices("name", "filename"),
        description=gettext_noop("The file name, as the recipient sees it."),
        examples=["loonstrook.pdf"],
    )
    content: str = Field(
        validation_alias=AliasChoices("content", "content_base64", "data"),
        description=gettext_noop("The contents of the file in base64 (RFC 4648)."),
        examples=["JVBERi0xLjcK"],
    )
    content_type: str = Field(
        "", description=gettext_noop("The media type; empty: chosen by the file name."), examples=["application/pdf"]
    )


class DocumentIn(Schema):
    """A document to send. As multipart/form-data the same names; `attachments` are then uploaded files."""

    model_config = ConfigDict(extra="forbid")

    to: Addresses = Field(
        description=gettext_noop("The recipients: addresses, each with or without a name."),
        examples=[["Jan Smit <j.smit@voorbeeld.example>"]],
    )
    cc: Addresses = Field([], description=gettext_noop("Recipients of a copy."))
    bcc: Addresses = Field([], description=gettext_noop("Recipients of a copy whom the others do not see."))
    subject: str = Field(description=gettext_noop("The subject line."), examples=["Loonstrook week 47"])
    body: str = Field("", description=gettext_noop("The text of the message."))
    attachments: list[AttachmentIn] = Field([], description=gettext_noop("The files that go with it."))


class RecipientOut(Schema):
    """One recipient and what became of it."""

    kind: str = Field(description=gettext_noop("“to”, “cc” or “bcc”."))
    address: str
    name: str
    outcome: str = Field(description=gettext_noop("“waiting”, “accepted” or “refused”."))
    reply_code: int | None = Field(description=gettext_noop("The code of the server's reply about this recipient."))
    reply_text: str = Field(description=gettext_noop("The server's own words about this recipient."))


class AttachmentOut(Schema):
    """A file that goes with a document."""

    name: str
    content_type: str
    size_bytes: int


class AttemptOut(Schema):
    """One attempt at sending."""

    number: int
    finished_at: datetime
    outcome: str = Field(
        description=gettext_noop("“accepted”, “temporary”, “permanent”, “unknown” (broken off) or “server”.")
    )
    diagnosis_code: str = Field(description=gettext_noop("What went wrong; empty when nothing did."))
    queue_id: str | None = Field(description=gettext_noop("The number the mail server gave the message."))
    log: UUID | None = Field(description=gettext_noop("The SMTP log of this attempt, at /logs/{log}/."))


class DocumentOut(Schema):
    """A document in the outbox."""

    id: UUID
    status: str = Field(
        description=gettext_noop("“queued”, “sending”, “retrying”, “held”, “sent”, “failed” or “cancelled”.")
    )
    reason: str | None = Field(description=gettext_noop("The code of the cause, when it did not simply leave."))
    explanation: str = Field(description=gettext_noop("Why it is in this state and what happens next."))
    server: str | None = Field(description=gettext_noop("The identification of the mail server it leaves through."))
    subject: str
    message_id: str
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None
    queue_id: str | None = Field(description=gettext_noop("The number the mail server gave the message."))
    possibly_sent_twice: bool = Field(
        description=gettext_noop("A crash hid the server's reply: the message may have arrived twice.")
    )


class DocumentDetailOut(DocumentOut):
    """A document with its recipients, attachments and attempts."""

    recipients: list[RecipientOut]
    attachments: list[AttachmentOut]
    attempts: list[AttemptOut]


class DocumentPage(Schema):
    """Some documents, newest first; `next` is the value of `after` for the ones that follow."""

    documents: list[DocumentOut]
    next: str | None


class WorkLocationIn(Schema):
    """A work location to choose."""

    model_config = ConfigDict(extra="forbid")

    server: int | str | None = Field(
        description=gettext_noop("The number or identification of a mail server; null: the company's default."),
        examples=["Hoofdkantoor"],
    )
    username: str | None = Field(None, description=gettext_noop("Your own user name, where the server asks for one."))
    password: str | None = Field(None, description=gettext_noop("Your own password; empty: keep the stored one."))

    @field_validator("server", "username", "password")
    @classmethod
    def _can_be_stored(cls, value: int | str | None) -> int | str | None:
        if isinstance(value, str) and ("\0" in value or not is_unicode(value)):
            raise ValueError("no database takes these characters")
        return value


class WorkLocationOut(Schema):
    """Where the employee works now and whether documents can leave from there."""

    server: int | None
    identification: str | None
    is_default: bool = Field(description=gettext_noop("Nothing was chosen; the company's default server applies."))
    ready: bool = Field(description=gettext_noop("Documents can leave from here now."))
    reason: str | None = Field(description=gettext_noop("The code of what is missing when they cannot."))
    explanation: str | None = Field(description=gettext_noop("What is missing, and what to do about it."))


class ProblemOut(Schema):
    """An error (RFC 9457), sent as application/problem+json."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, str]] = []
