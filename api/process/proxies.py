"""Where a request comes from: the address at the other end of the connection, or what a trusted proxy there says."""

from ipaddress import ip_address

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


async def _no_application(_: object, __: object, ___: object) -> None:
    raise RuntimeError("only the list of trusted proxies is used")


class Proxies:
    """The proxies whose `X-Forwarded-For` is believed, read as uvicorn does: from its end to the first stranger."""

    def __init__(self, trusted: str) -> None:
        """`trusted`: addresses and networks, with commas between."""
        self._trusted = ProxyHeadersMiddleware(_no_application, trusted_hosts=trusted).trusted_hosts

    def client(self, peer: str | None, forwarded: str) -> str | None:
        """The address of the client; None where that cannot be told, as over a Unix socket.

        Args:
            peer: of the connection.
            forwarded: the header as sent, empty where it is absent.
        """
        found = peer
        if forwarded and peer in self._trusted:
            found, _ = self._trusted.get_trusted_client_address(forwarded)
        return _normal(found)

    def trusts(self, address: str | None) -> bool:
        """Whether this is a proxy, or a program beside it, that says nothing of who asks."""
        return address in self._trusted


def _normal(address: str | None) -> str | None:
    """In one spelling; an IPv4 address that came over IPv6 as itself."""
    if address is None:
        return None
    try:
        found = ip_address(address)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
