"""Texts in wire form: as they are where SMTP allows it, else quoted-printable or base64 (RFC 2045 6)."""

import binascii
import re

LINE_LIMIT = 998  # octets without CRLF, RFC 5322 2.1.1
_LINE_ENDS = re.compile(r"\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_OTHER_LINE_ENDS = ("\r", "\x0b", "\x0c")  # in ASCII
_CONTROLS = bytes([*range(9), *range(0x0E, 0x20), 0x7F])
_FIRST_DOT = re.compile(rb"^\.", re.MULTILINE)


def text_part(text: str, subtype: str = "plain") -> bytes:
    """The headers and the body of one text part, ending in CRLF.

    Plain ASCII goes as it is, unless a line begins with a dot, is too long, or could be taken for a boundary.
    """
    if not text.isascii() or any(end in text for end in _OTHER_LINE_ENDS):
        text = _LINE_ENDS.sub("\n", text)
    data = text.encode("utf-8", "replace")
    if not data.endswith(b"\n"):
        data += b"\n"
    if _is_plain(data):
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


def _is_plain(data: bytes) -> bool:
    """Whether this may be sent as it is; an expression that looked for all of it at once took most of the time."""
    return (
        data.isascii()
        and len(data.translate(None, _CONTROLS)) == len(data)
        and not data.startswith(b".")
        and b"\n." not in data
        and b"=_" not in data
        and max(map(len, data.split(b"\n"))) <= LINE_LIMIT
    )


def _is_mostly_ascii(data: bytes) -> bool:
    """Whether quoted-printable (three octets for one) is shorter than base64 (four for three)."""
    unusual = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return unusual * 6 < len(data)
