"""What a diagnosis can quote: names, dates and limits that were seen, or that the server mentioned."""

import re
from collections.abc import Mapping

from ..conversation import Conversation, Failure, FailureKind, Phase
from ..replies import Reply

MAIL_FROM = re.compile(r"(?i)^MAIL FROM:<([^>]+)>")
LINK = re.compile(r"https?://[^\s<>\"'\])]+")
TRAILING = ".,;:!"
WAIT = re.compile(r"(?i)\b(\d{1,5}) ?(seconds?|secs?|minutes?|mins?|hours?|s|m|h)\b")
SIZE_LIMIT = re.compile(r"(?i)(?:limit\w*|max\w*|than|exceeds?|of|\()[^\d\n]{0,24}(\d{5,12})\b(?! ?\w+@)")
SIZE_WITH_UNIT = re.compile(r"(?i)\b(\d{1,5}(?:[.,]\d+)?) ?(k|m|g)i?b(?:ytes?)?\b")
COUNT_LIMIT = re.compile(
    r"(?i)\b(\d[\d.,/]{0,20}) (?:\(\d+%\)\) )?(?:messages?|e-?mails?|mails?|recipients?|per|an?)\b(?: \w+){0,3}"
)
UNIT_BYTES = {"k": 1024, "m": 1024**2, "g": 1024**3}
TEXT_LIMIT = 2000  # characters of a reply that are read; the longest of real servers have some 700
REPLY_LENGTH = 240  # characters of a reply quoted in an explanation; the log has all of it
FIRST_BYTES_LENGTH = 60

Facts = dict[str, str | int]


def facts_of(conversation: Conversation, failure: Failure, code: str) -> Facts:
    """Everything worth quoting about a conversation diagnosed as `code`. Empty values are left out."""
    settings = conversation.settings
    reply = decisive_reply(conversation)
    facts: Facts = {
        "host": settings.host,
        "port": settings.port,
        "address": conversation.address,
        "username": conversation.username,
        "mechanism": conversation.mechanism,
        "starttls_port": settings.port if offers_starttls(conversation) else "",
        "offered": conversation.capabilities.get("AUTH", ""),
        "ehlo_name": settings.ehlo_name,
        "detail": failure.detail.rstrip("."),
        "sender": sender_of(conversation),
        "recipient": refused_recipients(conversation, failure),
        **tls_facts(conversation),
        **client_facts(failure.facts),
        **(reply_facts(reply, code.partition("/")[0]) if reply is not None else {}),
    }
    return {name: value for name, value in facts.items() if value not in ("", None)}


def offers_starttls(conversation: Conversation) -> bool:
    """Whether the server said, on a connection that was still open to all eyes, that this very port can be secured."""
    return conversation.tls is None and "STARTTLS" in conversation.capabilities


def decisive_reply(conversation: Conversation) -> Reply | None:
    """The reply that the failure is about."""
    failure = conversation.failure
    if failure is None:
        return None
    if failure.reply is not None:
        return failure.reply
    return conversation.reply if failure.kind is FailureKind.REPLY else None


def opening(reply: Reply) -> str:
    """What is read of a reply: a hostile server may send 100 lines of 4 kB."""
    return reply.text[:TEXT_LIMIT]


def refused_recipients(conversation: Conversation, failure: Failure) -> str:
    """The recipients that the failure is about."""
    if failure.kind is FailureKind.SMTPUTF8_NEEDED:
        return str(failure.facts.get("address", ""))
    if failure.phase not in (Phase.RCPT, Phase.DATA, Phase.MESSAGE):
        return ""
    return ", ".join(each.address for each in conversation.recipients if not each.accepted)


def sender_of(conversation: Conversation) -> str:
    """The envelope sender last given to the server."""
    spoken = (line for line in reversed(conversation.transcript) if line.origin == "client")
    return next((found[1] for line in spoken if (found := MAIL_FROM.match(line.text))), "")


def tls_facts(conversation: Conversation) -> Facts:
    """What TLS showed before the failure."""
    tls = conversation.tls
    if tls is None:
        return {}
    return {"version": tls.version, "subject": tls.subject, "issuer": tls.issuer, "not_after": tls.not_after}


def client_facts(seen: Mapping[str, object]) -> Facts:
    """The facts the client attached to the failure, as text."""
    facts: Facts = {}
    for name, value in seen.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            facts[name] = ", ".join(map(str, value))
        elif isinstance(value, int) and not isinstance(value, bool):
            facts[name] = value
        elif value is not None:
            facts[name] = str(value)
    if "addresses" in facts:
        facts["address"] = facts.pop("addresses")
    if "first_bytes" in facts:
        facts["first_bytes"] = shortened(str(facts["first_bytes"]), FIRST_BYTES_LENGTH)
    return facts


def reply_facts(reply: Reply, base_code: str) -> Facts:
    """What the server's own words mention."""
    text = " ".join(opening(reply).split())
    facts: Facts = {"reply": shortened(f"{reply.code} {text}".strip(), REPLY_LENGTH)}
    if link := LINK.search(text):
        facts["link"] = link[0].rstrip(TRAILING)
    if base_code == "message-too-big" and (limit := size_limit(text)):
        facts["limit_bytes"] = limit
    if base_code in ("rate-limited", "too-many-recipients") and (count := COUNT_LIMIT.search(text)):
        facts["limit"] = count[0]
    if base_code in ("greylisted", "server-busy") and (wait := WAIT.search(text)):
        facts["wait_s"] = int(wait[1]) * {"s": 1, "m": 60, "h": 3600}[wait[2][0].lower()]
    return facts


def size_limit(text: str) -> int | None:
    """The number of bytes that a refusal for size mentions."""
    if found := SIZE_WITH_UNIT.search(text):
        return round(float(found[1].replace(",", ".")) * UNIT_BYTES[found[2].lower()])
    found = SIZE_LIMIT.search(text)
    return int(found[1]) if found else None


def shortened(text: str, length: int) -> str:
    """`text`, cut to `length` characters with an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
