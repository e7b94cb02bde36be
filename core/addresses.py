"""Where a request comes from: the client behind trusted proxies, and the network it stands for."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Networks = Sequence[Network]
HOME_PREFIX = 64  # what an IPv6 line usually gets: its addresses are one caller
MOST_HOPS = 20


def networks(words: Iterable[str]) -> tuple[Network, ...]:
    """Return networks from texts such as 10.0.0.0/8 or ::1.

    Raises:
        ValueError: naming the first that is none.
    """
    found: list[Network] = []
    for word in words:
        try:
            found.append(ip_network(word, strict=False))
        except ValueError:
            raise ValueError(f"{word} is no address or network such as 10.0.0.0/8") from None
    return tuple(found)


def client_address(peer: str | None, forwarded_for: Iterable[str], trusted: Networks) -> str:
    """Return the address of the client: the peer's, or what trusted proxies say in X-Forwarded-For.

    The header is read from its right end, where our own proxies write, and no further than they are trusted:
    what a client puts there itself is never believed. A peer without an address (a Unix socket) is "".
    """
    address = _parsed(peer or "")
    if address is None or not is_in(address, trusted):
        return str(address or "")
    hops = [hop for line in forwarded_for for hop in line.split(",")][-MOST_HOPS:]
    for hop in reversed(hops):
        nearer = _parsed(hop)
        if nearer is None:
            break
        address = nearer
        if not is_in(address, trusted):
            break
    return str(address)


def address_class(address: str) -> str:
    """Return what stands for one caller: an IPv4 address, or the /64 of an IPv6 one."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed), HOME_PREFIX), strict=False))
    return str(parsed or "unknown")


def is_in(address: Address | str, some: Networks) -> bool:
    """Tell whether the address belongs to one of the networks."""
    parsed = _parsed(address) if isinstance(address, str) else address
    return parsed is not None and any(parsed in network for network in some)


def _parsed(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]  # an IPv4 address with its port
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
