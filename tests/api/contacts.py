"""Contacts with keys of one field and of two, of accounts, for whoever creates or updates by a key."""

from typing import Any

from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import add_member, labels

ACCOUNT = {"name": "account", "plural": "accounts", "fields": [{"name": "name", "type": "text"}]}
CONTACT = {
    "name": "contact",
    "plural": "contacts",
    "labels": labels("Contact", "联系人"),
    "fields": [
        {"name": "code", "type": "text", "unique": True},
        {"name": "name", "type": "text", "required": True, "labels": labels("Name", "姓名")},
        {"name": "note", "type": "text", "default": "none", "trackHistory": True},
        {"name": "score", "type": "integer", "maximum": "100"},
        {"name": "number", "type": "autoNumber", "numbering": {"format": "C-{0000}"}},
        {"name": "account", "type": "relation", "target": "account", "reverse": "contacts"},
        {"name": "friends", "type": "relations", "target": "contact", "reverse": "friendOf"},
    ],
}
NAMED = {"object": "contact", "name": "named", "fields": ["account", "name"], "ignoreCase": True}


class KeyedContacts:
    """A tenant that has them."""

    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def role(self, name: str, *grants: dict[str, Any]) -> str:
        await self.api.change(self.admin, {"addRole": {"name": name, "grants": list(grants)}})
        token, _ = await add_member(self.api, self.admin, self.slug, name)
        return token

    async def account(self, name: str, token: str = "") -> str:
        document = "mutation ($name: String!) { createAccount(input: {name: $name}) { account { id } } }"
        found = await self.api.data(token or self.admin, document, {"name": name})
        made: str = found["createAccount"]["account"]["id"]
        return made
