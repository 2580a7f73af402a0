"""A browser as far as a server can tell: it keeps a cookie that no script reads, and says which page asks."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx

SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"
PASSWORD = "correct horse battery"
"""Of those whom `tests.world.sign_up` makes."""


@dataclass
class Browser:
    """One window.

    Attributes:
        address: of the server.
        origin: of the page that asks.
        cookies: by name.
        told: `Set-Cookie` of the last answer, empty where it had none.
    """

    address: str
    origin: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    told: str = ""

    def headers(self, **changed: str | None) -> dict[str, str]:
        """What a page of the installation sends; None leaves a header out."""
        sent = {
            "Origin": self.origin or self.address,
            "Sec-Fetch-Site": "same-origin",
            "X-Sluice-Session": "cookie",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | {name.replace("_", "-"): value for name, value in changed.items()}
        return {name: value for name, value in sent.items() if value}

    async def send(self, method: str, path: str, *, headers: dict[str, str], **given: Any) -> httpx.Response:
        """A request; cookies of the answer are kept."""
        async with httpx.AsyncClient(base_url=self.address) as client:
            response = await client.request(method, path, headers=headers, **given)
        self.told = response.headers.get("set-cookie", "")
        for name, morsel in SimpleCookie(self.told).items():
            self.cookies[name] = morsel.value
            if morsel["max-age"] == "0":
                del self.cookies[name]
        return response

    async def ask(
        self, document: str, variables: dict[str, Any] | None = None, **changed: str | None
    ) -> dict[str, Any]:
        """The response to an operation of the page."""
        body = {"query": document, "variables": variables or {}}
        response = await self.send("POST", "/graphql", json=body, headers=self.headers(**changed))
        found: dict[str, Any] = response.json()
        return found

    async def codes(self, document: str, **changed: str | None) -> list[str]:
        """The codes of the errors of an operation."""
        found = await self.ask(document, **changed)
        return [each["extensions"]["code"] for each in found.get("errors", [])]

    async def sign_in(self, email: str) -> dict[str, Any]:
        """The payload of `signIn`."""
        given = {"email": email, "password": PASSWORD}
        payload: dict[str, Any] = (await self.ask(SIGN_IN, {"input": given}))["data"]["signIn"]
        return payload


async def signed_in(url: str, slug: str, origin: str = "") -> Browser:
    """The admin of a tenant of `tests.world.sign_up`, in a browser."""
    parts = urlsplit(url)
    browser = Browser(f"http://{parts.netloc}", origin)
    assert await browser.sign_in(f"admin@{slug}.example") == {"token": None, "errors": []}
    return browser
