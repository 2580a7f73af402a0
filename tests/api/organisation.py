"""A group company of which rows are granted by team: its units, its members, and what the tests of it ask of them.

group ─┬─ asia ─┬─ east   (ann, bob)
       │        └─ west   (cat)
       └─ europe          (eve)
dora leads asia; gus leads the group; sol is in no unit
"""

from typing import Any

from tests.api.conftest import fresh_tenant
from tests.client import Api
from tests.world import labels

DEAL = {
    "name": "deal",
    "plural": "deals",
    "labels": labels("Deal", "商机"),
    "fields": [
        {"name": "title", "type": "text", "searchable": True},
        {"name": "amount", "type": "integer"},
        {"name": "parent", "type": "relation", "target": "deal", "reverse": "parts"},
        {"name": "region", "type": "choice", "options": [{"key": "east"}, {"key": "europe"}]},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "offer"}, {"source": "offer", "target": "won"}],
}
ACTIONS = ("read", "create", "update", "delete", "restore", "promote")
UNITS = {"group": None, "asia": "group", "europe": "group", "east": "asia", "west": "asia"}
PLACES = {
    "ann": ("team", "east"),
    "bob": ("team", "east"),
    "cat": ("team", "west"),
    "eve": ("team", "europe"),
    "sol": ("team", None),
    "dora": ("subtree", "asia"),
    "gus": ("subtree", "group"),
}
"""Member to the scope that they have and the unit that they are in."""

CHANGED = "{ orgUnit { id code name parentId memberIds } errors { code path hint } }"


def scoped(rows: str) -> dict[str, Any]:
    """A role that has deals within a scope."""
    return {"name": rows, "grants": [{"object": "deal", "action": each, "rows": rows} for each in ACTIONS]}


class Organisation:
    """The tenant."""

    def __init__(self, api: Api, admin: str, slug: str) -> None:
        self.api, self.admin, self.slug = api, admin, slug
        self.tokens: dict[str, str] = {"admin": admin}
        self.ids: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.deals: dict[str, str] = {}

    async def set_up(self) -> "Organisation":
        await self.api.change(
            self.admin,
            {"addObject": DEAL},
            {"addPipeline": PIPELINE},
            *({"addRole": scoped(each)} for each in ("own", "team", "subtree")),
        )
        for code, above in UNITS.items():
            given = {"code": code, "name": code.title(), "parentId": above and self.units[above]}
            self.units[code] = (await self.change("createOrgUnit", given))["orgUnit"]["id"]
        for who, (role, unit) in PLACES.items():
            await self.hire(who, role, unit)
        return self

    async def hire(self, who: str, role: str, unit: str | None) -> None:
        """A new member, who has a deal of their name."""
        document = "mutation ($input: AddMemberInput!) { made: addMember(input: $input) { member { id } } }"
        given = {"email": f"{who}@{self.slug}.example", "name": who.title(), "roles": [role]}
        self.ids[who] = (await self.api.data(self.admin, document, {"input": given}))["made"]["member"]["id"]
        document = "mutation ($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { token } }"
        given = {"name": who, "memberId": self.ids[who]}
        self.tokens[who] = (await self.api.data(self.admin, document, {"input": given}))["made"]["token"]
        if unit is not None:
            await self.join(unit, who)
        document = "mutation ($input: DealCreateInput!) { made: createDeal(input: $input) { deal { id } } }"
        given = {"title": who, "amount": 5}
        made = await self.api.data(self.tokens[who], document, {"input": given})
        self.deals[who] = made["made"]["deal"]["id"]

    async def change(self, name: str, given: dict[str, Any] | str, who: str = "admin") -> dict[str, Any]:
        """What a mutation of units answers."""
        kinds = {
            "createOrgUnit": "CreateOrgUnitInput",
            "renameOrgUnit": "RenameOrgUnitInput",
            "moveOrgUnit": "MoveOrgUnitInput",
            "addToOrgUnit": "OrgUnitMembersInput",
            "takeFromOrgUnit": "OrgUnitMembersInput",
        }
        if isinstance(given, str):
            document = f"mutation ($id: ID!) {{ done: removeOrgUnit(id: $id) {CHANGED} }}"
            done = await self.api.data(self.tokens[who], document, {"id": given})
        else:
            document = f"mutation ($input: {kinds[name]}!) {{ done: {name}(input: $input) {CHANGED} }}"
            done = await self.api.data(self.tokens[who], document, {"input": given})
        found: dict[str, Any] = done["done"]
        return found

    async def join(self, unit: str, *who: str) -> None:
        given = {"id": self.units[unit], "memberIds": [self.ids[each] for each in who]}
        assert (await self.change("addToOrgUnit", given))["errors"] == []

    async def leave(self, unit: str, *who: str) -> None:
        given = {"id": self.units[unit], "memberIds": [self.ids[each] for each in who]}
        assert (await self.change("takeFromOrgUnit", given))["errors"] == []

    async def move(self, unit: str, to: str | None) -> list[str]:
        given = {"id": self.units[unit], "parentId": to and self.units[to]}
        return [each["code"] for each in (await self.change("moveOrgUnit", given))["errors"]]

    async def seen(self, who: str) -> set[str]:
        """Whose deals they see."""
        found = await self.api.data(self.tokens[who], "{ deals(first: 100) { totalCount nodes { title } } }")
        titles = {each["title"] for each in found["deals"]["nodes"]}
        assert found["deals"]["totalCount"] == len(titles)
        return titles


async def make_organisation(api: Api) -> Organisation:
    fresh = await fresh_tenant(api)
    return await Organisation(api, fresh.admin, fresh.slug).set_up()
