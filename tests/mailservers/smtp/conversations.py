"""Failed conversations as the driver would report them, made from a reply or from a kind of failure."""

import json
import re
from pathlib import Path
from typing import Any

from mailservers.smtp.conversation import Conversation, Failure, FailureKind, Phase, RecipientResult, Stage
from mailservers.smtp.replies import Reply
from mailservers.smtp.settings import Security, ServerSettings

FOLDER = Path(__file__).parent
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")


def replies(name: str) -> list[dict[str, Any]]:
    """Real replies: provider, situation, phase, reply, and the codes that are right, best first."""
    return json.loads((FOLDER / name).read_text())


def reply_of(text: str) -> Reply:
    """The reply that a server sent as `text`, reply codes included."""
    lines = [re.sub(r"^\d{3}[ -]?", "", line) for line in text.split("\n")]
    found = ENHANCED.match(lines[0].strip())
    return Reply(int(text[:3]), tuple(lines), found[1] if found else "")


def refused(text: str, phase: str, **changes: Any) -> Conversation:
    """A conversation that ended with the reply `text` in `phase`."""
    reply = reply_of(text)
    return failed(FailureKind.REPLY, phase, reply=reply, **changes)


def failed(
    kind: FailureKind,
    phase: str,
    *,
    reply: Reply | None = None,
    detail: str = "",
    host: str = "mail.example.nl",
    port: int = 587,
    security: Security = Security.STARTTLS,
    logged_in: bool = False,
    mechanism: str = "",
    offers: str = "",
    recipient: str = "",
    **facts: Any,
) -> Conversation:
    """A conversation that ended with a failure of `kind` in `phase`; `offers` are EHLO keywords, "AUTH=PLAIN SIZE"."""
    login = (Stage(Phase.AUTH, True, 0, 1),) if logged_in else ()
    pairs = [(keyword.partition("=")[0], keyword.partition("=")[2]) for keyword in offers.split()]
    return Conversation(
        settings=ServerSettings(host, port, security, ehlo_name="kantoor.example.nl"),
        outcome="failed",
        contact=True,
        phase=Phase(phase),
        failure=Failure(Phase(phase), kind, reply, detail, facts),
        reply=reply,
        tls=None,
        stages=login,
        transcript=(),
        recipients=(RecipientResult(recipient, False, None, ""),) if recipient else (),
        queue_id=None,
        duration_ms=12,
        address="192.0.2.7",
        mechanism=mechanism,
        username="jan@example.nl" if mechanism or logged_in else "",
        capabilities=dict(pairs),
    )
