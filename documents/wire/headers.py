"""Header fields in wire form: folded, encoded where they are not ASCII, and never able to carry a line end."""

import re
from collections.abc import Iterable
from email.header import Header

LINE_WANTED = 78  # RFC 5322 2.1.1, without CRLF
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def text_header(name: str, value: str) -> str:
    """A field with free text, such as Subject. Control characters become spaces; nothing can break the line."""
    value = _CONTROLS.sub(" ", value).strip()
    line = f"{name}: {value}"
    if len(line) <= LINE_WANTED and value.isascii() and "=?" not in value:
        return line + "\r\n"
    return f"{name}: {_encoded(value, len(name) + 2)}\r\n"


def mailbox_header(name: str, mailboxes: Iterable[tuple[str, str]]) -> str:
    """An address field from (display name, address) pairs, folded between the addresses."""
    shown = [_mailbox(*mailbox) for mailbox in mailboxes]
    line = f"{name}: {', '.join(shown)}"
    if len(line) > LINE_WANTED:
        line = f"{name}: " + ",\r\n ".join(shown)
    return line + "\r\n"


def _mailbox(display_name: str, address: str) -> str:
    """RFC 5322 3.4; the name as encoded words (RFC 2047) when it is not ASCII."""
    if _CONTROLS.search(address):
        raise ValueError("control character in an address")
    display_name = _CONTROLS.sub(" ", display_name).strip()
    if not display_name:
        return address
    if not display_name.isascii() or "=?" in display_name:
        return f"{_encoded(display_name, 0)} <{address}>"
    if _SPECIALS.search(display_name):
        escaped = display_name.replace("\\", "\\\\").replace('"', '\\"')
        display_name = f'"{escaped}"'
    return f"{display_name} <{address}>"


def _encoded(value: str, used: int) -> str:
    """`value` folded at spaces, in encoded words where it must be; `used` columns of the first line are taken."""
    longest = max(map(len, value.split(" ")), default=0)
    is_plain = value.isascii() and longest < LINE_WANTED - 20 and "=?" not in value
    header = Header(
        value, "us-ascii" if is_plain else "utf-8", maxlinelen=LINE_WANTED - 2, header_name="x" * max(used - 2, 0)
    )
    return header.encode(linesep="\r\n")
