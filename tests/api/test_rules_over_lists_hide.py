"""Of lists that the caller may not read, and of records in them, a rule over them tells nothing."""

from typing import Any

import pytest

from tests.api.bids import INTERVIEWED, VISITS, gated, promoted, visit
from tests.api.market import create, field
from tests.client import Api
from tests.world import World, add_member


async def test_a_clause_over_a_list_that_is_hidden_is_redacted(api: Api, board: World) -> None:
    bid = await gated(
        board, {"and": [INTERVIEWED, {"some": [{"var": "tags"}, {"filled": {"var": "title"}}]}]}
    )
    await visit(board, bid, "interview", True)
    whole = [
        {"object": "bid", "action": "*"},
        {"object": "tag", "action": "read"},
    ]
    visits = {"object": "visit", "action": "read"}
    roles = {
        "blind": whole,
        "halfBlind": [*whole, visits, {**visits, "field": "done", "effect": "deny"}],
        "unrelated": [*whole, visits, {**visits, "field": "bid", "effect": "deny"}],
        "seeing": [*whole, visits],
        "seeingNone": [*whole, {**visits, "rows": "own"}],
    }
    for name, grants in roles.items():
        await api.change(board.admin, {"addRole": {"name": name, "grants": grants}})
        token, _ = await add_member(api, board.admin, board.slug, name)
        over_visits, over_tags = (await promoted(api, token, bid))["verdict"]["clauses"]
        assert over_visits["satisfied"]
        hidden = name not in ("seeing", "seeingNone")
        assert over_visits["redacted"] is hidden
        assert not over_tags["redacted"]
        if hidden:
            assert [over_visits[each] for each in ("field", "operator", "actual", "needed")] == [None] * 4
            assert "Visit" not in over_visits["sentence"]
        else:
            # Records that the caller may not see count for the gate, and nothing of them is shown.
            assert over_visits["actual"] == (1 if name == "seeing" else 0)


async def test_a_filter_of_the_callers_own_counts_only_what_the_caller_sees(api: Api, board: World) -> None:
    bid = await create(board, "bid", title="甲")
    await visit(board, bid, "interview", True)
    query = "query ($rule: JSON) { bids(where: {rule: $rule}) { nodes { title } } }"
    found = await api.data(board.admin, query, {"rule": INTERVIEWED})
    assert found["bids"]["nodes"] == [{"title": "甲"}]
    grants = [
        {"object": "bid", "action": "read"},
        {"object": "visit", "action": "read", "rows": "own"},
    ]
    await api.change(
        board.admin,
        {"addRole": {"name": "owner", "grants": grants}},
        {"addRole": {"name": "blind", "grants": grants[:1]}},
    )
    owner, _ = await add_member(api, board.admin, board.slug, "owner")
    blind, _ = await add_member(api, board.admin, board.slug, "blind")
    assert (await api.data(owner, query, {"rule": INTERVIEWED}))["bids"]["nodes"] == []
    none = {"none": [VISITS, {"var": "done"}]}
    assert (await api.data(owner, query, {"rule": none}))["bids"]["nodes"] == [{"title": "甲"}]
    # Answered just as a list that there is not.
    assert await api.codes(blind, query, {"rule": INTERVIEWED}) == ["RULE_UNKNOWN_PATH"]
    found = await api.ask(blind, query, {"rule": {"some": [{"var": "visit"}, {"var": "done"}]}})
    assert "visits" not in found["errors"][0]["extensions"]["hint"]


async def test_a_formula_over_a_hidden_list_is_hidden(api: Api, board: World) -> None:
    await api.change(board.admin, field("bid", "number", "decimal", formula={"count": VISITS}))
    await api.change(
        board.admin, {"addRole": {"name": "blind", "grants": [{"object": "bid", "action": "read"}]}}
    )
    blind, _ = await add_member(api, board.admin, board.slug, "blind")
    assert await api.codes(blind, "{ bids { nodes { number } } }") == ["GRAPHQL_VALIDATION_FAILED"]


BLIND = [{"object": "bid", "action": "*"}, {"action": "configure"}]
OF_VISITS = {"object": "visit", "action": "read"}


@pytest.mark.parametrize(
    ("grants", "allowed"),
    [
        ([], False),
        ([{**OF_VISITS, "rows": "own"}], False),
        ([OF_VISITS, {**OF_VISITS, "field": "done", "effect": "deny"}], False),
        ([OF_VISITS], True),
    ],
)
async def test_a_draft_over_a_list_is_tried_by_who_sees_all_of_it(
    api: Api, board: World, grants: list[dict[str, Any]], allowed: bool
) -> None:
    """Who chooses the condition and is told how many meet it would read what is hidden."""
    bid = await gated(board, None)
    await create(board, "bid", title="乙")
    await visit(board, bid, "interview", True)
    await api.change(board.admin, {"addRole": {"name": "tuner", "grants": [*BLIND, *grants]}})
    tuner, _ = await add_member(api, board.admin, board.slug, "tuner")
    draft = {"changes": [{"setGate": {"object": "bid", "stage": "running", "rule": INTERVIEWED}}]}
    document = """query ($changes: [CatalogChange!]) { simulateGate(object: "bid", changes: $changes) {
      records newlyBlocked unchanged } }"""
    if allowed:
        found = await api.data(tuner, document, draft)
        assert found["simulateGate"] == {"records": 2, "newlyBlocked": 1, "unchanged": 1}
    else:
        assert await api.codes(tuner, document, draft) == ["FORBIDDEN"]


async def test_a_draft_over_a_list_that_is_new_in_it(api: Api, board: World) -> None:
    await gated(board, {"none": [VISITS, {"var": "done"}]})
    new = {
        "name": "call",
        "plural": "calls",
        "fields": [{"name": "bid", "type": "relation", "target": "bid", "reverse": "calls"}],
    }
    rule = {"some": [{"var": "calls"}, {"filled": {"var": "createdAt"}}]}
    changes = [{"addObject": new}, {"setGate": {"object": "bid", "stage": "running", "rule": rule}}]
    found = await api.data(
        board.admin,
        """query ($changes: [CatalogChange!]) { simulateGate(object: "bid", changes: $changes) {
          newlyBlocked absent } }""",
        {"changes": changes},
    )
    assert found["simulateGate"] == {"newlyBlocked": 1, "absent": ["calls"]}
