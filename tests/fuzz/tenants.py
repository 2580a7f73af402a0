"""Tenants that a fuzzer may do with as it likes: every type of field, computed ones, pipelines, rules and records."""

from dataclasses import dataclass
from typing import Any

from metadata.field_types.all_types import FIELD_TYPES
from tests.api.market import COMPUTED, FIRM, SALE, cny, create
from tests.client import Api
from tests.contracts.field_type_samples import SAMPLES
from tests.contracts.test_field_types import LISTS
from tests.world import World, add_member, fill_world, labels, make_world

SAMPLE: dict[str, Any] = {
    "name": "sample",
    "plural": "samples",
    "display": "textValue",
    "fields": [
        {
            "name": f"{name}Value",
            "type": name,
            **SAMPLES[name].settings,
            **({"target": "firm"} if "target" in SAMPLES[name].settings else {}),
            **({"targets": ["firm", "sale"]} if "targets" in SAMPLES[name].settings else {}),
            **({"reverse": f"{name}Samples"} if "reverse" in SAMPLES[name].settings else {}),
            **({"trackHistory": True} if kind.given and name not in LISTS else {}),
            **({"searchable": True} if name in ("text", "longText", "email") else {}),
        }
        for name, kind in FIELD_TYPES.items()
    ],
}
"""An object with a field of each type that there is."""
RULES: list[dict[str, Any]] = [
    {"addField": {"object": "deal", "field": {"name": "code", "type": "text", "unique": True}}},
    {"addStageTask": {"object": "deal", "stage": "lead", "name": "call"}},
    {
        "addValidation": {
            "object": "deal",
            "name": "sane",
            "rule": {"!": {">": [{"var": "score"}, 1000]}},
            "messages": labels("Too much."),
        }
    },
    {
        "addCriterion": {
            "object": "deal",
            "name": "asked",
            "entering": "won",
            "mode": "warn",
            "rule": {"some": [{"var": "account.contacts"}, {"filled": {"var": "email"}}]},
        }
    },
    {
        "addPipeline": {
            "object": "deal",
            "name": "renewal",
            "stages": [{"name": "due"}, {"name": "agreed"}],
            "transitions": [
                {"source": "lead", "target": "due", "gate": {">": [{"var": "score"}, 95]}},
                {"source": "due", "target": "agreed"},
            ],
        }
    },
]
PLAIN = {
    "name": "plain",
    "grants": [
        *({"object": each, "action": "read"} for each in ("account", "contact", "firm", "sample")),
        {"object": "account", "action": "read", "field": "secret", "effect": "deny"},
        *(
            {"object": "deal", "action": each, "rows": "own"}
            for each in ("read", "create", "update", "promote", "delete", "restore")
        ),
        {"object": "deal", "action": "read", "rows": "team"},
        {"object": "sale", "action": "*", "rule": {"var": "live"}},
        {"object": "sample", "action": "update", "field": "textValue"},
    ],
}


@dataclass(frozen=True)
class Fuzzed:
    """A tenant, and what a caller could know of it.

    Attributes:
        tokens: of an admin and of a role that may do a few things with some records.
        ids: of records, members, keys and the like.
    """

    tokens: dict[str, str]
    slug: str
    ids: tuple[str, ...]


async def make_fuzzed(api: Api) -> Fuzzed:
    """The tenant with some records of each object."""
    world = await make_world(api)
    await api.change(
        world.admin,
        {"addObject": FIRM},
        {"addObject": SALE},
        *COMPUTED,
        {"addObject": SAMPLE},
        {"addRole": PLAIN},
    )
    world = await fill_world(world)
    await api.change(world.admin, *RULES)
    records = await _further(world)
    token, member = await add_member(api, world.admin, world.slug, "plain")
    made = "mutation ($i: CreateOrgUnitInput!) { made: createOrgUnit(input: $i) { orgUnit { id } } }"
    unit = await api.data(world.admin, made, {"i": {"code": "u", "name": "U"}})
    draft = """mutation { made: saveCatalogDraft(name: "d", changes: [{ addRole: { name: "new", grants: [] } }]) {
      draft { id } errors { code path message } } }"""
    drafted = await api.data(world.admin, draft)
    assert drafted["made"]["errors"] == [], drafted
    keys = await api.data(world.admin, "{ apiKeys { id } }")
    others = (member, unit["made"]["orgUnit"]["id"], drafted["made"]["draft"]["id"], keys["apiKeys"][0]["id"])
    ids = (*world.ids.values(), *records, *others, *world.members.values())
    return Fuzzed({"admin": world.admin, "plain": token}, world.slug, ids)


async def _further(world: World) -> list[str]:
    firm = await create(world, "firm", title="A", credit="5")
    sale = await create(world, "sale", title="S", firmId=firm, price=cny("9"), pieces=3, live=True)
    values = {
        f"{name}Value": samples.values[1]
        for name, samples in SAMPLES.items()
        if samples.values and FIELD_TYPES[name].given
    }
    full = await create(world, "sample", **values, relationValueId=firm, referenceValueId=sale)
    return [firm, sale, full, await create(world, "sample")]
