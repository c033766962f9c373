"""Removes every form of the known secrets from what a server says.

Our own commands need none of this: they know their secret parts. But a server may repeat what it heard, as it came
or in another encoding. A text is searched as it is and in its other readings (encodings.py); what was found is
replaced by a marker, and where it cannot be cut out exactly, the whole text is.
"""

import base64
import html.entities
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from .encodings import SIMPLE_ESCAPES, readings, squeezed
from .replies import Reply, decoded

SECRET_REMOVED = "«secret removed»"
LINE_REMOVED = "«line removed: it repeats a secret»"

# Shorter secrets are searched as words only: each "a" of a log replaced would hide the log and show the password.
SHORT = 4
# So many letters and digits in a row mean the secret whatever stands between them; fewer may be chance.
DISTINCTIVE = 6
# So many octets of a password in base64 mean it, though the rest is missing.
BEGINNING = 5
UNLIKE_ASCII = ("utf-7", "utf-16-le", "utf-16-be")
LIKE_ASCII = ("latin-1", "cp1252", "cp437", "cp850", "koi8-r")
_BASE64_RUN = re.compile("[A-Za-z0-9+/_-]+=*")
_HEX_RUN = re.compile("[0-9A-Fa-f]+")
_URL_SAFE = str.maketrans("-_", "+/")
_ESCAPED = 8  # no more characters stand for one of a secret, whatever the encoding
_STATUS = re.compile(r"^[245]\.[0-9]{1,3}\.[0-9]{1,3}\s+")
_REPLY_CODE = re.compile(r"[2-5][0-9][0-9][ -]?")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _base64_cores(octets: bytes) -> Iterator[str]:
    """The characters of base64 that `octets` produce whatever stands before and after, for each alignment."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + octets).decode()
        first = (before * 8 + 5) // 6
        last = (before + len(octets)) * 8 // 6
        if last - first >= SHORT:
            yield encoded[first:last]


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms that are searched: between other characters, character by character, and in base64 without spaces."""

    squeezed: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    shortest: int = 0  # so many characters a text needs to hold any of them

    @classmethod
    def of(cls, plain: Iterable[str], encoded: Iterable[str], digits: Iterable[str]) -> "_Forms":
        """Each form in the cheapest way that is sure enough."""
        packed = {form: squeezed(form) for form in (*plain, *encoded, *digits) if form}
        squeezed_forms = {each for each in packed.values() if len(each) >= DISTINCTIVE}
        folded_forms = {_folded(form) for form in plain if len(packed[form]) < DISTINCTIVE}
        joined_forms = {form.casefold() for form in encoded if len(packed[form]) < DISTINCTIVE}
        shortest = min(map(len, (*packed, *squeezed_forms, *folded_forms)))  # a ligature may become several letters
        return cls(tuple(squeezed_forms), tuple(folded_forms), tuple(joined_forms), shortest)

    def __add__(self, other: "_Forms") -> "_Forms":
        shortest = min(self.shortest or other.shortest, other.shortest or self.shortest)
        joined = self.joined + other.joined
        return _Forms(self.squeezed + other.squeezed, self.folded + other.folded, joined, shortest)

    def found_in(self, text: str) -> bool:
        """Whether any reading of `text` contains any of them."""
        if len(text) < self.shortest or not self.shortest:  # there may be no forms at all
            return False
        return self._in_reading(text) or any(map(self._in_reading, readings(text, self.shortest)))

    def _in_reading(self, reading: str) -> bool:
        packed = squeezed(reading)
        for form in self.squeezed:
            if form in packed:
                return True
        if self.folded:
            folded = _folded(reading)
            spaced = folded.replace("+", " ")  # as in the URL of a form
            if any(form in folded or form in spaced for form in self.folded):
                return True
        if not self.joined:
            return False
        joined = "".join(reading.split()).translate(_URL_SAFE).casefold()
        return any(form in joined for form in self.joined)


