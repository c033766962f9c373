"""Removes every form of the known secrets from what a server says.

Our own commands need none of this: they know their secret parts. But a server may repeat what it heard, as it came
or in another encoding. A text is searched as it is and after undoing each encoding that servers use; what was found
is replaced by a marker, and where it cannot be cut out exactly, the whole text is.
"""

import base64
import html
import quopri
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote_plus

from .replies import Reply, decoded

SECRET_REMOVED = "«secret removed»"
LINE_REMOVED = "«line removed: it repeats a secret»"

# Shorter secrets are searched as words only: each "a" of a log replaced would hide the log and show the password.
SHORT = 4
_BASE64_TOKEN = "[A-Za-z0-9+/_-]*"
_BACKSLASHES = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL)
_NUMBERED = re.compile(r"&#([xX]?)([0-9a-fA-F]{1,8});?")
_NO_SEPARATORS = str.maketrans("", "", " \t\r\n:-")
_URL_SAFE = str.maketrans("-_", "+/")
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}


def _unescape(match: re.Match[str]) -> str:
    body = match[1]
    if body[0] in "uUx" and len(body) > 1:
        value = int(body[1:], 16)
        return chr(value) if value < 0x110000 else match[0]
    if body[0] in "01234567":
        return chr(int(body, 8))
    return _SIMPLE_ESCAPES.get(body, body)


