"""The notes of a transcript: a closed list, so that a page can show them in the reader's language.

A transcript keeps the English words; `localised` turns them into Dutch when it is shown.
"""

import re
from functools import lru_cache

from .redaction import LINE_REMOVED, SECRET_REMOVED
from .replies import LINE_CUT

PASSWORD_HIDDEN = "«password hidden»"
USERNAME_HIDDEN = "«user name hidden»"
LOGIN_HIDDEN = "«user name and password hidden»"
TOKEN_HIDDEN = "«user name and access token hidden»"
DIGEST_HIDDEN = "«user name and digest hidden»"
MESSAGE = "«message, {size}, {parts}»"
RESOLVED = "{host} has the address {addresses}"
CONNECTING = "connecting to {address} port {port}"
CONNECTED = "connected"
ADDRESS_FAILED = "{address}: {reason}"
TLS_STARTED = "{version} with {cipher}"
CERTIFICATE = "certificate of {subject}, issued by {issuer}, valid until {not_after}"
CERTIFICATE_REFUSED = "certificate refused: {reason}"
TLS_FAILED = "TLS failed: {reason}"
NOT_VERIFIED = "the certificate was not checked"
CLOSED = "the connection was closed"
TIMED_OUT = "no answer within the time limit"
CANCELLED = "stopped on request"
UNASKED = "bytes that were not asked for follow"
CUT = "the rest of the conversation is not kept"

# Why a certificate was refused, by the problem that tls.py names.
REFUSALS = {
    "expired": "expired",
    "not-yet-valid": "not yet valid",
    "self-signed": "self-signed",
    "unknown-authority": "unknown authority",
    "name": "another name",
}

_DUTCH = {
    PASSWORD_HIDDEN: "«wachtwoord verborgen»",
    USERNAME_HIDDEN: "«gebruikersnaam verborgen»",
    LOGIN_HIDDEN: "«gebruikersnaam en wachtwoord verborgen»",
    TOKEN_HIDDEN: "«gebruikersnaam en toegangstoken verborgen»",
    DIGEST_HIDDEN: "«gebruikersnaam en controlewaarde verborgen»",
    SECRET_REMOVED: "«geheim verwijderd»",
    LINE_REMOVED: "«regel verwijderd: er stond een geheim in»",
    LINE_CUT: "«regel afgekapt»",
    MESSAGE: "«bericht, {size}, {parts}»",
}
_DUTCH_NOTES = {
    RESOLVED: "{host} heeft adres {addresses}",
    CONNECTING: "verbinden met {address} poort {port}",
    CONNECTED: "verbonden",
    TLS_STARTED: "{version} met {cipher}",
    CERTIFICATE: "certificaat van {subject}, uitgegeven door {issuer}, geldig tot {not_after}",
    CERTIFICATE_REFUSED: "certificaat geweigerd: {reason}",
    TLS_FAILED: "TLS mislukt: {reason}",
    NOT_VERIFIED: "het certificaat is niet gecontroleerd",
    CLOSED: "de verbinding is verbroken",
    TIMED_OUT: "geen antwoord binnen de tijdslimiet",
    CANCELLED: "gestopt op verzoek",
    UNASKED: "er volgen bytes waar niet om gevraagd is",
    CUT: "de rest van het gesprek is niet bewaard",
    ADDRESS_FAILED: "{address}: {reason}",  # the last one: many a note looks like this
}
_DUTCH_REASONS = {
    "connection refused": "verbinding geweigerd",
    "no route": "geen route",
    "no answer": "geen antwoord",
    "not allowed": "niet toegestaan",
    "expired": "verlopen",
    "not yet valid": "nog niet geldig",
    "self-signed": "zelfondertekend",
    "unknown authority": "onbekende uitgever",
    "another name": "andere naam",
}
_PARTS = re.compile(r"\b(\d+) parts?\b")


@lru_cache(maxsize=64)
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)))


def message_note(size_bytes: int, parts: int) -> str:
    """The one line that stands for a message's content."""
    size = f"{max(1, round(size_bytes / 1000))} kB" if size_bytes < 1_000_000 else f"{size_bytes / 1_000_000:.1f} MB"
    return MESSAGE.format(size=size, parts=f"{parts} part{'' if parts == 1 else 's'}")


def localised(text: str, language: str, *, note: bool = True) -> str:
    """A transcript line's text in `language` ("nl" or "en"; others get English).

    In lines of client and server (`note=False`) only the markers between « and » are ours to translate.
    """
    if not language.startswith("nl"):
        return text
    if "«" in text:
        for english, dutch in _DUTCH.items():
            text = _pattern(english).sub(lambda match, dutch=dutch: _filled(dutch, match), text)  # type: ignore[misc]
    if note:
        for english, dutch in _DUTCH_NOTES.items():
            match = _pattern(english).fullmatch(text)
            if match:
                return _filled(dutch, match)
    return text


def _filled(template: str, match: re.Match[str]) -> str:
    values = match.groupdict()
    if "reason" in values:
        values["reason"] = _DUTCH_REASONS.get(values["reason"], values["reason"])
    if "parts" in values:
        values["parts"] = _PARTS.sub(
            lambda found: f"{found[1]} {'deel' if found[1] == '1' else 'delen'}", values["parts"]
        )
        values["size"] = values["size"].replace(".", ",")
    return template.format(**values)
