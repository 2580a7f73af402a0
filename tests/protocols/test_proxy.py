"""Sluice behind nginx that ends TLS: a real one, by the configuration of the how-to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from api.context import Engine
from tenants import throttle
from tenants.platform import AFFINITY, SESSION
from tenants.tokens import token_hash
from tests.client import Api
from tests.ports import free_port
from tests.protocols.browser import PASSWORD
from tests.protocols.nginx import Front, installed, nginx
from tests.protocols.serving import serving_here
from tests.protocols.sockets import PROTOCOL, Socket
from tests.world import sign_up

SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"
ME = "{ me { tenant { slug } } }"
CLIENT, OTHER = "127.0.0.2", "127.0.0.3"
"""Addresses of this machine that are no proxy's."""
FORGED = "203.0.113.9"


@dataclass(frozen=True)
class Behind:
    """A server behind nginx.

    Attributes:
        direct: its own address, which only nginx should reach.
    """

    front: Front
    direct: str
    engine: Engine

    async def send(
        self, client: str, document: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        """An operation through nginx, from an address of this machine."""
        return await self._sent(self.front.address, client, document, variables, headers)

    async def send_past(
        self, client: str, document: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        """The same past nginx."""
        return await self._sent(self.direct, client, document, variables, headers)

    async def _sent(
        self,
        address: str,
        client: str,
        document: str,
        variables: dict[str, Any] | None,
        headers: dict[str, str],
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"query": document, "variables": variables or {}}
        transport = httpx.AsyncHTTPTransport(verify=self.front.tls, local_address=client)
        async with httpx.AsyncClient(transport=transport) as sending:
            return await sending.post(f"{address}/graphql", json=body, headers=named)

    async def code(self, client: str, email: str, password: str, **headers: str) -> str | None:
        """What a sign-in is refused with; None where it is not."""
        given = {"input": {"email": email, "password": password}}
        answer = (await self.send(client, SIGN_IN, given, **headers)).json()
        errors = answer["data"]["signIn"]["errors"]
        return errors[0]["code"] if errors else None

    async def noted(self, token: str) -> str | None:
        """From where the session was used last, as is written down."""
        await self.engine.authenticator.uses.write()
        wanted = select(SESSION.c.last_address).where(SESSION.c.token_hash == token_hash(token))
        found: str | None = (await self.engine.database.rows(wanted, affinity=AFFINITY))[0]["last_address"]
        return found


@pytest.fixture(scope="module")
async def behind(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Behind]:
    program = installed()
    folder: Path = tmp_path_factory.mktemp("nginx")
    tls, plain = free_port(), free_port()
    settings = {
        "SLUICE_PUBLIC_URL": f"https://127.0.0.1:{tls}",
        "SLUICE_TRUSTED_PROXIES": "127.0.0.1",
    }
    async with serving_here(database_url, **settings) as here:
        parts = urlsplit(here.url)
        assert parts.port is not None
        async with nginx(folder, program, tls=tls, plain=plain, behind=parts.port) as front:
            yield Behind(front, f"http://{parts.netloc}", here.engine)


async def test_browsers_are_told_to_come_by_https_alone(behind: Behind) -> None:
    async with httpx.AsyncClient(verify=behind.front.tls) as client:
        answer = await client.get(f"{behind.front.address}/invitation")
        assert (answer.status_code, answer.headers["strict-transport-security"]) == (200, "max-age=31536000")
        assert answer.headers["x-frame-options"] == "DENY"
        moved = await client.get(f"{behind.front.plain}/invitation")
        assert (moved.status_code, moved.headers["location"]) == (301, f"{behind.front.address}/invitation")
        assert (await client.get(f"{behind.front.address}/metrics")).status_code == 404


async def test_the_cookie_and_sockets_are_for_our_own_pages(behind: Behind, api: Api) -> None:
    _, slug = await sign_up(api, "proxied")
    given = {"input": {"email": f"admin@{slug}.example", "password": PASSWORD}}
    page = {"Origin": behind.front.address, "Sec_Fetch_Site": "same-origin", "X_Sluice_Session": "cookie"}
    answer = await behind.send(CLIENT, SIGN_IN, given, **page)
    assert answer.json()["data"]["signIn"] == {"token": None, "errors": []}
    kept, *told = answer.headers["set-cookie"].split("; ")
    assert kept.startswith("__Host-sluice=sls_")
    assert {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"} < set(told)
    assert not [each for each in told if each.startswith("Domain")]
    me = await behind.send(CLIENT, ME, Cookie=kept, **page)
    assert me.json()["data"]["me"]["tenant"]["slug"] == slug
    for origin in ("https://elsewhere.example", behind.front.plain, behind.direct):
        foreign = await behind.send(CLIENT, ME, Cookie=kept, **page | {"Origin": origin})
        assert foreign.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN", origin
    url = behind.front.address.replace("https://", "wss://") + "/graphql"
    for origin in (behind.front.address, "https://elsewhere.example"):
        opening = connect(
            url,
            subprotocols=[PROTOCOL],
            additional_headers={"Cookie": kept, "Origin": origin},
            ssl=behind.front.tls,
            proxy=None,
        )
        if origin != behind.front.address:
            with pytest.raises(InvalidStatus) as refused:
                await opening
            assert refused.value.response.status_code == 403
            continue
        async with opening as connection:
            socket = Socket(connection)
            await socket.initialise(**{"X-Sluice-Session": "cookie"})
            await socket.subscribe("1", ME)
            assert (await socket.receive())["payload"]["data"]["me"]["tenant"]["slug"] == slug


async def test_an_address_is_what_nginx_says_and_not_what_the_client_does(behind: Behind, api: Api) -> None:
    for forged in ({}, {"X_Forwarded_For": FORGED}, {"X_Forwarded_For": f"{FORGED}, 127.0.0.1"}):
        token, _ = await sign_up(api, "told")
        headers = {"Authorization": f"Bearer {token}", **forged}
        assert (await behind.send(CLIENT, ME, **headers)).status_code == 200
        assert await behind.noted(token) == CLIENT, forged
        # Whoever reaches Sluice past nginx is no proxy, and is not believed either.
        token, _ = await sign_up(api, "past")
        headers["Authorization"] = f"Bearer {token}"
        assert (await behind.send_past(OTHER, ME, **headers)).status_code == 200
        assert await behind.noted(token) == OTHER, forged


async def test_who_guesses_waits_by_their_own_address(behind: Behind, api: Api) -> None:
    _, slug = await sign_up(api, "guessed")
    email = f"admin@{slug}.example"
    for number in range(throttle.FREE_FAILURES + 1):
        told = {"X_Forwarded_For": f"203.0.113.{number}"}
        assert await behind.code(CLIENT, email, "not the password", **told) == "SIGN_IN_FAILED"
    fresh = {"X_Forwarded_For": "198.51.100.77"}
    assert await behind.code(CLIENT, email, PASSWORD, **fresh) == "SIGN_IN_THROTTLED"
    assert await behind.code(OTHER, email, PASSWORD) is None, "somebody else behind the same proxy"