def _unescaped(text: str) -> str:
    """Backslash escapes undone (JSON, C, Python), surrogate pairs joined, escaped UTF-8 bytes read as such."""
    plain = _BACKSLASHES.sub(_unescape, text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _as_utf8(text: str) -> str:
    """Text whose characters are really the bytes of UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except ValueError:
        return text


def _unescaped_html(text: str) -> str:
    """Character references undone; html.unescape alone drops control characters and reads &#128; as €."""
    return html.unescape(_NUMBERED.sub(_referenced, text))


def _referenced(match: re.Match[str]) -> str:
    try:
        value = int(match[2], 16 if match[1] else 10)
    except ValueError:
        return match[0]
    return chr(value) if value < 0x110000 else match[0]


def _unquoted_printable(text: str) -> str:
    return quopri.decodestring(text.encode()).decode("utf-8", "replace")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _readings(text: str) -> Iterator[str]:
    """`text` after undoing each encoding alone and one after the other."""
    steps: list[Callable[[str], str]] = []
    if "\\" in text:
        steps.append(_unescaped)
    if "&" in text or "%26" in text:
        steps.append(_unescaped_html)
    if "%" in text or "+" in text:
        steps.append(unquote_plus)
    if "=" in text:
        steps.append(_unquoted_printable)
    if not text.isascii() or "\\" in text or "%" in text:
        steps.append(_as_utf8)
    chained = text
    for step in steps:
        yield step(text)
        chained = step(chained)
        yield chained


def _base64_cores(octets: bytes) -> Iterator[str]:
    """The characters of base64 that `octets` produce whatever stands before and after, for each alignment."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + octets).decode()
        first = (before * 8 + 5) // 6
        last = (before + len(octets)) * 8 // 6
        if last - first >= SHORT:
            yield encoded[first:last]


class _Secret:
    """One secret in the forms in which it is searched."""

    def __init__(self, octets: bytes) -> None:
        text = octets.decode("utf-8", "backslashreplace")
        self.text = text
        self.short = len(octets) < SHORT
        self.plain = {
            _folded(text),
            _folded(_shown_by_parser(text, "latin-1")),
            _folded(_shown_by_parser(text, "cp1252")),
        }
        encodings = {octets, *(_encoded(text, name) for name in ("latin-1", "cp1252", "utf-16-le", "utf-16-be"))} - {
            b""
        }
        self.encoded = [] if self.short else [core for each in encodings for core in _base64_cores(each)]
        self.hex = [] if self.short else [each.hex() for each in encodings]
        self.words = _words(text, octets) if self.short else None


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeError:
        return b""


def _shown_by_parser(text: str, encoding: str) -> str:
    """What the reply parser makes of `text` when a server sends it in an old encoding."""
    return decoded(_encoded(text, encoding)) or text


def _words(text: str, octets: bytes) -> re.Pattern[str] | None:
    """A short secret, its base64 and its hex form, standing alone; None when it has no letter or digit."""
    if not any(char.isalnum() for char in text):
        return None
    forms = {text, base64.b64encode(octets).decode(), base64.b64encode(octets).decode().rstrip("="), octets.hex()}
    choice = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w«»+/.-])(?:{choice})(?![\w«»+/-]|\.\w)=*", re.IGNORECASE)


@lru_cache(maxsize=64)
def _exact(secret: str) -> re.Pattern[str]:
    """`secret` with every character in any of the usual escapes; costly, so made only when something was found."""
    return re.compile("".join(_any_form(char) for char in secret), re.IGNORECASE)


def _any_form(char: str) -> str:
    octets = char.encode("utf-8", "surrogatepass")
    forms = [
        re.escape(char),
        "".join(f"%{octet:02x}" for octet in octets),
        "".join(f"={octet:02x}" for octet in octets),
        "".join(rf"\\x{octet:02x}" for octet in octets),
        rf"&\#0*{ord(char)};",
        rf"&\#x0*{ord(char):x};",
        "".join(rf"\\u{unit:04x}" for unit in _utf16_units(char)),
        rf"\\x{ord(char):02x}" if ord(char) < 0x100 else rf"\\U{ord(char):08x}",
    ]
    named = [re.escape(f"&{name}") for name in html.entities.html5 if html.entities.html5[name] == char]  # type: ignore[attr-defined]
    if not char.isalnum() and char.isascii():
        forms.append(r"\\" + re.escape(char))
    if char == " ":
        forms.append(r"\+")
    escapes = [r"\\" + name for name, value in _SIMPLE_ESCAPES.items() if value == char]
    return "(?:" + "|".join(sorted({*forms, *named, *escapes}, key=len, reverse=True)) + ")"


def _utf16_units(char: str) -> list[int]:
    octets = char.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(octets[i : i + 2], "big") for i in range(0, len(octets), 2)]


class Scrubber:
    """Knows the secrets of one conversation. Without secrets it changes nothing and costs nothing."""

    def __init__(self, secrets: Iterable[bytes | str] = ()) -> None:
        self._secrets: list[_Secret] = []
        self._known: dict[str, str] = {}
        for secret in secrets:
            self.add(secret)

    def add(self, secret: bytes | str) -> None:
        """From now on remove every form of `secret`. Empty ones are ignored."""
        octets = secret.encode("utf-8", "surrogateescape") if isinstance(secret, str) else secret
        if octets:
            self._secrets.append(_Secret(octets))
            self._known.clear()

    def text(self, text: str) -> str:
        """`text` without secrets."""
        if not self._secrets or not text:
            return text
        known = self._known.get(text)
        if known is None:
            known = self._cleaned(text)
            if len(self._known) < 256 and len(text) < 200:
                self._known[text] = known
        return known

    def reply(self, reply: Reply) -> Reply:
        """`reply` without secrets, also where one runs over several of its lines."""
        if not self._secrets:
            return reply
        lines = tuple(self.text(line) for line in reply.lines)
        if len(lines) > 1 and any(self._finds("".join(lines), secret) for secret in self._secrets):
            lines = (LINE_REMOVED,)
        return reply if lines == reply.lines else Reply(reply.code, lines, reply.enhanced)

    def _cleaned(self, text: str) -> str:
        for secret in self._secrets:
            if secret.words is not None:
                text = secret.words.sub(SECRET_REMOVED, text)
            elif not secret.short and self._finds(text, secret):
                text = self._cut_out(text, secret)
        return text

    def _cut_out(self, text: str, secret: _Secret) -> str:
        """`text` with the secret replaced, or no text at all when a form of it is left."""
        cleaned = _exact(secret.text).sub(SECRET_REMOVED, text)
        for core in secret.encoded:
            cleaned = re.sub(
                f"{_BASE64_TOKEN}{re.escape(core)}{_BASE64_TOKEN}=*", SECRET_REMOVED, cleaned, flags=re.IGNORECASE
            )
        for digits in secret.hex:
            cleaned = re.sub(
                rf"(?:[0-9a-f]{{2}})*{digits}(?:[0-9a-f]{{2}})*", SECRET_REMOVED, cleaned, flags=re.IGNORECASE
            )
        return LINE_REMOVED if self._finds(cleaned, secret) else cleaned

    @staticmethod
    def _finds(text: str, secret: _Secret) -> bool:
        """Whether any reading of `text` contains any form of `secret`."""
        if secret.short:
            return False
        for reading in (text, *_readings(text)):
            folded = _folded(reading)
            if any(plain in folded for plain in secret.plain):
                return True
            packed = reading.translate(_NO_SEPARATORS).casefold()
            if any(digits in packed for digits in secret.hex):
                return True
            joined = "".join(reading.split()).translate(_URL_SAFE).casefold()
            if any(core.casefold() in joined for core in secret.encoded):
                return True
        return False
