"""A sandbox of a tenant: the same catalog and shape, and nothing that tells of anybody."""

import json
import secrets
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, Null, column, literal

from core.database import Database
from core.errors import SluiceError
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field
from metadata.sandbox.cloning import Cloned, clone_tenant
from metadata.store import CatalogStore
from tenants.accounts import new_person
from tenants.directory import tenant_called
from tenants.tenant import Tenant
from tests.client import Api
from tests.metadata.tables_compared import table_differences
from tests.world import World, fill_world, make_world

PASSWORD = "a long password"
TOLD = (
    ("nickname", "text", {"unique": True, "maxLength": 12}, ["Anna", "anna", "Otto-7", "王小明", "Zoë 🙂"]),
    ("remarks", "longText", {}, ["Call Ms. Li\non Monday!", None, "内部：不要外传", "", "x" * 5_000]),
    (
        "page",
        "url",
        {},
        ["https://acmeholding.example.org/a", "https://acmeholding.example.org/b", None, None, None],
    ),
    ("mobile", "phone", {}, ["+8613800138000", "+8613800138001", None, None, None]),
    ("story", "richText", {}, ["<p>Secret of <b>Li</b></p>", None, None, None, None]),
    ("raw", "json", {}, [{"name": "Li"}, [1], None, None, None]),
    ("size", "integer", {}, [1, 2, 3, None, -5]),
    ("weight", "decimal", {}, ["1.50", None, "0", "9", "2.25"]),
    ("born", "date", {}, ["1990-01-31", None, None, None, None]),
)
TOLD_TEXT = str(TOLD)


@pytest.fixture
async def full_world(api: Api) -> World:
    """Records of every type of text, links of many to many, and a cycle of required relations."""
    world = await fill_world(await make_world(api))
    changes: list[dict[str, Any]] = [
        {"addObject": {"name": "note", "plural": "notes", "fields": [
            {"name": "deal", "type": "relation", "target": "deal", "reverse": "remarksOf"},
            {"name": "previous", "type": "relation", "target": "note", "reverse": "nexts"},
            {"name": "reader", "type": "member"},
            {"name": "number", "type": "autoNumber", "required": True, "unique": True,
             "numbering": {"format": "N-{0000}"}},
            {"name": "about", "type": "reference", "targets": ["contact", "account"], "reverse": "abouts"},
            {"name": "accounts", "type": "relations", "target": "account", "reverse": "mentions"},
            *({"name": name, "type": kind, **more} for name, kind, more, _ in TOLD),
            {"name": "heading", "type": "text", "formula": {"cat": [{"var": "nickname"}, "!"]}},
        ]}},
        {"addUniqueKey": {"object": "note", "name": "named", "fields": ["deal", "nickname"]}},
    ]  # fmt: skip
    await api.change(world.admin, *changes)
    rolled = {"relation": "remarksOf", "function": "count"}
    await api.change(
        world.admin,
        {"addField": {"object": "deal", "field": {"name": "noted", "type": "integer", "rollUp": rolled}}},
        {"setGrants": {"role": "manager", "grants": [{"object": "*", "action": "*"}]}},
    )
    await api.change(world.admin, {"addStageTask": {"object": "deal", "stage": "lead", "name": "call"}})
    call = """mutation ($id: ID!) {
      completeDealTask(id: $id, task: "call", note: "Secret of Li") { errors { code } } }"""
    done = await api.data(world.manager, call, {"id": world.ids["alpha"]})
    assert done["completeDealTask"]["errors"] == []
    previous = None
    for place in range(5):
        values = {name: samples[place] for name, _, _, samples in TOLD}
        deal, account = world.ids["alpha"], world.ids["globex"]
        given = {
            "dealId": deal,
            "previousId": previous,
            "accounts": {"add": [account]},
            "aboutId": account,
            **values,
        }
        kept = {key: each for key, each in given.items() if each is not None}
        previous = await world.create(world.manager, "note", **kept)
    return world


async def clone(database: Database, world: World, share: float = 1.0) -> tuple[Tenant, Cloned, str]:
    source = await tenant_called(database, world.slug)
    email = f"sandbox-{secrets.token_hex(4)}@example.com"
    person = await new_person(email, PASSWORD, "Ada")
    return source, await clone_tenant(database, source, person, "Sandbox", None, share), email


async def rows(database: Database, namespace: str, table: str) -> list[dict[str, Any]]:
    found = await database.fetch(f'SELECT * FROM {namespace}."{table}"', [], affinity=namespace)
    return [dict(row) for row in found]


