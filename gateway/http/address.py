"""The client's address: the peer's, or the one that a trusted proxy reports."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from falcon.asgi import Request

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NO_ADDRESS = "unix"


def parse(text: str) -> Address | None:
    """Return the address in a proxy's header, written with or without brackets and port; None if it is not one."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_trusted(address: Address | None, proxies: tuple[Network, ...]) -> bool:
    """Tell whether an address is a trusted proxy's. A unix socket (None) is, if any proxy is trusted."""
    return bool(proxies) if address is None else any(address in network for network in proxies)


def follow(peer: Address | None, hops: Iterable[str], proxies: tuple[Network, ...]) -> Address | None:
    """Return the first address, going back from the peer, that is not a trusted proxy's. hops: nearest first."""
    address = peer
    for hop in hops:
        if not is_trusted(address, proxies) or (behind := parse(hop)) is None:
            break
        address = behind
    return address


def client_address(req: Request, proxies: tuple[Network, ...]) -> str:
    """Return the address for rate limits: an IPv4 address, or the /64 network of an IPv6 address.

    A proxy sets X-Forwarded-For or Forwarded, and may pass the other one on from the client. If they differ, only the
    peer's address is certain.
    """
    client = req.scope.get("client")
    peer = parse(client[0]) if client else None
    address = peer
    if is_trusted(peer, proxies):
        lists = []
        if (forwarded_for := req.get_header("X-Forwarded-For")) is not None:
            lists.append(forwarded_for.split(","))
        if (forwarded := req.forwarded) is not None:
            lists.append([hop.src or "" for hop in forwarded])
        said = {follow(peer, reversed(hops), proxies) for hops in lists}
        address = said.pop() if len(said) == 1 else peer
    if address is None:
        return NO_ADDRESS
    return str(address) if isinstance(address, IPv4Address) else str(ip_network((address, 64), strict=False))
