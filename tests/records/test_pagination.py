"""Keyset pages: whatever the rows, the order and the page size, they give the whole list without a gap or a repeat."""

import base64
import json
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import World

VALUES: dict[str, list[Any]] = {
    "notes": [None, "", "a", "B", "b", "ab", "é", "中文", "%", "\\", '"', "a b"],
    "amount": [None, *({"amount": each, "currency": "EUR"} for each in ("0", "-1.5", "1000000", "0.01"))],
    "margin": [None, "0", "-0.0001", "0.5", "12.25"],
    "score": [None, -(2**31), -1, 0, 7, 2**31 - 1],
    "budgetConfirmed": [None, True, False],
    "closeDate": [None, "0001-01-01", "2026-03-31", "9999-12-31"],
    "signedAt": [
        *(None, "0001-01-01T00:00:00Z", "1900-01-01T00:00:00+08:00", "2026-01-01T00:00:00Z"),
        *("2026-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z"),
    ],
    "source": [None, "web", "referral"],
    "website": [None, "http://a.example", "https://é.example/?q=%25"],
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()}), max_size=7
)
SORTED_BY = [
    *("amount", "margin", "score", "budgetConfirmed", "closeDate", "signedAt", "source", "website"),
    *("id", "createdAt", "updatedAt", "stage", "name"),
]
ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(SORTED_BY),
            "direction": st.sampled_from(["ASC", "ASC_NULLS_FIRST", "DESC", "DESC_NULLS_FIRST"]),
        }
    ),
    max_size=3,
)
PAGE = """
query ($where: DealWhere, $order: [DealOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  deals(where: $where, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


@dataclass(frozen=True)
class Batch:
    """Rows of one example, told from others by their name, and how a list of them is asked for."""

    world: World
    name: str
    order: list[dict[str, str]]

    async def page(self, **arguments: Any) -> dict[str, Any]:
        variables = {"where": {"name": {"startsWith": self.name}}, "order": self.order, **arguments}
        found: dict[str, Any] = (await self.world.api.data(self.world.manager, PAGE, variables))["deals"]
        return found


def ids_of(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


async def made(world: World, rows: list[dict[str, Any]], order: list[dict[str, str]]) -> Batch:
    """Make the rows by one request."""
    Counter.batches += 1
    name = f"batch {Counter.batches}:"
    if rows:
        declared = ", ".join(f"$r{position}: DealCreateInput!" for position in range(len(rows)))
        writes = " ".join(
            f"r{position}: createDeal(input: $r{position}) {{ errors {{ code }} }}"
            for position in range(len(rows))
        )
        variables = {
            f"r{position}": {**row, "name": f"{name}{row.get('notes') or position % 3}"}
            for position, row in enumerate(rows)
        }
        data = await world.api.data(world.manager, f"mutation ({declared}) {{ {writes} }}", variables)
        assert all(payload == {"errors": []} for payload in data.values()), data
    return Batch(world, name, order)


class Counter:
    """How many batches there are."""

    batches = 0


def check_page_info(page: dict[str, Any]) -> None:
    cursors = [edge["cursor"] for edge in page["edges"]]
    assert page["pageInfo"]["startCursor"] == (cursors[0] if cursors else None)
    assert page["pageInfo"]["endCursor"] == (cursors[-1] if cursors else None)


async def forward(batch: Batch, size: int) -> list[str]:
    """The list by `first` and `after`."""
    found: list[str] = []
    cursor = None
    while True:
        page = await batch.page(first=size, after=cursor)
        check_page_info(page)
        assert page["pageInfo"]["hasPreviousPage"] == (cursor is not None)
        found += ids_of(page)
        if not page["pageInfo"]["hasNextPage"]:
            return found
        assert len(page["edges"]) == size
        cursor = page["pageInfo"]["endCursor"]


async def backward(batch: Batch, size: int) -> list[str]:
    """The list by `last` and `before`."""
    found: list[str] = []
    cursor = None
    while True:
        page = await batch.page(last=size, before=cursor)
        check_page_info(page)
        assert page["pageInfo"]["hasNextPage"] == (cursor is not None)
        found = ids_of(page) + found
        if not page["pageInfo"]["hasPreviousPage"]:
            return found
        assert len(page["edges"]) == size
        cursor = page["pageInfo"]["startCursor"]


async def check_pages(batch: Batch, count: int, size: int) -> None:
    whole = await batch.page(first=500)
    assert whole["totalCount"] == count == len(set(ids_of(whole)))
    assert await forward(batch, size) == ids_of(whole)
    assert await backward(batch, size) == ids_of(whole)


PARTS = {
    "kind": "kind: __typename",
    "total": "total: totalCount",
    "nodes": "nodes { id }",
    "edges": "edges { __typename }",
    "blank": "blank: pageInfo { __typename }",
    "info": "info: pageInfo { hasNextPage hasPreviousPage }",
}
"""The parts of a list, by what each is answered under."""


@pytest.mark.parametrize("rows", [0, 3])
@pytest.mark.parametrize("size", ["first: 2", "last: 2"])
async def test_each_part_is_told_whatever_stands_beside_it(scratch, rows, size):
    batch = await made(scratch, [{}] * rows, [])
    of = f'deals(where: {{name: {{startsWith: "{batch.name}"}}}}, {size})'
    whole = (await scratch.api.data(scratch.manager, f"{{ {of} {{ {' '.join(PARTS.values())} }} }}"))["deals"]
    assert (whole["kind"], whole["total"]) == ("DealConnection", rows)
    assert len(whole["nodes"]) == len(whole["edges"]) == min(rows, 2)
    some = [chosen for many in (1, 2) for chosen in combinations(PARTS, many)]
    asked = [f"a{at}: {of} {{ {' '.join(PARTS[each] for each in some[at])} }}" for at in range(len(some))]
    for half in (slice(0, 10), slice(10, None)):
        told = await scratch.api.data(scratch.manager, f"{{ {' '.join(asked[half])} }}")
        for at, chosen in list(enumerate(some))[half]:
            assert told[f"a{at}"] == {each: whole[each] for each in chosen}


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 4))
async def test_pages_give_the_whole_list(scratch, rows, order, size):
    await check_pages(await made(scratch, rows, order), len(rows), size)


@pytest.mark.parametrize("field", SORTED_BY)
async def test_pages_break_at_every_value(scratch, field):
    rows = [{field: value} if field in VALUES else {} for value in VALUES.get(field, [None] * 3)] * 2
    batch = await made(scratch, rows, [])
    for direction in ("ASC", "DESC_NULLS_FIRST"):
        order = [{"field": field, "direction": direction}]
        await check_pages(Batch(scratch, batch.name, order), len(rows), 1)


@pytest.mark.parametrize("direction", ["ASC", "ASC_NULLS_FIRST", "DESC", "DESC_NULLS_FIRST"])
async def test_the_order_is_the_one_asked_for(scratch, direction):
    scores = [None, 3, 1, None, 2]
    batch = await made(
        scratch, [{"score": score} for score in scores], [{"field": "score", "direction": direction}]
    )
    document = PAGE.replace("node { id }", "node { id score }")
    variables = {"where": {"name": {"startsWith": batch.name}}, "order": batch.order}
    data = await scratch.api.data(scratch.manager, document, variables)
    found = [edge["node"]["score"] for edge in data["deals"]["edges"]]
    numbers = sorted(score for score in scores if score is not None)
    if direction.startswith("DESC"):
        numbers.reverse()
    nulls = [None, None]
    assert found == (nulls + numbers if direction.endswith("FIRST") else numbers + nulls)


async def test_a_page_is_stable_while_rows_come_and_go(scratch):
    batch = await made(scratch, [{"score": score} for score in range(6)], [{"field": "score"}])
    first = await batch.page(first=2)
    gone = first["edges"][1]["node"]["id"]
    deleted = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
    await scratch.api.data(scratch.manager, deleted, {"id": gone})
    await scratch.create(scratch.manager, "deal", name=f"{batch.name}new", score=0)
    await scratch.create(scratch.manager, "deal", name=f"{batch.name}new", score=2)
    second = await batch.page(first=10, after=first["pageInfo"]["endCursor"])
    assert len(second["edges"]) == 5


def forged(cursor: str, **keys: Any) -> str:
    """The cursor with other keys: `k0`, `k1`, ..., in the order of its array behind the signature."""
    decoded = json.loads(base64.b64decode(cursor))
    for name, value in keys.items():
        decoded[int(name[1:]) + 1] = value
    return base64.b64encode(json.dumps(decoded).encode()).decode()


async def refused(batch: Batch, **arguments: Any) -> dict[str, Any]:
    variables = {"where": {"name": {"startsWith": batch.name}}, "order": batch.order, **arguments}
    found = await batch.world.api.ask(batch.world.manager, PAGE, variables)
    assert found.get("data") is None
    (error,) = found["errors"]
    assert error["extensions"]["hint"]
    error_found: dict[str, Any] = error
    return error_found


CURSORS = {
    "empty": "",
    "words": "not a cursor",
    "base64 of junk": base64.b64encode(b"\xff\x00junk").decode(),
    "another JSON": base64.b64encode(b"7").decode(),
    "an empty list": base64.b64encode(b"[]").decode(),
    "an object": base64.b64encode(b'{"a": 1}').decode(),
    "deep": base64.b64encode(b"[" * 5000).decode(),
    "no padding": "WyJh",
}


@pytest.mark.parametrize("name", CURSORS)
@pytest.mark.parametrize("argument", ["after", "before"])
async def test_what_is_no_cursor_is_refused(scratch, name, argument):
    batch = await made(scratch, [{}], [])
    error = await refused(batch, **{argument: CURSORS[name]})
    assert (error["extensions"]["code"], error["path"]) == ("CURSOR_INVALID", [argument])


async def test_a_cursor_of_another_order_or_list_is_refused(scratch):
    batch = await made(scratch, [{"score": 1}, {"score": 2}], [{"field": "score"}])
    cursor = (await batch.page(first=1))["pageInfo"]["endCursor"]
    for order in (
        [],
        [{"field": "margin"}],
        [{"field": "score", "direction": "DESC"}],
        [{"field": "score", "direction": "ASC_NULLS_FIRST"}],
        [{"field": "score"}, {"field": "margin"}],
    ):
        error = await refused(Batch(scratch, batch.name, order), after=cursor)
        assert error["extensions"]["code"] == "CURSOR_INVALID"
    found = await scratch.api.ask(
        scratch.manager,
        "query ($after: String) { accounts(after: $after) { nodes { name } } }",
        {"after": cursor},
    )
    assert found["errors"][0]["extensions"]["code"] == "CURSOR_INVALID"


BAD_KEYS: dict[str, list[Any]] = {
    "score": ["x", "1.5", str(2**31), str(10**40), 5, True, [], {}, "1" * 5000],
    "margin": ["x", "NaN", "Infinity", "1e400000", "9" * 200, 1, "-"],
    "amount": ["x", "sNaN"],
    "budgetConfirmed": ["TRUE", "x", True],
    "closeDate": ["x", "2026-02-30", "2026-W01-1T", "10000-01-01", 20260101],
    "signedAt": ["x", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
    "source": ["\0", "\ud800", 7],
    "stage": ["\0", None, 7],
    "website": ["a\0b", 7],
    "createdAt": ["x", None],
    "id": ["x", None, "00", 7],
}


@pytest.mark.parametrize("field", BAD_KEYS)
async def test_a_forged_cursor_is_refused_and_never_a_fault(scratch, field):
    batch = await made(scratch, [{"score": 1}, {"score": 2}], [{"field": field}])
    cursor = (await batch.page(first=1))["pageInfo"]["endCursor"]
    for value in BAD_KEYS[field]:
        for argument in ("after", "before"):
            variables = {"order": batch.order, argument: forged(cursor, k0=value)}
            found = await scratch.api.ask(scratch.manager, PAGE, variables)
            codes = [error["extensions"]["code"] for error in found.get("errors", [])]
            assert codes == ["CURSOR_INVALID"], (value, argument, found)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40))
async def test_random_text_is_no_cursor(scratch, text):
    codes = await scratch.api.codes(scratch.manager, PAGE, {"after": text})
    assert codes == ["CURSOR_INVALID"]
