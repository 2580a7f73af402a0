"""Creations of many records by one statement: each input judged by itself, and all created, or those that may be."""

from typing import Any

import pytest

from tests.api.conftest import FreshTenant
from tests.client import Api, observed
from tests.world import World, add_member

CREATE = """
mutation ($inputs: [DealRowInput!]!, $mode: BulkMode! = ALL, $key: String) {
  done: createDeals(inputs: $inputs, mode: $mode, idempotencyKey: $key) {
    given done refused errors { code message path details }
    outcomes(first: 100) {
      index done deal { id name score stage version stageHistory { from to } } errors { code path }
    }
  }
}"""
NOWHERE = "01980000-0000-7000-8000-000000000000"


async def create(world: World, token: str, *inputs: dict[str, Any], **variables: Any) -> dict[str, Any]:
    given = {"inputs": list(inputs), **variables}
    found: dict[str, Any] = (await world.api.data(token, CREATE, given))["done"]
    return found


async def count(world: World) -> int:
    found: int = (await world.api.data(world.admin, "{ deals { totalCount } }"))["deals"]["totalCount"]
    return found


async def test_all_are_created_where_the_pipeline_begins(own_world: World) -> None:
    """In one statement, in the order of the inputs, each with what it gives."""
    rows = [{"name": f"D{number}", **({"score": number} if number % 2 else {})} for number in range(5)]
    with observed(own_world.api.engine.database) as texts:
        found = await create(own_world, own_world.manager, *rows)
    assert sum("INSERT INTO" in each for each in texts) == 1
    assert (found["given"], found["done"], found["refused"], found["errors"]) == (5, 5, 0, [])
    assert [each["index"] for each in found["outcomes"]] == [0, 1, 2, 3, 4]
    deals = [each["deal"] for each in found["outcomes"]]
    assert [each["name"] for each in deals] == ["D0", "D1", "D2", "D3", "D4"]
    assert [each["score"] for each in deals] == [0, 1, 0, 3, 0]
    assert {each["stage"] for each in deals} == {"lead"}
    assert [each["stageHistory"] for each in deals] == [[{"from": None, "to": "lead"}]] * 5
    assert [each["id"] for each in deals] == sorted(each["id"] for each in deals)
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Deal { name score version } } }"
    stored = await own_world.api.data(own_world.manager, nodes, {"ids": [each["id"] for each in deals]})
    assert [(each["name"], each["score"]) for each in stored["nodes"]] == [
        (each["name"], each["score"]) for each in deals
    ]


async def test_all_or_none_or_each_that_fits(own_world: World) -> None:
    """What does not fit speaks against its own row, and a record that is not there as well."""
    rows = [
        {"name": "Good"},
        {"name": "x" * 10_000},
        {"name": "Astray", "accountId": NOWHERE},
        {"name": "None", "ownerId": "nobody"},
    ]
    for mode, done in (("ALL", 0), ("EACH", 1)):
        before = await count(own_world)
        found = await create(own_world, own_world.manager, *rows, mode=mode)
        assert (found["given"], found["done"], found["refused"]) == (4, done, 3)
        assert [each["done"] for each in found["outcomes"]] == [mode == "EACH", False, False, False]
        assert found["outcomes"][0]["errors"] == []
        assert [each["errors"] for each in found["outcomes"][2:]] == [
            [{"code": "RELATION_NOT_FOUND", "path": ["input", "accountId"]}],
            [{"code": "BAD_USER_INPUT", "path": ["input", "ownerId"]}],
        ]
        assert [each["path"] for each in found["outcomes"][1]["errors"]] == [["input", "name"]]
        assert [each["deal"] is None for each in found["outcomes"]] == [mode == "ALL", True, True, True]
        assert sorted(each["details"]["records"] for each in found["errors"]) == [1, 1, 1]
        assert await count(own_world) == before + done


async def test_a_literal_list_and_variables_in_it(own_world: World) -> None:
    document = """mutation ($name: String!, $row: DealRowInput!) {
      done: createDeals(inputs: [{ name: $name, score: 1 }, $row, { name: "C" }]) {
        done errors { code } outcomes { deal { name score } } } }"""
    given = {"name": "A", "row": {"name": "B", "score": 2}}
    found = (await own_world.api.data(own_world.manager, document, given))["done"]
    assert (found["done"], found["errors"]) == (3, [])
    assert [tuple(each["deal"].values()) for each in found["outcomes"]] == [("A", 1), ("B", 2), ("C", 0)]
    # The same document with rows of other names.
    found = (await own_world.api.data(own_world.manager, document, {"name": "A", "row": {"name": "B"}}))[
        "done"
    ]
    assert [each["deal"]["score"] for each in found["outcomes"]] == [1, 0, 0]


