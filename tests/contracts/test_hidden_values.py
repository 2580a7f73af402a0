"""What is computed of a hidden field tells nothing of it: not selected, filtered, ordered, grouped or searched.

Every field named in `HIDDEN` is made of something that the clerk may not read: a formula over the record and along
relations and references, parts of an address, roll-ups over relations, links and references, over lists that are hidden
themselves, and over what is computed in turn.
"""

import json
from typing import Any

import pytest

from tests.api.market import cny, create, field, roll_up
from tests.client import Api
from tests.world import World, add_member, make_world

OBJECTS: list[dict[str, Any]] = [
    {"name": "tag", "plural": "tags", "fields": [{"name": "weight", "type": "decimal"}]},
    {
        "name": "firm",
        "plural": "firms",
        "display": "title",
        "fields": [
            {"name": "title", "type": "text", "searchable": True},
            {"name": "secret", "type": "decimal"},
            {"name": "site", "type": "address", "searchable": True},
            {"name": "tags", "type": "relations", "target": "tag", "reverse": "firms"},
            {"name": "circles", "type": "relations", "target": "tag", "reverse": "inCircles"},
        ],
    },
    {
        "name": "sale",
        "plural": "sales",
        "fields": [
            {"name": "firm", "type": "relation", "target": "firm", "reverse": "sales"},
            {"name": "pieces", "type": "integer"},
            {"name": "price", "type": "money"},
        ],
    },
    {
        "name": "call",
        "plural": "calls",
        "fields": [{"name": "about", "type": "reference", "targets": ["firm", "tag"], "reverse": "calls"}],
    },
    {
        "name": "memo",
        "plural": "memos",
        "fields": [{"name": "firm", "type": "relation", "target": "firm", "reverse": "memos"}],
    },
    {
        "name": "visit",
        "plural": "visits",
        "fields": [
            {"name": "mark", "type": "reference", "targets": ["firm", "tag", "memo"], "reverse": "visits"}
        ],
    },
]
HIDDEN = {
    "ownSecret": field("firm", "ownSecret", "decimal", formula={"*": [{"var": "secret"}, 2]}),
    "town": field("firm", "town", "text", formula={"cat": [{"var": "site.city"}, "!"]}),
    "abroad": field("firm", "abroad", "boolean", formula={"!=": [{"var": "site.country"}, "CN"]}),
    "sumPieces": field("firm", "sumPieces", "decimal", **roll_up("sum", "pieces")),
    "manyPieces": field(
        "firm", "manyPieces", "integer", **roll_up("count", None, {">": [{"var": "pieces"}, 1]})
    ),
    "dearest": field("firm", "dearest", "money", **roll_up("max", "price")),
    "tagWeight": field("firm", "tagWeight", "decimal", **roll_up("sum", "weight", None, "circles")),
    "tagCount": field("firm", "tagCount", "integer", **roll_up("count", None, None, "tags")),
    "callCount": field("firm", "callCount", "integer", **roll_up("count", None, None, "calls")),
    "memoCount": field("firm", "memoCount", "integer", **roll_up("count", None, None, "memos")),
    "chained": field("firm", "chained", "decimal", formula={"+": [{"var": "sumPieces"}, 1]}),
    "alongSecret": field("sale", "alongSecret", "decimal", formula={"+": [{"var": "firm.secret"}, 1]}),
    "markSecret": field("visit", "markSecret", "decimal", formula={"+": [{"var": "mark.firm.secret"}, 1]}),
    "markWeight": field("visit", "markWeight", "decimal", formula={"var": "mark.tag.weight"}),
    "markSort": field("visit", "markSort", "text", formula={"cat": [{"var": "mark.object"}]}),
    "markMemo": field("visit", "markMemo", "datetime", formula={"var": "mark.memo.createdAt"}),
    "memoVisits": field(
        "firm",
        "memoVisits",
        "integer",
        **roll_up("count", None, {"filled": {"var": "mark.memo.id"}}, "visits"),
    ),
    "firmCount": field("tag", "firmCount", "integer", **roll_up("count", None, None, "firms")),
    "weightOfFirms": field(
        "tag", "weightOfFirms", "decimal", **roll_up("sum", "tagWeight", None, "inCircles")
    ),
}
PLURAL = {"firm": "firms", "sale": "sales", "tag": "tags", "visit": "visits"}
DENIED = [
    *(("firm", name) for name in ("secret", "site", "tags")),
    *(("sale", name) for name in ("pieces", "price")),
    ("tag", "weight"),
    ("call", "about"),
]
GRANTS: list[dict[str, Any]] = [
    *({"object": name, "action": "read"} for name in ("firm", "sale", "tag", "call", "visit")),
    *({"object": of, "action": "read", "field": name, "effect": "deny"} for of, name in DENIED),
]


