"""Asking servers that tenants name, without being made to ask one of the inside.

Whoever may name an address could have this process ask what only it can reach: the metadata service of a cloud, a
database, a neighbour. So an address is looked at when the connection is made, after its name was resolved and with no
second resolution behind it; redirects are not followed, proxies of the environment are not used. And whoever answers
may be slow, endless or wrong: there is a time and a size for each answer, compressed ones are not unpacked, and nothing
of an answer is told in an error.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

SECONDS = 10.0
CONNECT_SECONDS = 5.0
AT_ONCE = 50
AT_ONCE_A_HOST = 6
LONGEST_URL = 2_000
_TRANSLATED = (
    # IPv4 addresses within those of IPv6, which lead to where these would: RFC 6052, RFC 3056, RFC 4380.
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
)
_COMPATIBLE = IPv6Network("::/96")
"""IPv4 addresses within those of IPv6, as RFC 4291 once had them (2.5.5.1)."""


class OutgoingError(Exception):
    """Nothing usable came back. The text says why in our words, and has nothing of the answer."""


@dataclass(frozen=True)
class Answer:
    """What a server has answered, read in full."""

    status: int
    body: bytes


class Outgoing:
    """Asks, within bounds.

    Args:
        networks: whose addresses may be asked although they are private, and without TLS.
        seconds: for each answer; None for `SECONDS`.
    """

    def __init__(self, networks: Sequence[Network] = (), seconds: float | None = None) -> None:
        self._networks = tuple(networks)
        self._seconds = SECONDS if seconds is None else seconds
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def get(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        """The answer to a GET.

        Args:
            most: bytes that it may have.

        Raises:
            OutgoingError: there is none, or it is too large.
        """
        return await self._ask("GET", url, headers, None, most)

    async def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str], most: int) -> Answer:
        """The answer to a form that is posted.

        Raises:
            OutgoingError: there is none, or it is too large.
        """
        return await self._ask("POST", url, headers, form, most)

    def check_scheme(self, url: str) -> None:
        """Refuse an address without TLS that nobody has allowed, as far as it can be told without asking.

        Raises:
            OutgoingError: it is refused.
        """
        if urlsplit(url).scheme != "https" and not self._networks:
            raise OutgoingError("an address without TLS is not asked")

    async def close(self) -> None:
        """Close what is open."""
        for each in self._sessions.values():
            await each.close()
        self._sessions.clear()

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None, most: int
    ) -> Answer:
        session = self._session(self._scheme(url))
        try:
            async with session.request(
                method,
                url,
                data=form,
                headers={"Accept": "application/json", "Accept-Encoding": "identity", **headers},
                allow_redirects=False,
            ) as response:
                if response.headers.get("Content-Encoding", "identity") != "identity":
                    raise OutgoingError("the answer is compressed")
                return Answer(response.status, await _read(response, most))
        except TimeoutError as error:
            raise OutgoingError(f"there was no whole answer within {self._seconds:g} s") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _ForbiddenAddressError):
                raise OutgoingError(str(error.os_error)) from error
            raise OutgoingError("no connection can be made") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise OutgoingError("the connection broke off, or what came is no HTTP") from error

    def _scheme(self, url: str) -> str:
        """The scheme of an address that may be asked, as far as that can be told without resolving its name."""
        host = checked_url(url)
        scheme = urlsplit(url).scheme
        try:
            literal = ip_address(host)
        except ValueError:
            return scheme
        # It is resolved by nobody.
        _admit(literal, self._networks, private_only=scheme == "http")
        return scheme

    def _session(self, scheme: str) -> aiohttp.ClientSession:
        if scheme not in self._sessions:
            resolver = _Guard(self._networks, private_only=scheme == "http")
            self._sessions[scheme] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=resolver, limit=AT_ONCE, limit_per_host=AT_ONCE_A_HOST, use_dns_cache=False
                ),
                timeout=aiohttp.ClientTimeout(total=self._seconds, sock_connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[scheme]


def checked_url(url: str) -> str:
    """The host of an address that may be asked, whatever it resolves to.

    Raises:
        OutgoingError: it is none.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise OutgoingError("the address is no URL") from error
    plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}')
    if not plain or len(url) > LONGEST_URL or parts.scheme not in ("https", "http") or not host:
        raise OutgoingError("the address is no URL of https")
    if "@" in parts.netloc or parts.fragment:
        raise OutgoingError("the address has a user, a password or a fragment")
    return host


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > most:
            raise OutgoingError(f"the answer has more than {most:,} bytes")
    return bytes(body)


class _ForbiddenAddressError(OutgoingError, OSError):
    """An address that is not asked. An OSError too, for that is what becomes of a resolution that fails."""


class _Guard(AbstractResolver):
    """Resolves names, and refuses those that lead where nobody may be led."""

    def __init__(self, networks: Sequence[Network], *, private_only: bool) -> None:
        self._resolver: ThreadedResolver | None = None
        self._networks = networks
        self._private_only = private_only

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self._resolver is None:
            self._resolver = ThreadedResolver(asyncio.get_running_loop())
        found = await self._resolver.resolve(host, port, family)
        for each in found:
            _admit(
                ip_address(each["host"].partition("%")[0]), self._networks, private_only=self._private_only
            )
        return found

    async def close(self) -> None:
        if self._resolver is not None:
            await self._resolver.close()


def _admit(address: Address, networks: Sequence[Network], *, private_only: bool) -> None:
    """Refuse an address of the inside.

    Args:
        private_only: only those of the networks may be asked: it would be without TLS.

    Raises:
        OutgoingError: it is refused.
    """
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in each for each in networks):
        return
    if private_only:
        raise _ForbiddenAddressError("an address without TLS is not asked")
    translated = isinstance(address, IPv6Address) and any(address in each for each in _TRANSLATED)
    local = isinstance(address, IPv6Address) and (address.is_site_local or address in _COMPATIBLE)
    if not address.is_global or address.is_multicast or translated or local:
        raise _ForbiddenAddressError("the name leads to an address that is not public")


def networks_of(text: str) -> tuple[Network, ...]:
    """Networks with commas between.

    Raises:
        ValueError: one is none.
    """
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
