"""Criteria with a grace date: records that have passed them are found, and then kept from going on, not from edits."""

from typing import Any

import pytest

from tests.api.conftest import fresh_tenant
from tests.api.test_criteria import DEAL, LARGE, TOO_SMALL, Deals, told
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [
        {"name": "lead"},
        {"name": "offer"},
        {"name": "talks"},
        {"name": "won", "kind": "won"},
        {"name": "lost", "kind": "lost"},
    ],
    "transitions": [
        {"source": source, "target": target}
        for source, target in (
            ("lead", "offer"), ("offer", "talks"), ("talks", "won"), ("talks", "offer"), ("talks", "lost"),
            ("offer", "lost"), ("lost", "lead"),
        )
    ],
}  # fmt: skip
PAST, AHEAD = "2020-01-31", "2999-01-31"
DUE = "dueCriteria { criterion sentence field pointer redacted until overdue }"


def criterion(until: str | None, name: str = "large", **more: Any) -> dict[str, Any]:
    given = {"object": "deal", "name": name, "rule": LARGE, "entering": "offer", "graceUntil": until}
    return {"addCriterion": given | more}


@copied
async def deals(api: Api) -> Deals:
    """A small and a large deal in each stage but the first, from before there was a criterion."""
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    made = Deals(api, fresh)
    for stages in ((), ("offer",), ("offer", "talks"), ("offer", "talks", "won"), ("offer", "lost")):
        for size, amount in (("small", 1), ("large", 5000)):
            deal = await made.create(
                title=f"{size} {[*stages, 'lead'][-1 if not stages else len(stages) - 1]}", amount=amount
            )
            for stage in stages:
                assert (await made.promote(deal, stage))["promoted"]
    return made


async def due(deals: Deals, **asked: Any) -> set[str]:
    document = "query ($where: DealWhere) { deals(where: $where, first: 100) { nodes { title } } }"
    found = await deals.api.data(deals.admin, document, {"where": {"dueCriteria": asked}})
    return {each["title"] for each in found["deals"]["nodes"]}


async def deal_of(deals: Deals, title: str) -> dict[str, Any]:
    document = f"query ($title: String!) {{ deals(where: {{ title: {{ eq: $title }} }}) {{ nodes {{ id {DUE} }} }} }}"
    found = await deals.api.data(deals.admin, document, {"title": title})
    (node,) = found["deals"]["nodes"]
    return dict(node)


async def test_who_has_passed_a_criterion_is_found_by_owner_and_stage(deals: Deals):
    await deals.change(criterion(AHEAD))
    assert await due(deals) == {"small offer", "small talks"}
    assert await due(deals, criterion="large", overdue=False) == {"small offer", "small talks"}
    assert await due(deals, overdue=True) == set()
    document = """{ dealGroups(where: { dueCriteria: {} }, by: [{ field: ownerId }, { field: stage }]) {
      count keys { name value label } } }"""
    groups = (await deals.api.data(deals.admin, document))["dealGroups"]
    owner = (await deals.api.data(deals.admin, "{ me { member { id } } }"))["me"]["member"]["id"]
    assert [(each["count"], [key["value"] for key in each["keys"]]) for each in groups] == [
        (1, [owner, "offer"]),
        (1, [owner, "talks"]),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"entering": "talks"}, {"small talks"}),
        ({"entering": "won"}, {"small won"}),
        ({"entering": None, "leaving": "offer"}, {"small talks"}),
        ({"entering": None}, {"small lead", "small offer", "small talks"}),
    ],
)
async def test_which_records_have_passed_it(deals: Deals, given: dict[str, Any], expected: set[str]):
    await deals.change(criterion(PAST, **given))
    assert await due(deals, overdue=True) == expected


