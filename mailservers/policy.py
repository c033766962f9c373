"""Which addresses a mail server may have, so that the test button is no port scanner of the inside network.

A relay in a private network is legitimate. Refused by default are this machine itself, link-local addresses (the
metadata service of cloud providers among them) and what no mail server has; in the demo this machine is allowed.
EASYFLEX_NETWORK_ALLOW opens networks again, EASYFLEX_NETWORK_DENY closes further ones and wins over everything.
"""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mailservers.models import Company

if TYPE_CHECKING:
    from mailservers.smtp.network import NetworkPolicy

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REFUSED_BY_DEFAULT = (
    "0.0.0.0/8",  # "this host" (RFC 1122)
    "127.0.0.0/8",
    "169.254.0.0/16",  # link-local, cloud metadata at 169.254.169.254
    "100.100.100.200/32",  # metadata of Alibaba Cloud
    "192.0.0.192/32",  # metadata of Oracle Cloud
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, broadcast
    "::/128",
    "::1/128",
    "fe80::/10",
    "fd00:ec2::254/128",  # metadata of AWS
    "ff00::/8",
)
LOOPBACK = ("127.0.0.0/8", "::1/128")


def network_policy() -> "NetworkPolicy":
    """The policy in force now, given by the settings and by whether this is the demo."""
    from mailservers.smtp.network import NetworkPolicy

    allowed, denied = configured_networks()
    if Company.current().demo:
        allowed += _networks("the demo", LOOPBACK)
    return NetworkPolicy(allow=allowed, deny=denied, refuse=_networks("the defaults", REFUSED_BY_DEFAULT))


def configured_networks() -> tuple[tuple[Network, ...], tuple[Network, ...]]:
    """The networks that the settings allow and deny. Raises ImproperlyConfigured naming the one that is none."""
    return (
        _networks("EASYFLEX_NETWORK_ALLOW", tuple(settings.NETWORK_ALLOW)),
        _networks("EASYFLEX_NETWORK_DENY", tuple(settings.NETWORK_DENY)),
    )


@lru_cache(maxsize=16)
def _networks(origin: str, texts: Iterable[str]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in texts if text.strip())
    except ValueError as problem:
        raise ImproperlyConfigured(f"{origin}: {problem}. Write networks as 10.0.0.0/8 or fd00::/8.") from None
