"""A message's parts, read from its octets without building a tree: any nesting, any charset, any mistake.

Only transfer encodings are changed here. What a charset name says, or lacks, is none of a carrier's business.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.charset import UNKNOWN8BIT
from email.header import Header
from email.parser import HeaderParser

_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_PHRASE = re.compile(r'"[^"]*"|[^"<>(),;:]+')
_READ_HEADER = HeaderParser().parsestr
IDENTITIES = ("", "7bit", "8bit", "binary")  # RFC 2045 6.2: these mean that nothing was encoded
TRANSFER_ENCODING = b"content-transfer-encoding:"


@dataclass(slots=True)
class Part:
    """One part: its header fields and the lines up to the next delimiter; what may hold parts is no leaf."""

    header: list[bytes] = field(default_factory=list)
    blank: bytes = b""  # the line between header and body
    body: list[bytes] = field(default_factory=list)
    delimiter: bytes = b""  # the line that ended it
    is_leaf: bool = False
    is_text: bool = True
    encoding: str = ""
    opens: bytes = b""  # the boundary that it announces

    def end(self, delimiter: bytes, name: bytes) -> "Part":
        """Itself, ended by `delimiter`. A multipart in which its boundary never came is one text to carry."""
        self.delimiter = delimiter
        self.is_leaf = self.is_leaf or (bool(self.opens) and name != self.opens)
        return self


def parts(content: bytes) -> Iterator[Part]:
    """The parts of a message in the order of its octets; preambles and epilogues come as parts that are no leaves."""
    boundaries: dict[bytes, int] = {}  # the open ones, outermost first
    part, in_header = Part(), True
    for line in content.splitlines(keepends=True):
        found = _boundary(line, boundaries)
        if found is not None:
            name, is_last = found
            for inner in list(boundaries)[boundaries[name] + (not is_last) :]:
                del boundaries[inner]
            if in_header:
                _read(part)
            yield part.end(line, name)
            part, in_header = Part(), not is_last  # an epilogue has no header
        elif not in_header:
            part.body.append(line)
        elif line.strip(b"\r\n"):
            part.header.append(line)
        else:
            part.blank = line
            in_header = _read(part)
            if part.opens:
                boundaries.setdefault(part.opens, len(boundaries))
            if in_header:  # a message within a message begins with its own header
                yield part
                part = Part()
    if in_header:
        _read(part)
    yield part.end(b"", b"")


def _boundary(line: bytes, boundaries: dict[bytes, int]) -> tuple[bytes, bool] | None:
    """The open boundary that this line is the delimiter of, and whether it closes it (RFC 2046 5.1.1)."""
    if not boundaries or not line.startswith(b"--"):
        return None
    name = line[2:].rstrip()
    if name in boundaries:
        return name, False
    return (name[:-2], True) if name.endswith(b"--") and name[:-2] in boundaries else None


def _read(part: Part) -> bool:
    """Take from the header what it says; True when the header of a message within follows."""
    fields = _READ_HEADER(b"".join(part.header).decode("latin-1"))
    part.encoding = str(fields.get("content-transfer-encoding", "")).strip().lower()
    part.is_text = fields.get_content_maintype() == "text"
    if fields.get_content_maintype() == "multipart":
        part.opens = str(fields.get_boundary("")).encode("latin-1", "replace").rstrip()
    is_message = fields.get_content_type() == "message/rfc822" and part.encoding in IDENTITIES
    part.is_leaf = not part.opens and not is_message
    return is_message


def count_parts(content: bytes) -> int:
    """How many leaf parts the message has: text, attachments."""
    return sum(part.is_leaf for part in parts(content)) or 1


def seven_bit(content: bytes) -> bytes:
    """The same message for a server without 8BITMIME (RFC 6152 3): 8-bit bodies in quoted-printable or base64."""
    pieces: list[bytes] = []
    for number, part in enumerate(parts(content)):
        body = b"".join(part.body)
        header = [_ascii_field(line) for line in _unfolded(part.header)]
        if not body.isascii() and part.is_leaf:
            body, encoding = _encoded(body, part)
            if encoding:
                header = [*_without_encoding(header), b"Content-Transfer-Encoding: " + encoding + b"\r\n"]
                if number == 0 and not any(line.lower().startswith(b"mime-version:") for line in header):
                    header.append(b"MIME-Version: 1.0\r\n")
        elif not part.is_leaf:  # RFC 2045 6.4: what holds parts has no encoding of its own
            body = _NOT_ASCII.sub(b"?", body)  # beside the parts, where nobody reads (RFC 2046 5.1.1)
            header = _without_encoding(header) if part.encoding in ("8bit", "binary") else header
        pieces += [
            *header,
            part.blank or (b"\r\n" if header and body else b""),
            body,
            _NOT_ASCII.sub(b"?", part.delimiter),
        ]
    return b"".join(pieces)


def _encoded(body: bytes, part: Part) -> tuple[bytes, bytes]:
    """The body in ASCII and the name of its new encoding; no name when it keeps the one it has."""
    if part.encoding == "quoted-printable":  # what should have been encoded is now
        return _NOT_ASCII.sub(lambda octet: b"=%02X" % octet[0][0], body), b""
    if part.encoding not in IDENTITIES:  # base64 and the like: such octets mean nothing there
        return _NOT_ASCII.sub(b"?" if part.encoding != "base64" else b"", body), b""
    # The line end before a delimiter belongs to the delimiter.
    ending = b"\r\n" if part.delimiter and body.endswith(b"\r\n") else b""
    inner = body.removesuffix(ending)
    if part.is_text:
        encoded = binascii.b2a_qp(inner, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return encoded + ending, b"quoted-printable"
    encoded = base64.encodebytes(inner).replace(b"\n", b"\r\n")
    return encoded.removesuffix(ending) + ending, b"base64"


def _unfolded(lines: list[bytes]) -> list[bytes]:
    """The header's fields, each with the lines that continue it."""
    fields: list[bytes] = []
    for line in lines:
        if line[:1] in b" \t" and fields:
            fields[-1] += line
        else:
            fields.append(line)
    return fields


def _without_encoding(fields: list[bytes]) -> list[bytes]:
    return [each for each in fields if not each.lower().startswith(TRANSFER_ENCODING)]


def _ascii_field(line: bytes) -> bytes:
    """A header field with its 8-bit words encoded (RFC 2047), under the charset that they are in or as unknown."""
    if line.isascii():
        return line
    try:
        text, charset = line.decode(), "utf-8"
    except UnicodeDecodeError:
        text, charset = line.decode("ascii", "surrogateescape"), UNKNOWN8BIT
    return _PHRASE.sub(lambda phrase: _encoded_words(phrase[0], charset), text).encode("ascii", "replace")


def _encoded_words(phrase: str, charset: str) -> str:
    if phrase.isascii():
        return phrase
    before, after = (" " * phrase[place].isspace() for place in (0, -1))
    words = " ".join(phrase.strip('"').split())  # a folded field is unfolded, and folded anew
    ending = "\r\n" if phrase.endswith("\n") else after
    return before + Header(words, charset, maxlinelen=75).encode(linesep="\r\n") + ending