async def test_within_the_time_a_record_goes_on_and_is_warned(deals: Deals):
    await deals.change(criterion(AHEAD, messages=TOO_SMALL))
    small = await deal_of(deals, "small offer")
    assert small["dueCriteria"] == [
        {
            "criterion": "large",
            "sentence": "Too small a deal.",
            "field": "amount",
            "pointer": "/criteria/0/rule",
            "redacted": False,
            "until": AHEAD,
            "overdue": False,
        }
    ]
    done = await deals.promote(small["id"], "talks")
    assert (done["promoted"], told(done)) == (True, [("large", False, "warn")])
    # It is kept with the move, so that what it would have refused can be counted.
    slug = "SELECT namespace FROM platform.tenant WHERE slug = $1"
    database = deals.api.engine.database
    (row,) = await database.fetch(slug, [deals.slug], affinity="platform")
    kept = f"""SELECT judged->'closed'->>0 FROM {row["namespace"]}.sluice_stage_history
      WHERE record_id = $1 AND to_stage = 'talks'"""
    (move,) = await database.fetch(kept, [small["id"]], affinity="")
    assert move[0].startswith("cri_")


async def test_when_the_time_is_over_a_record_goes_on_no_more_until_it_is_put_right(deals: Deals):
    await deals.change(criterion(PAST))
    offer, talks = await deal_of(deals, "small offer"), await deal_of(deals, "small talks")
    assert [each["overdue"] for each in offer["dueCriteria"]] == [True]
    refused = await deals.promote(offer["id"], "talks")
    assert (refused["promoted"], [each["code"] for each in refused["errors"]]) == (False, ["GATE_CLOSED"])
    assert told(refused) == [("large", False, "block")]
    # Neither an edit, nor a move that is none forward.
    edit = """mutation ($id: ID!) { updateDeal(id: $id, input: { title: "Edited", amount: 2 }) { errors { code } } }"""
    assert (await deals.api.data(deals.admin, edit, {"id": talks["id"]}))["updateDeal"]["errors"] == []
    assert (await deals.promote(talks["id"], "lost"))["promoted"]
    back = await deals.create(title="Back", amount=5000)
    for stage in ("offer", "talks"):
        assert (await deals.promote(back, stage))["promoted"]
    await deals.api.data(deals.admin, edit, {"id": back})
    assert not (await deals.promote(back, "won"))["promoted"]
    assert not (await deals.promote(back, "offer"))["promoted"]  # that is to enter it again
    moved = await deals.promote(offer["id"], "talks", amount=1000)
    assert (moved["promoted"], told(moved)) == (True, [("large", True, "block")])
    assert (await deal_of(deals, "small offer"))["dueCriteria"] == []


async def test_many_are_moved_but_for_those_that_are_overdue(deals: Deals):
    await deals.change(criterion(PAST))
    document = """mutation { promoteDeals(where: { stage: { eq: offer } }, to: "talks", mode: EACH) {
      matched done refused errors { code details } } }"""
    found = (await deals.api.data(deals.admin, document))["promoteDeals"]
    assert found == {
        "matched": 2,
        "done": 1,
        "refused": 1,
        "errors": [{"code": "GATE_CLOSED", "details": {"records": 1}}],
    }


async def test_stuck_records_and_gates_that_are_tried_know_it(deals: Deals):
    document = "{ stuckDeals { totalCount clauses { criterion records } } }"
    await deals.change(criterion(PAST, entering="talks"))
    simulate = """query ($changes: [CatalogChange!]) { simulateGate(object: "deal", changes: $changes) {
      edges { source target newlyAllowed newlyBlocked } } }"""
    drafted = {
        "setCriterion": {"object": "deal", "criterion": "large", "rule": {">=": [{"var": "amount"}, 0]}}
    }
    found = await deals.api.data(deals.admin, simulate, {"changes": [drafted]})
    allowed = {
        (each["source"], each["target"]): each["newlyAllowed"] for each in found["simulateGate"]["edges"]
    }
    assert (allowed["talks", "won"], allowed["talks", "lost"], allowed["offer", "talks"]) == (1, 0, 1)
    assert (await deals.api.data(deals.admin, document))["stuckDeals"]["totalCount"] == 0


