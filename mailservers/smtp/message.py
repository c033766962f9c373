"""What is sent: addresses in the form the wire wants, and contents that no server can misread."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Protocol

import idna

from .errors import AddressRefused

LOCAL_PART_LIMIT = 64  # octets, RFC 5321 4.5.3.1.1
PATH_LIMIT = 254  # octets without the angle brackets, RFC 5321 4.5.3.1.3
LINE_LIMIT = 998  # octets without CRLF, RFC 5322 2.1.1

# A label has at most 63 octets (RFC 1035 2.3.4).
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN_ADDRESS = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@(?=.{{1,252}}$){_LABEL}(?:\.{_LABEL})*")
# RFC 6532 3.1 allows nearly everything beyond ASCII. What turns a line around or has no width never names a mailbox,
# and halves of surrogate pairs are octets that are no UTF-8.
_DECEIVING = r"\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
_LOCAL_PART = re.compile(
    rf"[^\x00-\x20()<>@,;:\\\"\[\]\x7f-\x9f\u2028\u2029{_DECEIVING}]+"
    rf"|\"(?:[^\"\\\x00-\x1f\x7f-\x9f\u2028\u2029{_DECEIVING}]|\\[\x20-\x7e])*\""
)
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class Content(Protocol):
    """A message too big to hold: iterated once per attempt, in pieces of bytes that together have `size_bytes`."""

    @property
    def size_bytes(self) -> int: ...

    def __iter__(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message with the addresses it is for.

    `content` needs no dot-stuffing. With `normalised` the caller vouches that its lines end in CRLF, the last one too,
    and that no bare CR or LF is in it; otherwise bytes are normalised (and a `Content` must be normalised).
    `eight_bit`: whether it has octets above 127 (None: look). `smtputf8`: whether its header fields have
    (RFC 6531). `parts` is only shown. `tag` is the caller's own. Raises AddressRefused for an impossible address.
    """

    sender: str
    recipients: tuple[str, ...]
    content: "bytes | Content"
    eight_bit: bool | None = None
    smtputf8: bool = False
    normalised: bool = False
    parts: int = 1
    tag: Any = None
    wire_sender: str = field(init=False, default="")
    wire_recipients: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        set_field(self, "wire_sender", wire_address(self.sender) if self.sender else "")
        set_field(self, "wire_recipients", tuple([wire_address(recipient) for recipient in self.recipients]))
        if not self.recipients:
            raise AddressRefused("an envelope needs at least one recipient")
        if not self.normalised and isinstance(self.content, bytes):
            set_field(self, "content", normalised(self.content))
        if self.eight_bit is None:
            set_field(self, "eight_bit", isinstance(self.content, bytes) and not self.content.isascii())

    @property
    def size_bytes(self) -> int:
        """Octets of the content as SIZE counts them (RFC 1870): CRLF line ends, no stuffed dots."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size_bytes


def wire_address(address: str) -> str:
    """`address` for MAIL or RCPT: the domain in A-labels, the local part as it is.

    Raises AddressRefused when it has no domain, is too long or has a character that no address can have.
    """
    if _PLAIN_ADDRESS.fullmatch(address) and ".." not in address:
        return address
    local, separator, domain = address.rpartition("@")
    if not separator or not _LOCAL_PART.fullmatch(local) or len(local.encode("utf-8", "replace")) > LOCAL_PART_LIMIT:
        raise AddressRefused(f"not an e-mail address: {address!r}")
    wired = f"{local}@{wire_domain(domain)}"
    if len(wired.encode("utf-8", "replace")) > PATH_LIMIT:
        raise AddressRefused(f"this address is too long: {address!r}")
    return wired


def wire_domain(domain: str) -> str:
    """`domain` in A-labels (IDNA 2008), or an address literal. Raises AddressRefused."""
    try:
        if domain.startswith("[") and domain.endswith("]"):
            ip_address(domain[1:-1].removeprefix("IPv6:"))
            return domain
        ascii_form = idna.encode(domain, uts46=True, std3_rules=not domain.isascii()).decode()
    except (ValueError, UnicodeError) as error:
        raise AddressRefused(f"not a mail domain: {domain!r}") from error
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", ascii_form):
        raise AddressRefused(f"not a mail domain: {domain!r}")
    return ascii_form


def needs_smtputf8(wired: str) -> bool:
    """Whether this address can only be used with SMTPUTF8 (RFC 6531): its local part is not ASCII."""
    return not wired.isascii()


def normalised(content: bytes) -> bytes:
    """`content` with every line end made CRLF, the last one included; bare CR or LF never reach the wire."""
    if not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n"):
        content = _BARE.sub(b"\r\n", content)
    return content if content.endswith(b"\r\n") or not content else content + b"\r\n"


def dot_stuffed(content: bytes) -> bytes:
    """`content` with a second dot before every line that starts with one (RFC 5321 4.5.2)."""
    if b"\r\n." in content:
        content = content.replace(b"\r\n.", b"\r\n..")
    return b"." + content if content.startswith(b".") else content


def dot_stuffed_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same for a content in pieces, wherever it was cut."""
    tail = b"\r\n"
    for piece in pieces:
        if not piece:
            continue
        stuffed = piece
        if b"." in piece:  # base64 has none, and one octet is found a hundred times faster than three
            joined = tail + piece
            if b"\r\n." in joined:
                stuffed = joined.replace(b"\r\n.", b"\r\n..")[len(tail) :]
        tail = (tail + piece[-2:])[-2:]
        yield stuffed
