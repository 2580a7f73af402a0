"""Rules over lists of records: in gates, validations, conditions, formulas, row rules and filters."""

from typing import Any

import pytest

from tests.api.bids import (
    CLIENTS_BIDS,
    INTERVIEWED,
    VISITS,
    gated,
    pipeline,
    promoted,
    visit,
)
from tests.api.market import cny, create, field
from tests.client import Api, observed
from tests.world import World, add_member


async def test_a_gate_asks_for_a_record_of_a_list(api: Api, board: World) -> None:
    bid = await gated(board, INTERVIEWED)
    await visit(board, bid, "interview", False)
    await visit(board, bid, "demo", True)
    clause = {
        "pointer": "/stages/1/gate",
        "satisfied": False,
        "redacted": False,
        "sentence": "there must be at least one of Visits where Kind is Interview and Done is yes",
        "field": "visits",
        "operator": "some",
        "actual": 0,
        "needed": 1,
    }
    refused = await promoted(api, board.admin, bid)
    assert refused == {
        "promoted": False,
        "errors": [{"code": "GATE_CLOSED"}],
        "verdict": {"open": False, "clauses": [clause]},
    }
    chinese = await promoted(api, board.admin, bid, **{"Accept-Language": "zh-CN"})
    assert (
        chinese["verdict"]["clauses"][0]["sentence"] == "必须存在 符合（类型 为 访谈 且 已完成 为 是）的 拜访"
    )
    await visit(board, bid, "interview", True)
    with observed(api.engine.database) as texts:
        moved = await promoted(api, board.admin, bid)
    assert moved["promoted"]
    assert moved["verdict"]["clauses"][0] | {"satisfied": True, "actual": 1} == clause | {
        "satisfied": True,
        "actual": 1,
    }
    assert len(texts) == 1


async def test_deleted_records_and_those_of_others_do_not_count(api: Api, board: World) -> None:
    bid = await gated(board, INTERVIEWED)
    other = await create(board, "bid", title="乙")
    await visit(board, other, "interview", True)
    gone = await visit(board, bid, "interview", True)
    await api.data(
        board.admin, "mutation ($id: ID!) { deleteVisit(id: $id) { errors { code } } }", {"id": gone}
    )
    assert not (await promoted(api, board.admin, bid))["promoted"]


@pytest.mark.parametrize(
    ("rule", "actual", "needed", "satisfied"),
    [
        ({"none": [VISITS, {"==": [{"var": "kind"}, "demo"]}]}, 1, 0, False),
        ({"!": {"some": [VISITS, {">": [{"var": "minutes"}, 60]}]}}, 0, 0, True),
        ({"all": [VISITS, {"var": "done"}]}, 1, 2, False),
        ({"all": [{"filter": [VISITS, {"var": "done"}]}, {"<": [{"var": "minutes"}, 60]}]}, 1, 1, True),
        ({">=": [{"count": VISITS}, 2]}, 2, 2, True),
        ({"<": [3, {"count": [VISITS, {"var": "done"}]}]}, 1, 3, False),
        ({"==": [{"sum": [VISITS, {"var": "minutes"}]}, 75]}, 75, 75, True),
        ({">": [{"avg": [VISITS, {"var": "minutes"}]}, 40]}, 37.5, 40, False),
        ({">=": [{"smallest": [VISITS, {"var": "minutes"}]}, 30]}, 30, 30, True),
        (
            {">=": [{"largest": [VISITS, {"var": "day"}, {"var": "done"}]}, "2026-03-01"]},
            "2026-02-01",
            "2026-03-01",
            False,
        ),
        ({"some": [VISITS, {"some": [{"var": "notes"}, {"filled": {"var": "text"}}]}]}, 1, 1, True),
        ({"some": [{"var": "notes"}, {"==": [{"var": "text"}, "heard"]}]}, 0, 1, False),
        ({"==": [{"count": CLIENTS_BIDS}, 2]}, 2, 2, True),
        ({"some": [{"var": "client.bids"}, {"some": [VISITS, {"var": "done"}]}]}, 1, 1, True),
    ],
)
async def test_every_operator_over_lists(
    api: Api, board: World, rule: Any, actual: Any, needed: Any, satisfied: bool
) -> None:
    await api.change(board.admin, pipeline(rule))
    client = await create(board, "client", title="C")
    bid = await create(board, "bid", title="甲", clientId=client)
    await create(board, "bid", title="乙", clientId=client)
    done = await visit(board, bid, "interview", True, minutes=30, day="2026-02-01")
    await visit(board, bid, "demo", None, minutes=45, day="2026-03-05")
    await create(board, "note", text="heard", aboutId=done)
    found = await promoted(api, board.admin, bid)
    (clause,) = found["verdict"]["clauses"]
    shown = float(clause["actual"]) if isinstance(actual, float) else clause["actual"]
    assert (shown, clause["needed"], clause["satisfied"]) == (actual, needed, satisfied)
    assert found["promoted"] is satisfied


