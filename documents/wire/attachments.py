"""Attachments in wire form: the headers of their part, and files as base64."""

import mimetypes
import re
import uuid
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from .text import base64_lines

BLOCK = 57 * 4096  # octets encoded at a time; 57 make one line of base64
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {  # what the standard library does not know on every machine
    ".docx": _OFFICE + "wordprocessingml.document",
    ".dotx": _OFFICE + "wordprocessingml.template",
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".xltx": _OFFICE + "spreadsheetml.template",
    ".pptx": _OFFICE + "presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".pdf": "application/pdf",
    ".rtf": "application/rtf",
    ".csv": "text/csv",
    ".ics": "text/calendar",
    ".webp": "image/webp",
    ".zip": "application/zip",
}
_TYPE_NAME = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 _.+()@,;&=~#!-]{1,50}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BLANK_ENDS = re.compile(r"^[\s.]+|[\s.]+$")  # no-break spaces too: nobody can see or type them
_library = mimetypes.MimeTypes()  # the built-in table only: the same type on every machine


def content_type_of(filename: str, claimed: str = "") -> str:
    """The media type of a file: what its name says, else what was claimed, else octets.

    Messages and multiparts may not be base64 (RFC 2046 5.2.1), so they travel as octets too.
    """
    ending = "." + filename.rpartition(".")[2].lower()
    known = _TYPES.get(ending) or _library.guess_type("x" + ending)[0] or claimed
    if not _TYPE_NAME.fullmatch(known) or known.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return known


def clean_filename(filename: str) -> str:
    """The last part of a path, without control characters and at most 200 characters, its ending kept."""
    name = _CONTROLS.sub("_", filename.replace("\\", "/").rpartition("/")[2])
    name = _BLANK_ENDS.sub("", name) or "document"
    if len(name) <= 200:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) < 20 else _BLANK_ENDS.sub("", name[:200])


def attachment_header(document_id: uuid.UUID, filename: str, content_type: str) -> bytes:
    """The boundary line and the headers that come before the file, up to the empty line."""
    return (
        f"--{boundary(document_id)}\r\n"
        f"Content-Type: {content_type}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {_filename_parameter(filename)}\r\n\r\n"
    ).encode("ascii")


def boundary(document_id: uuid.UUID) -> str:
    """Stable for a document. "=_" occurs neither in quoted-printable nor in base64, and never in plain text of ours."""
    return f"=_{document_id.hex}"


def closing(document_id: uuid.UUID) -> bytes:
    """What ends a message with attachments."""
    return f"--{boundary(document_id)}--\r\n".encode("ascii")


def encode_file(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """A file's octets as base64 lines, block by block: memory stays flat whatever its size."""
    rest = b""
    for block in blocks:
        rest += block
        if len(rest) >= BLOCK:
            whole = len(rest) - len(rest) % 57
            yield base64_lines(rest[:whole])
            rest = rest[whole:]
    if rest:
        yield base64_lines(rest)


def _filename_parameter(filename: str) -> str:
    """RFC 2231: as it is when plain, else percent-encoded UTF-8, continued over lines (section 3) when long."""
    if _PLAIN_NAME.fullmatch(filename):
        return f'filename="{filename}"'
    encoded = quote(filename, safe="")
    if len(encoded) <= 60:
        return f"filename*=utf-8''{encoded}"
    pieces = re.findall(r"(?:%..|[^%]){1,20}", encoded)
    lines = [f"filename*{number}*={piece}" for number, piece in enumerate(pieces)]
    lines[0] = lines[0].replace("filename*0*=", "filename*0*=utf-8''", 1)
    return ";\r\n ".join(lines)
