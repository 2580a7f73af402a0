"""A directory that provisions a tenant by SCIM: a key that may, and requests with it."""

from dataclasses import dataclass
from typing import Any

import httpx

from core.errors import ERROR_CODES
from tests.client import Api
from tests.world import sign_up

KEY = """mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token errors { code } } }"""
ADD = "mutation ($input: AddMemberInput!) { addMember(input: $input) { member { id } } }"
PROVISIONER = {"addRole": {"name": "provisioner", "grants": [{"object": "*", "action": "provision"}]}}
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
LOG = "{ auditLog(first: 50) { kind object actor details } }"
ME = "{ me { roles actions } }"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Directory:
    """A tenant and its directory.

    Attributes:
        admin: session of the tenant's admin.
        key: which the directory has.
    """

    api: Api
    admin: str
    slug: str
    key: str

    async def send(
        self, method: str, path: str, body: object = None, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """The response to a request of SCIM."""
        sent = {"Authorization": f"Bearer {key or self.key}", **headers}
        if body is None:
            return await self.api.client.request(method, f"/scim/v2{path}", headers=sent)
        sent["Content-Type"] = "application/scim+json; charset=utf-8"
        return await self.api.client.request(method, f"/scim/v2{path}", json=body, headers=sent)

    async def done(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The body of a response that is no refusal."""
        response = await self.send(method, path, body, **headers)
        assert response.status_code < 300, response.text
        return response.json() if response.content else None

    async def refused(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, str, str]:
        """Status, scimType and code of a refusal."""
        response = await self.send(method, path, body, **headers)
        assert response.status_code >= 400, response.text
        assert response.headers["content-type"].startswith("application/scim+json")
        told = response.json()
        assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert told["status"] == str(response.status_code)
        assert {*told} <= {"schemas", "status", "scimType", "detail"}
        code, _, sentences = told["detail"].partition(": ")
        assert code in ERROR_CODES
        assert sentences.count(". ") >= 1, "what is wrong, and what to do next"
        return response.status_code, told.get("scimType", ""), code

    async def user(self, user_name: str, **more: object) -> dict[str, Any]:
        """A user who is made."""
        found: dict[str, Any] = await self.done(
            "POST", "/Users", {"schemas": [USER], "userName": user_name, **more}
        )
        return found

    async def group(self, name: str, *members: str, **more: object) -> dict[str, Any]:
        """A group that is made."""
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": each} for each in members]}
        found: dict[str, Any] = await self.done("POST", "/Groups", {**body, **more})
        return found

    async def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        """The body of a PATCH that is done."""
        return await self.done("PATCH", path, {"schemas": [PATCH], "Operations": [*operations]}, **headers)

    async def members(self) -> dict[str, dict[str, Any]]:
        """The members as the admin sees them, by e-mail."""
        document = "{ members { id email name roles groupRoles active } }"
        return {each["email"]: each for each in (await self.api.data(self.admin, document))["members"]}

    async def map(self, group_id: str, *roles: str) -> list[str]:
        """The codes with which it is refused that a group has these roles."""
        document = """mutation ($id: ID!, $roles: [String!]!) {
          setGroupRoles(id: $id, roles: $roles) { group { roles } errors { code } } }"""
        told = await self.api.data(self.admin, document, {"id": group_id, "roles": [*roles]})
        return [each["code"] for each in told["setGroupRoles"]["errors"]]


async def key_of(api: Api, admin: str, *roles: str, **more: object) -> str:
    """A key with these roles."""
    given = {"input": {"name": "directory", "roles": [*roles], **more}}
    made = (await api.data(admin, KEY, given))["createApiKey"]
    assert made["errors"] == []
    token: str = made["token"]
    return token


async def make_directory(api: Api) -> Directory:
    """A tenant whose directory has provisioned nothing yet; its key is that of a robot."""
    admin, slug = await sign_up(api, "directory")
    await api.change(admin, PROVISIONER)
    given = {"email": f"robot@{slug}.example", "name": "Robot", "roles": []}
    robot = (await api.data(admin, ADD, {"input": given}))["addMember"]["member"]["id"]
    return Directory(api, admin, slug, await key_of(api, admin, "provisioner", memberId=robot))