async def test_a_gate_counts_links_that_the_promotion_gives(api: Api, board: World) -> None:
    bid = await gated(board, {"some": [{"var": "tags"}, {"==": [{"var": "title"}, "vetted"]}]})
    tag = await create(board, "tag", title="vetted")
    assert not (await promoted(api, board.admin, bid))["promoted"]
    moved = await promoted(api, board.admin, bid, {"tags": {"add": [tag]}})
    assert (moved["promoted"], moved["verdict"]["clauses"][0]["actual"]) == (True, 1)


async def test_amounts_of_several_currencies_have_no_sum(api: Api, board: World) -> None:
    await api.change(board.admin, pipeline({">": [{"sum": [CLIENTS_BIDS, {"var": "worth"}]}, 10]}))
    client = await create(board, "client", title="C")
    bid = await create(board, "bid", title="甲", clientId=client, worth=cny("20"))
    await create(board, "bid", title="乙", clientId=client, worth={"amount": "20", "currency": "USD"})
    refused = await promoted(api, board.admin, bid)
    assert (refused["promoted"], refused["verdict"]["clauses"][0]["actual"]) == (False, None)


WAYS = "{ bids { nodes { title transitions { to allowed verdict { clauses { satisfied actual } } } } } }"


async def test_transitions_of_a_whole_board_are_one_statement(api: Api, board: World) -> None:
    bid = await gated(board, INTERVIEWED)
    await visit(board, bid, "interview", True)
    await create(board, "bid", title="乙")
    with observed(api.engine.database) as texts:
        found = await api.data(board.admin, WAYS)
    assert len(texts) == 1
    assert {each["title"]: each["transitions"][0] for each in found["bids"]["nodes"]} == {
        "甲": {"to": "running", "allowed": True, "verdict": {"clauses": [{"satisfied": True, "actual": 1}]}},
        "乙": {
            "to": "running",
            "allowed": False,
            "verdict": {"clauses": [{"satisfied": False, "actual": 0}]},
        },
    }


REFUSED = [
    ({"some": [{"var": "visit"}, {"var": "done"}]}, "RULE_UNKNOWN_PATH", "/some/0/var", "`visits`"),
    ({"some": [VISITS, {"var": "title"}]}, "RULE_TYPE", "/some/1", "compare it"),
    (
        {"some": [VISITS, {"==": [{"var": "kind"}, "call"]}]},
        "RULE_UNKNOWN_OPTION",
        "/some/1/==/1",
        "interview",
    ),
    ({"some": [VISITS, {"var": "worth"}]}, "RULE_UNKNOWN_PATH", "/some/1/var", ""),
    ({"==": [VISITS, 1]}, "RULE_TYPE", "/==/0/var", "`count`"),
    ({"some": [[1, 2], {"var": "done"}]}, "RULE_MALFORMED", "/some/0", '{"var": "deals"}'),
    ({"some": [{"filter": [VISITS, {"var": "minutes"}]}, True]}, "RULE_TYPE", "/some/0/filter/1", ""),
    ({"some": [VISITS]}, "RULE_ARITY", "/some", "For example"),
    ({">": [{"sum": [VISITS, {"var": "kind"}]}, 1]}, "RULE_TYPE", "/>/0/sum/1", ""),
    ({"map": [VISITS, {"var": "done"}]}, "RULE_UNKNOWN_OPERATOR", "/map", ""),
    (
        {"some": [CLIENTS_BIDS, {"some": [VISITS, {"some": [{"var": "notes"}, True]}]}]},
        "RULE_TOO_LARGE",
        "/some/1/some/1/some/0",
        "Split",
    ),
    ({"and": [{"some": [VISITS, True]}] * 11}, "RULE_TOO_LARGE", "/and/10/some/0", "Split"),
]


@pytest.mark.parametrize(("rule", "code", "pointer", "hint"), REFUSED)
async def test_what_cannot_be_read_is_refused_where_it_stands(
    api: Api, board: World, rule: Any, code: str, pointer: str, hint: str
) -> None:
    found = await api.try_change(board.admin, pipeline(rule))
    (error,) = found["errors"]
    assert (error["code"], error["details"]["pointer"]) == (code, pointer)
    assert hint in (error["hint"] or "")


async def test_a_row_rule_over_a_list(api: Api, board: World) -> None:
    bid = await create(board, "bid", title="甲")
    await create(board, "bid", title="乙")
    await visit(board, bid, "interview", True)
    grants = [{"object": "bid", "action": "read", "rule": INTERVIEWED}]
    await api.change(board.admin, {"addRole": {"name": "heard", "grants": grants}})
    token, _ = await add_member(api, board.admin, board.slug, "heard")
    found = await api.data(token, "{ bids { totalCount nodes { title } } }")
    assert found["bids"] == {"totalCount": 1, "nodes": [{"title": "甲"}]}