async def links_of(database: Database, namespace: str) -> list[Field]:
    objects = (await CatalogStore(database).head(namespace)).objects
    return [field for each in objects for field in each.fields if field.links is not None]


async def test_the_same_catalog_and_shape(database: Database, full_world: World) -> None:
    await full_world.api.change(full_world.admin, {"removeField": {"object": "note", "field": "born"}})
    source, cloned, _ = await clone(database, full_world)
    store = CatalogStore(database)
    before, after = await store.head(source.namespace), await store.head(cloned.tenant.namespace)
    assert any(each.removed_fields for each in before.objects)
    assert after.objects == tuple(replace(each, removed_fields=()) for each in before.objects)
    assert after.roles == before.roles
    assert after.version == 1
    assert await table_differences(database, after, cloned.tenant.namespace) == []
    for definition in before.objects:
        of_source = await rows(database, source.namespace, definition.name)
        alive = [row for row in of_source if row["deletedAt"] is None]
        of_clone = await rows(database, cloned.tenant.namespace, definition.name)
        assert len(of_clone) >= len(alive)
        assert cloned.records[definition.name] == len(of_clone)
        for relation in definition.fields:
            if relation.target is not None and len(of_clone) == len(of_source):
                filled = [row for row in of_source if row[f"{relation.name}Id"] is not None]
                assert len(filled) == len([row for row in of_clone if row[f"{relation.name}Id"] is not None])
        if definition.pipeline is not None and len(of_clone) == len(of_source):
            assert sorted(row["stage"] for row in of_source) == sorted(row["stage"] for row in of_clone)


async def test_what_was_done_for_a_record_is_done_in_the_sandbox(
    database: Database, full_world: World
) -> None:
    _, cloned, _ = await clone(database, full_world)
    (done,) = await rows(database, cloned.tenant.namespace, "sluice_task")
    moves = await rows(database, cloned.tenant.namespace, "sluice_stage_history")
    (entry,) = (each for each in moves if each["id"] == done["entry"])
    assert (entry["record_id"], done["note"]) == (done["record_id"], None)


async def test_units_are_in_the_sandbox_under_other_names(database: Database, full_world: World) -> None:
    world, above = full_world, None
    make = "mutation ($input: CreateOrgUnitInput!) { made: createOrgUnit(input: $input) { orgUnit { id } } }"
    for code in ("group", "east"):
        given = {"code": code, "name": "Secret of Li", "parentId": above}
        above = (await world.api.data(world.admin, make, {"input": given}))["made"]["orgUnit"]["id"]
    join = "mutation ($input: OrgUnitMembersInput!) { addToOrgUnit(input: $input) { errors { code } } }"
    given = {"id": above, "memberIds": [world.members["rep"], world.members["manager"]]}
    await world.api.data(world.admin, join, {"input": given})
    _, cloned, _ = await clone(database, world)
    units, seats, reach, members = [
        await rows(database, cloned.tenant.namespace, f"sluice_{each}")
        for each in ("org_unit", "org_unit_member", "org_reach", "member")
    ]
    assert {(each["code"], each["name"]) for each in units} == {("group", "Unit 1"), ("east", "Unit 2")}
    known = {each["id"] for each in members}
    assert len(known) == len(members)
    assert {each["member_id"] for each in seats} < known
    assert (len(seats), len(reach)) == (2, 4)
    owners = {each["ownerId"] for each in await rows(database, cloned.tenant.namespace, "deal")}
    assert owners <= {each["member_id"] for each in reach if each["direct"]}


async def test_nothing_that_tells_of_anybody_survives(database: Database, full_world: World) -> None:
    source, cloned, _ = await clone(database, full_world)
    told, kept = set(), []
    objects = (await CatalogStore(database).head(source.namespace)).objects
    choices = {option.key for each in objects for field in each.fields for option in field.options}
    for definition in objects:
        told |= secrets_in(await rows(database, source.namespace, definition.name))
        kept += await rows(database, cloned.tenant.namespace, definition.name)
    told |= secrets_in(await rows(database, source.namespace, "sluice_member"))
    kept += await rows(database, cloned.tenant.namespace, "sluice_stage_history")
    kept += await rows(database, cloned.tenant.namespace, "sluice_task")
    kept += [
        row for row in await rows(database, cloned.tenant.namespace, "sluice_member") if not row["active"]
    ]
    assert {"Anna", "王小明", "Otto-7"} <= told
    survived = told & secrets_in(kept) - choices
    assert survived == set()
    plain = json.dumps(kept, default=str, ensure_ascii=False)
    # Long enough that no pseudonym, which has the length of what it stands for, is likely to contain them by chance.
    for word in ("Secret of", "Call Ms. Li", "不要外传", "1380013800", "acmeholding"):
        assert word in TOLD_TEXT
        assert word not in plain


