"""What a failed conversation tells: one flat, normalised view that the rules are asked about."""

import ipaddress
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..conversation import Conversation, FailureKind, Phase
from ..replies import Reply
from ..settings import Security
from .facts import TEXT_LIMIT, decisive_reply, opening

LEADING_ENHANCED = re.compile(r"(?m)^[ \t]*[245]\.\d{1,3}\.\d{1,3}[ :;,-]*")
QMAIL_ENHANCED = re.compile(r"#\s?([245]\.\d{1,3}\.\d{1,3})")
EMAIL_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]{1,64}@[\w.-]+\w")
IP_ADDRESS = re.compile(
    r"(?<![\w.])(?:[\dx*]{1,3}(?:\.[\dx*]{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7})(?![\w.]*\w)"
)
PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "’": "'",
        "‘": "'",
        "`": "'",
        '"': None,
        "“": None,
        "”": None,
        "„": None,
        "«": None,
        "»": None,
    }
)
LONG_WORD = re.compile(r"(\S{100})\S+")  # no notion is that long; patterns stay fast on hostile input


@dataclass(frozen=True, slots=True)
class Evidence:
    """`words` is the reply's text: one line, lower case, no accents, with addresses replaced by <ip> and <address>."""

    phase: Phase
    kind: FailureKind
    code: int = 0
    enhanced: str = ""
    words: str = ""
    traits: frozenset[str] = frozenset()
    facts: Mapping[str, Any] | None = None


def evidence_of(conversation: Conversation) -> Evidence | None:
    """The evidence in `conversation`, or None when nothing failed."""
    failure = conversation.failure
    if failure is None:
        return None
    reply = decisive_reply(conversation)
    return Evidence(
        phase=failure.phase,
        kind=failure.kind,
        code=reply.code if reply else 0,
        enhanced=enhanced_status(reply) if reply else "",
        words=normalised(opening(reply)) if reply else "",
        traits=traits_of(conversation),
        facts=failure.facts,
    )


def enhanced_status(reply: Reply) -> str:
    """The reply's enhanced status code; qmail and its kin put it at the end, as `(#5.7.1)`."""
    if reply.enhanced:
        return reply.enhanced
    found = QMAIL_ENHANCED.search(opening(reply))
    return found[1] if found else ""


def normalised(text: str) -> str:
    """`text` in the form that rules are written for."""
    text = LONG_WORD.sub(r"\1", LEADING_ENHANCED.sub("", text)).casefold()
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.translate(PLAIN_LETTERS)
    text = EMAIL_ADDRESS.sub("<address>", text)
    text = IP_ADDRESS.sub("<ip>", text)
    return " ".join(text.split())[:TEXT_LIMIT]


def traits_of(conversation: Conversation) -> frozenset[str]:
    """Named facts about the conversation that change what the same words mean."""
    settings = conversation.settings
    offered = {name.upper() for name in conversation.capabilities}
    login = [stage for stage in conversation.stages if stage.phase is Phase.AUTH]
    traits = {
        "clear-text": conversation.tls is None and settings.security is Security.NONE,
        "port-465": settings.port == 465,
        "port-25": settings.port == 25,
        "auth-offered": "AUTH" in offered,
        "starttls-offered": "STARTTLS" in offered,
        "logged-in": any(stage.ok for stage in login),
        "anonymous": not login and not conversation.mechanism,
        "oauth": conversation.mechanism.upper() in {"XOAUTH2", "OAUTHBEARER"},
        "host-is-address": is_ip_address(settings.host),
    }
    return frozenset(name for name, holds in traits.items() if holds)


def is_ip_address(host: str) -> bool:
    """Whether `host` is an IP address, brackets allowed, instead of a name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
