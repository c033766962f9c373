"""The address of a mail server the way people paste it, read into one normal form."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mailservers.smtp.settings import Security
from mailservers.validators import validate_single_line, with_plain_spaces

HOST_LIMIT = 253  # octets of a name without the last dot, RFC 1035 2.3.4
SCHEMES = {  # what each says about the security; None says nothing
    "smtp": None,
    "submission": None,
    "smtp+starttls": Security.STARTTLS,
    "smtps": Security.SSL,
    "submissions": Security.SSL,
    "ssl": Security.SSL,
}
# RFC 1123 2.1, and the underscore that some inside networks use.
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# What an address is pasted with: a scheme, and a login before the last "@" (also in its full-width form).
PASTED = re.compile(r"\s*([a-z][a-z0-9+.-]*://)?(?:(.*)[@\uff20\ufe6b])?([^@\uff20\ufe6b]*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class HostEntry:
    """A normalised host (lower-case A-labels, or an IP address) and what was pasted along with it."""

    host: str
    port: int | None = None
    security: Security | None = None


def read_host(text: str) -> HostEntry:
    """Read a host name or IP address, also as `smtp://host:587`, `host:587` or `[2001:db8::1]:587`.

    Raises ValidationError with a sentence about what is wrong.
    """
    text = with_plain_spaces(text)
    validate_single_line(text)
    if without_login(text)[0] != text:
        raise ValidationError(
            _("Leave the user name and the password out of the address; they have fields of their own."), code="login"
        )
    security, rest = _scheme(text)
    if "@" in rest:
        raise ValidationError(
            _("This is an e-mail address. Enter the name of the server that sends mail, for example smtp.gmail.com."),
            code="address",
        )
    if " " in rest:
        raise ValidationError(_("A server address has no spaces, for example smtp.gmail.com."), code="space")
    rest = rest.rstrip("/")
    if any(char in rest for char in "/\\?#"):
        raise ValidationError(
            _("Leave out everything after the name of the server, for example smtp.gmail.com."), code="path"
        )
    host, port = _host_and_port(rest)
    return HostEntry(_normal(host), port, security)


def without_login(pasted: str) -> tuple[str, str]:
    """The address without a user name and a password in it, and that user name; an e-mail address is no login.

    Whatever is kept, logged or shown again of an address field goes through here first.
    """
    found = PASTED.fullmatch(pasted)
    scheme, login, place = found.groups() if found else ("", None, pasted)
    if login is None or not (scheme or ":" in login):
        return pasted, ""
    return (scheme or "") + place, unquote(login.partition(":")[0]).strip()


def read_port(text: str) -> int | None:
    """The port that these digits mean, or None. Python refuses to read thousands of digits."""
    digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
    return int(digits) if digits and len(digits) <= 5 and int(digits) <= 65535 else None


def shown(host: str) -> str:
    """The host as people read it: A-labels as the letters they stand for."""
    try:
        return idna.decode(host) if "xn--" in host else host
    except idna.IDNAError:
        return host


def with_port(host: str, port: int) -> str:
    """Host and port as people write them together, an IPv6 address in brackets (RFC 3986 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{shown(host)}:{port}"


def parted(text: str) -> tuple[str, str]:
    """The host and the port of what people write together; without a port, "" for it."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or (":" in host and not host.startswith("[")):
        return text.strip("[]"), ""
    return host.strip("[]"), port


def _scheme(text: str) -> tuple[Security | None, str]:
    scheme, separator, rest = text.partition("://")
    if not separator:
        return None, text
    if scheme.lower() not in SCHEMES:
        raise ValidationError(
            _("“%(scheme)s” is not the address of a mail server. Enter its name, for example smtp.gmail.com.")
            % {"scheme": f"{scheme}://"},
            code="scheme",
        )
    return SCHEMES[scheme.lower()], rest


def _host_and_port(rest: str) -> tuple[str, int | None]:
    bracketed = re.fullmatch(r"\[([^\[\]]*)\](?::(.*))?", rest)
    if bracketed:
        host, port = bracketed.groups()
        if ":" not in host:
            raise ValidationError(_not_an_address(rest), code="invalid")
        return host, _port(port)
    if rest.count(":") == 1:
        host, port = rest.split(":")
        return host, _port(port)
    return rest, None


def _port(text: str | None) -> int | None:
    if not text:
        return None
    if (port := read_port(text)) is None:
        raise ValidationError(_("The part after the colon is not a port number from 1 to 65535."), code="port")
    return port


def _normal(host: str) -> str:
    if not host:
        raise ValidationError(_("Enter the name of the mail server, for example smtp.gmail.com."), code="required")
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        try:
            return str(ipaddress.ip_address(host))
        except ValueError:
            raise ValidationError(_not_an_address(host), code="invalid") from None
    name = host.lower().removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode().removesuffix(".")
        except idna.IDNAError:
            raise ValidationError(_not_a_name(host), code="invalid") from None
    if len(name) > HOST_LIMIT:
        raise ValidationError(_("A server name has at most 253 characters."), code="max_length")
    if not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise ValidationError(_not_a_name(host), code="invalid")
    return name


def _not_an_address(host: str) -> str:
    return _("“%(host)s” is not an IP address. For example 192.0.2.10 or 2001:db8::10.") % {"host": host}


def _not_a_name(host: str) -> str:
    return _("“%(host)s” cannot be the name of a server. For example smtp.gmail.com.") % {"host": host}
