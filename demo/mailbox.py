"""What the training mail server received: one .eml file a message, the newest ones kept."""

import email.message
import email.parser
import email.policy
import html
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.html import strip_tags

from demo.folder import training_folder, write

MESSAGES_KEPT = 500
BYTES_KEPT = 250_000_000
ID = re.compile(r"[0-9A-F]{18}")
HEADERS_READ_BYTES = 65_536  # of a message that is only listed
SUMMARY = ("from", "to", "cc", "subject", "date")


class NoSuchMessage(LookupError):
    """There is no message with this number, or it has been tidied away."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file in a message, decoded."""

    number: int
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A message as a person reads it. `headers` are all of them, in order; `text` is empty when only listed."""

    id: str
    headers: Sequence[tuple[str, str]]
    text: str = ""
    attachments: Sequence[Attachment] = ()

    @property
    def summary(self) -> dict[str, str]:
        """The first of each of the headers that a person looks at, decoded, by lower-case name."""
        found = {key.lower(): value for key, value in reversed(self.headers)}
        return {name: found.get(name, "") for name in SUMMARY}

    @property
    def received_at_s(self) -> float:
        """When it arrived, in seconds since 1970; its number begins with that."""
        return int(self.id[:12], 16) / 1000

    @property
    def delivered_to(self) -> list[str]:
        """Every envelope recipient, those of blind copies as well."""
        return [value for key, value in self.headers if key.lower() == "delivered-to"]


def new_id() -> str:
    """A number that sorts by time: the queue id that the server announces."""
    return f"{int(time.time() * 1000):012X}{secrets.token_hex(3).upper()}"


def store(message_id: str, trace: Iterable[str], content: bytes) -> None:
    """Keep one message, with trace headers in front as any server adds them (RFC 5321, 4.4)."""
    lines = "".join(f"{line}\r\n" for line in trace)
    write(_folder() / f"{message_id}.eml", lines.encode() + content)
    tidy()


def tidy() -> None:
    """Delete the oldest messages beyond what is kept."""
    size = 0
    for place, path in enumerate(_files()):
        try:
            size += path.stat().st_size
        except FileNotFoundError:  # another message arrived at the same moment, and was faster
            continue
        if place >= MESSAGES_KEPT or size > BYTES_KEPT:
            path.unlink(missing_ok=True)


def ids() -> list[str]:
    """The numbers of all messages, newest first."""
    return [path.stem for path in _files()]


def summary(message_id: str) -> Received:
    """A message as a line of the list. Raises NoSuchMessage."""
    with _open(message_id) as file:
        parsed = email.parser.BytesHeaderParser(policy=email.policy.default).parsebytes(file.read(HEADERS_READ_BYTES))
    return Received(message_id, list(_headers(parsed)))


def read(message_id: str) -> Received:
    """A whole message, decoded. Raises NoSuchMessage."""
    with _open(message_id) as file:
        parsed = email.parser.BytesParser(policy=email.policy.default).parse(file)
    return Received(message_id, list(_headers(parsed)), _text(parsed), list(_attachments(parsed)))


def source(message_id: str) -> bytes:
    """A message exactly as it arrived, trace headers in front. Raises NoSuchMessage."""
    with _open(message_id) as file:
        return file.read()


def _folder() -> Path:
    folder = training_folder() / "messages"
    folder.mkdir(exist_ok=True)
    return folder


def _files() -> list[Path]:
    return sorted(_folder().glob("*.eml"), reverse=True)


def _open(message_id: str) -> BinaryIO:
    if not ID.fullmatch(message_id):
        raise NoSuchMessage(message_id)
    try:
        return (_folder() / f"{message_id}.eml").open("rb")
    except FileNotFoundError:
        raise NoSuchMessage(message_id) from None


def _headers(message: email.message.Message) -> Iterator[tuple[str, str]]:
    for name, raw in message.raw_items():
        try:
            yield name, str(message.policy.header_fetch_parse(name, raw))
        except (ValueError, LookupError, AttributeError, TypeError):  # the parser gives up on some malformed headers
            yield name, str(raw)


def _text(message: email.message.EmailMessage) -> str:
    """The text to read; of a message that is only HTML, its words."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = _content(body).decode(body.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that nobody knows
        text = _content(body).decode("latin-1")
    return html.unescape(strip_tags(text)) if body.get_content_type() == "text/html" else text


def _attachments(message: email.message.EmailMessage) -> Iterator[Attachment]:
    for number, part in enumerate(message.iter_attachments() if message.is_multipart() else ()):
        filename = part.get_filename() or f"part-{number + 1}"
        yield Attachment(number, filename, part.get_content_type(), _content(part))


def _content(part: email.message.Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()