class _Secret:
    """One secret in the forms in which it is searched."""

    def __init__(self, octets: bytes) -> None:
        text = octets.decode("utf-8", "backslashreplace")
        self.text = text
        self.short = len(octets) < SHORT
        self.words = _words(text, octets) if self.short else None
        others = _in_other_encodings(text)
        plain = {text, *filter(None, map(decoded, (octets, *others)))}
        encodings = {octets, *others}
        self.encoded = [] if self.short else [core for each in encodings for core in _base64_cores(each)]
        self.hex = [] if self.short else [each.hex() for each in encodings]
        self.forms = _Forms() if self.short else _Forms.of(plain, self.encoded, self.hex)


def _in_other_encodings(text: str) -> set[bytes]:
    """`text` as mail servers may store it: their operating systems have, and had, other encodings than UTF-8."""
    encoded = set()
    for name in UNLIKE_ASCII if text.isascii() else (*UNLIKE_ASCII, *LIKE_ASCII):
        with suppress(UnicodeError):
            encoded.add(text.encode(name))
    return encoded


def _words(text: str, octets: bytes) -> re.Pattern[str] | None:
    """A short secret in any of its forms, standing alone; None when it has no letter or digit."""
    if not any(char.isalnum() for char in text):
        return None
    encodings = {octets, *_in_other_encodings(text)}
    forms = {re.escape(decoded(each)) for each in encodings}
    for each in encodings:
        encoded = base64.b64encode(each).decode()
        forms |= {re.escape(form) for form in (encoded, encoded.rstrip("="), quote(encoded))}
        forms.add("[ :,-]?".join(f"{octet:02x}" for octet in each))
    choice = "|".join((*sorted(forms - {""}, key=len, reverse=True), _in_any_escapes(text)))
    return re.compile(rf"(?<![\w«»+/.-])(?:{choice})(?![\w«»+/-]|\.\w)=*", re.IGNORECASE)


@lru_cache(maxsize=64)
def _exact(secret: str) -> re.Pattern[str]:
    """`secret` with every character in any of the usual escapes; costly, so made only when something was found."""
    return re.compile(_in_any_escapes(secret), re.IGNORECASE)


def _in_any_escapes(secret: str) -> str:
    return "".join(map(_any_form, secret))


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
    named = [re.escape(f"&{name}") for name in _html_names().get(char, ())]
    if not char.isalnum() and char.isascii():
        forms.append(r"\\" + re.escape(char))
    if char == " ":
        forms.append(r"\+")
    escapes = [r"\\" + name for name, value in SIMPLE_ESCAPES.items() if value == char]
    return "(?:" + "|".join(sorted({*forms, *named, *escapes}, key=len, reverse=True)) + ")"


@lru_cache(maxsize=1)
def _html_names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, characters in html.entities.html5.items():
        names.setdefault(characters, []).append(name)
    return names


def _utf16_units(char: str) -> list[int]:
    octets = char.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(octets[i : i + 2], "big") for i in range(0, len(octets), 2)]