@pytest.fixture(scope="module")
async def firms(api: Api) -> World:
    world = await make_world(api)
    await api.change(
        world.admin,
        *({"addObject": each} for each in OBJECTS),
        *HIDDEN.values(),
        {"addRole": {"name": "clerk", "grants": GRANTS}},
    )
    tag = await create(world, "tag", weight="7")
    site = {"country": "DE", "city": "Köln"}
    linked = {"set": [tag]}
    firm = await create(world, "firm", title="A", secret="41", site=site, tags=linked, circles=linked)
    await create(world, "sale", firmId=firm, pieces=3, price=cny("9"))
    await create(world, "call", aboutId=firm)
    await create(world, "memo", firmId=firm)
    await create(world, "visit", markId=firm)
    return world


@pytest.fixture(scope="module")
async def clerk(api: Api, firms: World) -> str:
    return (await add_member(api, firms.admin, firms.slug, "clerk"))[0]


ASKED = {
    "select": "{ LIST { nodes { id NAME } } }",
    "select alone": "{ LIST { nodes { NAME } } }",
    "where": "{ LIST(where: { NAME: { isNull: true } }) { totalCount } }",
    "where of a list": "{ LIST(where: { not: { NAME: { isNull: true } } }) { nodes { id } } }",
    "order": "{ LIST(orderBy: [{ field: NAME }]) { nodes { id } } }",
    "group": "{ ONEGroups(by: [{ field: NAME }]) { count } }",
    "sum": "{ ONEGroups { sum { NAME } } }",
    "largest": "{ ONEGroups { max { NAME } } }",
    "different": "{ ONEGroups { countDistinct(field: NAME) } }",
    "along a relation": "{ sales { nodes { firm { NAME } } } }",
    "where along a relation": "{ sales(where: { firm: { NAME: { isNull: true } } }) { totalCount } }",
    "order along a relation": "{ sales(orderBy: [{ firm: { field: NAME } }]) { nodes { id } } }",
    "group along a relation": "{ saleGroups(by: [{ firm: { field: NAME } }]) { count } }",
    "some of a list": "{ tags(where: { inCircles: { some: { NAME: { isNull: true } } } }) { totalCount } }",
}
OF_FIRMS = ("along", "some")


@pytest.mark.parametrize("asked", ASKED)
async def test_a_value_made_of_a_hidden_field_is_asked_for_as_one_that_is_none(
    api: Api, firms: World, clerk: str, asked: str
) -> None:
    for name, added in HIDDEN.items():
        of = added["addField"]["object"]
        if any(part in asked for part in OF_FIRMS) and of != "firm":
            continue
        document = ASKED[asked].replace("LIST", PLURAL[of]).replace("ONE", of)
        answer = await api.ask(clerk, document.replace("NAME", name))
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes == {"GRAPHQL_VALIDATION_FAILED"}, name
        # Nor is one of them suggested for another.
        told = json.dumps(answer).replace(name, "")
        assert [other for other in HIDDEN if other in told] == []


