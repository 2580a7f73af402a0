"""Servers that tenants name: which are asked, and what of an answer is taken."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from core.outgoing import Answer, Outgoing, OutgoingError, networks_of

HERE = networks_of("127.0.0.0/8, ::1/128")
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(handle: Handler) -> AsyncIterator[str]:
    """Where a server is that does this with every connection."""
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


def saying(*parts: bytes, pause: float = 0.0) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            for each in parts:
                writer.write(each)
                await writer.drain()
                await asyncio.sleep(pause)
        except ConnectionError:
            return
        finally:
            writer.close()

    return handle


async def asked(url: str, most: int = 1_000, seconds: float = 5.0, networks: str = "") -> Answer:
    outgoing = Outgoing(networks_of(networks) or HERE, seconds)
    try:
        return await outgoing.get(url, {}, most)
    finally:
        await outgoing.close()


OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


async def test_an_answer_is_read() -> None:
    async with served(saying(OK + b"\r\n", b"{}")) as url:
        assert await asked(url) == Answer(200, b"{}")
        assert (await asked(url.replace("127.0.0.1", "localhost"))).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fec0::1]/",
        "https://[::127.0.0.2]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://100.64.0.1/",
        "http://93.184.215.14/",
        "http://example.com:x/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "javascript:alert(1)",
        "https://user:password@example.com/",
        "https://example.com/#fragment",
        "https://example.com/a b",
        "https://exa\nmple.com/",
        "https://例子.example/",
        "https:///path",
        "https://",
        "",
    ],
)
async def test_no_address_of_the_inside_is_asked(url: str) -> None:
    with pytest.raises(OutgoingError):
        await asked(url, networks="192.0.2.0/24")


async def test_a_name_is_refused_by_what_it_resolves_to() -> None:
    async with served(saying(OK + b"\r\n{}")) as url:
        with pytest.raises(OutgoingError, match="without TLS is not asked"):
            await asked(url.replace("127.0.0.1", "localhost"), networks="192.0.2.0/24")
        with pytest.raises(OutgoingError, match="not public"):
            await asked(url.replace("http://127.0.0.1", "https://localhost"), networks="192.0.2.0/24")


async def test_a_redirect_is_not_followed() -> None:
    async with (
        served(saying(OK + b"\r\nsecret")) as inside,
        served(saying(b"HTTP/1.1 302 Found\r\nLocation: " + inside.encode() + b"\r\n\r\n")) as url,
    ):
        assert await asked(url) == Answer(302, b"")


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (saying(OK + b"\r\n", *[b"x" * 600] * 4), "more than 1,000 bytes"),
        (saying(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"0" * 10_000)), "compressed"),
        (saying(b"", pause=2.0), "within 0.5 s"),
        (saying(OK + b"\r\n", *[b"x"] * 20, pause=0.1), "within 0.5 s"),
        (saying(b"SSH-2.0-OpenSSH\r\n"), "no HTTP"),
        (saying(OK + b"X: " + b"x" * 100_000 + b"\r\n\r\n"), "no HTTP"),
        (saying(), "broke off"),
    ],
)
async def test_an_answer_has_a_size_a_time_and_a_form(handler: Handler, reason: str) -> None:
    async with served(handler) as url:
        with pytest.raises(OutgoingError, match=reason) as caught:
            await asked(url, seconds=0.5)
        assert "xx" not in str(caught.value)
        assert "SSH" not in str(caught.value)


async def test_nobody_there() -> None:
    with pytest.raises(OutgoingError, match="no connection"):
        await asked("http://127.0.0.1:9/")
    with pytest.raises(OutgoingError, match="no connection"):
        await asked("https://nobody.invalid/")
