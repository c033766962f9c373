"""Where a mail domain says its submission servers are (RFC 6186, RFC 8314 5.1), and what its MX records hint at."""

from dataclasses import dataclass

import dns.exception
import dns.name
import dns.resolver

from ..settings import Security

LOOKUP_LIMIT_S = 2.0  # all look-ups of one domain together; offline they fail at once or not at all
SERVICES = (("_submissions._tcp", Security.SSL), ("_submission._tcp", Security.STARTTLS))

# MX records name servers for receiving. Those of large providers tell where their customers submit mail.
SUBMISSION_SERVERS = {
    "google.com": "smtp.gmail.com",
    "googlemail.com": "smtp.gmail.com",
    "mail.protection.outlook.com": "smtp.office365.com",
    "mx.microsoft": "smtp.office365.com",
    "icloud.com": "smtp.mail.me.com",
    "yahoodns.net": "smtp.mail.yahoo.com",
    "zoho.eu": "smtp.zoho.eu",
    "zoho.com": "smtp.zoho.com",
    "messagingengine.com": "smtp.fastmail.com",
    "transip.email": "smtp.transip.email",
    "one.com": "send.one.com",
    "ovh.net": "ssl0.ovh.net",
    "gandi.net": "mail.gandi.net",
    "infomaniak.ch": "mail.infomaniak.com",
    "rzone.de": "smtp.strato.de",
    "kundenserver.de": "smtp.ionos.de",
    "mailbox.org": "smtp.mailbox.org",
    "yandex.net": "smtp.yandex.com",
    "secureserver.net": "smtpout.secureserver.net",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A host that may take mail; `port` and `security` are None when nobody said which."""

    host: str
    port: int | None = None
    security: Security | None = None


def published_places(domain: str, limit_s: float = LOOKUP_LIMIT_S) -> tuple[Place, ...]:
    """The places that `domain` names in DNS, best first; nothing when it names none or DNS does not answer in time."""
    try:
        resolver = dns.resolver.Resolver()
        resolver.lifetime = limit_s / 3  # three questions at most
        services = [
            place for name, security in SERVICES for place in _srv_places(resolver, f"{name}.{domain}", security)
        ]
        return tuple(services) or _provider_places(resolver, domain)
    except dns.exception.DNSException:
        return ()


def _srv_places(resolver: dns.resolver.Resolver, name: str, security: Security) -> list[Place]:
    try:
        records = sorted(resolver.resolve(name, "SRV", search=False), key=lambda each: (each.priority, -each.weight))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    # The target "." says: decidedly not offered (RFC 2782).
    return [Place(_text(each.target), each.port, security) for each in records if each.target != dns.name.root]


def _provider_places(resolver: dns.resolver.Resolver, domain: str) -> tuple[Place, ...]:
    try:
        exchanges = [_text(each.exchange) for each in resolver.resolve(domain, "MX", search=False)]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    return provider_places(exchanges)


def provider_places(exchanges: list[str]) -> tuple[Place, ...]:
    """The submission servers of the providers that these MX hosts belong to."""
    hosts = {
        server: None
        for exchange in exchanges
        for suffix, server in SUBMISSION_SERVERS.items()
        if exchange.lower() == suffix or exchange.lower().endswith(f".{suffix}")
    }
    return tuple(Place(host) for host in hosts)


def _text(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True)