async def test_a_validation_and_a_required_field_over_lists(api: Api, board: World) -> None:
    few = {"<=": [{"count": CLIENTS_BIDS}, 2]}
    validation = {"name": "few", "rule": few, "messages": [{"language": "en", "text": "Two are enough."}]}
    await api.change(
        board.admin,
        {"addValidation": {"object": "bid", **validation}},
        {
            "setRequiredWhen": {
                "object": "bid",
                "field": "worth",
                "rule": {">": [{"count": {"var": "tags"}}, 0]},
            }
        },
    )
    client = await create(board, "client", title="C")
    for title in "甲乙":
        await create(board, "bid", title=title, clientId=client)
    make = "mutation ($input: BidCreateInput!) { createBid(input: $input) { errors { code message path } } }"
    third = await api.data(board.admin, make, {"input": {"title": "丙", "clientId": client}})
    assert third["createBid"]["errors"] == [
        {"code": "VALIDATION_FAILED", "message": "Two are enough.", "path": ["input"]}
    ]
    tag = await create(board, "tag", title="t")
    tagged = await api.data(board.admin, make, {"input": {"title": "丁", "tags": {"set": [tag]}}})
    assert [each["code"] for each in tagged["createBid"]["errors"]] == ["REQUIRED"]


async def test_a_dry_run_counts_what_does_not_satisfy_a_rule_over_lists(api: Api, board: World) -> None:
    bid = await create(board, "bid", title="甲", tags={"set": [await create(board, "tag", title="t")]})
    await create(board, "bid", title="乙", clientId=await create(board, "client", title="C"))
    await visit(board, bid, "interview", True)
    for rule, unfit in (
        (INTERVIEWED, 1),
        ({"none": [{"var": "tags"}, {"filled": {"var": "title"}}]}, 1),
        ({"some": [VISITS, {"some": [{"var": "bid.tags"}, {"==": [{"var": "title"}, "u"]}]}]}, 2),
        ({">": [{"count": CLIENTS_BIDS}, 0]}, 1),
    ):
        added = {
            "object": "bid",
            "name": "heard",
            "rule": rule,
            "messages": [{"language": "en", "text": "No."}],
        }
        found = await api.data(
            board.admin,
            """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
              errors { code } steps { unfit { rows } } } }""",
            {"changes": [{"addValidation": added}]},
        )
        assert found["changeCatalog"]["errors"] == []
        assert found["changeCatalog"]["steps"][0]["unfit"]["rows"] == unfit, rule


async def test_a_formula_over_a_list_is_written_out_where_it_is_read(api: Api, board: World) -> None:
    interviews = {"count": [VISITS, {"==": [{"var": "kind"}, "interview"]}]}
    await api.change(
        board.admin,
        field("bid", "interviews", "decimal", scale=0, formula=interviews),
        field("bid", "heard", "boolean", formula={">": [{"var": "interviews"}, 0]}),
        field(
            "client",
            "heard",
            "integer",
            rollUp={"relation": "bids", "function": "count", "where": {"var": "heard"}},
        ),
    )
    client = await create(board, "client", title="C")
    bid = await create(board, "bid", title="甲", clientId=client)
    await create(board, "bid", title="乙", clientId=client)
    await visit(board, bid, "interview", True)
    found = await api.data(
        board.admin,
        "{ bids(orderBy: [{field: interviews, direction: DESC}]) { nodes { title interviews heard } } "
        "clients { nodes { heard } } some: bids(where: {heard: {eq: true}}) { totalCount } }",
    )
    assert found == {
        "bids": {
            "nodes": [
                {"title": "甲", "interviews": "1", "heard": True},
                {"title": "乙", "interviews": "0", "heard": False},
            ]
        },
        "clients": {"nodes": [{"heard": 1}]},
        "some": {"totalCount": 1},
    }
    circle = field("visit", "around", "decimal", formula={"var": "bid.interviews"})
    await api.change(board.admin, circle)
    again = {
        "object": "bid",
        "field": "interviews",
        "formula": {"count": [VISITS, {">": [{"var": "around"}, 0]}]},
    }
    refused = await api.try_change(board.admin, {"setFormula": again})
    assert [each["code"] for each in refused["errors"]] == ["FORMULA_INVALID"]
    assert "bid.interviews → visit.around → bid.interviews" in refused["errors"][0]["message"]


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (INTERVIEWED, False),
        ({"all": [VISITS, {"var": "done"}]}, False),
        ({"none": [CLIENTS_BIDS, {"==": [{"var": "stage"}, "running"]}]}, True),
        ({"==": [{"count": [VISITS, {"some": [{"var": "notes"}, {"filled": {"var": "text"}}]}]}, 0]}, True),
    ],
)
async def test_the_record_of_an_example_has_no_lists(api: Api, board: World, rule: Any, holds: bool) -> None:
    example = {"object": "bid", "name": "bare", "leaving": "open", "entering": "running", "record": {}}
    await api.change(board.admin, pipeline(rule))
    found = await api.try_change(board.admin, {"addGateExample": {**example, "open": not holds}})
    assert [each["code"] for each in found["errors"]] == ["EXAMPLE_FAILED"]
    await api.change(board.admin, {"addGateExample": {**example, "open": holds}})
