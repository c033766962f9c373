"""Which server and which settings to use for sending mail, given a host name, a domain or an e-mail address."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as FuturesTimeout
from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import NamedTuple

import idna

from ..diagnosis.evidence import is_ip_address
from ..diagnosis.texts import LANGUAGES
from ..network import ANY_NETWORK, NetworkPolicy
from ..settings import Security, ServerSettings
from .ports import PORTS, PortReport, examine, with_security
from .srv import Place, published_places

Resolver = Callable[[str], Iterable[Place]]
SIMULTANEOUS = 16
USUAL_NAMES = ("smtp", "mail")


class Target(NamedTuple):
    """A port to look at, and how to speak to it first."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What was found. `host` is the recommended one, else the one that was asked; `reason` names why it is best:
    "implicit-tls", "starttls", "clear-text", or "" without a recommendation."""

    target: str
    host: str
    candidates: tuple[PortReport, ...]
    recommended: ServerSettings | None
    reason: str


def probe(
    target: str,
    *,
    ports: Iterable[int | tuple[int, Security]] = PORTS,
    deadline_s: float = 8.0,
    policy: NetworkPolicy = ANY_NETWORK,
    resolver: Resolver = published_places,
    ca_certificate: str = "",
) -> ProbeReport:
    """Look at every likely host and port side by side, for `deadline_s` in all. Never raises for what a server does.

    `target` is a host name, an IP address, a mail domain or an e-mail address; `ca_certificate` is PEM text of an own
    authority. No login is tried, no message sent.
    """
    until = monotonic() + deadline_s
    choices = with_security(ports)
    places = likely_places(target, choices)

    def look(place: Target) -> PortReport:
        settings = ServerSettings(place.host, place.port, place.security, ca_certificate=ca_certificate)
        return examine(settings, until=until, policy=policy)

    found: dict[tuple[str, int], PortReport] = {}
    published: set[tuple[str, int]] = set()
    pool = ThreadPoolExecutor(SIMULTANEOUS, thread_name_prefix="probe")
    try:
        started = {(place.host, place.port): pool.submit(look, place) for place in places}
        for place in _published(target, resolver, pool, until, choices):
            published.add((place.host, place.port))
            if (place.host, place.port) not in started:
                started[place.host, place.port] = pool.submit(look, place)
        with suppress(FuturesTimeout):
            for done in as_completed(started.values(), timeout=max(0.0, until - monotonic())):
                report = done.result()
                found[report.host, report.port] = report
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    reports = [replace(report, published=key in published) for key, report in found.items()]
    candidates = tuple(sorted(reports, key=_usefulness))
    best = next((each for each in candidates if each.diagnosis is None), None)
    return ProbeReport(
        target=target,
        host=best.host if best else domain_of(target),
        candidates=candidates,
        recommended=best.settings if best else None,
        reason=_reason(best),
    )


def domain_of(target: str) -> str:
    """The host or domain in `target`: lower case, A-labels, without surrounding spaces and final dot."""
    domain = target.strip().rpartition("@")[2].strip("[]<> ").rstrip(".").lower()
    with suppress(idna.IDNAError):
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    return domain


def likely_places(target: str, ports: Iterable[tuple[int, Security]]) -> list[Target]:
    """The hosts worth asking before DNS has said anything, each with every port."""
    domain = domain_of(target)
    if is_ip_address(domain) or "." not in domain:
        hosts = [domain]
    else:
        usual = [f"{name}.{domain}" for name in USUAL_NAMES if not domain.startswith(f"{name}.")]
        hosts = usual if "@" in target else [domain, *usual]
    return [Target(host, port, security) for host in hosts for port, security in ports]


def _published(
    target: str, resolver: Resolver, pool: ThreadPoolExecutor, until: float, ports: Iterable[tuple[int, Security]]
) -> list[Target]:
    domain = domain_of(target)
    if is_ip_address(domain) or "." not in domain:
        return []
    try:
        named = list(pool.submit(lambda: list(resolver(domain))).result(timeout=max(0.0, until - monotonic()) / 2))
    except FuturesTimeout:
        return []
    return [
        Target(place.host, port, security)
        for place in named
        for port, security in (
            [(place.port, place.security or Security.STARTTLS)] if place.port is not None else tuple(ports)
        )
    ]


def _usefulness(report: PortReport) -> tuple[bool, ...]:
    """Sorts the best first: usable, encrypted, with a login, TLS from the start (RFC 8314 3.3), published."""
    return (
        report.diagnosis is not None,
        report.security is Security.NONE,
        not report.mechanisms,
        report.security is not Security.SSL,
        not report.published,
        not report.reachable,
    )


def why_recommended(report: ProbeReport, language: str) -> str:
    """One sentence that says why the recommended settings are the best found; empty without a recommendation."""
    if report.recommended is None:
        return ""
    words = LANGUAGES.get(language.partition("-")[0], LANGUAGES["en"])
    sentence: str = words.RECOMMENDATIONS[report.reason]
    return sentence.format(host=report.recommended.host, port=report.recommended.port)


def _reason(best: PortReport | None) -> str:
    if best is None:
        return ""
    return {Security.SSL: "implicit-tls", Security.STARTTLS: "starttls", Security.NONE: "clear-text"}[best.security]
