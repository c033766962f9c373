"""Which networks may be reached: asked for every resolved address, so that no name can point around the rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """`allow` wins over `deny`; what neither names is allowed."""

    allow: tuple[Network, ...] = ()
    deny: tuple[Network, ...] = ()

    @classmethod
    def of(cls, *, allow: Iterable[str] = (), deny: Iterable[str] = ()) -> "NetworkPolicy":
        """A policy from network notations. Raises ValueError for one that cannot be read."""
        return cls(tuple(ip_network(each) for each in allow), tuple(ip_network(each) for each in deny))

    def permits(self, address: str) -> bool:
        """Whether `address` may be reached. An IPv4 address inside IPv6 counts as what it really is."""
        if not self.deny:
            return True
        real = _real_address(address)
        if any(real in network for network in self.allow if network.version == real.version):
            return True
        return not any(real in network for network in self.deny if network.version == real.version)


# The last 32 bits are an IPv4 address: NAT64 (RFC 6052, RFC 8215) and the old "compatible" form (RFC 4291 2.5.5.1).
IPV4_BEHIND = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))
LONE_NUMBERS = ip_network("::/112")  # "::" and "::1" stand for themselves


@lru_cache(maxsize=1024)
def _real_address(text: str) -> IPv4Address | IPv6Address:
    return _real(ip_address(text.split("%", 1)[0]))


def _real(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address not in LONE_NUMBERS and any(address in network for network in IPV4_BEHIND):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


ANY_NETWORK = NetworkPolicy()
# What no mail server of a customer is at: this machine, link-local with the clouds' metadata services, multicast.
DANGEROUS_NETWORKS = (
    "0.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.100.100.200/32",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "fe80::/10",
    "fd00:ec2::254/128",
    "ff00::/8",
)
