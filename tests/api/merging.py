"""Firms that are merged, with all that points to firms: relations, references and links of both sides."""

from dataclasses import dataclass
from typing import Any

from tests.client import Api
from tests.world import add_member, labels

FIRM: dict[str, Any] = {
    "name": "firm",
    "plural": "firms",
    "labels": labels("Firm", "公司"),
    "fields": [
        {"name": "name", "type": "text", "required": True, "trackHistory": True},
        {"name": "code", "type": "text", "unique": True},
        {"name": "size", "type": "integer", "trackHistory": True},
        {"name": "turnover", "type": "money"},
        {"name": "number", "type": "autoNumber", "numbering": {"format": "F-{0000}"}},
        {"name": "parent", "type": "relation", "target": "firm", "reverse": "branches", "trackHistory": True},
        {"name": "about", "type": "reference", "targets": ["firm", "tag"], "reverse": "describedBy"},
    ],
}
OTHERS: list[dict[str, Any]] = [
    {"name": "tag", "plural": "tags", "fields": [{"name": "name", "type": "text"}]},
    {
        "name": "person",
        "plural": "people",
        "labels": labels("Person", "人员"),
        "fields": [
            {"name": "name", "type": "text"},
            {"name": "firm", "type": "relation", "target": "firm", "reverse": "people", "trackHistory": True},
            {"name": "earlier", "type": "relation", "target": "firm", "reverse": "alumni"},
        ],
    },
    {
        "name": "call",
        "plural": "calls",
        "fields": [
            {"name": "name", "type": "text"},
            {"name": "subject", "type": "reference", "targets": ["firm", "person"], "reverse": "calls"},
        ],
    },
    {
        "name": "event",
        "plural": "events",
        "fields": [
            {"name": "name", "type": "text"},
            {"name": "guests", "type": "relations", "target": "firm", "reverse": "events"},
        ],
    },
]
LINKS: list[dict[str, Any]] = [
    {"name": "tags", "type": "relations", "target": "tag", "reverse": "firms"},
    {"name": "partners", "type": "relations", "target": "firm", "reverse": "partnerOf"},
]
MERGE = """
mutation (
  $into: ID!, $from: [ID!]!, $input: FirmUpdateInput, $version: Int, $key: String, $dry: Boolean
) {
  done: mergeFirms(
    into: $into, from: $from, input: $input, expectedVersion: $version, idempotencyKey: $key, dryRun: $dry
  ) {
    firm { id version name code size number parentId aboutId
      turnover { amount currency }
      tags(orderBy: [{ field: name }]) { nodes { name } }
      partners(orderBy: [{ field: name }]) { nodes { name } }
      partnerOf(orderBy: [{ field: name }]) { nodes { name } }
      branches(orderBy: [{ field: name }]) { nodes { name } }
      people(orderBy: [{ field: name }]) { nodes { name } }
      alumni { totalCount }
      calls { nodes { name } }
      events(orderBy: [{ field: name }]) { nodes { name } }
      fieldHistory { nodes { field old new } }
    }
    mergedValues { field value from }
    movedRecords { object field records }
    errors { code message path hint }
    warnings { code }
  }
}"""


@dataclass(frozen=True)
class Firms:
    """The tenant."""

    api: Api
    admin: str
    slug: str

    async def role(self, name: str, *grants: dict[str, Any]) -> str:
        await self.api.change(self.admin, {"addRole": {"name": name, "grants": list(grants)}})
        token, _ = await add_member(self.api, self.admin, self.slug, name)
        return token

    async def create(self, of: str, token: str = "", **values: Any) -> str:
        """A new record's id."""
        type_name = of[0].upper() + of[1:]
        document = (
            f"mutation ($input: {type_name}CreateInput!) {{ made: create{type_name}(input: $input) "
            f"{{ {of} {{ id }} errors {{ code path message }} }} }}"
        )
        made = (await self.api.data(token or self.admin, document, {"input": values}))["made"]
        assert made["errors"] == [], made["errors"]
        found: str = made[of]["id"]
        return found

    async def firm(self, name: str, **values: Any) -> str:
        return await self.create("firm", name=name, **values)

    async def merge(self, into: str, *merged: str, token: str = "", **given: Any) -> Any:
        """The payload of a merge."""
        variables = {"into": into, "from": list(merged), **given}
        return (await self.api.data(token or self.admin, MERGE, variables))["done"]

    async def merged(self, into: str, *merged: str, **given: Any) -> Any:
        """The same of one that is done."""
        done = await self.merge(into, *merged, **given)
        assert done["errors"] == [], done["errors"]
        return done

    async def refused(self, into: str, *merged: str, **given: Any) -> list[tuple[str, list[Any]]]:
        """Codes and paths of what a merge is refused for."""
        done = await self.merge(into, *merged, **given)
        return [(each["code"], each["path"]) for each in done["errors"]]

    async def read(self, document: str, token: str = "", **variables: Any) -> Any:
        return await self.api.data(token or self.admin, document, variables)

    async def restore(self, id_: str) -> Any:
        document = "mutation ($id: ID!) { done: restoreFirm(id: $id) { errors { code path } } }"
        return (await self.read(document, id=id_))["done"]["errors"]

    async def namespace(self) -> str:
        return (await self.api.engine.authenticator.caller(self.admin, None)).namespace

    async def names(self) -> list[str]:
        found = await self.read("{ firms(orderBy: [{ field: name }]) { nodes { name } } }")
        return [each["name"] for each in found["firms"]["nodes"]]


async def make_firms(api: Api, admin: str, slug: str) -> Firms:
    """A tenant that has them."""
    without = {**FIRM, "fields": [each for each in FIRM["fields"] if each["name"] != "about"]}
    about = next(each for each in FIRM["fields"] if each["name"] == "about")
    await api.change(
        admin,
        {"addObject": without},
        *({"addObject": each} for each in OTHERS),
        *({"addField": {"object": "firm", "field": each}} for each in (about, *LINKS)),
    )
    return Firms(api, admin, slug)
