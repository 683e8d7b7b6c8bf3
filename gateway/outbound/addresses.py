"""Which addresses are of the internet: a webhook must not reach what only this machine can reach."""

import errno
import socket
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

# They carry an IPv4 address, which a gateway on the way may take out.
TUNNELS = tuple(map(ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")))

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]


def is_public(text: str) -> bool:
    """Tell whether an address is one of the internet: not private, local, shared, reserved or for many at once."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address.is_site_local or any(address in tunnel for tunnel in TUNNELS):
            return False
    return address.is_global and not address.is_multicast


def public_socket(info: AddressInfo) -> socket.socket:
    """Return a socket for this very address. Raises OSError EACCES if the address is not of the internet."""
    family, kind, protocol, _, where = info
    if not is_public(str(where[0])):
        raise OSError(errno.EACCES, "not an address of the internet")
    return socket.socket(family, kind, protocol)
