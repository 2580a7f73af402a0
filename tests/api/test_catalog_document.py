"""The catalog read as a document and sent as one, through the API."""

import secrets
from typing import Any

from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import World, sign_up

READ = "query ($version: Int) { catalogDocument(version: $version) { version document } }"
APPLY = """mutation ($document: JSON!, $expectedVersion: Int, $dryRun: Boolean, $note: String) {
  applyCatalog(document: $document, expectedVersion: $expectedVersion, dryRun: $dryRun, note: $note) {
    version steps { sentence risk rows breaks } errors { code message path hint details }
  }
}"""


async def read(api: Api, token: str, version: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(token, READ, {"version": version}))["catalogDocument"]
    return found


async def apply(api: Api, token: str, document: object, **arguments: Any) -> dict[str, Any]:
    found = await api.data(token, APPLY, {"document": document, **arguments})
    payload: dict[str, Any] = found["applyCatalog"]
    return payload


async def test_a_catalog_moves_to_another_tenant_with_its_ids(
    api: Api, own_world: World, fresh: FreshTenant
) -> None:
    source = await read(api, own_world.admin)
    done = await apply(api, fresh.admin, source["document"], note="From the sandbox")
    assert done["errors"] == []
    copied = await read(api, fresh.admin)
    assert copied["document"] == source["document"]
    noted = await api.data(fresh.admin, "{ catalogVersions(first: 1) { version note } }")
    assert noted["catalogVersions"] == [{"version": done["version"], "note": "From the sandbox"}]
    again = await apply(api, fresh.admin, source["document"])
    assert again == {"version": done["version"], "steps": [], "errors": []}, "nothing to do publishes nothing"


async def test_an_edit_is_planned_and_applied(api: Api, own_world: World) -> None:
    await own_world.create(own_world.manager, "deal", name="Alpha", notes="kept")
    before = await read(api, own_world.admin)
    document = before["document"]
    (deal,) = [each for each in document["objects"] if each["name"] == "deal"]
    (notes,) = [each for each in deal["fields"] if each["name"] == "notes"]
    notes["name"] = "remarks"
    deal["fields"].append({"name": "closing", "type": "date", "labels": {"en": "Closing", "zh-CN": "成交日"}})
    planned = await apply(api, own_world.admin, document, dryRun=True, expectedVersion=before["version"])
    assert planned["errors"] == []
    assert [each["sentence"] for each in planned["steps"]] == [
        "Rename the field deal.notes to remarks.",
        "Add the field closing (date) to deal.",
    ]
    assert await read(api, own_world.admin) == await read(api, own_world.admin, before["version"])
    done = await apply(api, own_world.admin, document, expectedVersion=before["version"])
    assert done == planned
    found = await api.data(own_world.manager, "{ deals { nodes { name remarks closing } } }")
    assert found["deals"]["nodes"] == [{"name": "Alpha", "remarks": "kept", "closing": None}]
    drifted = await apply(api, own_world.admin, document, expectedVersion=before["version"])
    (error,) = drifted["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_CONFLICT", ["expectedVersion"])
    assert error["details"] == {"version": done["version"]}


async def test_records_that_do_not_fit_are_told_at_their_field(api: Api, own_world: World) -> None:
    await own_world.create(own_world.manager, "deal", name="Alpha")
    document = (await read(api, own_world.admin))["document"]
    (deal,) = [each for each in document["objects"] if each["name"] == "deal"]
    (notes,) = [each for each in deal["fields"] if each["name"] == "notes"]
    notes["required"] = True
    (error,) = (await apply(api, own_world.admin, document))["errors"]
    assert error["code"] == "CATALOG_ROWS_CONFLICT"
    assert error["path"] == ["document", "objects", "deal", "fields", "notes"]
    assert error["message"].startswith("Make the field deal.notes required. "), "nobody has given the changes"


async def test_a_fault_of_the_document_has_a_path(api: Api, own_world: World) -> None:
    document = (await read(api, own_world.admin))["document"]
    document["objects"][0]["fields"][0]["typ"] = "text"
    (error,) = (await apply(api, own_world.admin, document))["errors"]
    assert error["path"] == ["document", "objects", 0, "fields", 0, "typ"]
    assert error["code"] == "CATALOG_INVALID"


async def test_only_who_may_configure(api: Api, world: World) -> None:
    for token in (world.rep, world.manager):
        assert await api.codes(token, READ) == ["FORBIDDEN"]
        assert await api.codes(token, APPLY, {"document": {}}) == ["FORBIDDEN"]
    assert await api.codes(None, READ) == ["UNAUTHENTICATED"]


async def test_what_follows_sees_the_new_catalog(api: Api) -> None:
    admin, _ = await sign_up(api, f"after{secrets.token_hex(2)}")
    document = {
        "objects": [{"name": "lead", "plural": "leads", "fields": [{"name": "name", "type": "text"}]}]
    }
    assert (await apply(api, admin, document))["errors"] == []
    found = await api.data(admin, "{ leads { totalCount } }")
    assert found["leads"]["totalCount"] == 0