def secrets_in(found: list[dict[str, Any]]) -> set[Any]:
    """Every text, mapping and id of rows; of what is empty, of stages and of numbers nobody learns anything."""
    public = {
        "stage",
        "roles",
        "active",
        "object_id",
        "pipeline_id",
        "from_stage",
        "to_stage",
        "number",
        "aboutObject",
    }
    values = [value for row in found for name, value in row.items() if name not in public]
    return {
        value
        for value in values
        if isinstance(value, str | UUID) and value not in ("", "CNY", "EUR", "USD", "{}")
    }


async def test_the_form_of_values_stays(database: Database, full_world: World) -> None:
    source, cloned, _ = await clone(database, full_world)
    before, after = [
        sorted(await rows(database, namespace, "note"), key=lambda row: row["createdAt"])
        for namespace in (source.namespace, cloned.tenant.namespace)
    ]
    for name in ("size", "weight", "born", "number", "createdAt", "version"):
        assert [row[name] for row in before] == [row[name] for row in after]
    for name, _, _, _ in TOLD:
        assert [row[name] is None for row in before] == [row[name] is None for row in after], name
    names = [row["nickname"] for row in after]
    assert len(set(names)) == 5
    assert [len(each) for each in names] == [4, 4, 6, 3, 5]
    assert names[0][:1].isupper()
    assert names[2][4] == "-"
    assert all("\u4e00" <= letter <= "\u9fff" for letter in names[3])
    assert [row["page"].split("/")[2].endswith(".example") for row in after[:2]] == [True, True]
    assert after[0]["page"].split("/")[2] == after[1]["page"].split("/")[2], "those of one host share another"
    assert after[0]["mobile"].startswith("+999")
    assert (after[0]["story"], after[0]["raw"]) == ("", "{}")
    chain = {row["id"]: row["previousId"] for row in after}
    assert [chain[row["id"]] for row in after[1:]] == [row["id"] for row in after[:-1]]
    assert {row["dealId"] for row in after} <= {
        row["id"] for row in await rows(database, cloned.tenant.namespace, "deal")
    }


async def test_the_sandbox_works_and_only_its_admin_is_anybody(
    api: Api, database: Database, full_world: World
) -> None:
    _, cloned, email = await clone(database, full_world)
    signed = await api.data(
        None, "mutation ($e: String!, $p: String!) { signIn(input: {email: $e, password: $p}) { token } }",
        {"e": email, "p": PASSWORD},
    )  # fmt: skip
    token = signed["signIn"]["token"]
    found = await api.data(
        token, "{ notes { nodes { number nickname deal { name } } } members { name email active } }"
    )
    assert len(found["notes"]["nodes"]) == 5
    assert all(each["deal"]["name"] for each in found["notes"]["nodes"])
    assert [each["name"] for each in found["members"] if each["active"]] == ["Ada"]
    made = await api.data(token, "mutation { createNote(input: {}) { note { number } errors { code } } }")
    assert made["createNote"] == {"note": {"number": "N-0006"}, "errors": []}, "the counter goes on"
    assert cloned.records["note"] == 5


async def test_a_share_takes_what_it_points_to_along(database: Database, full_world: World) -> None:
    for _ in range(5):
        _, cloned, _ = await clone(database, full_world, 0.3)
        namespace = cloned.tenant.namespace
        catalog = await CatalogStore(database).head(namespace)
        ids = {
            each.id: {row["id"] for row in await rows(database, namespace, each.name)}
            for each in catalog.objects
        }
        for definition in catalog.objects:
            for row in await rows(database, namespace, definition.name):
                for field in definition.fields:
                    target = row.get(f"{field.name}Id") if field.target is not None else None
                    assert target is None or target in ids[str(field.target)]
                    if field.targets and row[f"{field.name}Id"] is not None:
                        assert row[f"{field.name}Id"] in ids[row[f"{field.name}Object"]]
    _, nothing, _ = await clone(database, full_world, 0.0)
    assert set(nothing.records.values()) == {0}