@pytest.mark.parametrize("name", HIDDEN)
async def test_a_rule_and_a_suggestion_do_not_know_it(api: Api, firms: World, clerk: str, name: str) -> None:
    of = HIDDEN[name]["addField"]["object"]
    document = f"query ($rule: JSON!) {{ {PLURAL[of]}(where: {{ rule: $rule }}) {{ totalCount }} }}"
    for path in (name, f"{name}s", name.title()):
        answer = await api.ask(clerk, document, {"rule": {"!": {"var": path}}})
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["RULE_UNKNOWN_PATH"]
        assert name not in json.dumps(answer).replace(path, "")
    if of == "firm":
        sales = document.replace("firms", "sales")
        assert await api.codes(clerk, sales, {"rule": {"!": {"var": f"firm.{name}"}}}) == [
            "RULE_UNKNOWN_PATH"
        ]
    shown = await api.data(firms.admin, document, {"rule": {"filled": {"var": name}}})
    assert shown[PLURAL[of]]["totalCount"] in (0, 1)


async def test_introspection_and_catalog_show_none_of_it(api: Api, firms: World, clerk: str) -> None:
    types = "{ __schema { types { name fields { name } inputFields { name } enumValues { name } } } }"
    catalog = "{ catalog { objects { name fields { name formula rollUp { relation } } } } }"
    for document in (types, catalog):
        shown = json.dumps(await api.ask(clerk, document))
        assert [name for name in HIDDEN if f'"{name}' in shown] == []
        full = json.dumps(await api.ask(firms.admin, document))
        assert [name for name in HIDDEN if f'"{name}' not in full] == []


async def test_what_is_made_of_readable_fields_is_read(api: Api, firms: World, clerk: str) -> None:
    """The control: nothing else is taken away."""
    await api.change(
        firms.admin,
        field("firm", "saleCount", "integer", **roll_up("count")),
        field("firm", "circleCount", "integer", **roll_up("count", None, None, "circles")),
        field("sale", "ofFirm", "text", formula={"cat": [{"var": "firm.title"}, "!"]}),
        field("visit", "atFirm", "text", formula={"cat": [{"var": "mark.firm.title"}, "!"]}),
    )
    document = """{ firms(search: "a") { nodes { saleCount circleCount } } sales { nodes { ofFirm } }
        visits { nodes { atFirm } } }"""
    assert await api.data(clerk, document) == {
        "firms": {"nodes": [{"saleCount": 1, "circleCount": 1}]},
        "sales": {"nodes": [{"ofFirm": "A!"}]},
        "visits": {"nodes": [{"atFirm": "A!"}]},
    }
    for words in ("köln", "koln", "DE"):
        found = await api.data(
            clerk, f'{{ firms(search: "{words}") {{ totalCount }} search(query: "{words}") {{ title }} }}'
        )
        assert found == {"firms": {"totalCount": 0}, "search": []}
    assert (await api.data(firms.admin, '{ firms(search: "köln") { totalCount } }'))["firms"][
        "totalCount"
    ] == 1


async def test_a_grant_that_names_it_for_own_records_does_not_give_it_for_all(api: Api, firms: World) -> None:
    """One role names the value for own records, another reads all records but not what the value is made of."""
    named = [
        {"object": "firm", "action": "read", "field": name, "rows": "own"} for name in ("ownSecret", "title")
    ]
    await api.change(
        firms.admin,
        {"addRole": {"name": "owner", "grants": named}},
        {"addRole": {"name": "reader", "grants": GRANTS}},
    )
    owner, member = await add_member(api, firms.admin, firms.slug, "owner")
    assert await api.data(owner, "{ firms { nodes { ownSecret } } }") == {"firms": {"nodes": []}}
    both = "mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { errors { code } } }"
    await api.data(firms.admin, both, {"input": {"memberId": member, "roles": ["owner", "reader"]}})
    assert await api.data(owner, "{ firms { nodes { title } } }") == {"firms": {"nodes": [{"title": "A"}]}}
    assert await api.codes(owner, "{ firms { nodes { ownSecret } } }") == ["GRAPHQL_VALIDATION_FAILED"]
