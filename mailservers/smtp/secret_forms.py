"""The forms in which one secret may stand in a text: encodings of characters, base64, hexadecimal, escapes."""

import base64
import html.entities
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from .encodings import SIMPLE_ESCAPES, readings, squeezed
from .replies import decoded

# Shorter secrets are searched as words only: each "a" of a log replaced would hide the log and show the password.
SHORT = 4
# So many letters and digits in a row mean the secret whatever stands between them; fewer may be chance.
DISTINCTIVE = 6
UNLIKE_ASCII = ("utf-7", "utf-16-le", "utf-16-be")
LIKE_ASCII = ("latin-1", "cp1252", "cp437", "cp850", "koi8-r")
_URL_SAFE = str.maketrans("-_", "+/")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def base64_cores(octets: bytes) -> Iterator[str]:
    """The characters of base64 that `octets` produce whatever stands before and after, for each alignment."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + octets).decode()
        first = (before * 8 + 5) // 6
        last = (before + len(octets)) * 8 // 6
        if last - first >= SHORT:
            yield encoded[first:last]


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms that are searched: between other characters, character by character, and in base64 without spaces."""

    squeezed: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    shortest: int = 0  # so many characters a text needs to hold any of them

    @classmethod
    def of(cls, plain: Iterable[str], encoded: Iterable[str], digits: Iterable[str]) -> "Forms":
        """Each form in the cheapest way that is sure enough."""
        packed = {form: squeezed(form) for form in (*plain, *encoded, *digits) if form}
        squeezed_forms = {each for each in packed.values() if len(each) >= DISTINCTIVE}
        folded_forms = {_folded(form) for form in plain if len(packed[form]) < DISTINCTIVE}
        joined_forms = {form.casefold() for form in encoded if len(packed[form]) < DISTINCTIVE}
        shortest = min(map(len, (*packed, *squeezed_forms, *folded_forms)))  # a ligature may become several letters
        return cls(tuple(squeezed_forms), tuple(folded_forms), tuple(joined_forms), shortest)

    def __add__(self, other: "Forms") -> "Forms":
        shortest = min(self.shortest or other.shortest, other.shortest or self.shortest)
        joined = self.joined + other.joined
        return Forms(self.squeezed + other.squeezed, self.folded + other.folded, joined, shortest)

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


class Secret:
    """One secret in the forms in which it is searched."""

    def __init__(self, octets: bytes) -> None:
        text = octets.decode("utf-8", "backslashreplace")
        self.text = text
        self.short = len(octets) < SHORT
        self.words = _words(text, octets) if self.short else None
        others = _in_other_encodings(text)
        plain = {text, *filter(None, map(decoded, (octets, *others)))}
        encodings = {octets, *others}
        self.encoded = [] if self.short else [core for each in encodings for core in base64_cores(each)]
        self.hex = [] if self.short else [each.hex() for each in encodings]
        self.forms = Forms() if self.short else Forms.of(plain, self.encoded, self.hex)


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
def exact(secret: str) -> re.Pattern[str]:
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
