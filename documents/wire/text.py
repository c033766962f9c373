"""Texts in wire form: as they are where SMTP allows it, else quoted-printable or base64 (RFC 2045 6)."""

import binascii
import re

LINE_LIMIT = 998  # octets without CRLF, RFC 5322 2.1.1
_LINE_ENDS = re.compile(r"\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_NOT_PLAIN = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f-\xff]|^\.|=_|[^\n]{%d}" % (LINE_LIMIT + 1), re.MULTILINE)
_FIRST_DOT = re.compile(rb"^\.", re.MULTILINE)


def text_part(text: str, subtype: str = "plain") -> bytes:
    """The headers and the body of one text part, ending in CRLF.

    Plain ASCII goes as it is, unless a line begins with a dot, is too long, or could be taken for a boundary.
    """
    data = _LINE_ENDS.sub("\n", text).encode("utf-8", "replace")
    if not data.endswith(b"\n"):
        data += b"\n"
    if not _NOT_PLAIN.search(data):
        encoding, body = b"7bit", data.replace(b"\n", b"\r\n")
    elif _is_mostly_ascii(data):
        encoding, body = b"quoted-printable", quoted_printable(data)
    else:
        encoding, body = b"base64", base64_lines(data.replace(b"\n", b"\r\n"))
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: '.encode()
    return head + encoding + b"\r\n\r\n" + body


def quoted_printable(data: bytes) -> bytes:
    """Text with LF line ends as quoted-printable with CRLF; a dot that begins a line is encoded too."""
    encoded = binascii.b2a_qp(data, istext=True)
    return _FIRST_DOT.sub(b"=2E", encoded).replace(b"\n", b"\r\n")


def base64_lines(data: bytes) -> bytes:
    """Base64 in lines of 76 (RFC 2045 6.8), each ended by CRLF."""
    encoded = binascii.b2a_base64(data, newline=False).decode("ascii")
    lines = [encoded[start : start + 76] for start in range(0, len(encoded), 76)]
    lines.append("")
    return "\r\n".join(lines).encode("ascii")


def _is_mostly_ascii(data: bytes) -> bool:
    """Whether quoted-printable (three octets for one) is shorter than base64 (four for three)."""
    unusual = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return unusual * 6 < len(data)
