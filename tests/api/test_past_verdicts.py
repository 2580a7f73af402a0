"""Verdicts of the past are said again by the rules and the clock of their time, whatever has become of both since."""

import json
from typing import Any

from expressions.fingerprint import fingerprint
from expressions.nodes import calls_of
from records.gates import clauses_of_edge
from records.judgements import is_over_list
from tests.api.bids import INTERVIEWED, VISITS, pipeline, promoted, visit
from tests.api.market import create
from tests.api.test_judgements import Deals, deals
from tests.client import Api
from tests.world import World, add_member

__all__ = ["deals"]

PAST = """query ($record: ID!, $first: Int = 20, $before: DateTime) {
  pastVerdicts(object: "deal", record: $record, first: $first, before: $before) {
    id at by { name } times source target outcome override catalogVersion open agrees
    clauses { pointer satisfied severity criterion field operator actual needed sentence redacted } } }"""


async def past(deals: Deals, record: str, token: str = "", **asked: Any) -> list[dict[str, Any]]:
    language = asked.pop("language", "en")
    found = await deals.api.data(
        token or deals.admin, PAST, {"record": record, **asked}, **{"Accept-Language": language}
    )
    told: list[dict[str, Any]] | None = found["pastVerdicts"]
    assert told is not None
    return told


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


async def test_a_refusal_and_a_move_are_said_again_after_everything_has_changed(deals: Deals):
    parent = await deals.create(title="Parent")
    deal = await deals.create(amount=money("5.50"), parentId=parent, channels=["mail"])
    for _ in range(2):
        assert not (await deals.promote(deal, "offer"))["promoted"]
    update = "mutation ($id: ID!, $input: DealUpdateInput!) { updateDeal(id: $id, input: $input) { errors { code } } }"
    await deals.api.data(deals.admin, update, {"id": deal, "input": {"amount": money("2000")}})
    assert (await deals.promote(deal, "offer"))["promoted"]
    before = await past(deals, deal)
    await deals.api.change(
        deals.admin,
        {"setGate": {"object": "deal", "stage": "offer", "rule": {"filled": {"var": "title"}}}},
        {"renameField": {"object": "deal", "field": "amount", "name": "worth"}},
        {"renameStage": {"object": "deal", "stage": "offer", "name": "proposal"}},
        {"removeCriterion": {"object": "deal", "criterion": "called"}},
    )
    await deals.api.data(deals.admin, update, {"id": deal, "input": {"worth": money("1"), "parentId": None}})
    moved, refused = await past(deals, deal)
    assert (moved["outcome"], moved["open"], moved["agrees"], moved["times"]) == ("moved", True, True, 1)
    assert (refused["outcome"], refused["open"], refused["agrees"], refused["times"]) == (
        "refused",
        False,
        True,
        2,
    )
    assert (
        (refused["source"], refused["target"]) == (moved["source"], moved["target"]) == ("lead", "proposal")
    )
    # That of a criterion in the shadow was judged, and is told to nobody.
    amount, title = refused["clauses"]
    assert (amount["satisfied"], amount["actual"], amount["needed"]) == (False, 5.5, 1000)
    assert (amount["field"], amount["sentence"]) == ("amount", "amount must be at least 1,000")
    assert (title["satisfied"], title["actual"]) == (True, "Parent")
    assert [each["clauses"] for each in before] == [each["clauses"] for each in (moved, refused)]
    (only,) = await past(deals, deal, first=1)
    assert only["id"] == moved["id"]
    assert [each["id"] for each in await past(deals, deal, before=moved["at"])] == [refused["id"]]
    (first, _) = await past(deals, deal, language="zh-CN")
    assert first["clauses"][0]["sentence"] != moved["clauses"][0]["sentence"]


async def test_an_override_is_told_with_its_reason(deals: Deals):
    deal = await deals.create()
    assert (await deals.promote(deal, "offer", "A fair."))["promoted"]
    (found,) = await past(deals, deal)
    assert (found["outcome"], found["override"], found["open"], found["agrees"]) == (
        "overridden", "A fair.", False, True,
    )  # fmt: skip


async def test_what_was_kept_and_does_not_follow_from_the_rules_is_told(deals: Deals):
    deal = await deals.create(amount=money("5"))
    await deals.promote(deal, "offer")
    await deals.api.engine.database.fetch(
        f"UPDATE {deals.namespace}.sluice_refusal SET judged = (jsonb_set(judged::jsonb, '{{closed}}', '[]'))::json",
        [],
        affinity="",
    )
    (found,) = await past(deals, deal)
    assert found["agrees"] is False


