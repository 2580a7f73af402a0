"""What is removed can be seen and restored through the API, and the server erases what is due."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from api.process.erasing import due, erase_due
from metadata.catalog import Catalog
from metadata.changes.erasures import EraseField
from metadata.changes.fields import RemoveField
from metadata.changes.objects import RemoveObject
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.restorations import RestoreObject
from tests.client import Api
from tests.metadata.world import after
from tests.world import World

REMOVED = "{ catalog { version removed { kind object name label until } } }"


def test_what_is_due():
    now = datetime(2026, 6, 1, tzinfo=UTC)
    gone: Catalog = after(
        RemoveField("deal", "budget", days=1, since="2026-05-30T00:00:00Z"),
        RemovePipeline("deal", days=3, since="2026-05-30T00:00:00Z"),
        RemoveObject("deal", days=9, since="2026-05-30T00:00:00Z"),
        RemoveObject("account", days=1, since="2026-05-30T00:00:00Z"),
    )
    assert due(gone, now) == [], "account waits for deal, which points to it"
    assert [each.kind for each in due(gone, now + timedelta(days=20))] == ["eraseObject", "eraseObject"]
    back = after(RestoreObject("account"), RestoreObject("deal"), catalog=gone)
    assert due(back, now) == [EraseField("deal", "fld_budget")]
    assert due(back, datetime(2026, 5, 30, 12, tzinfo=UTC)) == []


async def removed(world: World, token: str) -> list[dict[str, Any]]:
    found = await world.api.data(token, REMOVED)
    listed: list[dict[str, Any]] = found["catalog"]["removed"]
    return listed


async def test_what_is_removed_is_out_of_sight_and_comes_back(api: Api, own_world: World) -> None:
    admin, manager = own_world.admin, own_world.manager
    made = await own_world.create(manager, "deal", name="Alpha", notes="kept", score=70)
    await api.change(
        admin,
        {"removePipeline": {"object": "deal"}},
        {"removeField": {"object": "deal", "field": "notes", "days": 3}},
        {"removeObject": {"object": "contact"}},
    )
    listed = await removed(own_world, admin)
    assert [(each["kind"], each["object"], each["name"]) for each in listed] == [
        ("object", "contact", "contact"),
        ("field", "deal", "notes"),
        ("pipeline", "deal", "sales"),
    ]
    assert listed[0]["label"] == "Contact"
    until = datetime.fromisoformat(listed[1]["until"])
    assert timedelta(days=2) < until - datetime.now(UTC) <= timedelta(days=3)
    assert await removed(own_world, manager) == []
    for gone in (
        "{ contacts { nodes { id } } }",
        "{ deals { nodes { notes } } }",
        "{ deals { nodes { stage } } }",
        '{ deals(where: { notes: { eq: "kept" } }) { nodes { id } } }',
    ):
        assert await api.codes(manager, gone) == ["GRAPHQL_VALIDATION_FAILED"]
    found = await api.data(
        manager, '{ deals(search: "kept") { nodes { id } } search(query: "kept") { __typename } }'
    )
    assert found == {"deals": {"nodes": []}, "search": []}
    await own_world.create(manager, "deal", name="Beta")
    await api.change(
        admin,
        {"restoreField": {"object": "deal", "field": "notes", "name": "remarks"}},
        {"restorePipeline": {"object": "deal", "pipeline": "sales"}},
        {"restoreObject": {"object": "contact", "name": "person", "plural": "persons"}},
    )
    assert await removed(own_world, admin) == []
    document = """query ($id: ID!) {
      deal(id: $id) { remarks stage stageHistory { to } }
      deals(search: "kept") { nodes { id } }
    }"""
    found = await api.data(manager, document, {"id": made})
    assert found["deal"] == {"remarks": "kept", "stage": "lead", "stageHistory": [{"to": "lead"}]}
    assert found["deals"]["nodes"] == [{"id": made}]
    await own_world.create(manager, "person", name="Ada")


async def test_what_is_due_is_erased_once_by_however_many(api: Api, own_world: World) -> None:
    engine = api.engine
    namespace = await own_world.namespace()
    await api.change(
        own_world.admin,
        {"removeField": {"object": "deal", "field": "notes", "days": 1}},
        {"removeField": {"object": "deal", "field": "source", "days": 9}},
        {"removeObject": {"object": "contact", "days": 2}},
    )
    kept = await engine.catalogs.head(namespace)
    now = datetime.now(UTC)
    await erase_due(engine.database, engine.catalogs, now + timedelta(hours=1))
    assert await engine.catalogs.head(namespace) == kept
    late = now + timedelta(days=3)
    await asyncio.gather(*(erase_due(engine.database, engine.catalogs, late) for _ in range(4)))
    head = await engine.catalogs.head(namespace)
    assert head.version == kept.version + 1
    assert [each["name"] for each in await removed(own_world, own_world.admin)] == ["source"]
    rows = await engine.database.fetch(
        "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
        " WHERE relnamespace = $1::regnamespace AND (attname LIKE $2 OR relname LIKE $2) AND NOT attisdropped",
        [namespace, "sluice\\_removed\\_%"],
        affinity="",
    )
    assert [row["attname"] for row in rows] == [
        f"sluice_removed_{(head.object_by_name['deal'].removed_fields[0].field.id)}"
    ]
    (note,) = await engine.catalogs.versions(namespace, 1)
    assert (note.note, note.created_by) == ("Grace period ended", None)


async def test_erasing_asks_for_a_removal_first(api: Api, own_world: World) -> None:
    refused = await api.try_change(own_world.admin, {"eraseObject": {"object": "contact"}})
    assert [each["code"] for each in refused["errors"]] == ["CATALOG_INVALID"]
    await own_world.create(own_world.manager, "contact", name="Ada")
    done = await api.change(
        own_world.admin,
        {"removeObject": {"object": "contact"}},
        {"eraseObject": {"object": "contact"}},
    )
    assert [(each["risk"], each["rows"]) for each in done["steps"]] == [("hides", 1), ("destroys", 1)]
    assert await removed(own_world, own_world.admin) == []
