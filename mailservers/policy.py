"""Which addresses a mail server may have, so that the test button is no port scanner of the inside network.

A relay in a private network is legitimate. Refused by default are this machine itself, link-local addresses (the
metadata service of cloud providers among them) and what no mail server has; in the demo this machine is allowed.
EASYFLEX_NETWORK_DENY closes further networks; EASYFLEX_NETWORK_ALLOW makes exceptions, also within refused ones.
"""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mailservers.models import Company
from mailservers.smtp.network import DANGEROUS_NETWORKS, Network, NetworkPolicy

LOOPBACK = ("127.0.0.0/8", "::1/128")


def network_policy() -> NetworkPolicy:
    """The policy in force now, given by the settings and by whether this is the demo."""
    return configured_policy(demo=Company.current().demo)


def configured_policy(demo: bool = False) -> NetworkPolicy:
    """The policy of the settings. Raises ImproperlyConfigured naming a network that is none."""
    allowed = _networks("EASYFLEX_NETWORK_ALLOW", tuple(settings.NETWORK_ALLOW))
    denied = _networks("EASYFLEX_NETWORK_DENY", tuple(settings.NETWORK_DENY))
    at_home = _networks("loopback", LOOPBACK) if demo else ()
    return NetworkPolicy(allow=allowed + at_home, deny=denied + _networks("defaults", DANGEROUS_NETWORKS))


@lru_cache(maxsize=16)
def _networks(origin: str, texts: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in texts if text.strip())
    except ValueError as problem:
        raise ImproperlyConfigured(f"{origin}: {problem}. Write networks as 10.0.0.0/8 or fd00::/8.") from None