async def test_a_role_reads_of_it_what_it_may_read_today(deals: Deals):
    parent = await deals.create(title="Secret parent")
    deal = await deals.create(amount=money("5"), parentId=parent)
    await deals.promote(deal, "offer")
    grants = [{"object": "deal", "action": "read"}]
    hidden = {"object": "deal", "action": "read", "field": "amount", "effect": "deny"}
    own = {"object": "deal", "action": "read", "rows": "own"}
    await deals.api.change(
        deals.admin,
        {"addRole": {"name": "narrow", "grants": [*grants, hidden]}},
        {"addRole": {"name": "owner", "grants": [own]}},
    )
    narrow, _ = await add_member(deals.api, deals.admin, deals.slug, "narrow")
    (found,) = await past(deals, deal, narrow)
    amount, title = found["clauses"]
    assert (amount["redacted"], amount["actual"], amount["needed"], amount["field"]) == (
        True,
        None,
        None,
        None,
    )
    assert title["actual"] == "Secret parent"
    owner, member = await add_member(deals.api, deals.admin, deals.slug, "owner")
    assert (await deals.api.data(owner, PAST, {"record": deal})) == {"pastVerdicts": None}
    give = (
        "mutation ($id: ID!, $to: ID!) { updateDeal(id: $id, input: { ownerId: $to }) { errors { code } } }"
    )
    await deals.api.data(deals.admin, give, {"id": deal, "to": member})
    (found,) = await past(deals, deal, owner)
    # Who does not see the parent does not see what it was called.
    assert (found["clauses"][0]["actual"], found["clauses"][1]["actual"]) == (5, None)


async def test_what_is_asked_wrongly_is_refused(deals: Deals):
    deal = await deals.create()
    for variables, code in (
        ({"record": deal, "first": 51}, "PAGE_SIZE"),
        ({"record": "nobody"}, "NOT_FOUND"),
    ):
        assert await deals.api.codes(deals.admin, PAST, variables) == [code]
    unknown = PAST.replace('"deal"', '"lead"')
    assert await deals.api.codes(deals.admin, unknown, {"record": deal}) == ["CATALOG_UNKNOWN"]
    nobody = "01983884-fb80-7ee0-9d98-d13e5108ed37"
    assert (await deals.api.data(deals.admin, PAST, {"record": nobody})) == {"pastVerdicts": None}
    assert await past(deals, deal) == []


COUNTED = """query ($record: ID!) { pastVerdicts(object: "bid", record: $record) { open agrees
  clauses { satisfied actual needed matched records tally }
  tree { kind satisfied actual tally } } }"""
DONE = {"var": "done"}
LISTS = {
    "and": [
        {"or": [INTERVIEWED, {"filled": {"var": "client"}}]},
        {"<": [{"count": [VISITS, DONE]}, 3]},
        {"none": [VISITS, {"!": {"filled": DONE}}]},
        {"all": [{"filter": [VISITS, {"filled": {"var": "kind"}}]}, {"filled": DONE}]},
        {"<=": [{"date_of": {"var": "createdAt"}}, {"today": []}]},
    ]
}


async def test_how_many_records_of_lists_met_a_condition_is_kept(api: Api, board: World):
    await api.change(board.admin, pipeline(LISTS))
    bid = await create(board, "bid", title="B")
    for kind, done in (("demo", True), ("demo", None), ("interview", False)):
        await visit(board, bid, kind, done)
    refused = (await promoted(api, board.admin, bid))["verdict"]
    found = await api.data(board.admin, "{ visits { nodes { id kind done } } }")
    for each in found["visits"]["nodes"]:
        await api.data(
            board.admin,
            """mutation ($id: ID!) { updateVisit(id: $id, input: {done: true, kind: interview}) {
              errors { code } } }""",
            {"id": each["id"]},
        )
    gone = found["visits"]["nodes"][0]["id"]
    # Of the same version of a record a refusal is counted, and what is kept is the latest.
    named = 'mutation ($id: ID!) { updateBid(id: $id, input: {title: "C"}) { errors { code } } }'
    await api.data(board.admin, named, {"id": bid})
    assert not (await promoted(api, board.admin, bid))["promoted"]
    delete = "mutation ($id: ID!) { deleteVisit(id: $id) { errors { code } } }"
    await api.data(board.admin, delete, {"id": gone})
    assert (await promoted(api, board.admin, bid))["promoted"]
    await api.data(board.admin, delete, {"id": found["visits"]["nodes"][1]["id"]})
    await api.change(board.admin, {"setGate": {"object": "bid", "stage": "running", "rule": None}})
    moved, full, first = (await api.data(board.admin, COUNTED, {"record": bid}))["pastVerdicts"]
    assert [(each["open"], each["agrees"]) for each in (moved, full, first)] == [
        (True, True), (False, True), (False, True),
    ]  # fmt: skip
    shown = ("satisfied", "actual", "needed")
    assert [[each[name] for name in shown] for each in first["clauses"][1:4]] == [
        [each[name] for name in shown] for each in refused["clauses"][1:4]
    ]
    assert [each["tally"] for each in first["clauses"]] == [None, "1 of 3", "1 of 3", "2 of 3", None]
    assert [each["tally"] for each in full["clauses"]] == [None, "3 of 3", "0 of 3", "3 of 3", None]
    assert [each["tally"] for each in moved["clauses"]] == [None, "2 of 2", "0 of 2", "2 of 2", None]
    assert [(each["actual"], each["needed"]) for each in moved["clauses"]][1:4] == [(2, 3), (0, 0), (2, 2)]
    # What a tree counts within a clause is kept too, what single parts of a condition on records would count is not.
    assert [tuple(each.values()) for each in first["tree"]][:6] == [
        ("and", False, None, None),
        ("or", False, None, None),
        ("some", False, 0, "0 of 3"),
        ("and", None, None, "0 of 3"),
        ("comparison", None, None, None),
        ("comparison", None, None, None),
    ]


