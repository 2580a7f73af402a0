"""Tenants whose people sign in by an identity provider that runs."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.test_accounts import SIGN_UP, person
from tests.client import Api, running_api
from tests.signing_in import SET, SETTINGS, Idp, provider

ME = "{ me { member { id email name roles active } tenant { slug } } }"
MEMBERS = "{ members { id email name roles active } }"
SESSIONS = "{ sessions { id method current } }"
AUDIT = "{ auditLog(first: 50) { kind actor object details } }"


@pytest.fixture(scope="module")
async def idp() -> AsyncIterator[Idp]:
    async with provider() as running:
        yield running


@pytest.fixture(scope="module")
async def other_idp() -> AsyncIterator[Idp]:
    async with provider() as running:
        yield running


@pytest.fixture(scope="module")
async def api(database_url: str) -> AsyncIterator[Api]:
    async with running_api(database_url, SETTINGS) as running:
        yield running


@dataclass
class Firm:
    """A tenant with an admin, and a domain of its own."""

    api: Api
    slug: str
    admin: str
    email: str
    password: str
    domain: str
    idp: Idp
    client: dict[str, str]

    def address(self, name: str = "bob") -> str:
        return f"{name}@{self.domain}"

    async def set(self, **given: Any) -> dict[str, Any]:
        """Configure the provider."""
        wanted = {**self.client, "domains": [self.domain], "joins": True, "defaultRoles": ["sales"], **given}
        return (await self.api.data(self.admin, SET, {"input": wanted}))["it"]

    async def provided(self, **given: Any) -> "Firm":
        done = await self.set(**given)
        assert done["errors"] == []
        return self

    async def members(self) -> dict[str, dict[str, Any]]:
        return {each["email"]: each for each in (await self.api.data(self.admin, MEMBERS))["members"]}

    async def knows(self, subject: str, name: str | None = None, **claims: Any) -> str:
        """Somebody with an address of the firm that is verified: the address."""
        email = self.address(name or subject)
        given = {"email": email, "email_verified": True, "name": "Bob 鲍勃", **claims}
        await self.idp.knows(subject, **given)
        return email


async def firm(api: Api, idp: Idp) -> Firm:
    """A tenant with the roles `sales` and `lead`, and a client of the provider that is not configured yet."""
    given = person()
    made = (await api.data(None, SIGN_UP, {"input": given}))["signUp"]
    await api.change(made["token"], {"addRole": {"name": "sales"}}, {"addRole": {"name": "lead"}})
    domain = given["email"].partition("@")[2]
    client = await idp.register()
    return Firm(
        api, made["tenant"]["slug"], made["token"], given["email"], given["password"], domain, idp, client
    )


@pytest.fixture
async def acme(api: Api, idp: Idp) -> Firm:
    return await (await firm(api, idp)).provided()


def subject() -> str:
    return f"s{secrets.token_hex(4)}"
