"""What a text says once the encodings are undone in which servers, libraries and logs repeat what they heard.

`readings` undoes one after the other, so that a secret is found in base64 of hexadecimal and in URLs within URLs.
`squeezed` keeps letters and digits only, so that spaces, dots, colons, quotes or control characters between them hide
nothing. A server can always invent an encoding nobody thought of; this is about what programs do by themselves.
"""

import base64
import html
import quopri
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from urllib.parse import unquote_plus

DEPTH = 3  # encodings within encodings
READINGS_LIMIT = 40  # of one text; a line that is made of all encodings at once has some more

_BACKSLASHES = re.compile(
    r"\\([ux]\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL
)
SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}
_CONTROL_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # ECMA-48 5.4
_NUMBERED = re.compile(r"&#([xX]?)([0-9a-fA-F]{1,8});?")
# What decodes to ASCII or begins a character of UTF-8: a parameter like "id=ab12" seldom does.
_QUOTED_PRINTABLE = re.compile(r"=[0-7][0-9A-Fa-f]|=[C-Fc-f][0-9A-Fa-f]=")
_URL = re.compile(r"%[0-9A-Fa-f]{2}")
_URL_SAFE = str.maketrans("-_", "+/")
_NOT_HEXADECIMAL = re.compile(r"0x|[^0-9a-f]", re.IGNORECASE)
_PRINTABLE = bytes(range(32, 127))
_LETTERS_AND_DIGITS = (string.ascii_letters + string.digits).encode()
_NO_LETTERS_OR_DIGITS = bytes(set(range(128)) - set(_LETTERS_AND_DIGITS))
_LOWER = bytes(range(256)).lower()


def squeezed(text: str) -> str:
    """The letters and digits of `text`, without case, accents and width."""
    if text.isascii():
        return text.encode().translate(_LOWER, _NO_LETTERS_OR_DIGITS).decode()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())))


def readings(text: str, shortest: int) -> Iterator[str]:
    """`text` after undoing each encoding it may be in, and those within these. Most texts have no other reading.

    What could not hold `shortest` characters is not decoded: nearly every word looks like base64.
    """
    decoders = _decoders(shortest)
    seen = {text}
    layer = [text]
    for _ in range(DEPTH):
        following = []
        for reading in layer:
            for undone in _undone(reading, decoders):
                if undone not in seen and len(seen) < READINGS_LIMIT:
                    seen.add(undone)
                    following.append(undone)
                    yield undone
        layer = following


def _undone(text: str, decoders: "_Decoders") -> Iterator[str]:
    """`text` after undoing each encoding alone and all of them one after the other."""
    steps = _steps(text, decoders)
    chained = text
    for step in steps:
        yield step(text)
        chained = step(chained)
        yield chained


def _steps(text: str, decoders: "_Decoders") -> list[Callable[[str], str]]:
    steps: list[Callable[[str], str]] = []
    if "\\" in text:
        steps.append(_unescaped)
    if "\x1b" in text or "\\" in text:
        steps.append(_without_control_sequences)
    if "&" in text or "%26" in text:
        steps.append(_unescaped_html)
    if "\0" in text:  # as in UTF-16
        steps.append(_without_nuls)
    if "%u" in text:
        steps.append(_unescaped_javascript)
    if "%" in text and _URL.search(text):
        steps.append(unquote_plus)
    if "=" in text and _QUOTED_PRINTABLE.search(text):
        steps.append(_unquoted_printable)
    if not text.isascii() or "\\" in text or "%" in text:
        steps.append(_as_utf8)
    for pattern, decode in decoders:
        if pattern.search(text):
            steps.append(partial(pattern.sub, decode))
    return steps


def _unescaped(text: str) -> str:
    """Backslash escapes undone (JSON, C, Python), surrogate pairs joined, escaped UTF-8 bytes read as such."""
    plain = _BACKSLASHES.sub(_unescape, text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescape(match: re.Match[str]) -> str:
    body = match[1]
    if body[0] in "uUx" and len(body) > 1:
        value = int(body[1:].strip("{}"), 16)
        return chr(value) if value < 0x110000 else match[0]
    if body[0] in "01234567":
        return chr(int(body, 8))
    return SIMPLE_ESCAPES.get(body, body)


def _unescaped_javascript(text: str) -> str:
    """What `escape` does to characters beyond Latin-1; to others it does what a URL does."""
    return _unescaped(text.replace("%u", "\\u"))


def _without_nuls(text: str) -> str:
    return text.replace("\0", "")


def _without_control_sequences(text: str) -> str:
    """What a terminal would show: colours and cursor movements are gone."""
    return _CONTROL_SEQUENCE.sub("", text)


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
    return quopri.decodestring(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


def _read(octets: bytes) -> str | None:
    """`octets` as text; None when they look like no text at all, as with most words that happen to be base64."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        is_text = len(octets.translate(None, _PRINTABLE)) * 4 <= len(octets)
        return octets.decode("utf-8", "backslashreplace") if is_text else None


def _from_base64(match: re.Match[str]) -> str:
    digits = match[0].rstrip("=").translate(_URL_SAFE)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return _read(base64.b64decode(digits + "=" * (-len(digits) % 4))) or match[0]


def _from_hexadecimal(match: re.Match[str]) -> str:
    return _read(bytes.fromhex(_NOT_HEXADECIMAL.sub("", match[0]))) or match[0]


def _from_decimals(match: re.Match[str]) -> str:
    values = [int(number) for number in re.findall("[0-9]+", match[0])]
    return (_read(bytes(values)) if max(values) < 256 else None) or match[0]


_Decoders = tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]


@lru_cache(maxsize=64)
def _decoders(shortest: int) -> _Decoders:
    """Patterns of what may stand for `shortest` octets or more, and what each match stands for."""
    pair, more = "[0-9A-Fa-f]{2}", f"{{{max(shortest, 4) - 1},}}"
    return (
        # A secret of four octets has twelve when it was encoded twice; encoded once it is found without decoding.
        (re.compile(f"[A-Za-z0-9+/_-]{{{max(shortest * 4 // 3, 12)},}}={{0,2}}"), _from_base64),
        # Alone, too: before a first 0x, letters of a word like "rejected" would be taken for the beginning.
        (re.compile(f"0x{pair}(?:[ ,:;-]{{0,2}}0x{pair}){more}"), _from_hexadecimal),
        (re.compile(f"(?:0x)?{pair}(?:[ ,:;-]{{0,2}}(?:0x)?{pair}){more}"), _from_hexadecimal),
        (re.compile(f"[0-9]{{1,3}}(?:[ ,;]{{1,2}}[0-9]{{1,3}}){more}"), _from_decimals),
    )