async def test_a_reader_is_told_no_more_than_of_a_clause(deals: Deals):
    reader = {
        "addRole": {
            "name": "reader",
            "grants": [
                {"object": "deal", "action": "read"},
                {"object": "deal", "action": "read", "field": "amount", "effect": "deny"},
            ],
        }
    }
    await deals.change(criterion(PAST, messages=TOO_SMALL), reader)
    token, _ = await add_member(deals.api, deals.admin, deals.slug, "reader")
    document = f"{{ deals(where: {{ dueCriteria: {{}} }}) {{ nodes {{ title {DUE} }} }} }}"
    nodes = (await deals.api.data(token, document, **{"Accept-Language": "zh-CN"}))["deals"]["nodes"]
    told_of = {
        (each["title"], one["sentence"], one["field"], one["redacted"])
        for each in nodes
        for one in each["dueCriteria"]
    }
    assert told_of == {
        ("small offer", "你的角色无权查看的条件", None, True),
        ("small talks", "你的角色无权查看的条件", None, True),
    }


async def test_a_filter_names_a_criterion_with_a_date(deals: Deals):
    await deals.change(criterion(AHEAD), criterion(None, "other"))
    document = "query ($where: DealWhere) { deals(where: $where) { totalCount } }"
    for name, hint in (("other", "Use one of large."), ("none", "Use one of large.")):
        found = await deals.api.ask(deals.admin, document, {"where": {"dueCriteria": {"criterion": name}}})
        (error,) = found["errors"]
        assert (error["extensions"]["code"], error["extensions"]["hint"]) == ("BAD_USER_INPUT", hint)
    found = await deals.api.ask(deals.admin, document, {"where": {"dueCriteria": {"overdue": None}}})
    assert [each["extensions"]["code"] for each in found["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"graceUntil": "soon"}, "INVALID_VALUE"),
        ({"graceUntil": PAST, "leaving": "lead"}, "CATALOG_INVALID"),
        ({"graceUntil": PAST, "mode": "shadow"}, "CATALOG_INVALID"),
        ({"graceUntil": PAST, "mode": "warn"}, "CATALOG_INVALID"),
        ({"graceUntil": PAST, "mode": "warn", "enforcedFrom": "2020-02-01"}, "CATALOG_INVALID"),
        ({"graceUntil": AHEAD, "mode": "warn", "enforcedFrom": "2020-02-01"}, None),
        ({"graceUntil": AHEAD}, None),
    ],
)
async def test_a_grace_date_is_one_that_means_something(
    deals: Deals, given: dict[str, Any], code: str | None
):
    found = await deals.api.try_change(deals.admin, criterion(None, **given))
    wanted = [] if code is None else [(code, ["changes", 0, "addCriterion", "graceUntil"])]
    assert [(each["code"], each["path"]) for each in found["errors"]] == wanted


async def test_the_date_goes_with_the_mode_and_stands_in_the_catalog(deals: Deals):
    await deals.change(criterion(AHEAD))
    read = "{ catalog { objects { pipeline { criteria { name mode graceUntil } } } } }"

    async def kept() -> Any:
        found = await deals.api.data(deals.admin, read)
        return found["catalog"]["objects"][0]["pipeline"]["criteria"][0]["graceUntil"]

    assert await kept() == AHEAD
    rename = {"setCriterion": {"object": "deal", "criterion": "large", "messages": labels("Small", "小")}}
    await deals.change(rename)
    assert await kept() == AHEAD
    await deals.change({"setCriterion": {"object": "deal", "criterion": "large", "graceUntil": PAST}})
    assert await kept() == PAST
    await deals.change({"setCriterion": {"object": "deal", "criterion": "large", "mode": "enforce"}})
    assert await kept() is None
    assert await due(deals) == set()
