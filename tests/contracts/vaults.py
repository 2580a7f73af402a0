"""A tenant with a masked field of every type and kind of mask, and two records that are shown alike."""

from collections.abc import Iterator
from typing import Any

from metadata.field_types.all_types import FIELD_TYPES
from tests.client import Api
from tests.contracts.field_type_samples import SAMPLES
from tests.tenant_copies import copied
from tests.world import World, add_member, labels, make_world

MASKS: dict[str, dict[str, Any]] = {
    "all": {},
    "keep": {"first": 3, "last": 4},
    "email": {},
    "year": {},
    "round": {"step": "1000"},
    "city": {},
}
HOME = {"country": "CN", "province": "广东省", "city": "深圳市"}
TWINS: dict[tuple[str, str], tuple[Any, Any, str]] = {
    ("text", "keep"): ("6222020000001234", "6229991111111234", "622****1234"),
    ("longText", "keep"): ("abc one\ntwo three wxyz", "abc other words wxyz", "abc****wxyz"),
    ("email", "keep"): ("ann.one@example.com", "annabel@example.com", "ann****.com"),
    ("email", "email"): ("ann.one@example.com", "albert@example.com", "a***@example.com"),
    ("phone", "keep"): ("138 0013 5678", "+86 138 9999 5678", "138****5678"),
    ("url", "keep"): ("https://one.example/abcd", "https://other.example/abcd", "htt****abcd"),
    ("date", "year"): ("2026-01-01", "2026-12-31", "2026"),
    # The year of the tenant's zone, which is east of UTC.
    ("datetime", "year"): ("2025-12-31T20:00:00Z", "2026-12-31T15:59:59Z", "2026"),
    ("integer", "round"): (12_000, 12_999, "≈12000"),
    ("decimal", "round"): ("-1000.5000", "-1999.9999", "≈-1000"),
    ("percent", "round"): ("1.5", "999.9", "≈0"),
    ("money", "round"): (
        {"amount": "12000.01", "currency": "CNY"},
        {"amount": "12345.67", "currency": "CNY"},
        "≈12000 CNY",
    ),
    ("address", "city"): (
        {**HOME, "district": "南山区", "street": "One 1", "postalCode": "518000"},
        {**HOME, "street": "Two 2"},
        "深圳市, 广东省, CN",
    ),
}
"""Of each type and each mask that shows something: two values and what is shown of both."""
PAIRS = [(name, kind) for name, of in FIELD_TYPES.items() if of.given for kind in of.masks]


def field_of(name: str, kind: str) -> str:
    return f"{name}{kind.title()}"


def twins_of(name: str, kind: str) -> tuple[Any, Any, str]:
    if kind == "all":
        return (*SAMPLES[name].values[:2], "****")
    return TWINS[name, kind]


def definitions() -> Iterator[dict[str, Any]]:
    for name, kind in PAIRS:
        kind_of = FIELD_TYPES[name]
        settings = dict(SAMPLES[name].settings)
        if name == "percent":
            settings = {"precision": 6, "scale": 1}
        searched = {"searchable": True} if kind_of.search_weight is not None and kind != "keep" else {}
        yield {"name": field_of(name, kind), "type": name, "trackHistory": True, **settings, **searched}


VAULT: dict[str, Any] = {
    "name": "vault",
    "plural": "vaults",
    "display": "textAll",
    "fields": [
        {"name": "title", "type": "text"},
        *definitions(),
        {"name": "number", "type": "autoNumber", "required": True, "unique": True,
         "numbering": {"format": "N-{00000000}"}},
        {"name": "twice", "type": "decimal", "formula": {"*": [{"var": "integerAll"}, 2]}},
        {"name": "parent", "type": "relation", "target": "vault", "reverse": "parts"},
        {"name": "most", "type": "integer",
         "rollUp": {"relation": "parts", "function": "max", "field": "integerAll"}},
    ],
}  # fmt: skip
GATE = {"and": [{"==": [{"var": "textAll"}, "a"]}, {">": [{"var": "integerRound"}, 12_500]}]}
CONFIGURED: list[dict[str, Any]] = [
    {"setTimeZone": {"timeZone": "Asia/Shanghai"}},
    {"addObject": VAULT},
    {
        "addPipeline": {
            "object": "vault",
            "name": "steps",
            "stages": [{"name": "new"}, {"name": "done"}],
            "transitions": [{"source": "new", "target": "done"}],
        }
    },
    {"setGate": {"object": "vault", "stage": "done", "rule": GATE}},
    {
        "addValidation": {
            "object": "vault",
            "name": "known",
            "rule": {"!=": [{"var": "textAll"}, "no"]},
            "messages": labels("No."),
        }
    },
    {"addUniqueKey": {"object": "vault", "name": "pair", "fields": ["title", "textKeep"]}},
]


def masked(of: str, name: str, kind: str) -> dict[str, Any]:
    return {"object": of, "action": "read", "field": name, "mask": {"kind": kind, **MASKS[kind]}}


GRANTS: list[dict[str, Any]] = [
    {"object": "vault", "action": "*"},
    *(masked("vault", field_of(name, kind), kind) for name, kind in PAIRS),
    masked("vault", "number", "keep"),
]
NAMES = [*(field_of(name, kind) for name, kind in PAIRS), "number"]
COMPUTED = ["twice", "most"]


@copied
async def vaults(api: Api) -> World:
    """A clerk, who is the rep, sees all fields of the vault masked; `one` and `two` are twins."""
    world = await make_world(api)
    await api.change(world.admin, *CONFIGURED, {"addRole": {"name": "clerk", "grants": GRANTS}})
    token, _ = await add_member(api, world.admin, world.slug, "clerk")
    for place, name in enumerate(("one", "two")):
        values = {field_of(*pair): twins_of(*pair)[place] for pair in PAIRS}
        world.ids[name] = await world.create(world.admin, "vault", title="Same", **values)
    world.ids["clerk"] = token
    return world


def clerk(world: World) -> str:
    return world.ids["clerk"]