class Scrubber:
    """Knows the secrets of one conversation. Without secrets it changes nothing and costs nothing."""

    def __init__(self, secrets: Iterable[bytes | str] = ()) -> None:
        self._secrets: list[_Secret] = []
        self._forms = _Forms()  # of all of them: nearly every text is done with one look
        self._beginnings: list[str] = []  # a password ends AUTH's base64, of which a server may repeat a part
        self._known: dict[str, str] = {}
        self._last: tuple[Reply, Reply] | None = None  # the last one, and what may be shown of it
        self._longest = 0
        self._ended = ""  # how those before it ended
        for secret in secrets:
            self.add(secret)
            octets = _octets(secret)
            if len(octets) > BEGINNING:
                self._beginnings += [core.casefold() for core in _base64_cores(octets[:BEGINNING])]

    def add(self, secret: bytes | str) -> None:
        """From now on remove every form of `secret`. Empty ones are ignored."""
        octets = _octets(secret)
        if octets:
            self._secrets.append(_Secret(octets))
            self._forms += self._secrets[-1].forms
            self._longest = max(self._longest, len(octets))
            self._known.clear()

    def text(self, text: str) -> str:
        """`text` without secrets. Cut it afterwards, never before: half a secret is found by nobody."""
        return self._without_beginnings(self._without_secrets(text))

    def _without_secrets(self, text: str) -> str:
        if not self._secrets or not text:
            return text
        known = self._known.get(text)
        if known is None:
            known = self._cleaned(text)
            if len(self._known) < 256 and len(text) < 200:
                self._known[text] = known
        return known

    def reply(self, reply: Reply) -> Reply:
        """`reply` without secrets: also where one runs over its lines, on from those before, or over a cut.

        Replies are given in the order in which they came; the last one may be given again.
        """
        if not self._secrets:
            return reply
        if self._last is None or self._last[0] is not reply:
            self._last = reply, self._next(reply)
        return self._last[1]

    def _next(self, reply: Reply) -> Reply:
        lines = tuple([self._without_secrets(line) for line in reply.lines])
        if reply.uncut:
            lines = tuple([self._cut(*pair) for pair in zip(lines, reply.uncut, strict=True)])
        words = self._ended + "".join([_STATUS.sub("", line) for line in lines])
        if (self._ended or len(lines) > 1) and self._forms.found_in(words):
            lines, words = (LINE_REMOVED,), ""
        self._ended = words[-_ESCAPED * self._longest :]
        lines = tuple(map(self._without_beginnings, lines))
        return reply if lines == reply.lines else Reply(reply.code, lines, reply.enhanced)

    def lines(self, lines: Sequence[str]) -> list[str]:
        """Lines that are no complete reply, without secrets, also where one runs over the codes at their beginnings."""
        clean = [self._without_secrets(line) for line in lines]
        texts = [_REPLY_CODE.sub("", line, count=1) for line in clean]
        if (self._ended or len(lines) > 1) and any(
            self._forms.found_in(self._ended + "".join(words))
            for words in (clean, texts, [_STATUS.sub("", text) for text in texts])
        ):
            return [LINE_REMOVED]
        return list(map(self._without_beginnings, clean))

    def _without_beginnings(self, text: str) -> str:
        return _without_runs(text, _BASE64_RUN, self._beginnings) if self._beginnings else text

    def _cut(self, line: str, whole: str) -> str:
        return line if self.text(whole) == whole else LINE_REMOVED

    def _cleaned(self, text: str) -> str:
        for secret in self._secrets:
            if secret.words is not None:
                text = secret.words.sub(SECRET_REMOVED, text)
        if self._forms.found_in(text):
            for secret in self._secrets:
                if secret.forms.found_in(text):
                    text = self._cut_out(text, secret)
        return text

    def _cut_out(self, text: str, secret: _Secret) -> str:
        """`text` with the secret replaced, or no text at all when a form of it is left."""
        cleaned = _exact(secret.text).sub(SECRET_REMOVED, text)
        cleaned = _without_runs(cleaned, _BASE64_RUN, secret.encoded)
        cleaned = _without_runs(cleaned, _HEX_RUN, secret.hex)
        return LINE_REMOVED if secret.forms.found_in(cleaned) else cleaned


def _octets(secret: bytes | str) -> bytes:
    return secret.encode("utf-8", "surrogateescape") if isinstance(secret, str) else secret


def _without_runs(text: str, run: re.Pattern[str], forms: Iterable[str]) -> str:
    """`text` without the runs that contain one of `forms`. One look at each run: a server may send long ones."""
    folded = [form.casefold() for form in forms]
    whole = text.casefold()
    if not any(form in whole for form in folded):
        return text

    def judged(match: re.Match[str]) -> str:
        characters = match[0].casefold()
        return SECRET_REMOVED if any(form in characters for form in folded) else match[0]

    return run.sub(judged, text)
