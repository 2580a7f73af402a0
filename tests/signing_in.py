"""Signing in by an identity provider: providers that run, and browsers that go to them and come back."""

import asyncio
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tenants.sign_in_requests import challenge_of
from tests.client import Api
from tests.ports import free_port
from tests.provider import READY

PUBLIC_URL = "https://sluice.test"
CALLBACK = f"{PUBLIC_URL}/auth/oidc/callback"
SETTINGS = {"SLUICE_PROVIDER_NETWORKS": "127.0.0.0/8", "SLUICE_PUBLIC_URL": PUBLIC_URL}
SET = """mutation ($input: IdentityProviderInput!) { it: setIdentityProvider(input: $input) {
  identityProvider { issuer clientId hasSecret scopes groupsClaim groupRoles { group roles } domains joins
    defaultRoles passwords breakGlass sessionHours changedAt redirectUri startUrl }
  errors { code message path hint } } }"""
EXCHANGE = """mutation ($input: ExchangeSignInCodeInput!) { it: exchangeSignInCode(input: $input) {
  token errors { code path } } }"""


@dataclass
class Idp:
    """A provider that runs.

    Attributes:
        issuer: where it is.
    """

    issuer: str
    http: httpx.AsyncClient

    async def register(self, callback: str = CALLBACK) -> dict[str, str]:
        """A client: what `setIdentityProvider` takes of it."""
        made = (
            await self.http.post(f"{self.issuer}/oauth2/clients", json={"redirect_uris": [callback]})
        ).json()
        return {
            "issuer": self.issuer,
            "clientId": made["client_id"],
            "clientSecret": made["client_secret"],
        }

    async def knows(self, subject: str, **claims: Any) -> None:
        """Let it tell this of somebody."""
        response = await self.http.put(f"{self.issuer}/users/{subject}", json=claims)
        assert response.status_code == 204, response.text

    async def errs(self, **how: Any) -> None:
        """Let it be wrong so, from now on; without anything, be right."""
        await self.http.put(f"{self.issuer}/errs", json=how)

    async def asked(self, path: str) -> int:
        """How often a path was asked for."""
        counts = (await self.http.get(f"{self.issuer}/asked")).json()
        return int(counts.get(path, 0))


@asynccontextmanager
async def provider() -> AsyncIterator[Idp]:
    """A provider in a process of its own."""
    port = free_port()
    root = Path(__file__).parent.parent
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(root / "tests" / "provider.py"),
        str(port),
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        assert READY in (await process.stdout.readline()).decode()
        async with httpx.AsyncClient(timeout=30) as http:
            yield Idp(f"http://127.0.0.1:{port}", http)
    finally:
        process.kill()
        await process.wait()


@dataclass
class Browser:
    """A browser, with what its page keeps.

    Attributes:
        cookies: by name, as they were set.
        verifier: of the page.
    """

    api: Api
    address: str = "198.51.100.7"
    cookies: dict[str, str] = field(default_factory=dict)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    async def get(self, url: str, **headers: str) -> httpx.Response:
        """Go to a page of ours."""
        sent = {"X-Forwarded-For": self.address, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = await self.api.client.get(url, headers=sent)
        self.api.client.cookies.clear()
        for each in response.headers.get_list("set-cookie"):
            name, _, rest = each.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return response

    async def start(self, tenant: str, return_to: str = "/deals?view=board") -> httpx.Response:
        """Begin a sign-in."""
        given = {"tenant": tenant, "returnTo": return_to, "challenge": challenge_of(self.verifier)}
        return await self.get(str(httpx.URL("/auth/oidc/start", params=given)))

    async def come_back(self, tenant: str, subject: str) -> str:
        """Begin a sign-in and do it at the provider: the address that it sends the browser back to."""
        begun = await self.start(tenant)
        assert begun.status_code == 303, begun.text
        return await signed_in(begun.headers["location"], subject)

    async def arrive(self, tenant: str, subject: str) -> httpx.Response:
        """Sign in, to where the browser is sent with a code, or the page that tells why not."""
        return await self.get(await self.come_back(tenant, subject))

    async def exchange(self, code: str, verifier: str | None = None) -> dict[str, Any]:
        """What the client gets for a code."""
        given = {"input": {"code": code, "verifier": verifier or self.verifier}}
        found: dict[str, Any] = (await self.api.data(None, EXCHANGE, given))["it"]
        return found

    async def sign_in(self, tenant: str, subject: str) -> str:
        """The token of a session."""
        token: str = (await self.exchange(code_in(await self.arrive(tenant, subject))))["token"]
        return token

    async def refused(self, tenant: str, subject: str) -> tuple[int, str, str]:
        """Sign in in vain: status, code and text of the page."""
        return told(await self.arrive(tenant, subject))


async def signed_in(location: str, subject: str) -> str:
    """Where the provider sends a browser back to that it signs in."""
    async with httpx.AsyncClient(timeout=30) as http:
        response = await http.post(location, data={"sub": subject})
    assert response.status_code == 302, response.text
    return response.headers["location"]


def code_in(response: httpx.Response) -> str:
    """The code that a browser is sent on with."""
    assert response.status_code == 303, response.text
    fragment = urlsplit(response.headers["location"]).fragment
    return parse_qs(fragment)["signInCode"][0]


def told(response: httpx.Response) -> tuple[int, str, str]:
    """Status, code and text of a page that tells why somebody is not signed in."""
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    found = re.search(r"<p>([A-Z_]+) ·", response.text)
    assert found is not None, response.text
    return response.status_code, found[1], response.text
