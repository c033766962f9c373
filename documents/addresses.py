"""E-mail addresses as people type and paste them: several in one field, with names, in any script.

The stored form of a domain is its ASCII form (IDNA 2008), so that it can go on the wire as it is; the local part is
kept as typed (RFC 6531 where it is not ASCII). Nothing that comes out of here can carry CR, LF or another control
character into a header or a command.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import idna
from django.utils.translation import gettext as _

LOCAL_LIMIT = 64  # octets, RFC 5321 4.5.3.1.1
ADDRESS_LIMIT = 254  # octets, RFC 5321 4.5.3.1.3 less the angle brackets
NAME_LIMIT = 200
SHOWN_LIMIT = 60  # of a bad address, in a sentence

_ATOM = r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,.\"]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"')
_ANGLE = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]*)>", re.DOTALL)


class AddressRefused(ValueError):
    """An e-mail address that cannot be used; the message is a sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One recipient: an address ready for the wire and the name to show, which may be empty."""

    address: str
    name: str = ""

    @property
    def shown(self) -> str:
        """The address with its domain in the letters people read."""
        return shown_address(self.address)


def shown_address(address: str) -> str:
    """`address` with its domain decoded from the ASCII form; unchanged where that is not possible."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def read_mailboxes(text: str) -> tuple[list[Mailbox], list[str]]:
    """The addresses in `text` without repetitions, and one sentence for each piece that is none.

    Addresses are separated by comma, semicolon or line end; each may have a name: `Jan Smit <jan@voorbeeld.nl>`.
    """
    mailboxes: dict[str, Mailbox] = {}
    refusals = []
    for piece in split_addresses(text):
        try:
            mailbox = read_mailbox(piece)
        except AddressRefused as refused:
            refusals.append(str(refused))
        else:
            mailboxes.setdefault(mailbox.address.casefold(), mailbox)
    return list(mailboxes.values()), refusals


def split_addresses(text: str) -> list[str]:
    """The pieces between commas, semicolons and line ends that are not inside quotation marks or angle brackets."""
    pieces, piece, quoted, angled = [], "", False, False
    characters = iter(text)
    for character in characters:
        if character in "\r\n" or (character in ",;" and not quoted and not angled):
            pieces.append(piece)
            piece, quoted, angled = "", False, False
            continue
        piece += character
        if quoted and character == "\\":
            piece += next(characters, "")
        elif character == '"':
            quoted = not quoted
        elif not quoted:
            angled = character == "<" or (angled and character != ">")
    pieces.append(piece)
    return [piece.strip() for piece in pieces if piece.strip()]


def read_mailbox(text: str) -> Mailbox:
    """One address with or without a name; raises AddressRefused with the reason.

    Invisible format characters (zero width, direction marks), as pasted from a text processor, are left out.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    text = text.strip()
    if _has_controls(text):
        raise AddressRefused(_("“%(text)s” contains control characters.") % {"text": _excerpt(text)})
    match = _ANGLE.fullmatch(text)
    name, address = (match["name"], match["address"].strip()) if match else ("", text.removeprefix("mailto:"))
    return Mailbox(_read_address(address, shown=text), _read_name(name))


def _read_name(name: str) -> str:
    name = name.strip()
    if len(name) >= 2 and name[0] == name[-1] and name[0] in "\"'":
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return " ".join(name.split())[:NAME_LIMIT]


def _read_address(address: str, shown: str) -> str:
    shown = _excerpt(shown)
    local, at, domain = address.rpartition("@")
    if not at:
        raise AddressRefused(_("“%(text)s” is not an e-mail address: the @ is missing.") % {"text": shown})
    local = unicodedata.normalize("NFC", local)
    if not (_LOCAL.fullmatch(local) or _QUOTED_LOCAL.fullmatch(local)):
        raise AddressRefused(_("“%(text)s” is not an e-mail address: check the part before the @.") % {"text": shown})
    ascii_domain = _read_domain(domain)
    if ascii_domain is None:
        raise AddressRefused(_("“%(text)s” is not an e-mail address: check the part after the @.") % {"text": shown})
    if len(local.encode()) > LOCAL_LIMIT or len(f"{local}@{ascii_domain}".encode()) > ADDRESS_LIMIT:
        raise AddressRefused(_("“%(text)s” is too long for an e-mail address.") % {"text": shown})
    return f"{local}@{ascii_domain}"


@lru_cache(maxsize=1024)  # most people are at a few providers
def _read_domain(domain: str) -> str | None:
    """The ASCII form of a domain or address literal, or None when it is neither."""
    if domain.startswith("[") and domain.endswith("]"):
        return _read_literal(domain[1:-1])
    try:
        ascii_domain = idna.encode(domain.rstrip("."), uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return None
    if ascii_domain == "localhost":
        return ascii_domain
    # A name without a dot is nearly always a typing mistake, and one that ends in a number is a bare IP address.
    labels = ascii_domain.split(".")
    return ascii_domain if len(labels) > 1 and not labels[-1].isdigit() else None


def _read_literal(literal: str) -> str | None:
    """RFC 5321 4.1.3: [192.0.2.1] or [IPv6:2001:db8::1]."""
    version, prefix, text = (6, "IPv6:", literal[5:]) if literal[:5].lower() == "ipv6:" else (4, "", literal)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return f"[{prefix}{address}]" if address.version == version else None


def _has_controls(text: str) -> bool:
    if text.isprintable():
        return False
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)


def _excerpt(text: str) -> str:
    if not text.isprintable():
        text = "".join("�" if _has_controls(character) else character for character in text)
    return text if len(text) <= SHOWN_LIMIT else f"{text[:SHOWN_LIMIT]}…"