async def test_a_reference_and_of_which_object_it_is_are_told_apart(deals: Deals):
    about = {"name": "about", "type": "reference", "targets": ["deal"], "reverse": "mentions"}
    rule = {"and": [{"filled": {"var": "about"}}, {"==": [{"var": "about.object"}, "deal"]}, False]}
    gate = {"setGate": {"object": "deal", "stage": "offer", "rule": rule}}
    await deals.api.change(deals.admin, {"addField": {"object": "deal", "field": about}}, gate)
    other = await deals.create(title="Other")
    for named, satisfied in ((other, True), (None, False)):
        deal = await deals.create(title="One", aboutId=named)
        assert not (await deals.promote(deal, "offer"))["promoted"]
        (found,) = await past(deals, deal)
        first, second, never = found["clauses"][:3]
        assert (first["satisfied"], second["satisfied"], never["satisfied"]) == (satisfied, satisfied, False)
        assert (second["actual"], found["agrees"]) == ("deal" if named else None, True)


async def test_what_was_made_of_lists_goes_with_what_is_erased(api: Api, board: World):
    """Of lists the numbers of records are kept, and values such as the largest."""
    largest = {">": [{"largest": [VISITS, {"var": "minutes"}]}, 5]}
    await api.change(board.admin, pipeline({"and": [largest, {"some": [VISITS, {"var": "done"}]}]}))
    bid = await create(board, "bid", title="B")
    await visit(board, bid, "interview", done=True, minutes=77)
    assert (await promoted(api, board.admin, bid))["promoted"]
    namespace = await board.namespace()

    async def kept() -> list[str]:
        statement = f"SELECT judged FROM {namespace}.sluice_stage_history WHERE judged IS NOT NULL"
        ((judged,),) = await api.engine.database.fetch(statement, [], affinity="")
        return [*json.loads(judged)["values"].values()]

    assert sorted(await kept()) == ["1", "1", "77"]
    removed = {"object": "visit", "field": "minutes"}
    ungated = {"setGate": {"object": "bid", "stage": "running"}}
    await api.change(board.admin, ungated, {"removeField": removed})
    await api.change(board.admin, {"eraseField": removed})
    assert await kept() == ["1", "1"]
    for change in ("removeObject", "eraseObject"):
        await api.change(board.admin, *({change: {"object": each}} for each in ("note", "visit")))
    assert await kept() == []


async def test_what_was_kept_before_counts_were_is_said_as_it_was(api: Api, board: World):
    """Of lists the older rows have whether a condition held, and not of how many records."""
    await api.change(board.admin, pipeline(LISTS))
    bid = await create(board, "bid", title="B")
    await visit(board, bid, "interview", done=True)
    assert (await promoted(api, board.admin, bid))["promoted"]
    namespace = await board.namespace()
    catalog = await api.engine.catalogs.head(namespace)
    of = catalog.object_by_name["bid"]
    lists = {
        fingerprint(node): "2" if node.operator == "count" else "true"
        for each in clauses_of_edge(catalog, of, of.pipeline.transitions[0])
        for node in calls_of(each.clause.expression)
        if is_over_list(node)
    }
    await api.engine.database.fetch(
        f"""UPDATE {namespace}.sluice_stage_history SET judged = (judged::jsonb
          || jsonb_build_object('values', $1::jsonb || jsonb_build_object($2::text, now()::text)))::json
          WHERE judged IS NOT NULL""",
        [json.dumps(lists), "createdAt"],
        affinity="",
    )
    (found,) = (await api.data(board.admin, COUNTED, {"record": bid}))["pastVerdicts"]
    assert (found["open"], found["agrees"]) == (True, True)
    assert [(each["satisfied"], each["actual"], each["tally"]) for each in found["clauses"][:4]] == [
        (True, None, None), (True, 2, None), (True, None, None), (True, None, None),
    ]  # fmt: skip