async def test_two_sandboxes_have_nothing_in_common(database: Database, full_world: World) -> None:
    _, one, email = await clone(database, full_world)
    source = await tenant_called(database, full_world.slug)
    # The admin of the first has an account by now, which is taken.
    other = await clone_tenant(database, source, await new_person(email, PASSWORD, "Ada"), "Other", None, 1.0)
    names = [
        {row["nickname"] for row in await rows(database, each.tenant.namespace, "note")}
        for each in (one, other)
    ]
    assert not names[0] & names[1]
    taken = secrets.token_hex(4)
    await clone_tenant(database, source, await new_person(email, PASSWORD, "Ada"), "Third", taken, 0.0)
    with pytest.raises(SluiceError, match="is taken"):
        await clone_tenant(database, source, await new_person(email, PASSWORD, "Ada"), "Fourth", taken, 0.0)


@pytest.mark.parametrize("kind", sorted(FIELD_TYPES))
def test_every_type_says_what_a_sandbox_has_of_a_required_value(kind: str) -> None:
    """A value that is there must leave something, or a record of the sandbox could not be."""
    field = Field("fld_x", "x", kind, required=True)
    columns = {spec.name: column(spec.name, spec.type) for spec in FIELD_TYPES[kind].columns(field)}
    made = FIELD_TYPES[kind].pseudonym(field, columns, literal(b"", LargeBinary()))
    assert made.keys() == columns.keys()
    assert not [each for each in made.values() if isinstance(each, Null)]


async def test_contents_of_files_stay_behind(api: Api, database: Database, full_world: World) -> None:
    scan = {"name": "scan", "type": "file", "mediaTypes": ["text/*"], "maximum": 9}
    paper = {"name": "paper", "plural": "papers", "fields": [scan]}
    await api.change(full_world.admin, {"addObject": paper})
    file = await api.upload(full_world.admin, "Anna 王小明.txt", b"secret")
    await full_world.create(full_world.admin, "paper", scan={"id": file})
    await api.change(
        full_world.admin, {"setRequired": {"object": "paper", "field": "scan", "required": True}}
    )
    source, cloned, email = await clone(database, full_world)
    assert await rows(database, cloned.tenant.namespace, "sluice_file") == []
    (before,) = await rows(database, source.namespace, "paper")
    (after,) = await rows(database, cloned.tenant.namespace, "paper")
    same = {name for name in before if before[name] == after[name] is not None}
    assert same & {name for name in before if name.startswith("scan")} == {
        "scan__mediaType",
        "scan__size",
        "scan__uploadedAt",
    }
    assert len(after["scan__name"]) == len("Anna 王小明.txt")
    signed = "mutation ($input: SignInInput!) { signIn(input: $input) { token } }"
    person = {"email": email, "password": PASSWORD}
    token = (await api.data(None, signed, {"input": person}))["signIn"]["token"]
    for id_ in (file, str(after["scan"])):
        response = await api.client.get(f"/files/{id_}", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 404


async def test_short_unique_values_stay_apart(api: Api, database: Database) -> None:
    world = await make_world(api)
    codes = [*"0123456789abcdefghijklmnopqrstuvwxyz"]
    short = {"type": "text", "unique": True, "maxLength": 1}
    long = {"type": "text", "minLength": 40}
    fields = [{"name": "code", **short}, {"name": "hand", **long}]
    await api.change(
        world.admin,
        {"addObject": {"name": "seat", "plural": "seats", "fields": fields}},
        {"addUniqueKey": {"object": "seat", "name": "hands", "fields": ["hand"], "ignoreCase": True}},
    )
    given = [{"code": each, "hand": f"{'-' * 39}{each}"} for each in codes]
    document = "mutation ($inputs: [SeatRowInput!]!) { createSeats(inputs: $inputs) { done } }"
    assert (await api.data(world.admin, document, {"inputs": given}))["createSeats"]["done"] == len(codes)
    _, cloned, _ = await clone(database, world)
    found = await rows(database, cloned.tenant.namespace, "seat")
    assert {len(row["code"]) for row in found} == {1}
    assert len({row["code"] for row in found}) == len(codes)
    assert len({row["hand"].casefold() for row in found}) == len(codes)
    assert {len(row["hand"]) for row in found} == {40}


async def test_what_is_tagged_as_personal_does_not_come_as_it_is(
    database: Database, full_world: World
) -> None:
    tags = [{"object": "note", "field": name, "personal": "sensitive"} for name in ("born", "size")]
    await full_world.api.change(full_world.admin, *({"setPersonal": each} for each in tags))
    source, cloned, _ = await clone(database, full_world)
    before = await rows(database, source.namespace, "note")
    after = await rows(database, cloned.tenant.namespace, "note")
    assert {each["size"] for each in before} == {1, 2, 3, None, -5}
    assert [(each["size"], each["born"]) for each in after] == [(None, None)] * len(before)
    assert sorted(str(each["weight"]) for each in after) == sorted(str(each["weight"]) for each in before)