async def test_nothing_given_is_nothing_done(own_world: World) -> None:
    found = await create(own_world, own_world.manager)
    assert (found["given"], found["done"], found["outcomes"], found["errors"]) == (0, 0, [], [])


async def test_done_once_under_a_key(own_world: World) -> None:
    first = await create(own_world, own_world.manager, {"name": "A"}, {"name": "B"}, key="k")
    again = await create(own_world, own_world.manager, {"name": "A"}, {"name": "B"}, key="k")
    assert again == first
    assert first["done"] == 2
    other = await create(own_world, own_world.manager, {"name": "A"}, key="k")
    assert [each["code"] for each in other["errors"]] == ["IDEMPOTENCY_MISMATCH"]


async def test_more_than_may_be_are_refused(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.rows.MOST_RECORDS", 2)
    before = await count(own_world)
    found = await create(
        own_world, own_world.manager, *({"name": str(each)} for each in range(3)), mode="EACH"
    )
    assert [(each["code"], each["path"]) for each in found["errors"]] == [("TOO_MANY_RECORDS", ["inputs"])]
    assert await count(own_world) == before


async def test_who_may_not_create_has_no_such_field(own_world: World) -> None:
    found = await own_world.api.ask(own_world.viewer, CREATE, {"inputs": []})
    assert any("createDeals" in each["message"] for each in found["errors"])


ORDER: dict[str, Any] = {
    "name": "bill",
    "plural": "bills",
    "fields": [
        {"name": "number", "type": "autoNumber", "numbering": {"format": "O-{000}"}},
        {"name": "title", "type": "text", "required": True, "trackHistory": True},
        {"name": "amount", "type": "money", "default": {"amount": "5.00", "currency": "EUR"}},
        {"name": "kind", "type": "choice", "options": [{"key": "new"}, {"key": "old"}], "default": "new"},
        {"name": "short", "type": "text", "defaultFormula": {"cat": [{"var": "title"}, "!"]}},
        {"name": "tags", "type": "multiChoice", "options": [{"key": "a"}, {"key": "b"}]},
        {"name": "code", "type": "text", "unique": True},
        {"name": "state", "type": "text", "required": True, "default": "s"},
        {"name": "pages", "type": "integer", "minimum": 0, "maximum": 10},
        {"name": "others", "type": "relations", "target": "bill"},
        {"name": "scan", "type": "file"},
    ],
}
ORDERS = """mutation ($inputs: [BillRowInput!]!, $mode: BulkMode! = EACH) {
  done: createBills(inputs: $inputs, mode: $mode) {
    done refused errors { code message path } warnings { code }
    outcomes { index done errors { code message path }
      bill { number title kind short tags amount { amount currency } fieldHistory { nodes { field new } } } } } }"""


@pytest.fixture
async def orders(api: Api, fresh: FreshTenant) -> FreshTenant:
    validation = {
        "object": "bill",
        "name": "long",
        "rule": {"!=": [{"var": "title"}, "Bad"]},
        "messages": [{"language": "en", "text": "Bad is no title."}],
    }
    await api.change(fresh.admin, {"addObject": ORDER}, {"addValidation": validation})
    return fresh


async def ordered(api: Api, token: str, *inputs: dict[str, Any], **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(token, ORDERS, {"inputs": list(inputs), **variables}))["done"]
    return found


async def test_defaults_stand_in_where_a_row_gives_nothing(api: Api, orders: FreshTenant) -> None:
    found = await ordered(
        api,
        orders.admin,
        {"title": "A"},
        {
            "title": "B",
            "kind": "old",
            "amount": {"amount": "7", "currency": "USD"},
            "short": "b",
            "tags": ["b", "a"],
        },
        {"title": "C", "kind": None, "amount": None, "short": None, "tags": []},
    )
    assert (found["done"], found["errors"]) == (3, [])
    made = [each["bill"] for each in found["outcomes"]]
    assert [each["kind"] for each in made] == ["new", "old", None]
    assert [each["short"] for each in made] == ["A!", "b", None]
    assert [each["amount"] and tuple(each["amount"].values()) for each in made] == [
        ("5.00", "EUR"),
        ("7.00", "USD"),
        None,
    ]
    assert [sorted(each["tags"] or []) for each in made] == [[], ["a", "b"], []]
    notes = [[(note["field"], note["new"]) for note in each["fieldHistory"]["nodes"]] for each in made]
    assert notes == [[("title", "A")], [("title", "B")], [("title", "C")]]


async def test_numbers_are_given_in_the_order_of_the_inputs_to_what_is_created(
    api: Api, orders: FreshTenant
) -> None:
    found = await ordered(api, orders.admin, {"title": "A"}, {"title": "Bad"}, {"title": "B"})
    assert [each["bill"] and each["bill"]["number"] for each in found["outcomes"]] == [
        "O-001",
        None,
        "O-002",
    ]
    assert [(each["code"], each["message"]) for each in found["errors"]] == [
        ("VALIDATION_FAILED", "Bad is no title.")
    ]
    none = await ordered(api, orders.admin, {"title": "A"}, {"title": "Bad"}, mode="ALL")
    assert none["done"] == 0
    one = 'mutation { createBill(input: { title: "C" }) { bill { number } } }'
    assert (await api.data(orders.admin, one))["createBill"]["bill"]["number"] == "O-003"
    more = await ordered(api, orders.admin, {"title": "D"}, {"title": "E"})
    assert [each["bill"]["number"] for each in more["outcomes"]] == ["O-004", "O-005"]


async def test_values_that_do_not_fit_are_told_of_their_rows(api: Api, orders: FreshTenant) -> None:
    """Of such a row nothing else is said, and a message of a row is not taken for another's."""
    found = await ordered(
        api,
        orders.admin,
        {"title": "A", "pages": 11},
        {"title": "Bad", "state": None, "pages": 3},
        {"title": "Bad", "pages": -1},
        {"title": "B", "pages": 10},
    )
    assert [each["done"] for each in found["outcomes"]] == [False, False, False, True]
    told = [[(each["code"], each["path"][-1]) for each in row["errors"]] for row in found["outcomes"]]
    assert told == [[("OUT_OF_RANGE", "pages")], [("REQUIRED", "state")], [("OUT_OF_RANGE", "pages")], []]


async def test_what_is_to_be_unique_speaks_against_the_whole(api: Api, orders: FreshTenant) -> None:
    found = await ordered(api, orders.admin, {"title": "A", "code": "x"}, {"title": "B", "code": "x"})
    assert (found["done"], [each["code"] for each in found["errors"]]) == (0, ["UNIQUE"])
    assert (await ordered(api, orders.admin, {"title": "A", "code": "x"}))["done"] == 1
    found = await ordered(api, orders.admin, {"title": "B", "code": "x"})
    assert (found["done"], [each["path"] for each in found["errors"]]) == (0, [["input", "code"]])


async def test_files_and_links_are_given_to_one_record(api: Api, orders: FreshTenant) -> None:
    for name, value in (("others", {"add": []}), ("scan", {"id": NOWHERE})):
        found = await api.ask(orders.admin, ORDERS, {"inputs": [{"title": "A", name: value}]})
        assert name in found["errors"][0]["message"]


async def test_a_role_gives_what_it_may_and_creates_what_it_reaches(api: Api, orders: FreshTenant) -> None:
    """A row rule is asked of each record, and its values are not told."""
    grants = [
        {"object": "bill", "action": "read"},
        {"object": "bill", "action": "create", "rule": {"==": [{"var": "kind"}, "new"]}},
        {"object": "bill", "action": "create", "field": "code", "effect": "deny"},
    ]
    await api.change(orders.admin, {"addRole": {"name": "clerk", "grants": grants}})
    clerk, _ = await add_member(api, orders.admin, orders.slug, "clerk")
    found = await ordered(api, clerk, {"title": "A"}, {"title": "B", "kind": "old"})
    assert (found["done"], [each["code"] for each in found["errors"]]) == (1, ["ROW_FORBIDDEN"])
    refused = await api.ask(clerk, ORDERS, {"inputs": [{"title": "A", "code": "x"}]})
    assert "code" in refused["errors"][0]["message"]


async def test_an_inactive_option_that_is_given_is_not_told_of_as_a_default(
    api: Api, orders: FreshTenant
) -> None:
    """What a row gives is held to the field as it is, whatever the formula would have come to."""
    options = [{"key": key} for key in ("high", "low", "gone")]
    default = {"if": [{"==": [{"var": "title"}, "A"]}, "high", "low"]}
    urgency = {"name": "urgency", "type": "choice", "options": options, "defaultFormula": default}
    await api.change(
        orders.admin,
        {"addField": {"object": "bill", "field": urgency}},
        {"setOption": {"object": "bill", "field": "urgency", "option": "gone", "active": False}},
    )
    rows = [
        {"title": "A"},
        {"title": "A", "urgency": "low"},
        {"title": "B", "urgency": "gone"},
        {"title": "B", "urgency": None},
    ]
    found = await ordered(api, orders.admin, *rows)
    assert [[each["message"] for each in row["errors"]] for row in found["outcomes"]] == [
        [],
        [],
        ["urgency has this option only where it was given before: it is inactive."],
        [],
    ]
