"""A tenant with deals, for the tests of constraints: how it is written to, changed and looked at."""

from typing import Any

from tests.client import Api

CHANGE = """mutation ($changes: [CatalogChange!]!, $dryRun: Boolean) {
  changeCatalog(changes: $changes, dryRun: $dryRun) {
    version steps { sentence risk rows breaks } errors { code message path hint details } } }"""
CREATE = """mutation ($input: DealCreateInput!) {
  done: createDeal(input: $input) { deal { id code score } errors { code message path hint details } } }"""
UPDATE = """mutation ($id: ID!, $input: DealUpdateInput!) {
  done: updateDeal(id: $id, input: $input) { deal { id code score } errors { code message path hint } } }"""
DELETE = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
RESTORE = "mutation ($id: ID!) { restoreDeal(id: $id) { errors { code path } } }"
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "code", "type": "text"},
        {"name": "score", "type": "integer"},
        {"name": "fee", "type": "money"},
        {"name": "notes", "type": "longText"},
        {"name": "parent", "type": "relation", "target": "deal", "reverse": "children"},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "won"}],
}


class Sales:
    """A tenant with deals, and the hands the tests need."""

    def __init__(self, api: Api, token: str) -> None:
        self.api = api
        self.token = token

    async def change(self, *changes: dict[str, Any], dry_run: bool = False) -> dict[str, Any]:
        given = {"changes": list(changes), "dryRun": dry_run}
        found: dict[str, Any] = (await self.api.data(self.token, CHANGE, given))["changeCatalog"]
        return found

    async def set(self, kind: str, field: str, **given: Any) -> None:
        published = await self.change({kind: {"object": "deal", "field": field, **given}})
        assert published["errors"] == []

    async def conflict(self, kind: str, field: str, **given: Any) -> dict[str, Any]:
        """What a change is refused with, the same in a dry run; nothing is changed."""
        change = {kind: {"object": "deal", "field": field, **given}}
        before = await self.version()
        told = [(await self.change(change, dry_run=dry_run)) for dry_run in (True, False)]
        assert told[0] == told[1]
        assert (told[0]["version"], told[0]["steps"]) == (None, [])
        assert await self.version() == before
        (error,) = told[0]["errors"]
        assert error["code"] == "CATALOG_ROWS_CONFLICT"
        assert error["path"][:3] == ["changes", 0, kind]
        assert error["hint"]
        return error

    async def version(self) -> int:
        found: int = (await self.api.data(self.token, "{ catalog { version } }"))["catalog"]["version"]
        return found

    async def create(self, **values: Any) -> str:
        made = await self.try_create(**values)
        assert made["errors"] == [], made
        found: str = made["deal"]["id"]
        return found

    async def try_create(self, headers: dict[str, str] | None = None, **values: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self.api.data(self.token, CREATE, {"input": values}, **(headers or {}))
        return found["done"]

    async def update(self, record: str, **values: Any) -> list[dict[str, Any]]:
        found = await self.api.data(self.token, UPDATE, {"id": record, "input": values})
        errors: list[dict[str, Any]] = found["done"]["errors"]
        return errors

    async def delete(self, record: str) -> None:
        found = await self.api.data(self.token, DELETE, {"id": record})
        assert found["deleteDeal"]["errors"] == []

    async def restore(self, record: str) -> list[dict[str, Any]]:
        found = await self.api.data(self.token, RESTORE, {"id": record})
        errors: list[dict[str, Any]] = found["restoreDeal"]["errors"]
        return errors

    async def sql(self, statement: str) -> list[Any]:
        """Run on the tenant's table, `{deal}`, past the API."""
        caller = await self.api.engine.authenticator.caller(self.token, None)
        text = statement.replace("{deal}", f"{caller.namespace}.deal")
        return list(await self.api.engine.database.fetch(text, [], affinity=caller.namespace))

    async def catalog_field(self, name: str) -> dict[str, Any]:
        document = """{ catalog { objects { fields { name required unique default minimum maximum minLength
            maxLength pattern patternMessage { language text } } } } }"""
        (deal,) = (await self.api.data(self.token, document))["catalog"]["objects"]
        (found,) = [each for each in deal["fields"] if each["name"] == name]
        return dict(found)

    async def described(self, type_name: str, language: str = "en") -> dict[str, tuple[str, str]]:
        """Of an input type: name of a field to (kind of its type, description)."""
        document = "query ($name: String!) { __type(name: $name) { inputFields { name description type { kind } } } }"
        found = await self.api.data(
            self.token, document, {"name": type_name}, **{"Accept-Language": language}
        )
        fields = found["__type"]["inputFields"]
        return {each["name"]: (each["type"]["kind"], each["description"]) for each in fields}
