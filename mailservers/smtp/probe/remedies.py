"""Settings that work where the tried ones failed: found from the diagnosis, and tested before anyone sees them."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as FuturesTimeout
from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

from ..conversation import Conversation
from ..diagnosis import diagnose
from ..diagnosis.evidence import is_ip_address
from ..driver import converse
from ..network import ANY_NETWORK, NetworkPolicy
from ..settings import Security, ServerSettings
from .ports import PORTS, with_security
from .search import SIMULTANEOUS, USUAL_NAMES

SAME_PORT = {
    "tls-on-plain-port": (Security.STARTTLS,),
    "plain-on-tls-port": (Security.SSL,),
    "starttls-missing": (Security.SSL,),
    "starttls-refused": (Security.SSL,),
    "starttls-required": (Security.STARTTLS, Security.SSL),
    "auth-needs-tls": (Security.STARTTLS, Security.SSL),
}
OTHER_PORT = {
    "connection-refused",
    "connect-timeout",
    "not-smtp",
    "timeout",
    "connection-lost",
    "tls-failed",
    "auth-not-offered",
    *SAME_PORT,
}
OTHER_NAME = {"host-unknown", "host-no-address"}
NAMES_TRIED = 4
EARLY_PHASES = ("tls", "greeting", "ehlo", "starttls")


@dataclass(frozen=True, slots=True)
class Remedy:
    """Tested settings that reach the server. `change` names what differs most: host, port or security."""

    settings: ServerSettings
    change: Literal["host", "port", "security"]
    conversation: Conversation


def remedies(
    conversation: Conversation,
    *,
    ports: Iterable[int | tuple[int, Security]] = PORTS,
    deadline_s: float = 8.0,
    policy: NetworkPolicy = ANY_NETWORK,
) -> Remedy | None:
    """The best settings that work, tried side by side without login and message; None when none are known to help.

    Never offers less protection than was asked for.
    """
    until = monotonic() + deadline_s
    alternatives = alternatives_to(conversation, with_security(ports))
    if not alternatives:
        return None
    ended: dict[int, Conversation | None] = {}  # by rank; None when it did not help
    pool = ThreadPoolExecutor(min(SIMULTANEOUS, len(alternatives)), thread_name_prefix="remedy")
    try:
        tries: dict[Future[Conversation], int] = {
            pool.submit(converse, settings, deadline_s=deadline_s, policy=policy): rank
            for rank, settings in enumerate(alternatives)
        }
        with suppress(FuturesTimeout):
            for done in as_completed(tries, timeout=max(0.0, until - monotonic())):
                after = done.result()
                ended[tries[done]] = after if _helps(conversation, after) else None
                if best := _settled(ended):
                    return Remedy(best.settings, _change(conversation.settings, best.settings), best)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    late = [ended[rank] for rank in sorted(ended) if ended[rank]]
    return next(
        (Remedy(each.settings, _change(conversation.settings, each.settings), each) for each in late if each), None
    )


def _settled(ended: dict[int, Conversation | None]) -> Conversation | None:
    """The best that helps, once everything better than it is known not to."""
    for rank in range(len(ended)):
        if rank not in ended:
            return None
        if found := ended[rank]:
            return found
    return None


def alternatives_to(
    conversation: Conversation, ports: Sequence[tuple[int, Security]] = PORTS
) -> tuple[ServerSettings, ...]:
    """Settings worth trying after `conversation`, best first."""
    diagnosis = diagnose(conversation)
    if diagnosis is None:
        return ()
    tried = conversation.settings
    found: dict[ServerSettings, None] = {}
    for security in SAME_PORT.get(diagnosis.base_code, ()):
        found[replace(tried, security=security)] = None
    late = diagnosis.base_code in ("timeout", "connection-lost") and diagnosis.phase not in EARLY_PHASES
    if diagnosis.base_code in OTHER_PORT and not late:
        for port, security in ports:
            if port != tried.port:
                found[replace(tried, port=port, security=security)] = None
    for host in other_names(conversation, diagnosis.base_code):
        found[replace(tried, host=host)] = None
        if diagnosis.base_code in OTHER_NAME:
            found |= dict.fromkeys(replace(tried, host=host, port=port, security=kind) for port, kind in ports)
    return tuple(each for each in found if each != tried and each.security.strength >= tried.security.strength)


def other_names(conversation: Conversation, base_code: str) -> list[str]:
    """Names under which the same server may be meant: those of its certificate, or the usual ones of the domain."""
    host = conversation.settings.host
    if base_code in OTHER_NAME and "." in host and not is_ip_address(host):
        first, _, rest = host.partition(".")
        domain = rest if first in USUAL_NAMES and "." in rest else host
        return [name for usual in USUAL_NAMES if (name := f"{usual}.{domain}") != host]
    failure = conversation.failure
    if base_code == "certificate-name" and failure is not None:
        names = failure.facts.get("names") or ()
        return [name for name in names if "*" not in name and name != host and not is_ip_address(name)][:NAMES_TRIED]
    return []


def _helps(before: Conversation, after: Conversation) -> bool:
    """Whether `after` gets past what stopped `before`."""
    if after.outcome != "accepted":
        return False
    diagnosis = diagnose(before)
    assert diagnosis is not None
    if diagnosis.base_code in ("auth-not-offered", "auth-needs-tls") and "AUTH" not in after.capabilities:
        return False
    # A name from a certificate counts only when it leads to the same machine: else whoever intercepts the
    # connection could have a server of their own suggested.
    return diagnosis.base_code != "certificate-name" or after.address == before.address


def _change(tried: ServerSettings, works: ServerSettings) -> Literal["host", "port", "security"]:
    if works.host != tried.host:
        return "host"
    return "port" if works.port != tried.port else "security"
